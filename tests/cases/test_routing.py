"""Where a case begins, who checks, who calls back: tables by hand over small trees (case process §4.2)."""

import datetime as dt
from dataclasses import dataclass
from itertools import count

import pytest

from cases import routing
from cases.catalogue import Rule
from grids.levels import Level
from grids.roles import Role
from grids.tree import AreaNode, Directory, PostNode, UnitNode

TODAY = dt.date(2026, 3, 3)
LEVELS = {1: Level.COUNTY, 2: Level.STREET, 3: Level.COMMUNITY, 4: Level.GRID, 5: Level.BUILDING}


@dataclass(frozen=True)
class Kind:
    """What routing asks of a category."""

    code: str = "ENV01"
    name_id: str = "exposed_garbage"
    level: str = "grid"
    severity: str = "general"
    is_sensitive: bool = False


def directory(*codes, beside=(), posts=()):
    """A tree of one letter a level; `beside` (name, area, government), `posts` (unit name, role[, until])."""
    ids = count(1)
    areas, children = {}, {}
    for code in codes:
        parent = next((code[:length] for length in range(len(code) - 1, 0, -1) if code[:length] in areas), None)
        areas[code] = AreaNode(code, code, LEVELS[len(code)], parent)
        if parent:
            children.setdefault(parent, set()).add(LEVELS[len(code)])
    offices = {
        code: UnitNode(next(ids), "office", code, code, node.level, True, True, True)
        for code, node in areas.items()
        if node.level != Level.BUILDING
    }
    others: dict[str, list[UnitNode]] = {}
    for name, area, government in beside:
        node = UnitNode(next(ids), "section", name, area, areas[area].level, False, government, government)
        others.setdefault(area, []).append(node)
    units = [*offices.values(), *(unit for row in others.values() for unit in row)]
    by_name = {unit.name: unit for unit in units}
    held: dict[int, list[PostNode]] = {}
    for name, role, *until in posts:
        unit = by_name[name].id
        post = PostNode(next(ids), 1, unit, Role(role), None, dt.date(2020, 1, 1), until[0] if until else None)
        held.setdefault(unit, []).append(post)
    return Directory(
        areas=areas,
        units={unit.id: unit for unit in units},
        offices=offices,
        beside={area: tuple(row) for area, row in others.items()},
        posts_by_unit={unit: tuple(row) for unit, row in held.items()},
        posts_by_user={},
        child_levels={code: frozenset(levels) for code, levels in children.items()},
    )


CLERKS = [("C", "clerk"), ("CS", "clerk"), ("CSK", "clerk")]
FULL = ["C", "CS", "CSK", "CSKG", "CSKGB", "CSKH"]


@pytest.mark.parametrize(
    ("place", "level", "certain", "unit"),
    [
        ("CSKG", "grid", True, "CSKG"),
        ("CSKGB", "grid", True, "CSKG"),  # a building has no office, its grid holds
        ("CSKG", "community", True, "CSK"),
        ("CSKG", "street", True, "CS"),
        ("CSKG", "county", True, "C"),
        ("CSK", "community", True, "CSK"),
        ("CSK", "grid", False, "CSK"),
        ("CS", "grid", False, "CS"),
        ("CS", "community", False, "CS"),
        ("CS", "street", True, "CS"),
        ("C", "street", False, "C"),
        ("C", "county", True, "C"),
    ],
)
def test_route_by_place_and_level(place, level, certain, unit):
    found = routing.route(directory(*FULL, posts=CLERKS), place, Kind(level=level), today=TODAY)
    assert (found.certain, found.unit.name) == (certain, unit)


@pytest.mark.parametrize(
    ("codes", "place", "level", "certain", "unit"),
    [
        (["CS"], "CS", "grid", True, "CS"),  # a street alone
        (["CS"], "CS", "county", True, "CS"),
        (["CS", "CSKG"], "CSKG", "community", True, "CS"),  # grids directly under a street
        (["CS", "CSKG"], "CS", "community", True, "CS"),  # no grid below could change the holder
        (["CS", "CSK"], "CSK", "grid", True, "CSK"),  # a community without grids
    ],
)
def test_a_level_may_be_missing(codes, place, level, certain, unit):
    found = routing.route(directory(*codes, posts=[("CS", "clerk")]), place, Kind(level=level), today=TODAY)
    assert (found.certain, found.unit.name) == (certain, unit)


@pytest.mark.parametrize(
    ("posts", "desk"),
    [
        (CLERKS, "CSK"),
        ([("C", "clerk"), ("CS", "clerk"), ("CSK", "handler")], "CS"),
        ([("C", "clerk"), ("CS", "clerk"), ("CSK", "clerk", dt.date(2026, 3, 2))], "CS"),
        ([("C", "clerk"), ("CS", "clerk"), ("CSK", "clerk", TODAY)], "CSK"),
        ([("C", "clerk")], "C"),
        ([("CSKG", "clerk")], "C"),  # never below the community
        ([], "C"),
    ],
)
def test_the_triage_desk_is_the_lowest_office_with_a_current_clerk(posts, desk):
    tree = directory(*FULL, posts=posts)
    assert routing.triage_desk(tree, "CSKG", TODAY).name == desk
    assert routing.route(tree, "CSKG", None, today=TODAY).unit.name == desk


