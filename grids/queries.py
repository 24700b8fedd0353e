"""What a place shows to everybody."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import not_found
from grids import directory
from grids.levels import Level
from grids.models import Area, PartyKind, PartyOrganisation, PlaceCode, Unit
from grids.roles import Role
from grids.tree import AreaNode, Directory, UnitNode
from grids.versions import Tokens


@dataclass(frozen=True, slots=True)
class Led:
    """A party organisation over the place and the public post of the one who leads it.

    `kind.label` says in words which link of the chain it is.
    """

    kind: PartyKind
    name: str
    secretary: str
    area_code: str


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """Who looks after a place: nothing here is hidden from residents.

    `path` leads from the place up to the root. `office` holds its cases (for a building the team of its
    grid); `workers` and `stewards` are the names of those who hold the post today. `party` is the chain
    of both grid systems in one (双网合一): the group of a building, the branch of a grid, community,
    street, nearest first.
    """

    area: AreaNode
    path: tuple[AreaNode, ...]
    office: str
    phone: str
    workers: tuple[str, ...]
    stewards: tuple[str, ...]
    party: tuple[Led, ...]


def place_card(code: str, on: dt.date, present: Tokens | None = None) -> PlaceCard:
    """What a place shows on a day, in three statements and the tokens'. Raises `Refusal` not_found."""
    town = directory.current(present)
    path = tuple(town.path(code))
    if not path:
        raise not_found(_("There is no such area."))
    office = town.office_at_or_above(code)
    workers = _holders(town, code, Role.GRID_WORKER, on)
    stewards = _holders(town, code, Role.BUILDING_STEWARD, on)
    names = dict(User.objects.filter(pk__in=[*workers, *stewards], is_active=True).values_list("pk", "name"))
    return PlaceCard(
        area=path[0],
        path=path,
        office=office.name if office else "",
        phone=Unit.objects.values_list("phone", flat=True).get(pk=office.id) if office else "",
        workers=tuple(names[pk] for pk in workers if pk in names),
        stewards=tuple(names[pk] for pk in stewards if pk in names),
        party=_chain(path),
    )


WITH_SHEETS: Final = (Level.BUILDING, Level.GRID)
"""What a sheet may name."""


def without_sheet(inside: Collection[str], at: dt.datetime) -> QuerySet[Area]:
    """Grids and buildings in these areas that have no code in use of their own, by code."""
    own = PlaceCode.objects.inside(inside).usable(at).filter(facility="")
    found = Area.objects.subtree(*inside).filter(level__in=WITH_SHEETS)
    return found.exclude(code__in=own.values("area_id")).order_by("code")


@dataclass(frozen=True, slots=True)
class Sign:
    """A place code with what its printed sheet says: who looks after the place today, and who over them.

    `path` leads from the place up to the root; the telephones are the public ones of the offices.
    """

    row: PlaceCode
    path: tuple[AreaNode, ...]
    workers: tuple[str, ...]
    office: str
    phone: str
    street: str
    street_phone: str


def signs(rows: Sequence[PlaceCode], on: dt.date, town: Directory) -> list[Sign]:
    """What the sheets of these codes say on a day, in two statements."""
    held = {row.area_id: _holders(town, row.area_id, Role.GRID_WORKER, on) for row in rows}
    offices = {code: town.office_at_or_above(code) for code in held}
    streets = {code: _street_office(town, code) for code in held}
    asked = {unit.id for unit in [*offices.values(), *streets.values()] if unit is not None}
    phones = dict(Unit.objects.filter(pk__in=asked).values_list("pk", "phone"))
    people = {pk for workers in held.values() for pk in workers}
    names = dict(User.objects.filter(pk__in=people, is_active=True).values_list("pk", "name"))
    found = []
    for row in rows:
        office, street = offices[row.area_id], streets[row.area_id]
        found.append(
            Sign(
                row=row,
                path=tuple(town.path(row.area_id)),
                workers=tuple(names[pk] for pk in held[row.area_id] if pk in names),
                office=office.name if office else "",
                phone=phones.get(office.id, "") if office else "",
                street=street.name if street else "",
                street_phone=phones.get(street.id, "") if street else "",
            )
        )
    return found


def _street_office(town: Directory, code: str) -> UnitNode | None:
    """The office of the street around a place, which watches over its grids."""
    return next((town.offices.get(node.code) for node in town.path(code) if node.level == Level.STREET), None)


def _holders(town: Directory, code: str, role: Role, on: dt.date) -> list[int]:
    """Those whose post covers a grid or building; a post narrowed to another building does not."""
    office = town.office_at_or_above(code)
    if office is None or office.level != Level.GRID:
        return []
    posts = (post for post in town.posts_by_unit.get(office.id, ()) if post.role == role and post.is_current(on))
    return list(dict.fromkeys(post.user_id for post in posts if code.startswith(post.area_code or "")))


def _chain(path: tuple[AreaNode, ...]) -> tuple[Led, ...]:
    codes = [node.code for node in path]
    rows = PartyOrganisation.objects.filter(area__code__in=codes).order_by("id")
    nearest_first = sorted(rows, key=lambda row: codes.index(row.area_id))
    return tuple(Led(PartyKind(row.kind), row.name, row.secretary, row.area_id) for row in nearest_first)
