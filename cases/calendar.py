"""The present working calendar, held in memory and reloaded when its rows change; and as it would be."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from accounts.statements import call
from cases.calendar_rows import Day
from cases.marks import mark_of
from cases.models import CalendarDay, OfficeHours
from cases.worktime import OFFICE_HOURS, Frames, WorkCalendar, read_hours
from grids.versions import Held, Tokens


def _load() -> WorkCalendar:
    days = (Day(*row) for row in CalendarDay.objects.values_list("day", "working", "name"))
    hours = {since: read_hours(frames) for since, frames in OfficeHours.objects.values_list("since", "frames")}
    return _built(days, hours)


def _built(days: Iterable[Day], hours: dict[dt.date, Frames]) -> WorkCalendar:
    rows = list(days)
    return WorkCalendar(
        exceptions={row.day: row.working for row in rows},
        known_years={row.day.year for row in rows},
        zone=ZoneInfo(settings.TIME_ZONE),
        frames=OFFICE_HOURS,
        names={row.day: row.name for row in rows},
        hours=hours,
    )


_held = Held("calendar", _load)


def current(present: Tokens | None = None) -> WorkCalendar:
    """The calendar as of now; pass tokens already read to save the statement."""
    return _held.get(present)


_TURN = "hashtext('cases.calendar')"
_LOCK = f"SELECT pg_advisory_xact_lock_shared({_TURN})"
_CALENDAR = "SELECT name, token FROM grids_version WHERE name = 'calendar'"
_IDS = "SELECT nextval('cases_case_id_seq'), nextval('residents_requester_id_seq') FROM generate_series(1, $1)"


def begin_cases(new_cases: int) -> tuple[Tokens, list[tuple[int, int]]]:
    """From here to the end of the transaction the calendar stays: its token, and ids of new cases and requesters.

    Whoever writes new cases calls this first and goes by this token: a case that nobody else sees yet could not
    be computed again. One round trip; the token is a statement of its own, since it has to be what was committed
    while the lock was waited for. Many may write at once.
    """
    with connection.cursor() as cursor:
        calls = (call(cursor, _LOCK), call(cursor, _CALENDAR), call(cursor, _IDS, 1))
        cursor.execute(";".join(calls), [new_cases])
        cursor.nextset()
        present = dict(cursor.fetchall())
        cursor.nextset()
        return present, cursor.fetchall()


def wait_for_new_cases() -> None:
    """Whoever changes the calendar calls this before reading the running clocks: what was begun under the old one
    is committed by then, and what begins waits for the end of this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_TURN})")


def days_of(calendar: WorkCalendar, year: int) -> tuple[Day, ...]:
    """The year's holidays and shifted working days, in order."""
    days = sorted(day for day in calendar.exceptions if day.year == year)
    return tuple(Day(day, calendar.exceptions[day], calendar.names.get(day, "")) for day in days)


def mark(calendar: WorkCalendar, year: int) -> str:
    """What stands for the year as it is now; another one as soon as a day or a name of it changes."""
    return mark_of(days_of(calendar, year))


def with_year(calendar: WorkCalendar, year: int, days: Iterable[Day]) -> WorkCalendar:
    """The calendar as it will be with these days of a year and no others."""
    kept = (row for known in calendar.known_years - {year} for row in days_of(calendar, known))
    return _built([*kept, *days], calendar.hours)


def with_hours(calendar: WorkCalendar, since: dt.date, frames: Frames) -> WorkCalendar:
    """The calendar as it will be with other office hours from a day on. ValueError where they are unfit."""
    every = (row for known in calendar.known_years for row in days_of(calendar, known))
    return _built(every, {**calendar.hours, since: frames})
