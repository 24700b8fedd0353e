"""Time limits on the clock and on the working calendar. Pure: the calendar is passed in.

Rules: case process §4.4. A limit's unit decides its clock; 1 WD is 420 working minutes; office hours
are 08:30–12:00 and 14:30–18:00 on working days, in the office's time zone, until others are set from a
day on (summer hours). Any office hours are 420 minutes a day, so a working day is one under all of them.

Convention for what falls on an edge: `add` gives the **earliest** instant by which the time has
passed, so a case due with the last minute of a day is due at 18:00 and not at 08:30 the next morning,
and adding nothing moves nothing. `subtract` gives the **latest** instant from which the time still
fits. `between` is exact, so `between(start, add(start, amount)) == amount`.
"""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo


class LimitUnit(StrEnum):
    """The unit of a limit; it decides the clock."""

    MINUTES = "min"
    CLOCK_HOURS = "CH"
    CALENDAR_DAYS = "CD"
    WORKING_HOURS = "WH"
    WORKING_DAYS = "WD"


MINUTES: Final[Mapping[LimitUnit, int]] = {
    LimitUnit.MINUTES: 1,
    LimitUnit.CLOCK_HOURS: 60,
    LimitUnit.CALENDAR_DAYS: 1440,
    LimitUnit.WORKING_HOURS: 60,
    LimitUnit.WORKING_DAYS: 420,
}
WORKING_UNITS: Final = frozenset({LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS})

Frame = tuple[dt.time, dt.time]
Frames = tuple[Frame, ...]
OFFICE_HOURS: Final[Frames] = (
    (dt.time(8, 30), dt.time(12, 0)),
    (dt.time(14, 30), dt.time(18, 0)),
)

FIRST_DAY: Final = dt.date(2000, 1, 1)
LAST_DAY: Final = dt.date(2099, 12, 31)

