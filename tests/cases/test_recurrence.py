"""The same matter at the same place again, by place and never by person (case process §6, recurrence)."""

import datetime as dt

import pytest

from cases.actions import checking, handling, triage
from cases.models import Case
from cases.queries import page, recurrence
from cases.world import viewer_in, world
from tests.town import AT, COMMUNITY, OTHER_GRID, local

CLOSED = local("2026-03-03 15:00")


def closed(town, category="ENV01", **more):
    worker = town.user("grid2" if more.get("area") == OTHER_GRID else "grid")
    case = handling.sign(town.report(category, **more), by=worker, at=AT)
    handling.submit_result(case, by=worker, at=AT, reply="已处理")
    return checking.pass_check(case, by=town.user("checker"), at=CLOSED)


def recurs(town, case, name="street"):
    present = world(case.reported_at)
    found = page.read(present, viewer_in(present, town.user(name)), case.number)
    return [earlier.number for earlier in found.recurs]


def test_the_same_category_in_the_same_area_whoever_reported_and_at_whatever_door(town):
    before = closed(town, phone="13900000001", address="1号楼")
    again = town.report("ENV01", at=local("2026-04-01 09:00"), phone="13900000002", address="3号楼门口")
    assert recurs(town, again) == [before.number]


def test_another_category_or_another_area_is_another_matter(town):
    closed(town, "LIV09")
    closed(town, area=OTHER_GRID)
    assert recurs(town, town.report("ENV01", at=local("2026-04-01 09:00"))) == []


@pytest.mark.parametrize(("days", "found"), [(90, True), (91, False)])
def test_closed_at_most_ninety_days_before(town, days, found):
    closed(town)
    again = town.report("ENV01", at=CLOSED + dt.timedelta(days=days))
    assert bool(recurs(town, again)) is found


def test_what_is_open_or_was_cancelled_does_not_count(town):
    town.report("ENV01")
    cancelled = town.report("ENV01")
    for name in ("community", "community2"):
        triage.cancel(cancelled, by=town.user(name), at=AT, reason="test", text="测试")
    assert recurs(town, town.report("ENV01", at=local("2026-04-01 09:00"))) == []


def test_only_what_the_viewer_may_see_is_listed(town):
    before = closed(town)
    again = town.report("ENV01", at=local("2026-04-01 09:00"))
    Case.objects.filter(pk=before.pk).update(sensitive=True, holder=town.unit(COMMUNITY))
    assert recurs(town, again, "grid") == []
    assert recurs(town, again, "street") == [before.number]


def test_how_many_recur(town):
    closed(town)
    town.report("ENV01", at=local("2026-04-01 09:00"))
    town.report("LIV09", at=local("2026-04-01 09:00"))
    assert recurrence.recurring(Case.objects.all()).count() == 1
