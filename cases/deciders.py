"""Who decides on a request from the holding unit (case process §4.2–4.3). Pure of the database.

The first extension and a reopening are decided by the office above the handler, or by the handler's own
where nothing stands above it; a second extension and a suspension by the leader of a street or county.
"""

from cases.models.waiting import Wish
from cases.routing import hidden_below
from cases.world import World
from grids.levels import Level
from grids.roles import Permission
from grids.tree import UnitNode


def above(present: World, holder: UnitNode) -> UnitNode:
    """The office one level up, or the holder itself at the top."""
    return present.directory.parent_of(holder) or holder


def leading(present: World, holder: UnitNode, complained_id: int | None = None) -> UnitNode | None:
    """The nearest office of street level or higher with a leader in it, the holder's own included.

    Where none of them has a leader now, the nearest; None where the installation has no such office.
    """
    directory = present.directory
    own = [holder] if holder.is_office else []
    offices = [
        unit
        for unit in (*own, *directory.offices_above(holder))
        if unit.level.rank >= Level.STREET.rank and not hidden_below(directory, complained_id, unit)
    ]
    led = (unit for unit in offices if directory.has_current(unit.id, Permission.LEAD, present.today))
    return next(led, offices[0] if offices else None)


def of(present: World, holder: UnitNode, kind: str, number: int, complained_id: int | None = None) -> UnitNode | None:
    """The unit whose turn it is to decide; `number` counts the extensions of a case from 1."""
    if kind == Wish.SUSPENSION or (kind == Wish.EXTENSION and number > 1):
        return leading(present, holder, complained_id)
    return above(present, holder)
