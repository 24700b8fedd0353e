"""Due times, warnings and steps, computed by hand over a calendar with the National Day week of 2026.

2026-10-01 … 10-07 are off; Sunday 09-20 and Saturday 10-10 are worked.
"""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from cases import deadlines
from cases.figures import DEFAULT
from cases.states import DeadlineKind, Severity
from cases.worktime import Limit, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
OFF = {dt.date(2026, 10, day): False for day in (1, 2, 5, 6, 7)}
CALENDAR = WorkCalendar(OFF | {dt.date(2026, 9, 20): True, dt.date(2026, 10, 10): True}, {2026}, ZONE)


def local(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("limit", "start", "due", "warn"),
    [
        ("5 WD", "2026-03-02 08:30", "2026-03-06 18:00", "2026-03-05 16:15"),
        ("1 WD", "2026-03-02 10:00", "2026-03-03 10:00", "2026-03-02 17:45"),
        # 29 pm, 30, 8, 9, Saturday 10 (worked), Monday 12 am
        ("5 WD", "2026-09-29 14:30", "2026-10-12 12:00", "2026-10-10 10:15"),
        ("24 CH", "2026-03-07 22:00", "2026-03-08 22:00", "2026-03-08 16:00"),
        ("30 CD", "2026-03-01 09:00", "2026-03-31 09:00", "2026-03-23 21:00"),
    ],
)
def test_resolve_is_due_after_its_limit_and_warns_at_three_quarters(limit, start, due, warn):
    clock = deadlines.resolve(CALENDAR, local(start), Limit.parse(limit), "category")
    assert (clock.due_at, clock.warn_at) == (local(due), local(warn))


@pytest.mark.parametrize(
    ("severity", "start", "respond_due", "due"),
    [
        (Severity.GENERAL, "2026-03-02 08:30", None, "2026-03-02 15:00"),
        (Severity.GENERAL, "2026-03-02 08:30", "2026-03-02 10:30", "2026-03-02 10:30"),
        (Severity.GENERAL, "2026-03-02 11:00", "2026-03-02 10:30", "2026-03-02 17:30"),
        (Severity.URGENT, "2026-03-07 23:50", "2026-03-08 01:50", "2026-03-08 00:20"),
        (Severity.CRITICAL, "2026-03-07 23:50", "2026-03-07 23:53", "2026-03-07 23:53"),
        (Severity.CRITICAL, "2026-03-07 23:50", "2026-03-08 00:05", "2026-03-08 00:00"),
    ],
)
def test_sign_is_due_by_severity_and_never_after_a_response_still_to_come(severity, start, respond_due, due):
    clock = deadlines.sign(CALENDAR, local(start), severity, local(respond_due) if respond_due else None, DEFAULT)
    assert clock.due_at == local(due)


@pytest.mark.parametrize(
    ("own", "severity", "respond", "resolve"),
    [
        ("general", "general", "2 WH", "1 WD"),
        ("urgent", "general", "2 WH", "1 WD"),
        ("general", "important", "1 WD", "5 WD"),
        ("general", "urgent", "2 CH", "24 CH"),
        ("important", "critical", "15 min", "24 CH"),
    ],
)
def test_a_case_raised_above_its_category_gets_the_limits_of_its_severity(own, severity, respond, resolve):
    found = deadlines.limits("2 WH", "1 WD", Severity(own), Severity(severity))
    assert (str(found.respond), str(found.resolve)) == (respond, resolve)


def test_the_first_level_has_sixty_percent_and_a_critical_one_a_quarter():
    start = local("2026-03-02 08:30")
    general = deadlines.limits("1 WD", "5 WD", Severity.GENERAL, Severity.GENERAL)
    critical = deadlines.limits("15 min", "2 CH", Severity.CRITICAL, Severity.CRITICAL)
    assert deadlines.first_level(CALENDAR, start, general, DEFAULT).due_at == local("2026-03-04 18:00")
    assert deadlines.first_level(CALENDAR, start, critical, DEFAULT).due_at == local("2026-03-02 09:00")


def test_a_further_level_has_half_of_what_remains_and_none_when_nothing_does():
    due = local("2026-03-06 18:00")
    clock = deadlines.further_level(CALENDAR, local("2026-03-05 08:30"), due, working=True, figures=DEFAULT)
    assert clock is not None
    assert clock.due_at == local("2026-03-05 18:00")
    assert deadlines.further_level(CALENDAR, due, due, working=True, figures=DEFAULT) is None
    assert deadlines.further_level(CALENDAR, local("2026-03-09 09:00"), due, working=True, figures=DEFAULT) is None


@pytest.mark.parametrize(
    ("due", "stopped", "at", "new"),
    [
        # two working hours were left at disposal; the check took a weekend
        ("2026-03-06 17:00", "2026-03-06 15:00", "2026-03-09 10:00", "2026-03-09 12:00"),
        # one working hour late at disposal stays one hour late
        ("2026-03-06 15:00", "2026-03-06 16:00", "2026-03-09 10:00", "2026-03-09 09:00"),
        ("2026-03-06 15:00", "2026-03-06 15:00", "2026-03-09 10:00", "2026-03-09 10:00"),
    ],
)
def test_a_resumed_clock_has_left_what_was_left(due, stopped, at, new):
    assert deadlines.resumed(CALENDAR, local(due), local(stopped), local(at), True) == local(new)


@pytest.mark.parametrize(
    ("severity", "step", "at"),
    [
        (Severity.GENERAL, 0, "2026-03-05 16:15"),
        (Severity.GENERAL, 1, "2026-03-06 18:00"),
        (Severity.GENERAL, 2, "2026-03-09 18:00"),
        (Severity.GENERAL, 6, "2026-03-13 18:00"),
        (Severity.CRITICAL, 2, "2026-03-06 18:15"),
        (Severity.CRITICAL, 4, "2026-03-06 18:45"),
    ],
)
def test_steps_of_an_overdue_case_fall_a_working_day_or_a_quarter_of_an_hour_apart(severity, step, at):
    warn, due = local("2026-03-05 16:15"), local("2026-03-06 18:00")
    assert deadlines.step_instant(CALENDAR, step, warn, due, severity) == local(at)


@pytest.mark.parametrize(
    ("severity", "at_top", "steps"),
    [
        (Severity.GENERAL, False, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (Severity.GENERAL, True, [0, 1, 2, 6, None]),
        (Severity.CRITICAL, False, [0, 1, 2, 3, 4, 5]),
        (Severity.CRITICAL, True, [0, 1, None]),
    ],
)
def test_next_step_climbs_below_the_top_and_only_presses_at_the_top(severity, at_top, steps):
    for step, following in pairwise(steps):
        assert deadlines.next_step(step, severity, at_top, DEFAULT) == following


def test_plain_keeps_what_explains_it():
    clock = deadlines.plain(CALENDAR, DeadlineKind.CHECK, local("2026-03-06 17:00"), DEFAULT.check, "figure:check")
    assert clock.due_at == local("2026-03-09 17:00")
    assert (clock.why, clock.working) == ({"limit": "1 WD", "source": "figure:check"}, True)
