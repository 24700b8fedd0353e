"""Which units can be asked to help with a case."""

from collections.abc import Iterator

from cases.casefile import CaseFile
from cases.routing import hidden_below
from cases.world import World
from grids.roles import Permission
from grids.tree import Directory, UnitNode


def askable(file: CaseFile, present: World) -> Iterator[UnitNode]:
    """The units that serve the place of the case and may be asked, lowest first."""
    return (unit for unit in around(present.directory, file.case.area_id) if may_help(unit, file, present))


def may_help(unit: UnitNode, file: CaseFile, present: World) -> bool:
    """The unit serves the place, does not hold the case, judges no cases, and is not what the case complains about.

    A sensitive matter stays with government units. A government unit needs somebody who can reply; a
    company or committee without accounts replies by a link.
    """
    case, directory = file.case, present.directory
    if unit.id == case.holder_id or not unit.handles or not directory.contains(unit.area_code, case.area_id):
        return False
    if hidden_below(directory, case.complained_unit_id, unit):
        return False
    if not unit.is_government:
        return not case.sensitive and case.complained_unit_id is None
    return directory.has_current(unit.id, Permission.HANDLE, present.today)


def around(directory: Directory, code: str) -> Iterator[UnitNode]:
    """The units whose area contains the place, lowest first, offices before those beside them."""
    for node in directory.path(code):
        if node.code in directory.offices:
            yield directory.offices[node.code]
        yield from directory.beside.get(node.code, ())
