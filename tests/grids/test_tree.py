"""Units upwards and downwards, with levels missing in between; posts by day."""

import datetime as dt

import pytest

from grids.levels import Level
from grids.roles import Permission, Role, roles_with
from grids.tree import AreaNode, Directory, PostNode, UnitNode

AREAS = {
    "1": AreaNode("1", "县", Level.COUNTY, None),
    "11": AreaNode("11", "街道", Level.STREET, "1"),
    "111": AreaNode("111", "社区", Level.COMMUNITY, "11"),
    "11101": AreaNode("11101", "网格", Level.GRID, "111"),
    "1110101": AreaNode("1110101", "楼栋", Level.BUILDING, "11101"),
    "12": AreaNode("12", "没有社区的街道", Level.STREET, "1"),
    "12001": AreaNode("12001", "街道下的网格", Level.GRID, "12"),
}


def unit(number, code, *, office=True):
    return UnitNode(
        number, "office" if office else "department", f"u{number}", code, AREAS[code].level, office, True, True
    )


COUNTY, STREET, COMMUNITY, GRID = unit(1, "1"), unit(2, "11"), unit(3, "111"), unit(4, "11101")
OTHER, OTHER_GRID = unit(5, "12"), unit(6, "12001")
GROUP, DEPARTMENT = unit(7, "11", office=False), unit(8, "1", office=False)
OFFICES = [COUNTY, STREET, COMMUNITY, GRID, OTHER, OTHER_GRID]
DAY = dt.date(2026, 3, 2)


def directory(*posts):
    by_unit, by_user = {}, {}
    for post in posts:
        by_unit[post.unit_id] = (*by_unit.get(post.unit_id, ()), post)
        by_user[post.user_id] = (*by_user.get(post.user_id, ()), post)
    return Directory(
        areas=AREAS,
        units={row.id: row for row in (*OFFICES, GROUP, DEPARTMENT)},
        offices={row.area_code: row for row in OFFICES},
        beside={"11": (GROUP,), "1": (DEPARTMENT,)},
        posts_by_unit=by_unit,
        posts_by_user=by_user,
        child_levels={},
    )


@pytest.mark.parametrize(
    ("code", "path"), [("1110101", ["1110101", "11101", "111", "11", "1"]), ("1", ["1"]), ("404", [])]
)
def test_the_path_leads_from_the_area_to_the_root(code, path):
    assert [node.code for node in directory().path(code)] == path


@pytest.mark.parametrize(
    ("holder", "parent"),
    [
        (GRID, COMMUNITY),
        (COMMUNITY, STREET),
        (STREET, COUNTY),
        (COUNTY, None),
        (OTHER_GRID, OTHER),
        (GROUP, STREET),
        (DEPARTMENT, COUNTY),
    ],
)
def test_one_level_up_is_the_next_office(holder, parent):
    assert directory().parent_of(holder) == parent


def test_a_building_belongs_to_the_office_of_its_grid():
    assert directory().office_at_or_above("1110101") == GRID
    assert directory().office_at_or_above("404") is None


def test_the_offices_above_end_at_the_top():
    assert list(directory().offices_above(GRID)) == [COMMUNITY, STREET, COUNTY]
    assert list(directory().offices_above(GROUP)) == [STREET, COUNTY]


def test_beside_the_office_comes_before_the_office():
    assert list(directory().units_upwards(GRID)) == [GRID, COMMUNITY, GROUP, STREET, DEPARTMENT, COUNTY]


@pytest.mark.parametrize(
    ("since", "until", "current"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY + dt.timedelta(days=1), None, False),
        (DAY - dt.timedelta(days=9), DAY - dt.timedelta(days=1), False),
    ],
)
def test_only_a_current_post_counts(since, until, current):
    town = directory(PostNode(1, 70, STREET.id, Role.CLERK, None, since, until))
    assert town.has_role(STREET.id, Role.CLERK, DAY) is current
    assert town.has_current(STREET.id, Permission.TRIAGE, DAY) is current
    assert bool(town.current_posts(70, DAY)) is current


def test_a_post_counts_for_its_own_unit_role_and_permission_alone():
    town = directory(PostNode(1, 70, STREET.id, Role.CLERK, None, DAY, None))
    assert not town.has_role(COMMUNITY.id, Role.CLERK, DAY)
    assert not town.has_role(STREET.id, Role.CHECKER, DAY)
    assert not town.has_current(STREET.id, Permission.CHECK, DAY)
    assert town.current_posts(71, DAY) == ()


PERMISSIONS = {
    Permission.VIEW: "building_steward grid_worker clerk handler unit_head leader checker callback_clerk",
    Permission.VIEW_SENSITIVE: "clerk handler unit_head leader checker callback_clerk",
    Permission.REPORT: "building_steward grid_worker clerk handler",
    Permission.TRIAGE: "clerk unit_head",
    Permission.ASK: "grid_worker clerk handler unit_head",
    Permission.HANDLE: "grid_worker handler unit_head",
    Permission.SETTLE: "grid_worker",
    Permission.TERMINATE: "handler unit_head",
    Permission.DECIDE: "clerk unit_head",
    Permission.SUPERVISE: "unit_head leader",
    Permission.LEAD: "leader",
    Permission.CHECK: "checker",
    Permission.CALL_BACK: "callback_clerk",
    Permission.REVEAL_CONTACT: "grid_worker clerk handler unit_head callback_clerk",
    Permission.STATISTICS: "clerk unit_head leader",
    Permission.AUDIT: "auditor",
    Permission.ADMINISTER: "administrator",
    Permission.POST_SERVICE: "clerk unit_head",
}


@pytest.mark.parametrize("permission", list(Permission))
def test_each_permission_belongs_to_the_roles_of_the_case_process(permission):
    assert roles_with(permission) == {Role(name) for name in PERMISSIONS[permission].split()}


@pytest.mark.parametrize(
    ("outer", "inner", "contains"), [("11", "11101", True), ("11", "11", True), ("11", "12001", False)]
)
def test_a_code_contains_what_begins_with_it(outer, inner, contains):
    assert directory().contains(outer, inner) is contains


def test_the_levels_rise_from_building_to_city():
    assert [level.value for level in sorted(Level, key=lambda level: level.rank)] == [
        "building", "grid", "community", "street", "county", "city",
    ]  # fmt: skip
