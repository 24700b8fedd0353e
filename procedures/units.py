"""Which units may be given a procedure. Forms offer them, actions insist on them."""

from collections.abc import Iterator

from cases.routing import hidden_below
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.models import UnitKind
from grids.roles import Permission
from grids.tree import Directory, PostNode, UnitNode


def around(directory: Directory, place: str) -> Iterator[UnitNode]:
    """The units whose area contains the place, lowest first, offices before those beside them."""
    for node in directory.path(place):
        if node.code in directory.offices:
            yield directory.offices[node.code]
        yield from directory.beside.get(node.code, ())


def mediating(present: World, place: str, complained_id: int | None = None) -> list[UnitNode]:
    """Mediation committees around a place, and its community office; never the unit complained about."""
    return [
        unit
        for unit in around(present.directory, place)
        if (unit.kind == UnitKind.MEDIATION_COMMITTEE or (unit.is_office and unit.level is Level.COMMUNITY))
        and present.directory.has_current(unit.id, Permission.HANDLE, present.today)
        and not hidden_below(present.directory, complained_id, unit)
    ]


def mediators(present: World, unit_id: int) -> list[PostNode]:
    """The posts of a unit whose holders may mediate, each person once."""
    posts: dict[int, PostNode] = {}
    for post in present.directory.posts_by_unit.get(unit_id, ()):
        if post.is_current(present.today) and post.allows(Permission.HANDLE):
            posts.setdefault(post.user_id, post)
    return list(posts.values())


def answering(present: World, place: str, complained_id: int | None = None) -> list[UnitNode]:
    """Government units at street level or above that may answer a petition; never the unit complained about."""
    return [
        unit
        for unit in around(present.directory, place)
        if unit.is_government
        and unit.level.rank >= Level.STREET.rank
        and present.directory.has_current(unit.id, Permission.HANDLE, present.today)
        and not hidden_below(present.directory, complained_id, unit)
    ]


def rectifying(present: World, place: str) -> list[UnitNode]:
    """Units around a building that may have to control and rectify: somebody in them can act."""
    return [
        unit
        for unit in around(present.directory, place)
        if unit.kind != UnitKind.MEDIATION_COMMITTEE
        and unit.level.rank >= Level.COMMUNITY.rank
        and present.directory.has_current(unit.id, Permission.HANDLE, present.today)
    ]


def registers_petitions(viewer: Viewer) -> list[str]:
    """The areas whose petitions the viewer registers."""
    units = [(viewer.directory.units[post.unit_id], post) for post in viewer.posts]
    return [
        unit.area_code
        for unit, post in units
        if unit.is_office and unit.level.rank >= Level.STREET.rank and post.allows(Permission.TRIAGE)
    ]
