"""The units that a form offers: those that the action would take. The action has the last word."""

from collections.abc import Iterable

from cases.helping import around
from cases.models import Case
from cases.routing import hidden_below
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.roles import Permission
from grids.tree import UnitNode

MOST_UNITS = 200

Choices = list[tuple[str, str]]


def for_dispatch(viewer: Viewer, case: Case, present: World) -> Choices:
    """Units around the case's place that the viewer's desk may dispatch to, lowest first."""
    directory = present.directory
    desks = [directory.units[post.unit_id] for post in viewer.posts if post.allows(Permission.TRIAGE)]
    return named(
        unit
        for unit in around(directory, case.area_id)
        if _may_hold(unit, case)
        and any(
            directory.contains(desk.area_code, unit.area_code) or unit.level.rank >= desk.level.rank for desk in desks
        )
    )


def for_decision(viewer: Viewer, case: Case, present: World, *, holder_too: bool = False) -> Choices:
    """Units to which the holder's parent may give the case.

    They lie in the parent's area and serve the place or are an office of the holder's level, never at or below
    the unit that the case complains about; a sensitive matter stays with government; government units above
    a grid are reached by escalation only.
    """
    directory = present.directory
    holder = directory.units[case.holder_id]
    parent = directory.parent_of(holder)
    if parent is None:
        return []
    near = {unit.id for unit in around(directory, case.area_id)}
    return named(
        unit
        for unit in directory.units.values()
        if (unit.id in near or (unit.is_office and unit.level == holder.level))
        and directory.contains(parent.area_code, unit.area_code)
        and unit.id != parent.id
        and _may_hold(unit, case)
        and not hidden_below(directory, case.complained_unit_id, unit)
        and (holder_too or unit.id != holder.id)
        and not (holder.level == Level.GRID and unit.is_government and unit.level.rank > Level.GRID.rank)
    )


def _may_hold(unit: UnitNode, case: Case) -> bool:
    return unit.handles and (unit.is_government or not case.sensitive)


def named(units: Iterable[UnitNode]) -> Choices:
    """The units with their levels, lowest first."""
    rows = sorted(units, key=lambda unit: (unit.level.rank, not unit.is_office, unit.area_code, unit.id))[:MOST_UNITS]
    return [(str(unit.id), f"{unit.name} · {LEVEL_NAMES[unit.level]}") for unit in rows]
