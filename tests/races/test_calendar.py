"""The calendar changes at the same moment as something else."""

import datetime as dt
import time
from threading import Event

import pytest
from django.db import connection, transaction

from cases import calendar
from cases.actions import intake, timers
from cases.actions.calendar import replace_year, set_hours
from cases.calendar_rows import Day
from cases.models import CalendarDay, Deadline, DeadlineChange, OfficeHours
from cases.world import world
from grids.levels import Level
from grids.locate import How, Place
from tests.races.test_verbs import together
from tests.town import AT, COMMUNITY, build, local

pytestmark = pytest.mark.django_db(transaction=True)


def year(*more):
    return [*calendar.days_of(calendar.current(), 2026), *more]


def somebody_waits():
    """Returns once another connection waits for a lock."""
    for _attempt in range(2000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.005)  # the pause of a poll: the state of another connection tells nobody when it changes
    raise AssertionError("nobody waited")


def test_a_clock_that_a_tick_has_just_started_is_computed_again_too():
    """ENV04, five working days from Tuesday: on Friday it climbs while Monday becomes a holiday.

    The tick has read the old calendar and holds the case; the clock that it starts is due on Monday.
    """
    town = build()
    case = town.report("ENV04", area=COMMUNITY)
    friday, holiday = local("2026-03-06 10:00"), year(Day(dt.date(2026, 3, 9), False))
    fired = Event()

    def tick():
        with transaction.atomic():
            timers.run(friday)
            assert Deadline.objects.get(case=case, kind="level", state="pending").due_at == local("2026-03-09 10:00")
            fired.set()
            somebody_waits()

    def reload():
        assert fired.wait(30)
        return replace_year(2026, holiday, by=None, at=friday)

    _none, moved = together(tick, reload)
    live = {row.kind: row.due_at for row in Deadline.objects.filter(case=case, state="pending")}
    assert (live["level"], live["resolve"]) == (local("2026-03-10 10:00"), local("2026-03-11 10:00"))
    assert moved == DeadlineChange.objects.filter(why="calendar").count() >= 2


HOLIDAY = Day(dt.date(2026, 3, 9), False)
FRIDAY = local("2026-03-06 10:00")


def row(place):
    return intake.ImportRow("H-1", "楼道灯坏了。", FRIDAY, place, category_code="ENV04")


def reported(place):
    return intake.report(text="绿地缺株", at=FRIDAY, channel="web", place=place, category_code="ENV04").case


def imported(place):
    return intake.import_batch([row(place)], channel="hotline", at=FRIDAY)[0]


@pytest.mark.parametrize("take_in", [reported, imported])
def test_a_case_that_is_not_committed_yet_is_computed_again_too(take_in):
    """ENV04, five working days from Friday: while it is written, Monday becomes a holiday."""
    build()
    days, place, written = year(HOLIDAY), Place(COMMUNITY, Level.COMMUNITY, How.AREA_CODE, 1.0), Event()

    def write():
        with transaction.atomic():
            case = take_in(place)
            written.set()
            somebody_waits()
        return case

    def reload():
        assert written.wait(30)
        return replace_year(2026, days, by=None, at=FRIDAY)

    case, moved = together(write, reload)
    assert Deadline.objects.get(case=case, kind="resolve").due_at == local("2026-03-16 10:00")
    assert moved == DeadlineChange.objects.filter(why="calendar").count() >= 1


@pytest.mark.parametrize("take_in", [reported, imported])
def test_a_case_that_begins_during_a_reload_goes_by_the_new_calendar(take_in):
    """It has read the old calendar, waits until the new one is committed, and computes by that."""
    build()
    days, place, changed = year(HOLIDAY), Place(COMMUNITY, Level.COMMUNITY, How.AREA_CODE, 1.0), Event()

    def reload():
        with transaction.atomic():
            replace_year(2026, days, by=None, at=FRIDAY)
            changed.set()
            somebody_waits()

    def write():
        assert changed.wait(30)
        return take_in(place)

    _none, case = together(reload, write)
    assert Deadline.objects.get(case=case, kind="resolve").due_at == local("2026-03-16 10:00")
    assert not DeadlineChange.objects.exists()


def test_a_tick_and_a_reload_in_any_order_leave_one_truth():
    town = build()
    cases = [town.report("ENV04", area=COMMUNITY) for _ in range(10)]
    friday, holiday = local("2026-03-06 10:00"), year(Day(dt.date(2026, 3, 9), False))
    together(lambda: timers.run(friday), lambda: replace_year(2026, holiday, by=None, at=friday))
    timers.run(friday)
    for case in cases:
        live = {row.kind: row.due_at for row in Deadline.objects.filter(case=case, state="pending")}
        assert (live["level"], live["resolve"]) == (local("2026-03-10 10:00"), local("2026-03-11 10:00"))


def test_two_administrators_at_once_do_not_overwrite_one_another():
    town = build()
    town.report("ENV04", area=COMMUNITY)
    by, mark = town.user("administrator"), calendar.mark(world(AT).calendar, 2026)
    days = [year(Day(dt.date(2026, 3, day), False)) for day in (4, 5)]
    calls = [lambda: replace_year(2026, days[0], by=by, at=AT, expected=mark)]
    calls += [lambda: replace_year(2026, days[1], by=by, at=AT, expected=mark)]
    assert "stale" in together(*calls)
    assert CalendarDay.objects.filter(day__in=["2026-03-04", "2026-03-05"]).count() == 1
    summer, since = "8:30-12:00, 15:00-18:30", dt.date(2026, 5, 1)
    assert "stale" in together(*[lambda: set_hours(summer, since=since, by=by, at=AT, expected=0)] * 2)
    assert OfficeHours.objects.count() == 1
