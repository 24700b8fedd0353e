"""Quiet hours, digest and retries, by hand."""

import datetime as dt

import pytest

from notices.timing import Hours, after_quiet, every_day, leaves_at, next_digest, retry_at
from tests.notices.conftest import HOURS, ZONE, local, working_day

# 2026-03-03 is a Tuesday, 2026-03-06 a Friday.
QUIET = [
    ("2026-03-03 08:00", "2026-03-03 08:00"),
    ("2026-03-03 20:59", "2026-03-03 20:59"),
    ("2026-03-03 21:00", "2026-03-04 08:00"),
    ("2026-03-03 23:59", "2026-03-04 08:00"),
    ("2026-03-04 00:00", "2026-03-04 08:00"),
    ("2026-03-04 07:59", "2026-03-04 08:00"),
    ("2026-03-06 21:00", "2026-03-09 08:00"),
    ("2026-03-07 12:00", "2026-03-09 08:00"),
    ("2026-03-09 03:00", "2026-03-09 08:00"),
]


@pytest.mark.parametrize(("at", "leaves"), QUIET)
def test_what_is_not_critical_waits_for_the_morning_of_a_working_day(at, leaves):
    assert after_quiet(local(at), HOURS, working_day) == local(leaves)


@pytest.mark.parametrize(
    ("at", "leaves"), [("2026-03-07 12:00", "2026-03-07 12:00"), ("2026-03-07 22:00", "2026-03-08 08:00")]
)
def test_for_residents_only_the_night_is_quiet(at, leaves):
    assert after_quiet(local(at), HOURS, every_day) == local(leaves)


def test_quiet_hours_inside_one_day_and_none_at_all():
    noon = Hours(ZONE, dt.time(12), dt.time(14), dt.time(8, 30))
    assert after_quiet(local("2026-03-03 13:00"), noon, every_day) == local("2026-03-03 14:00")
    assert after_quiet(local("2026-03-03 23:00"), noon, every_day) == local("2026-03-03 23:00")
    none = Hours(ZONE, dt.time(0), dt.time(0), dt.time(8, 30))
    assert after_quiet(local("2026-03-03 03:00"), none, every_day) == local("2026-03-03 03:00")


def test_a_calendar_without_working_days_holds_nothing_for_ever():
    at = local("2026-03-03 22:00")
    assert after_quiet(at, HOURS, lambda day: False) == at
    assert next_digest(at, HOURS, lambda day: False) == at


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2026-03-03 08:29", "2026-03-03 08:30"),
        ("2026-03-03 08:30", "2026-03-04 08:30"),
        ("2026-03-06 09:00", "2026-03-09 08:30"),
    ],
)
def test_the_digest_is_the_next_one(at, leaves):
    assert next_digest(local(at), HOURS, working_day) == local(leaves)


def test_critical_leaves_at_once_at_every_hour_of_a_week():
    start = local("2026-03-02 00:00")
    for hour in range(7 * 24):
        at = start + dt.timedelta(hours=hour)
        assert leaves_at(at, critical=True, in_digest=False, hours=HOURS, works_on=working_day) == at


def test_retries_come_later_and_later_and_end():
    at = local("2026-03-03 10:00")
    waits = [retry_at(at, tries) for tries in range(1, 7)]
    minutes = [None if wait is None else (wait - at) // dt.timedelta(minutes=1) for wait in waits]
    assert minutes == [1, 5, 25, 120, 720, None]