_FIRST: Final = FIRST_DAY.toordinal()
_SECOND: Final = 1_000_000
"""Inside this module time is whole microseconds: exact, and quick to divide."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A number and a unit, such as `4 WH`."""

    amount: int
    unit: LimitUnit

    @staticmethod
    @cache
    def parse(text: str) -> "Limit":
        """Read `30 min`, `2 CH`, `15 CD`, `4 WH` or `5 WD`; ValueError for anything else."""
        amount, _space, unit = text.partition(" ")
        if not (amount.isascii() and amount.isdigit()) or int(amount) == 0 or unit not in set(LimitUnit):
            raise ValueError(f"not a limit: {text!r}")
        return Limit(int(amount), LimitUnit(unit))

    @property
    def is_working(self) -> bool:
        """The limit runs on the working calendar."""
        return self.unit in WORKING_UNITS

    @property
    def minutes(self) -> int:
        """Minutes of its own clock: `1 CD` 1440 clock minutes, `1 WD` 420 working minutes."""
        return self.amount * MINUTES[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


Amount = Limit | dt.timedelta | int
"""How long: a limit, an exact span, or whole minutes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation of a due time; the sentence for people belongs to the surface.

    Codes: `start` (at) · `start_moved` (at: the next instant of office hours) · `weekend`
    (since, until) · `holiday` (since, until, name) · `shifted_day` (day, name: a Saturday or Sunday
    that counts) · `hours` (day, frames: other office hours from that day on) · `provisional` (year: its
    calendar is not known yet) · `due` (at).
    """

    code: str
    params: Mapping[str, dt.datetime | dt.date | str | int] = field(default_factory=dict)


class WorkCalendar:
    """The working time of one office.

    `exceptions` maps a day that is not what its weekday says to whether it is worked; `names` says
    what such a day is called. `frames` are the office hours until the first day in `hours`, which maps days to
    the frames from then on. Years outside `known_years` are computed on weekdays only. Days
    outside 2000–2099 are a ValueError. Instants come in aware and go out in UTC.
    """

    def __init__(
        self,
        exceptions: Mapping[dt.date, bool],
        known_years: Iterable[int],
        zone: ZoneInfo,
        frames: Frames = OFFICE_HOURS,
        names: Mapping[dt.date, str] | None = None,
        hours: Mapping[dt.date, Frames] | None = None,
    ) -> None:
        """ValueError where the frames overlap or are not one working day (420 minutes) long."""
        self.zone = zone
        self.exceptions = dict(exceptions)
        self.known_years = frozenset(known_years)
        self.names = dict(names or {})
        self.hours = {FIRST_DAY: frames, **dict(sorted((hours or {}).items()))}
        self._day = MINUTES[LimitUnit.WORKING_DAYS] * 60 * _SECOND
        self._frames_on: list[list[tuple[int, int]]] = []  # by day: one list shared by all days of the same hours
        for since, until in pairwise([*self.hours, LAST_DAY + dt.timedelta(days=1)]):
            self._frames_on += [_checked(self.hours[since])] * (until - since).days
        self._worked_before: list[int] = []  # by day: how many working days lie before it
        self._working_days: list[int] = []  # the ordinals of all working days
        changed = {day.toordinal(): working for day, working in self.exceptions.items()}
        for ordinal in range(_FIRST, LAST_DAY.toordinal() + 1):
            self._worked_before.append(len(self._working_days))
            if changed.get(ordinal, (ordinal - 1) % 7 < 5):
                self._working_days.append(ordinal)

    def is_working_day(self, day: dt.date) -> bool:
        """The office is open on this day."""
        return self.exceptions.get(day, day.weekday() < 5)

    def is_open(self, at: dt.datetime) -> bool:
        """The office works at this instant; not any more at the one at which it closes."""
        return self._opening(at) == at

    def frames_of(self, day: dt.date) -> Frames:
        """The office hours in force on a day, whether or not it is worked."""
        begun = (frames for since, frames in reversed(self.hours.items()) if since <= day)
        return next(begun, self.hours[FIRST_DAY])

    def closing(self, day: dt.date) -> dt.datetime:
        """The end of the day's office hours."""
        return self._instant(day.toordinal(), _of_day(self.frames_of(day)[-1][1]))

    def add(self, start: dt.datetime, amount: Amount, working: bool = False) -> dt.datetime:
        """The earliest instant by which `amount` has passed since `start`.

        A `Limit` brings its own clock; for a span or minutes `working` says which clock runs.
        """
        if isinstance(amount, Limit):
            if amount.unit is LimitUnit.CALENDAR_DAYS:
                return self._days_later(start, amount.amount)
            working = amount.is_working
        span = _span(amount)
        if not working or span == 0:
            return start.astimezone(dt.UTC) + dt.timedelta(microseconds=span)
        days, rest = divmod(self._worked(start) + span, self._day)
        if rest == 0:
            days, rest = days - 1, self._day
        day = self._working_day(days)
        for since, until in self._frames_on[day - _FIRST]:
            if rest <= until - since:
                return self._instant(day, since + rest)
            rest -= until - since
        raise AssertionError("the frames are shorter than the day they make up")

    def subtract(self, end: dt.datetime, amount: Amount, working: bool = False) -> dt.datetime:
        """The latest instant from which `amount` still passes until `end`."""
        if isinstance(amount, Limit):
            if amount.unit is LimitUnit.CALENDAR_DAYS:
                return self._days_later(end, -amount.amount)
            working = amount.is_working
        span = _span(amount)
        if not working or span == 0:
            return end.astimezone(dt.UTC) - dt.timedelta(microseconds=span)
        days, rest = divmod(self._worked(end) - span, self._day)
        day = self._working_day(days)
        for since, until in self._frames_on[day - _FIRST]:
            if rest < until - since:
                return self._instant(day, since + rest)
            rest -= until - since
        raise AssertionError("the frames are shorter than the day they make up")

    def between(self, start: dt.datetime, end: dt.datetime, working: bool) -> int:
        """Whole seconds of the clock in question from `start` to `end`; negative if `end` is earlier."""
        if end < start:
            return -self.between(end, start, working)
        if working:
            return (self._worked(end) - self._worked(start)) // _SECOND
        return (end - start) // dt.timedelta(seconds=1)

    def is_provisional(self, start: dt.datetime, end: dt.datetime) -> bool:
        """The span touches a year whose calendar is not known yet, so it may have to be computed again."""
        return next(self._unknown_years(start, end), None) is not None

    def explain(self, start: dt.datetime, due: dt.datetime, working: bool) -> list[Line]:
        """Why `start` became `due`: every day between them on which the clock did not run as on a weekday."""
        lines = [Line("start", {"at": start})]
        if working:
            opened = self._opening(start)
            if opened != start:
                lines.append(Line("start_moved", {"at": opened}))
            first, last = start.astimezone(self.zone).date(), due.astimezone(self.zone).date()
            lines += self._skipped(first, last)
            changes = ((day, frames) for day, frames in self.hours.items() if first < day <= last)
            lines += [Line("hours", {"day": day, "frames": hours_text(frames)}) for day, frames in changes]
            lines += [Line("provisional", {"year": year}) for year in self._unknown_years(start, due)]
        lines.append(Line("due", {"at": due}))
        return lines

    def _days_later(self, start: dt.datetime, days: int) -> dt.datetime:
        """The same local time so many days later: a day is a day, also where clocks are changed."""
        local = start.astimezone(self.zone).replace(tzinfo=None) + dt.timedelta(days=days)
        return local.replace(tzinfo=self.zone).astimezone(dt.UTC)

    def _worked(self, at: dt.datetime) -> int:
        """Working microseconds from the first day to this instant."""
        local = at.astimezone(self.zone)
        day = local.toordinal() - _FIRST
        if not 0 <= day < len(self._worked_before):
            raise ValueError(f"outside the calendar: {local:%Y-%m-%d}")
        days = self._worked_before[day]
        worked = days * self._day
        if days < len(self._working_days) and self._working_days[days] == day + _FIRST:
            time = ((local.hour * 60 + local.minute) * 60 + local.second) * _SECOND + local.microsecond
            for since, until in self._frames_on[day]:
                if time > since:
                    worked += min(time, until) - since
        return worked

    def _working_day(self, index: int) -> int:
        """The ordinal of the working day with this index."""
        if not 0 <= index < len(self._working_days):
            raise ValueError("outside the calendar")
        return self._working_days[index]

    def _instant(self, day: int, time: int) -> dt.datetime:
        """The instant `time` after the midnight of a day."""
        local = dt.datetime.fromordinal(day) + dt.timedelta(microseconds=time)
        return local.replace(tzinfo=self.zone).astimezone(dt.UTC)

    def _opening(self, at: dt.datetime) -> dt.datetime:
        """This instant if the office is open, else the next one at which it opens."""
        local = at.astimezone(self.zone)
        day = local.date()
        time = (local - local.replace(hour=0, minute=0, second=0, microsecond=0)) // dt.timedelta(microseconds=1)
        if self.is_working_day(day):
            for since, until in self._frames_on[day.toordinal() - _FIRST]:
                if time < until:
                    return at if since <= time else self._instant(day.toordinal(), since)
            day += dt.timedelta(days=1)
        following = self._working_day(bisect_left(self._working_days, day.toordinal()))
        return self._instant(following, self._frames_on[following - _FIRST][0][0])

    def _skipped(self, first: dt.date, last: dt.date) -> Iterator[Line]:
        """Runs of days off under one name, and worked Saturdays and Sundays, in order."""
        run: tuple[dt.date, dt.date, str | None] | None = None
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = dt.date.fromordinal(ordinal)
            off = not self.is_working_day(day)
            name = self.names.get(day, "") if day in self.exceptions else None
            if run and not (off and run[2] == name):
                yield _run_line(*run)
                run = None
            if off:
                run = (run[0] if run else day, day, name)
            elif day.weekday() >= 5:
                yield Line("shifted_day", {"day": day, "name": name or ""})
        if run:
            yield _run_line(*run)

    def _unknown_years(self, start: dt.datetime, end: dt.datetime) -> Iterator[int]:
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        return (year for year in range(first, last + 1) if year not in self.known_years)


def read_hours(text: str) -> Frames:
    """Office hours as people write them: `8:30-12:00, 14:30-18:00`. ValueError for anything else.

    They rise, do not overlap, and are 420 minutes together: one working day.
    """
    found = _HOURS.findall(text)
    if _HOURS.sub("", text).strip(_BETWEEN):
        raise ValueError(f"not office hours: {text!r}")
    edges = [dt.time(int(hour), int(minute)) for frame in found for hour, minute in (frame[:2], frame[2:])]
    frames = tuple(zip(edges[::2], edges[1::2], strict=True))
    _checked(frames)
    return frames


_HOURS: Final = re.compile(r"\b(\d{1,2})[:：](\d\d)\s*[-–—~～至到]\s*(\d{1,2})[:：](\d\d)\b", re.ASCII)
_BETWEEN: Final = " \t\r\n,，;；、"


def hours_text(frames: Frames) -> str:
    """`08:30–12:00, 14:30–18:00`."""
    return ", ".join(f"{since:%H:%M}–{until:%H:%M}" for since, until in frames)


def _checked(frames: Frames) -> list[tuple[int, int]]:
    """The frames in microseconds of the day; ValueError where they overlap or are not one working day long."""
    found = [(_of_day(since), _of_day(until)) for since, until in frames]
    edges = [edge for frame in found for edge in frame]
    rising = all(a < b for a, b in pairwise(edges))
    if not rising or sum(until - since for since, until in found) != MINUTES[LimitUnit.WORKING_DAYS] * 60 * _SECOND:
        raise ValueError("office hours are rising frames of 420 minutes together")
    return found


def _of_day(time: dt.time) -> int:
    return (time.hour * 60 + time.minute) * 60 * _SECOND


def _span(amount: Amount) -> int:
    """Microseconds; ValueError for a negative amount."""
    if isinstance(amount, Limit):
        span = amount.minutes * 60 * _SECOND
    elif isinstance(amount, dt.timedelta):
        span = amount // dt.timedelta(microseconds=1)
    else:
        span = amount * 60 * _SECOND
    if span < 0:
        raise ValueError("a limit is not negative")
    return span


def _run_line(since: dt.date, until: dt.date, name: str | None) -> Line:
    if name is None:
        return Line("weekend", {"since": since, "until": until})
    return Line("holiday", {"since": since, "until": until, "name": name})
