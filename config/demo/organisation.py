"""The place and its people: areas with outlines, offices, units beside them, party organisations, posts."""

import datetime as dt
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from accounts.actions import users
from accounts.models import User
from accounts.passwords import DEMO_PASSWORD
from cases.actions import dispatch_rules
from config.demo import lattice
from config.demo.script import GridPlace
from config.demo.wording import data
from grids.actions import areas, party, place_codes, posts, units
from grids.area_rows import AreaRow
from grids.levels import Level
from grids.models import PartyKind, PartyOrganisation, Unit, UnitKind
from grids.models.post import ROLE_NAMES
from grids.roles import Role

CODE_STEP = "{parent}{number:03d}"
STAFF_SINCE_YEARS = 2


@dataclass(frozen=True)
class Account:
    """A demo account as `bin/run` shows it."""

    username: str
    name: str
    unit: str
    roles: str


def found(at: dt.datetime) -> list[GridPlace]:
    """Makes everything that stands before the first case, as of `at`; returns the grids by code."""
    areas.import_areas(_rows(), by=None, at=at)
    keys = _unit_keys()
    for row in data("street")["beside"]:
        unit = units.create(kind=UnitKind(row["kind"]), name=row["name"], area_code=row["area"], by=None, at=at)
        keys[row["key"]] = unit
    _found_party(at)
    _appoint(keys, at)
    since = _years_before(at)
    for code, key in data("street")["dispatch_rules"].items():
        dispatch_rules.name_unit(code, keys[key].pk, since=since, by=None, at=at)
    grids = _grids()
    _hang_sheets(grids, at)
    return grids


def demo_accounts() -> list[Account]:
    """The accounts for visitors, with what each is; the password of all is `DEMO_PASSWORD`."""
    names = dict(Unit.objects.values_list("posts__user__username", "name"))
    return [
        Account(
            row["username"],
            row["name"],
            names.get(row["username"], ""),
            ", ".join(str(ROLE_NAMES[Role(role)]) for role in row["roles"]),
        )
        for row in data("people")
        if "hidden" not in row
    ]


def _communities() -> list[tuple[str, int, dict[str, Any]]]:
    """(code, number from 0, facts)."""
    street = data("street")
    parent = street["street"]["code"]
    rows = enumerate(street["communities"])
    return [(CODE_STEP.format(parent=parent, number=number + 1), number, row) for number, row in rows]


def _grids() -> list[GridPlace]:
    return [
        GridPlace(
            code=code,
            community=community,
            corner=lattice.corner_of_grid(number, place),
            spots=tuple(grid["spots"]),
            homes=tuple(_homes(code, grid)),
        )
        for community, number, facts in _communities()
        for place, grid in enumerate(facts["grids"])
        for code in [CODE_STEP.format(parent=community, number=place + 1)]
    ]


def _homes(code: str, grid: dict[str, Any]) -> list[tuple[str, str]]:
    numbers = range(1, grid["buildings"] + 1)
    return [(CODE_STEP.format(parent=code, number=number), f"{grid['estate']}{number}号楼") for number in numbers]


def _rows() -> list[AreaRow]:
    county, street = data("street")["county"], data("street")["street"]
    rows = [
        AreaRow(0, county["code"], county["name"], Level.COUNTY, None),
        AreaRow(
            0,
            street["code"],
            street["name"],
            Level.STREET,
            county["code"],
            tuple(street["aliases"]),
            lattice.outline(0, 0, lattice.SIDE),
        ),
    ]
    for code, number, facts in _communities():
        outline = lattice.outline(2 * (number % 2), 2 * (number // 2), 2)
        rows.append(AreaRow(0, code, facts["name"], Level.COMMUNITY, street["code"], tuple(facts["aliases"]), outline))
    facts_of_grids = [grid for _code, _number, facts in _communities() for grid in facts["grids"]]
    for place, grid in zip(_grids(), facts_of_grids, strict=True):
        outline = lattice.outline(*place.corner)
        rows.append(AreaRow(0, place.code, grid["name"], Level.GRID, place.community, (grid["estate"],), outline))
        rows += [AreaRow(0, code, name, Level.BUILDING, place.code) for code, name in place.homes]
    return rows


def _unit_keys() -> dict[str, Unit]:
    """The offices under the names that the people's list uses."""
    offices = {unit.area_id: unit for unit in Unit.objects.filter(kind=UnitKind.OFFICE)}
    keys = {level: offices[data("street")[level]["code"]] for level in ("county", "street")}
    keys |= {f"community-{number + 1}": offices[code] for code, number, _facts in _communities()}
    return keys | {f"grid-{number}": offices[place.code] for number, place in enumerate(_grids(), start=1)}


def _found_party(at: dt.datetime) -> None:
    """The chain of party organisations beside the areas: street, community, branch, building group."""
    street = data("street")["street"]

    def found_one(
        kind: PartyKind, name: str, code: str, secretary: str, parent: PartyOrganisation | None
    ) -> PartyOrganisation:
        return party.found(kind=kind, name=name, area_code=code, parent=parent, secretary=secretary, by=None, at=at)

    top = found_one(PartyKind.STREET, street["party"], street["code"], street["secretary"], None)
    places, leaders = iter(_grids()), cycle(data("street")["group_leaders"])
    for code, _number, facts in _communities():
        community = found_one(PartyKind.COMMUNITY, facts["party"], code, facts["secretary"], top)
        for grid in facts["grids"]:
            place = next(places)
            branch = found_one(PartyKind.BRANCH, grid["branch"], place.code, grid["secretary"], community)
            for building, name in place.homes:
                found_one(PartyKind.BUILDING_GROUP, f"{name}党小组", building, next(leaders), branch)


def _hang_sheets(grids: list[GridPlace], at: dt.datetime) -> None:
    """A sheet in a hall of each community and at a few facilities, with the telephones that stand on them."""
    offices = {unit.area_id: unit for unit in Unit.objects.filter(kind=UnitKind.OFFICE)}
    phones = {data("street")["street"]["code"]: data("street")["phones"]["street"]}
    for number, place in enumerate(grids, start=1):
        phones[place.code] = data("street")["phones"]["grid"].format(number=number)
    for code, phone in phones.items():
        units.change(offices[code], name=offices[code].name, phone=phone, by=None, at=at)
    for place in grids[::4]:
        place_codes.issue(place.homes[0][0], by=None, at=at, spot=f"{place.homes[0][1]}大厅")
    for row in data("street")["facilities"]:
        code = grids[row["grid"] - 1].code
        place_codes.issue(code, by=None, at=at, spot=row["spot"], facility=row["kind"])


def _appoint(keys: dict[str, Unit], at: dt.datetime) -> None:
    since = _years_before(at)
    workers = [grid["worker"] for _code, _number, facts in _communities() for grid in facts["grids"]]
    rest = [
        {"username": f"grid-{number}", "name": worker, "unit": f"grid-{number}", "roles": ["grid_worker"]}
        for number, worker in enumerate(workers, start=1)
        if number > 1
    ]
    for row in [*data("people"), *rest]:
        user = _user(row, at)
        for role in row["roles"]:
            posts.assign(user=user, unit=keys[row["unit"]], role=Role(role), since=since, by=None, at=at)


def _user(row: dict[str, Any], at: dt.datetime) -> User:
    return users.create(
        username=row["username"], name=row["name"], password=DEMO_PASSWORD, by=None, at=at, is_demo=True
    )


def _years_before(at: dt.datetime) -> dt.date:
    return dt.date(at.year - STAFF_SINCE_YEARS, 1, 1)
