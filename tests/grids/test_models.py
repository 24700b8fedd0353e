"""What PostgreSQL itself refuses: codes that are no tree, unknown levels, a second office."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from grids.levels import Level
from grids.models import Area, PlaceCode, Post, Unit, UnitKind, Version
from grids.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Area.objects.create(code="430101001", name="金牛山街道", level=Level.STREET)


@pytest.mark.parametrize(
    ("code", "level", "constraint"),
    [
        ("430102001001", Level.COMMUNITY, "grids_area_code_starts_with_parent"),
        ("430101001", Level.COMMUNITY, "grids_area_code"),
        ("430101001001", "village", "grids_area_level_known"),
        ("430101001 01", Level.COMMUNITY, "grids_area_code_is_plain"),
        ("430101001一", Level.COMMUNITY, "grids_area_code_is_plain"),
    ],
)
def test_a_code_that_is_no_tree_is_refused(street, code, level, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.create(code=code, name="泉塘社区", level=level, parent=street)


def test_a_subtree_is_the_area_and_what_lies_below_it(street):
    below = Area.objects.create(code="430101001001", name="泉塘社区", level=Level.COMMUNITY, parent=street)
    Area.objects.create(code="430101002", name="泉塘街道", level=Level.STREET)
    assert list(Area.objects.subtree("430101001")) == [street, below]
    assert list(Area.objects.subtree("430101001001")) == [below]
    assert set(Area.objects.subtree("430101001001", "430101001")) == {street, below}
    assert list(Area.objects.subtree()) == []


def test_codes_are_ordered_by_bytes():
    for code in ("b", "A", "a", "B1"):
        Area.objects.create(code=code, name=code, level=Level.CITY)
    assert list(Area.objects.values_list("code", flat=True)) == ["A", "B1", "a", "b"]


def test_an_area_has_one_office_and_many_other_units(street):
    Unit.objects.create(kind=UnitKind.OFFICE, name="金牛山街道办事处", area=street)
    Unit.objects.create(kind=UnitKind.DEPARTMENT, name="城管局", area=street)
    Unit.objects.create(kind=UnitKind.DEPARTMENT, name="住建局", area=street)
    with pytest.raises(IntegrityError, match="grids_unit_one_office_per_area"), transaction.atomic():
        Unit.objects.create(kind=UnitKind.OFFICE, name="第二办事处", area=street)


def test_a_post_does_not_end_before_it_begins(street):
    office = Unit.objects.create(kind=UnitKind.OFFICE, name="金牛山街道办事处", area=street)
    user = User.objects.create_user("street", name="街道")
    day = dt.date(2026, 3, 2)
    Post.objects.create(user=user, unit=office, role=Role.CLERK, since=day, until=day)
    with pytest.raises(IntegrityError, match="grids_post_until_after_since"), transaction.atomic():
        Post.objects.create(user=user, unit=office, role=Role.CLERK, since=day, until=day - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "held"),
    [(dt.date(2026, 3, 1), 0), (dt.date(2026, 3, 2), 1), (dt.date(2026, 3, 9), 1), (dt.date(2026, 3, 10), 0)],
)
def test_a_post_is_held_on_both_its_first_and_its_last_day(street, day, held):
    office = Unit.objects.create(kind=UnitKind.OFFICE, name="金牛山街道办事处", area=street)
    user = User.objects.create_user("street", name="街道")
    Post.objects.create(user=user, unit=office, role=Role.CLERK, since=dt.date(2026, 3, 2), until=dt.date(2026, 3, 9))
    assert Post.objects.current(day).count() == held


def test_a_place_code_expires_after_it_was_made(street):
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    with pytest.raises(IntegrityError, match="grids_place_code_expires_after_creation"), transaction.atomic():
        PlaceCode.objects.create(code="AAAA", area=street, created_at=at, expires_at=at)


def test_the_migration_leaves_a_token_for_what_processes_hold():
    assert {"directory", "boundaries"} <= set(Version.objects.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"facility": "fitness"}, "grids_place_code_facility_has_a_name"),
        ({"revoke_reason": "lost"}, "grids_place_code_reason_of_a_revoked"),
    ],
)
def test_a_facility_has_a_name_and_only_a_revoked_code_a_reason(street, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PlaceCode.objects.create(code="AAAA", area=street, created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC), **wrong)


def test_codes_are_in_use_or_ended(street):
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    week = dt.timedelta(days=7)
    for code, more in {
        "OPEN": {},
        "LASTS": {"expires_at": at + week},
        "OVER": {"expires_at": at},
        "GONE": {"revoked_at": at},
    }.items():
        PlaceCode.objects.create(code=code, area=street, created_at=at - week, **more)
    assert set(PlaceCode.objects.usable(at).values_list("code", flat=True)) == {"OPEN", "LASTS"}
    assert set(PlaceCode.objects.ended(at).values_list("code", flat=True)) == {"OVER", "GONE"}
    assert {row.code for row in PlaceCode.objects.all() if row.is_usable(at)} == {"OPEN", "LASTS"}
    assert not PlaceCode.objects.inside([]).exists()
