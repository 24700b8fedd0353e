"""A year as a calendar that a person can read: months, weeks, days off and days worked. Presentation only."""

import calendar as months
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.worktime import WorkCalendar

WEEKDAYS: Final = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month. `kind` is holiday, worked, off or plain; `word` says the first two in words."""

    day: dt.date
    kind: str
    word: "str | Promise"
    name: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month in weeks from Monday to Sunday, None for days of its neighbours."""

    first: dt.date
    weeks: list[list[DayCell | None]]


@dataclass(frozen=True, slots=True)
class Run:
    """Days of one name and kind that follow one another."""

    since: dt.date
    until: dt.date
    name: str
    working: bool


def sheets(calendar: WorkCalendar, year: int, today: dt.date) -> list[MonthSheet]:
    """The twelve months."""
    found = []
    for month in range(1, 13):
        weeks = months.Calendar().monthdatescalendar(year, month)
        cells = [[_cell(calendar, day, today) if day.month == month else None for day in week] for week in weeks]
        found.append(MonthSheet(dt.date(year, month, 1), cells))
    return found


def _cell(calendar: WorkCalendar, day: dt.date, today: dt.date) -> DayCell:
    kind, word = _kind(calendar, day)
    return DayCell(day, kind, word, calendar.names.get(day, ""), day == today)


def _kind(calendar: WorkCalendar, day: dt.date) -> "tuple[str, str | Promise]":
    working = calendar.is_working_day(day)
    if day in calendar.exceptions and working and day.weekday() >= 5:
        return "worked", _("worked")
    if day in calendar.exceptions and not working:
        return "holiday", _("holiday")
    return ("plain", "") if working else ("off", "")


def runs(calendar: WorkCalendar, year: int) -> Iterator[Run]:
    """The year's holidays and worked days in order, neighbours of one name together."""
    run: Run | None = None
    for day in sorted(day for day in calendar.exceptions if day.year == year):
        name, working = calendar.names.get(day, ""), calendar.exceptions[day]
        if run and run.until + dt.timedelta(days=1) == day and (run.name, run.working) == (name, working):
            run = Run(run.since, day, name, working)
            continue
        if run:
            yield run
        run = Run(day, day, name, working)
    if run:
        yield run
