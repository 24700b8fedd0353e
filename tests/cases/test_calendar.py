"""The shipped calendar against its source, and the calendar in memory against its rows."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import constants

from cases import calendar
from cases.models import CalendarDay
from grids import versions

YEARS = range(2004, 2027)


@pytest.mark.django_db
def test_the_shipped_rows_are_those_of_the_package():
    """When the package knows a further year, this fails: add its rows to `cases/data/calendar.csv`."""
    expected = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    names = {day: chinese[name] for day, name in (constants.holidays | constants.workdays).items()}
    rows = CalendarDay.objects.values_list("day", "working", "name")
    assert {day: (working, name) for day, working, name in rows} == {
        day: (working, names[day]) for day, working in expected.items()
    }
    assert {day.year for day in expected} == set(YEARS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2024-02-04", True),  # 调休: the Sunday before the Spring Festival
        ("2024-02-12", False),
        ("2024-10-01", False),
        ("2024-10-12", True),
        ("2025-01-01", False),
        ("2025-01-02", True),
        ("2025-01-04", False),
        ("2026-10-10", True),
    ],
)
def test_days_by_hand(day, working):
    assert calendar.current().is_working_day(dt.date.fromisoformat(day)) is working


@pytest.mark.django_db
def test_the_calendar_in_memory_follows_its_rows(django_assert_num_queries, settings):
    present = versions.tokens()
    before = calendar.current(present)
    with django_assert_num_queries(0):
        assert calendar.current(present) is before
    assert before.known_years == set(YEARS)
    assert before.zone == ZoneInfo("Asia/Shanghai")
    assert before.is_working_day(dt.date(2027, 2, 8))
    CalendarDay.objects.create(day=dt.date(2027, 2, 8), working=False, name="春节")
    versions.bump("calendar")
    after = calendar.current(versions.tokens())
    assert not after.is_working_day(dt.date(2027, 2, 8))
    assert after.names[dt.date(2027, 2, 8)] == "春节"
    assert 2027 in after.known_years
