"""Legal periods in days. Pure: the calendar is passed in.

Source: 民法典 Art. 201–203, which the clocks of petitions and mediations follow. A period counted in
days does not count its first day; it ends at 24:00 of its last day; a last day on which the office
is closed is moved to the next day on which it is open, so a shifted Saturday (调休) ends a period and
an ordinary one does not. This differs from `cases.worktime`, where a calendar day is 24 hours of the
office's clock: those are our own limits, these are the law's.

`due_at` is the midnight at which the last day ends: who acts before it, or at it, is in time.
"""

import datetime as dt
from dataclasses import dataclass

from cases.deadlines import WARN_SHARE
from cases.worktime import Limit, WorkCalendar


@dataclass(frozen=True, slots=True)
class Period:
    """A due time with what explains it: the law's days from a day, or a limit from an instant."""

    starts_at: dt.datetime
    due_at: dt.datetime
    why: dict[str, str | int | bool]

    @property
    def warn_at(self) -> dt.datetime:
        """When three quarters of it have run."""
        return self.starts_at + (self.due_at - self.starts_at) * WARN_SHARE


def days_from(calendar: WorkCalendar, first: dt.date, days: int) -> Period:
    """So many days after `first`, which itself does not count."""
    counted = first + dt.timedelta(days=days)
    last = next_open_day(calendar, counted)
    why: dict[str, str | int | bool] = {"from": first.isoformat(), "days": days, "last_day": last.isoformat()}
    if last != counted:
        why["moved_from"] = counted.isoformat()
    return _period(calendar, midnight(calendar, first), end_of(calendar, last), why)


def until_day(calendar: WorkCalendar, since: dt.date, last: dt.date) -> Period:
    """Until a day that people agreed on; it is not moved, because nobody but they set it."""
    why: dict[str, str | int | bool] = {"from": since.isoformat(), "last_day": last.isoformat()}
    return _period(calendar, midnight(calendar, since), end_of(calendar, last), why)


def limit_from(calendar: WorkCalendar, start: dt.datetime, limit: Limit) -> Period:
    """One of our own limits, on the clock of its unit."""
    return _period(calendar, start, calendar.add(start, limit), {"limit": str(limit)})


def again(calendar: WorkCalendar, starts_at: dt.datetime, due_at: dt.datetime, why: dict[str, str | int]) -> Period:
    """The same period in another calendar; what does not depend on a calendar stays."""
    if "days" in why:
        return days_from(calendar, dt.date.fromisoformat(str(why["from"])), int(why["days"]))
    if "limit" in why:
        return limit_from(calendar, starts_at, Limit.parse(str(why["limit"])))
    return Period(starts_at, due_at, dict(why))


def next_open_day(calendar: WorkCalendar, day: dt.date) -> dt.date:
    """The day itself where the office is open, else the next such day."""
    while not calendar.is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def midnight(calendar: WorkCalendar, day: dt.date) -> dt.datetime:
    """The instant at which a day begins in the office's time zone, in UTC."""
    return dt.datetime.combine(day, dt.time(), calendar.zone).astimezone(dt.UTC)


def end_of(calendar: WorkCalendar, day: dt.date) -> dt.datetime:
    """24:00 of a day."""
    return midnight(calendar, day + dt.timedelta(days=1))


def _period(
    calendar: WorkCalendar, starts_at: dt.datetime, due_at: dt.datetime, why: dict[str, str | int | bool]
) -> Period:
    if calendar.is_provisional(starts_at, due_at):
        why["provisional"] = True
    return Period(starts_at, due_at, why)