@pytest.mark.parametrize(
    ("level", "severity", "copies", "assists"),
    [
        ("grid", "general", [], []),
        ("street", "general", ["CSKG"], []),
        ("grid", "critical", ["CSK", "CS", "C"], []),
        ("county", "critical", ["CSKG", "CSK", "CS"], ["CSKG"]),
    ],
)
def test_who_is_told_and_who_assists(level, severity, copies, assists):
    found = routing.route(directory(*FULL, posts=CLERKS), "CSKGB", Kind(level=level, severity=severity), today=TODAY)
    assert [unit.name for unit in found.copies] == copies
    assert [unit.name for unit in found.assists] == assists


def test_a_dispatch_rule_names_the_unit():
    tree = directory(*FULL, beside=[("works", "C", True)], posts=CLERKS)
    works = next(unit for unit in tree.units.values() if unit.name == "works")
    rule = Rule("MUN", "CSK", works.id, TODAY, None, hours="off")
    found = routing.route(tree, "CSKG", Kind(level="county"), today=TODAY, named=rule)
    assert (found.certain, found.unit.name) == (True, "works")
    area = tree.areas["CSK"].name
    assert found.why[-1] == ("rule_fits", {"unit": "works", "category": "MUN", "area": area, "hours": "off"})


@pytest.mark.parametrize(
    ("place", "complained", "holder", "accused"),
    [
        ("CSKG", None, "CS", "CSK"),
        ("CSK", None, "CS", "CSK"),
        ("CS", None, "C", "CS"),
        ("CSKG", "CSKG", "CS", "CSKG"),
        ("CSKG", "CS", "C", "CS"),
        ("CSKG", "C", "C", None),  # nobody stands above
    ],
)
def test_a_complaint_about_staff_is_handled_above_the_accused(place, complained, holder, accused):
    tree = directory(*FULL, posts=CLERKS)
    conduct = Kind("CIV05", routing.STAFF_CONDUCT, "street")
    found = routing.route(
        tree, place, conduct, today=TODAY, complained=tree.offices[complained] if complained else None
    )
    assert found.unit.name == holder
    assert (found.complained.name if found.complained else None) == accused


CHECKERS = [("group", "checker"), ("CS", "checker"), ("C", "checker"), ("CSK", "checker")]
BESIDE = [("group", "CS", True), ("calls", "C", True), ("firm", "CSK", False)]


@pytest.mark.parametrize(
    ("handler", "involved", "posts", "unit", "found"),
    [
        ("CSKG", [], CHECKERS, "CSK", True),
        ("CSK", [], CHECKERS, "group", True),  # never the handler's own checkers
        ("CS", [], CHECKERS, "group", True),
        ("CSKG", ["CSK"], CHECKERS, "group", True),  # who handled or assisted does not check
        ("CSKG", ["CSK", "group"], CHECKERS, "CS", True),
        ("firm", [], CHECKERS, "CSK", True),
        ("CSKG", [], [("group", "checker", dt.date(2026, 1, 1))], "CSK", False),
        ("C", [], [("C", "checker")], None, False),
    ],
)
def test_checking_unit(handler, involved, posts, unit, found):
    tree = directory(*FULL, beside=BESIDE, posts=posts)
    named = {node.name: node for node in tree.units.values()}
    got, certain = routing.checking_unit(tree, named[handler], [named[name].id for name in involved], today=TODAY)
    assert ((got.name if got else None), certain) == (unit, found)


@pytest.mark.parametrize(
    ("handler", "checker", "posts", "unit"),
    [
        ("CSKG", "group", [("calls", "callback_clerk")], "calls"),
        ("CSKG", "group", [("group", "callback_clerk"), ("calls", "callback_clerk")], "calls"),
        ("CS", None, [("CS", "callback_clerk"), ("C", "callback_clerk")], "C"),
        ("CSKG", None, [], None),
    ],
)
def test_callback_unit_is_neither_the_handlers_nor_the_checkers(handler, checker, posts, unit):
    tree = directory(*FULL, beside=BESIDE, posts=posts)
    named = {node.name: node for node in tree.units.values()}
    got = routing.callback_unit(tree, named[handler], named[checker].id if checker else None, today=TODAY)
    assert (got.name if got else None) == unit


@pytest.mark.parametrize(
    ("unit", "top"), [("CSKG", False), ("CS", False), ("C", True), ("calls", True), ("group", False), ("firm", False)]
)
def test_is_top(unit, top):
    tree = directory(*FULL, beside=BESIDE)
    assert routing.is_top(tree, next(node for node in tree.units.values() if node.name == unit)) is top
