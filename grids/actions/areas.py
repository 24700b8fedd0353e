"""Areas come in as one table, and with each its office."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from grids.area_rows import AreaRow, BadRow, BadRows, check_rows
from grids.levels import Level
from grids.models import Area, Unit, UnitKind
from grids.offices import office_name
from grids.tree import AreaNode
from grids.versions import bump

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many areas are new, changed and as they were, and how many offices were founded."""

    new: int
    changed: int
    same: int
    offices: int


@transaction.atomic
def import_areas(
    rows: Sequence[AreaRow],
    *,
    by: User | None,
    at: dt.datetime,
    bad: Sequence[BadRow] = (),
    dry_run: bool = False,
) -> Imported:
    """Write all areas, or none: new ones with the office of each above a building, known ones renamed.

    An office that still bears its usual name is renamed with its area. Nothing is ever deleted.
    A dry run does all of it and takes it back. Raises `BadRows` with every bad line and its reason,
    among them the `bad` ones of reading the file.
    """
    bump("directory")
    bump("boundaries")
    there = {area.code: area for area in Area.objects.all()}
    nodes = {code: AreaNode(code, area.name, Level(area.level), area.parent_id) for code, area in there.items()}
    found = check_rows(rows, nodes, bad)
    if found:
        raise BadRows(found)
    result = _write(rows, there)
    facts = {"new": result.new, "changed": result.changed, "offices": result.offices}
    audit.record(by=by, verb="import_areas", subject_kind="areas", subject_id="all", at=at, data=facts)
    if dry_run:
        transaction.set_rollback(True)
    return result


def _write(rows: Sequence[AreaRow], there: dict[str, Area]) -> Imported:
    ordered = sorted(rows, key=lambda row: row.code)
    usual_names = {code: office_name(Level(area.level), area.name) for code, area in there.items()}
    new = [_apply(row, Area(code=row.code, level=row.level)) for row in ordered if row.code not in there]
    known = [row for row in ordered if row.code in there]
    before = {row.code: _state(there[row.code]) for row in known}
    changed = [area for area in (_apply(row, there[row.code]) for row in known) if _state(area) != before[area.code]]
    Area.objects.bulk_create(new, batch_size=BATCH)
    Area.objects.bulk_update(changed, ["name", "parent", "aliases", "boundary"], batch_size=BATCH)
    _rename_offices(changed, usual_names)
    offices = _found_offices([*new, *there.values()])
    return Imported(len(new), len(changed), len(known) - len(changed), offices)


def _apply(row: AreaRow, area: Area) -> Area:
    area.name, area.parent_id = row.name, row.parent_code
    if row.aliases is not None:
        area.aliases = [alias for alias in row.aliases if alias != row.name]
    if row.boundary is not None:
        area.boundary = row.boundary
    return area


def _state(area: Area) -> tuple[object, ...]:
    return area.name, area.parent_id, list(area.aliases), area.boundary


def _rename_offices(areas: Sequence[Area], usual_names: dict[str, str | None]) -> None:
    by_code = {area.code: area for area in areas}
    renamed = []
    for office in Unit.objects.filter(kind=UnitKind.OFFICE, area__code__in=list(by_code)):
        area = by_code[office.area_id]
        if office.name == usual_names[area.code]:
            office.name = office_name(Level(area.level), area.name) or office.name
            renamed.append(office)
    Unit.objects.bulk_update(renamed, ["name"], batch_size=BATCH)


def _found_offices(areas: Sequence[Area]) -> int:
    """An office for each area of a grid or above that has none; returns how many."""
    with_office = set(Unit.objects.filter(kind=UnitKind.OFFICE).values_list("area__code", flat=True))
    names = ((area, office_name(Level(area.level), area.name)) for area in areas if area.code not in with_office)
    missing = [Unit(kind=UnitKind.OFFICE, name=name, area=area) for area, name in names if name is not None]
    return len(Unit.objects.bulk_create(missing, batch_size=BATCH))
