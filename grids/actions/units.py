"""Units: founded beside an area, renamed, given a public telephone."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import Refusal, invalid
from grids.levels import Level
from grids.models import Area, Unit, UnitKind
from grids.naming import tidy_name
from grids.versions import bump

MAX_PHONE = 30


@transaction.atomic
def create(*, kind: UnitKind, name: str, area_code: str, by: User | None, at: dt.datetime, phone: str = "") -> Unit:
    """A unit that can hold cases.

    Raises `Refusal` invalid: unknown_kind, unknown_area, bad_name, bad_phone, office_exists, name_taken,
    and no_office_here for an office of a building, whose grid holds.
    """
    bump("directory")
    if kind not in UnitKind.values:
        raise invalid("unknown_kind", _("There is no such kind of unit."), field="kind")
    area = Area.objects.filter(code=area_code).first()
    if area is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    if kind == UnitKind.OFFICE and area.level == Level.BUILDING:
        raise invalid("no_office_here", _("A building has no office; its grid holds."), field="area_code")
    unit = Unit(kind=kind, name=tidy_name(name), area=area, phone=_tidy_phone(phone))
    _write(unit)
    audit.record(by=by, verb="create_unit", subject_kind="unit", subject_id=unit.pk, at=at, data=_facts(unit))
    return unit


@transaction.atomic
def change(unit: Unit, *, name: str, phone: str, by: User | None, at: dt.datetime) -> Unit:
    """Another name or public telephone; kind and area of a unit never change.

    Raises `Refusal` invalid: bad_name, bad_phone, name_taken.
    """
    bump("directory")
    fresh = Unit.objects.get(pk=unit.pk)
    fresh.name, fresh.phone = tidy_name(name), _tidy_phone(phone)
    _write(fresh)
    audit.record(by=by, verb="change_unit", subject_kind="unit", subject_id=fresh.pk, at=at, data=_facts(fresh))
    return fresh


def _write(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise _taken(error) from None


def _taken(error: IntegrityError) -> Refusal:
    if "grids_unit_one_office_per_area" in str(error):
        return invalid("office_exists", _("This area has an office already."), field="area_code")
    return invalid("name_taken", _("A unit of this name is there already."), field="name")


def _tidy_phone(phone: str) -> str:
    tidy = phone.strip()
    if len(tidy) > MAX_PHONE or not set(tidy) <= set("0123456789-+ ()转"):
        raise invalid("bad_phone", _("This is no telephone number."), field="phone")
    return tidy


def _facts(unit: Unit) -> dict[str, str]:
    return {"kind": unit.kind, "name": unit.name, "area": unit.area_id, "phone": unit.phone}
