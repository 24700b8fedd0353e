"""Who may be put in charge of a case as its leader (case process §4.3, 领导包案). Pure of the database."""

from cases.models import Case
from cases.routing import hidden_below
from cases.world import World
from grids.levels import Level
from grids.roles import Permission
from grids.tree import PostNode, UnitNode


def candidates(present: World, decider: UnitNode, case: Case) -> list[PostNode]:
    """Current posts of leaders of streets and counties in the decider's area, over the place or the holder.

    Lowest level first. Nobody of a unit that the case complains about, or below it.
    """
    directory = present.directory
    holder = directory.units[case.holder_id]
    units = [
        unit
        for unit in directory.units.values()
        if unit.level.rank >= Level.STREET.rank
        and directory.contains(decider.area_code, unit.area_code)
        and (directory.contains(unit.area_code, case.area_id) or directory.contains(unit.area_code, holder.area_code))
        and not hidden_below(directory, case.complained_unit_id, unit)
    ]
    return [
        post
        for unit in sorted(units, key=lambda unit: (unit.level.rank, unit.id))
        for post in directory.posts_by_unit.get(unit.id, ())
        if post.allows(Permission.LEAD) and post.is_current(present.today)
    ]
