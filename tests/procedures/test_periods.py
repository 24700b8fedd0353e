"""Legal periods, by hand from the calendar of 2026: 28 February and 9 May are shifted Saturdays."""

import datetime as dt

import pytest

from cases.world import ZONE, world
from procedures import periods
from tests.town import local

ROWS = [
    # first day, days, last day, moved from
    ("2026-03-03", 15, "2026-03-18", None),  # a Wednesday
    ("2026-02-13", 15, "2026-02-28", None),  # a shifted Saturday counts as a working day
    ("2026-02-20", 15, "2026-03-09", "2026-03-07"),  # an ordinary Saturday does not
    ("2026-03-07", 15, "2026-03-23", "2026-03-22"),  # a Sunday
    ("2026-04-02", 30, "2026-05-06", "2026-05-02"),  # into the May holidays, to the first day after them
    ("2026-03-10", 60, "2026-05-09", None),  # the shifted Saturday after the May holidays
    ("2026-09-16", 15, "2026-10-08", "2026-10-01"),  # National Day
    ("2026-12-17", 15, "2027-01-01", None),  # nobody knows the calendar of 2027 yet: a Friday
]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "days", "last", "moved_from"), ROWS)
def test_days_end_at_midnight_of_an_open_day(first, days, last, moved_from):
    calendar = world(local("2026-03-03 10:00")).calendar
    found = periods.days_from(calendar, dt.date.fromisoformat(first), days)
    assert found.due_at == dt.datetime.combine(dt.date.fromisoformat(last) + dt.timedelta(days=1), dt.time(), ZONE)
    assert (found.why["last_day"], found.why.get("moved_from")) == (last, moved_from)
    assert found.why.get("provisional", False) is (last > "2027")
    assert found.starts_at < found.warn_at < found.due_at


@pytest.mark.django_db
def test_a_day_that_people_agreed_on_is_not_moved():
    calendar = world(local("2026-03-03 10:00")).calendar
    found = periods.until_day(calendar, dt.date(2026, 3, 3), dt.date(2026, 3, 8))  # a Sunday
    assert found.due_at == local("2026-03-09 00:00")


@pytest.mark.django_db
def test_a_period_computed_again_is_the_same_in_the_same_calendar():
    calendar = world(local("2026-03-03 10:00")).calendar
    made = [
        periods.days_from(calendar, dt.date(2026, 4, 2), 30),
        periods.until_day(calendar, dt.date(2026, 3, 3), dt.date(2026, 3, 8)),
        periods.limit_from(calendar, local("2026-03-03 10:00"), periods.Limit.parse("5 WD")),
    ]
    for found in made:
        assert periods.again(calendar, found.starts_at, found.due_at, found.why).due_at == found.due_at
