"""Where a case begins, who checks it, who calls back. Pure.

Rules: case process §4.2. Small issues stay in the grid: a case starts with the grid of its place
unless its category's own level is higher. Dispatch is automatic when place and category are
certain; otherwise the case waits at the triage desk.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cases.states import Severity
from grids.levels import Level
from grids.roles import Permission, Role
from grids.tree import Directory, UnitNode

STAFF_CONDUCT = "staff_conduct"


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
    why: tuple[tuple[Any, ...], ...] = ()


class NoOffice(LookupError):
    """The area lies in a tree without a single office: nobody could hold the case."""


def triage_desk(directory: Directory, area_code: str, today: dt.date) -> UnitNode:
    """The lowest office at community level or above over the area with a current clerk.

    Where no office has one, the highest office. Raises `NoOffice`.
    """
    offices = [directory.offices[node.code] for node in directory.path(area_code) if node.code in directory.offices]
    if not offices:
        raise NoOffice(area_code)
    desks = (unit for unit in offices if unit.level.rank >= Level.COMMUNITY.rank)
    return next((unit for unit in desks if directory.has_role(unit.id, Role.CLERK, today)), offices[-1])


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
) -> Route:
    """The first holder of a report and why. `category` None: nobody chose one. Raises `NoOffice`."""
    node = directory.areas[area_code]
    place = ("place", {"code": node.code, "name": node.name, "level": node.level.value})
    if category is None:
        return _to_triage(directory, area_code, today, (place, ("category_not_chosen", {})), complained)
    level = Level(category.level)
    if not is_certain(directory, area_code, level):
        chosen = ("category", {"code": category.code, "level": level.value})
        why = (place, chosen, ("place_too_coarse", {"level": level.value}))
        return _to_triage(directory, area_code, today, why, complained)
    return forced(directory, area_code, category, named=named, complained=complained)


def forced(
    directory: Directory,
    area_code: str,
    category: CategoryFacts,
    *,
    named: RuleFacts | None = None,
    complained: UnitNode | None = None,
) -> Route:
    """The route once a person, or a certain place, has settled where it is. Raises `NoOffice`."""
    node, level = directory.areas[area_code], Level(category.level)
    if named is not None and category.is_sensitive and not directory.units[named.unit_id].is_government:
        named = None
    unit = start_unit(directory, area_code, level, named.unit_id if named else None)
    why = (
        ("place", {"code": node.code, "name": node.name, "level": node.level.value}),
        ("category", {"code": category.code, "level": level.value}),
        _rule_line(directory, named, unit) if named is not None else ("level_holds", {"unit": unit.name}),
    )
    if category.name_id == STAFF_CONDUCT:
        return _conduct(directory, area_code, unit, complained, why)
    return Route(True, unit, *_beside(directory, area_code, unit, category), why=why)


def _rule_line(directory: Directory, rule: RuleFacts, unit: UnitNode) -> tuple[str, dict[str, str]]:
    area = directory.areas[rule.area_code].name
    return "rule_fits", {"unit": unit.name, "category": rule.category_code, "area": area, "hours": rule.hours}


def to_unit(found: Route, unit: UnitNode) -> Route:
    """The same route with a holder that the triage desk chose."""
    line = ("desk_chose", {"unit": unit.name})
    return replace(found, unit=unit, why=(*found.why, line))


def _to_triage(
    directory: Directory, area_code: str, today: dt.date, why: tuple[Any, ...], complained: UnitNode | None
) -> Route:
    """It waits at the desk of its place; a complaint about staff at a desk above the unit complained about."""
    desk = triage_desk(directory, area_code, today)
    if complained is not None and hidden_below(directory, complained.id, desk):
        above = list(directory.offices_above(complained))
        if above:
            desk = next((unit for unit in above if directory.has_role(unit.id, Role.CLERK, today)), above[-1])
            why = (*why, ("above_the_accused", {"unit": desk.name}))
        else:
            complained, why = None, (*why, ("no_higher_unit", {}))
    return Route(False, desk, complained=complained, why=(*why, ("waits_at_triage", {"unit": desk.name})))


def _beside(
    directory: Directory, area_code: str, unit: UnitNode, category: CategoryFacts
) -> tuple[tuple[UnitNode, ...], tuple[UnitNode, ...]]:
    """Who is told and who assists: the grid; for a critical case every office on the way as well."""
    path = [directory.offices[node.code] for node in directory.path(area_code) if node.code in directory.offices]
    grid = tuple(office for office in path if office.level == Level.GRID and office.id != unit.id)
    if category.severity != Severity.CRITICAL:
        return grid, ()
    return tuple(office for office in path if office.id != unit.id), grid


def _conduct(
    directory: Directory, area_code: str, unit: UnitNode, complained: UnitNode | None, why: tuple[Any, ...]
) -> Route:
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
            return Route(True, unit, why=(*why, ("no_higher_unit", {})))
        unit = parent
    line = ("above_the_accused", {"unit": unit.name})
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
