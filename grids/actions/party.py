"""Party organisations beside the areas: founded, renamed, led by somebody else."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import invalid
from grids.levels import Level
from grids.models import Area, PartyKind, PartyOrganisation
from grids.naming import tidy_name

LEVELS = {
    PartyKind.STREET: {Level.STREET},
    PartyKind.COMMUNITY: {Level.COMMUNITY},
    PartyKind.BRANCH: {Level.GRID, Level.COMMUNITY},
    PartyKind.BUILDING_GROUP: {Level.BUILDING, Level.GRID},
}
"""Where each link of the chain stands; an estate of several grids has its branch at the community."""

CHAIN = [PartyKind.STREET, PartyKind.COMMUNITY, PartyKind.BRANCH, PartyKind.BUILDING_GROUP]


@transaction.atomic
def found(
    *,
    kind: PartyKind,
    name: str,
    area_code: str,
    by: User | None,
    at: dt.datetime,
    parent: PartyOrganisation | None = None,
    secretary: str = "",
) -> PartyOrganisation:
    """A party organisation of an area; `parent` is one that stands higher in the chain, over the area.

    Raises `Refusal` invalid: unknown_area, wrong_level, bad_parent, bad_name, name_taken.
    """
    area = Area.objects.filter(code=area_code).first()
    if area is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    if area.level not in LEVELS[kind]:
        raise invalid("wrong_level", _("This kind of organisation stands at another level."), field="area_code")
    if parent is not None and not (_is_above(parent, kind) and area_code.startswith(parent.area_id)):
        raise invalid("bad_parent", _("The organisation above stands higher in the chain and over the area."), "parent")
    row = PartyOrganisation(kind=kind, name=tidy_name(name), area=area, parent=parent, secretary=_person(secretary))
    _write(row)
    audit.record(
        by=by,
        verb="found_party",
        subject_kind="party",
        subject_id=row.pk,
        at=at,
        data={"kind": kind, "area": area_code},
    )
    return row


@transaction.atomic
def change(row: PartyOrganisation, *, name: str, secretary: str, by: User | None, at: dt.datetime) -> PartyOrganisation:
    """Another name or another secretary. Raises `Refusal` invalid: bad_name, name_taken."""
    fresh = PartyOrganisation.objects.select_for_update().get(pk=row.pk)
    fresh.name, fresh.secretary = tidy_name(name), _person(secretary)
    _write(fresh)
    audit.record(by=by, verb="change_party", subject_kind="party", subject_id=fresh.pk, at=at)
    return fresh


def _is_above(parent: PartyOrganisation, kind: PartyKind) -> bool:
    return CHAIN.index(PartyKind(parent.kind)) < CHAIN.index(kind)


def _person(name: str) -> str:
    return tidy_name(name, "secretary", longest=60) if name.strip() else ""


def _write(row: PartyOrganisation) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise invalid("name_taken", _("An organisation of this name is there already."), field="name") from None
