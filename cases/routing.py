"""Where a case begins, who checks it, who calls back. Pure.

Rules: case process §4.2. Small issues stay in the grid: a case starts with the grid of its place
unless its category's own level is higher. Dispatch is automatic when place and category are
certain; otherwise the case waits at the triage desk.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from cases.states import Severity
from grids.levels import Level
from grids.roles import Permission, Role
from grids.tree import Directory, UnitNode

STAFF_CONDUCT = "staff_conduct"


class Reason(StrEnum):
    """What a route can give as a reason; `cases.explanations.ROUTING` says each in words.

    `found_*`: how the place was found, as `grids.locate.How` has it, or that the desk corrected it.
    """

    PLACE = "place"
    FOUND_AREA_CODE = "found_area_code"
    FOUND_PLACE_CODE = "found_place_code"
    FOUND_POINT = "found_point"
    FOUND_TEXT = "found_text"
    FOUND_ROOT = "found_root"
    FOUND_DESK = "found_desk"
    CATEGORY = "category"
    DESK_FILED = "desk_filed"
    CATEGORY_NOT_CHOSEN = "category_not_chosen"
    CATEGORY_ENDED = "category_ended"
    OLD_RECORD = "old_record"
    PLACE_TOO_COARSE = "place_too_coarse"
    NOTHING_FINER = "nothing_finer"
    NO_CLERK = "no_clerk"
    NO_CLERK_ANYWHERE = "no_clerk_anywhere"
    WAITS_AT_TRIAGE = "waits_at_triage"
    LEVEL_MISSING = "level_missing"
    LEVEL_HOLDS = "level_holds"
    RULE_FITS = "rule_fits"
    RULE_PASSED_OVER = "rule_passed_over"
    DESK_CHOSE = "desk_chose"
    ABOVE_THE_ACCUSED = "above_the_accused"
    NO_HIGHER_UNIT = "no_higher_unit"


Reasons = tuple[tuple[str, dict[str, str]], ...]


class CategoryFacts(Protocol):
    """What routing asks of a category."""

    code: str
    name_id: str
    level: str
    severity: str

    @property
    def is_sensitive(self) -> bool:
        """Only government units hold it."""


class RuleFacts(Protocol):
    """What routing asks of the dispatch rule that fits."""

    @property
    def unit_id(self) -> int:
        """The unit that it names."""

    @property
    def category_code(self) -> str:
        """A category, or a group."""

    @property
    def area_code(self) -> str:
        """Where it holds."""

    @property
    def hours(self) -> str:
        """When it holds."""


@dataclass(frozen=True)
class Route:
    """`certain`: dispatch to `unit` at once; else `unit` is the triage desk."""

    certain: bool
    unit: UnitNode
    copies: tuple[UnitNode, ...] = ()
    assists: tuple[UnitNode, ...] = ()
    complained: UnitNode | None = None
    why: Reasons = ()


class NoOffice(LookupError):
    """The area lies in a tree without a single office: nobody could hold the case."""


def triage_desk(directory: Directory, area_code: str, today: dt.date) -> UnitNode:
    """The lowest office at community level or above over the area with a current clerk.

    Where no office has one, the highest office. Raises `NoOffice`.
    """
    return _desk_among(directory, _desks(directory, area_code), today)[0]


def _desks(directory: Directory, area_code: str) -> list[UnitNode]:
    """The offices that may be the desk of a place, the lowest first. Raises `NoOffice`."""
    offices = [directory.offices[node.code] for node in directory.path(area_code) if node.code in directory.offices]
    if not offices:
        raise NoOffice(area_code)
    return [unit for unit in offices if unit.level.rank >= Level.COMMUNITY.rank] or offices[-1:]


def _desk_among(directory: Directory, offices: list[UnitNode], today: dt.date) -> tuple[UnitNode, Reasons]:
    """The first office with a current clerk, else the last one, and which ones have none."""
    passed: list[tuple[str, dict[str, str]]] = []
    for unit in offices:
        if directory.has_role(unit.id, Role.CLERK, today):
            return unit, tuple(passed)
        passed.append((Reason.NO_CLERK, {"unit": unit.name}))
    return offices[-1], ((Reason.NO_CLERK_ANYWHERE, {"unit": offices[-1].name}),)


def is_certain(directory: Directory, area_code: str, level: Level) -> bool:
    """The place is fine enough for a category of this level.

    It is when it lies at the level or below, or when the installation has nothing finer there.
    """
    node = directory.areas[area_code]
    if node.level.rank <= level.rank:
        return True
    return all(child.rank < level.rank for child in directory.child_levels.get(area_code, ()))


def start_unit(directory: Directory, area_code: str, level: Level, named: int | None) -> UnitNode:
    """The unit of the category's level: the one that the dispatch rule names, else the area's office.

    A missing level's duties go to the next office above, at last to the highest. Raises `NoOffice`.
    """
    if named is not None:
        return directory.units[named]
    offices = [directory.offices[node.code] for node in directory.path(area_code) if node.code in directory.offices]
    if not offices:
        raise NoOffice(area_code)
    return next((unit for unit in offices if unit.level.rank >= level.rank), offices[-1])


def route(
    directory: Directory,
    area_code: str,
    category: CategoryFacts | None,
    *,
    today: dt.date,
    named: RuleFacts | None = None,
    complained: UnitNode | None = None,
    found: str = "",
    unfiled: Reason = Reason.CATEGORY_NOT_CHOSEN,
) -> Route:
    """The first holder of a report and why. `category` None: there is none, for the reason `unfiled`.

    `found` says how the place was found. Raises `NoOffice`.
    """
    place = _placed(directory, area_code, found)
    if category is None:
        return _to_triage(directory, area_code, today, (*place, (unfiled, {})), complained)
    level = Level(category.level)
    if not is_certain(directory, area_code, level):
        coarse = (Reason.PLACE_TOO_COARSE, {"level": level.value})
        return _to_triage(directory, area_code, today, (*place, _filed(category), coarse), complained)
    certain = forced(directory, area_code, category, named=named, complained=complained, found=found)
    if directory.areas[area_code].level.rank <= level.rank:
        return certain
    count = len(place) + 1
    return replace(certain, why=(*certain.why[:count], (Reason.NOTHING_FINER, {}), *certain.why[count:]))


def _placed(directory: Directory, area_code: str, found: str) -> Reasons:
    node = directory.areas[area_code]
    place = (Reason.PLACE, {"code": node.code, "name": node.name, "level": node.level.value})
    return (place, (Reason(f"found_{found}"), {})) if found else (place,)


def _filed(category: CategoryFacts) -> tuple[str, dict[str, str]]:
    return Reason.CATEGORY, {"code": category.code, "level": category.level}


def forced(
    directory: Directory,
    area_code: str,
    category: CategoryFacts,
    *,
    named: RuleFacts | None = None,
    complained: UnitNode | None = None,
    found: str = "",
) -> Route:
    """The route once a person, or a certain place, has settled where it is. Raises `NoOffice`."""
    level = Level(category.level)
    why = (*_placed(directory, area_code, found), _filed(category))
    if named is not None and category.is_sensitive and not directory.units[named.unit_id].is_government:
        why = (*why, (Reason.RULE_PASSED_OVER, {"unit": directory.units[named.unit_id].name}))
        named = None
    unit = start_unit(directory, area_code, level, named.unit_id if named else None)
    why = (*why, *(_level_lines(unit, level) if named is None else [_rule_line(directory, named, unit)]))
    if category.name_id == STAFF_CONDUCT:
        return _conduct(directory, area_code, unit, complained, why)
    return Route(True, unit, *_beside(directory, area_code, unit, category), why=why)


def _level_lines(unit: UnitNode, level: Level) -> Reasons:
    """Who holds at a level, and that another level has to stand in where there is no such office."""
    holds = (Reason.LEVEL_HOLDS, {"unit": unit.name})
    return (holds,) if unit.level == level else ((Reason.LEVEL_MISSING, {"level": level.value}), holds)


def _rule_line(directory: Directory, rule: RuleFacts, unit: UnitNode) -> tuple[str, dict[str, str]]:
    area = directory.areas[rule.area_code].name
    return Reason.RULE_FITS, {"unit": unit.name, "category": rule.category_code, "area": area, "hours": rule.hours}


def filed_by_desk(found: Route) -> Route:
    """The same route with a category that the triage desk chose."""
    count = next(index for index, (code, _params) in enumerate(found.why) if code == Reason.CATEGORY)
    return replace(found, why=(*found.why[:count], (Reason.DESK_FILED, {}), *found.why[count:]))


def to_unit(found: Route, unit: UnitNode) -> Route:
    """The same route with a holder that the triage desk chose."""
    line = (Reason.DESK_CHOSE, {"unit": unit.name})
    return replace(found, unit=unit, why=(*found.why, line))


def _to_triage(
    directory: Directory, area_code: str, today: dt.date, why: Reasons, complained: UnitNode | None
) -> Route:
    """It waits at the desk of its place; a complaint about staff at a desk above the unit complained about."""
    desk, passed = _desk_among(directory, _desks(directory, area_code), today)
    if complained is not None and hidden_below(directory, complained.id, desk):
        above = list(directory.offices_above(complained))
        if above:
            desk, passed = _desk_among(directory, above, today)
            why = (*why, (Reason.ABOVE_THE_ACCUSED, {"unit": desk.name}))
        else:
            complained, why = None, (*why, (Reason.NO_HIGHER_UNIT, {}))
    waits = (Reason.WAITS_AT_TRIAGE, {"unit": desk.name})
    return Route(False, desk, complained=complained, why=(*why, *passed, waits))


def _beside(
    directory: Directory, area_code: str, unit: UnitNode, category: CategoryFacts
) -> tuple[tuple[UnitNode, ...], tuple[UnitNode, ...]]:
    """Who is told and who assists: the grid; for a critical case every office on the way as well."""
    path = [directory.offices[node.code] for node in directory.path(area_code) if node.code in directory.offices]
    grid = tuple(office for office in path if office.level == Level.GRID and office.id != unit.id)
    if category.severity != Severity.CRITICAL:
        return grid, ()
    return tuple(office for office in path if office.id != unit.id), grid


def _conduct(directory: Directory, area_code: str, unit: UnitNode, complained: UnitNode | None, why: Reasons) -> Route:
    """A complaint about staff goes to a unit above the one complained about, never to the accused.

    Where nobody named the unit, it is the highest office below the category's level on the way to
    the place; a place at that level itself means that office.
    """
    if complained is None:
        below = [
            directory.offices[node.code]
            for node in directory.path(area_code)
            if node.code in directory.offices and node.level.rank < unit.level.rank
        ]
        complained = below[-1] if below else unit
    while not _stands_above(directory, unit, complained):
        parent = directory.parent_of(unit)
        if parent is None:
            return Route(True, unit, why=(*why, (Reason.NO_HIGHER_UNIT, {})))
        unit = parent
    line = (Reason.ABOVE_THE_ACCUSED, {"unit": unit.name})
    return Route(True, unit, complained=complained, why=(*why, line))


def _stands_above(directory: Directory, unit: UnitNode, complained: UnitNode) -> bool:
    return any(office.id == unit.id for office in directory.offices_above(complained))


def hidden_below(directory: Directory, complained_id: int | None, unit: UnitNode) -> bool:
    """The unit is the one complained about or stands below it."""
    if complained_id is None:
        return False
    return unit.id == complained_id or any(office.id == complained_id for office in directory.offices_above(unit))


def checking_unit(
    directory: Directory,
    handler: UnitNode,
    involved: Iterable[int],
    *,
    today: dt.date,
    complained_id: int | None = None,
) -> tuple[UnitNode | None, bool]:
    """The nearest unit upwards with a current checker that neither handled nor assisted.

    Returns (unit, found). Not found: the handler's parent, or None at the top; the case then waits
    in `checking` and is never passed by time.
    """
    excluded = {*involved, handler.id}
    for unit in directory.units_upwards(handler):
        if unit.id in excluded or hidden_below(directory, complained_id, unit):
            continue
        if directory.has_current(unit.id, Permission.CHECK, today):
            return unit, True
    return directory.parent_of(handler), False


def callback_unit(
    directory: Directory, handler: UnitNode, checker_id: int | None, *, today: dt.date, complained_id: int | None = None
) -> UnitNode | None:
    """The nearest unit upwards with a callback clerk that is neither the handler's nor the checker's."""
    for unit in directory.units_upwards(handler):
        if unit.id in {handler.id, checker_id} or hidden_below(directory, complained_id, unit):
            continue
        if directory.has_current(unit.id, Permission.CALL_BACK, today):
            return unit
    return None


def is_top(directory: Directory, unit: UnitNode) -> bool:
    """No office of a higher level stands above: the case can climb no further."""
    return all(office.level.rank <= unit.level.rank for office in directory.offices_above(unit))
