"""Which units a screening meeting may make responsible for a case. Pure."""

from typing import Protocol

from cases.routing import hidden_below
from grids.tree import Directory, UnitNode


class PlacedCase(Protocol):
    """What is asked of the case."""

    area_id: str
    sensitive: bool
    complained_unit_id: int | None


def responsible_units(directory: Directory, case: PlacedCase) -> list[UnitNode]:
    """The units that work for the place of the case, lowest first, each office before those beside it.

    A sensitive matter stays with government, and a complaint never comes to the unit complained about.
    """
    found: list[UnitNode] = []
    for node in directory.path(case.area_id):
        if node.code in directory.offices:
            found.append(directory.offices[node.code])
        found += directory.beside.get(node.code, ())
    return [
        unit
        for unit in found
        if (unit.is_government or not case.sensitive) and not hidden_below(directory, case.complained_unit_id, unit)
    ]
