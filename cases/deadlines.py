"""The clocks of a case: when each is due, when it warns, what its timer does next. Pure.

Rules: case process §4.4. Every function returns instants; the inputs are kept in `why` so that a
due time can be explained line by line.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from cases.states import DeadlineKind, Severity
from cases.worktime import Limit, WorkCalendar


def _limit(text: str) -> Limit:
    return Limit.parse(text)


ACCEPT: Final[Mapping[Severity, Limit]] = MappingProxyType(
    {
        Severity.GENERAL: _limit("2 WH"),
        Severity.IMPORTANT: _limit("2 WH"),
        Severity.URGENT: _limit("15 min"),
        Severity.CRITICAL: _limit("5 min"),
    }
)
SIGN: Final[Mapping[Severity, Limit]] = MappingProxyType(
    {
        Severity.GENERAL: _limit("4 WH"),
        Severity.IMPORTANT: _limit("4 WH"),
        Severity.URGENT: _limit("30 min"),
        Severity.CRITICAL: _limit("10 min"),
    }
)
RETURN_WINDOW: Final[Mapping[Severity, Limit | None]] = MappingProxyType(
    {
        Severity.GENERAL: _limit("1 WD"),
        Severity.IMPORTANT: _limit("1 WD"),
        Severity.URGENT: _limit("2 CH"),
        Severity.CRITICAL: None,
    }
)
RAISED: Final[Mapping[Severity, tuple[Limit, Limit]]] = MappingProxyType(
    {
        Severity.IMPORTANT: (_limit("1 WD"), _limit("5 WD")),
        Severity.URGENT: (_limit("2 CH"), _limit("24 CH")),
        Severity.CRITICAL: (_limit("15 min"), _limit("24 CH")),
    }
)
"""Response and resolve limits of a severity, for a case raised above its category's own."""

CHECK: Final = _limit("1 WD")
CALLBACK: Final = _limit("3 WD")
DECIDE_RETURN: Final = _limit("4 WH")
DECIDE_EXTENSION: Final = _limit("4 WH")
DECIDE_SUSPENSION: Final = _limit("1 WD")
DECIDE_REOPENING: Final = _limit("1 WD")
PROPOSAL: Final = _limit("1 WD")
DELEGATE_WINDOW: Final = _limit("1 WD")
ARCHIVE_AFTER: Final = _limit("30 CD")
REOPEN_WINDOW: Final = _limit("30 CD")

WARN_SHARE: Final = 0.75
FIRST_LEVEL_SHARE: Final = 0.6
FIRST_LEVEL_SHARE_CRITICAL: Final = 0.25
STEP: Final = _limit("1 WD")
STEP_CRITICAL: Final = _limit("15 min")
YELLOW_STEP: Final = 2
RED_STEP: Final = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """One due time: from `starts_at` to `due_at` (UTC), with the inputs that explain it."""

    kind: DeadlineKind
    starts_at: dt.datetime
    due_at: dt.datetime
    working: bool
    warn_at: dt.datetime | None = None
    why: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fire_at(self) -> dt.datetime:
        """The first instant at which a timer has something to do."""
        return self.warn_at or self.due_at


@dataclass(frozen=True, slots=True)
class Limits:
    """The two limits that a case is filed under, frozen with the category's version."""

    respond: Limit
    resolve: Limit
    severity: Severity


def limits(respond: str, resolve: str, own: Severity, severity: Severity) -> Limits:
    """The category's limits; those of the severity where a case was raised above its category."""
    if severity.rank > own.rank:
        return Limits(*RAISED[severity], severity)
    return Limits(Limit.parse(respond), Limit.parse(resolve), severity)


def plain(calendar: WorkCalendar, kind: DeadlineKind, start: dt.datetime, limit: Limit) -> Clock:
    """A clock with nothing but a limit."""
    return Clock(kind, start, calendar.add(start, limit), limit.is_working, why={"limit": str(limit)})


def to_decide(
    calendar: WorkCalendar, start: dt.datetime, limit: Limit, of: str, before: dt.datetime | None = None
) -> Clock:
    """The clock of whoever decides on a request; `of` says on which. `before`: not later than the case is due."""
    due, why = calendar.add(start, limit), {"limit": str(limit), "of": of}
    if before is not None and before < due:
        due, why = before, {**why, "capped_by": DeadlineKind.RESOLVE.value}
    return Clock(DeadlineKind.DECIDE, start, due, limit.is_working, why=why)


def resolve(calendar: WorkCalendar, start: dt.datetime, limit: Limit) -> Clock:
    """The whole-case clock: warns at 75 % of its limit."""
    due = calendar.add(start, limit)
    warn = part(calendar, start, due, limit.is_working, WARN_SHARE)
    return Clock(DeadlineKind.RESOLVE, start, due, limit.is_working, warn, {"limit": str(limit)})


def sign(calendar: WorkCalendar, start: dt.datetime, severity: Severity, respond_due: dt.datetime | None) -> Clock:
    """The sign clock of a holder, never later than the response is due."""
    limit = SIGN[severity]
    due = calendar.add(start, limit)
    why: dict[str, Any] = {"limit": str(limit)}
    if respond_due is not None and start < respond_due < due:
        due, why = respond_due, {**why, "capped_by": DeadlineKind.RESPOND.value}
    return Clock(DeadlineKind.SIGN, start, due, limit.is_working, why=why)


def first_level(calendar: WorkCalendar, start: dt.datetime, limits_: Limits) -> Clock:
    """The level clock where the case starts: 60 % of the resolve limit, critical 25 %."""
    critical = limits_.severity == Severity.CRITICAL
    share = FIRST_LEVEL_SHARE_CRITICAL if critical else FIRST_LEVEL_SHARE
    limit = limits_.resolve
    due = part(calendar, start, calendar.add(start, limit), limit.is_working, share)
    why = {"limit": str(limit), "share": round(share * 100)}
    return Clock(DeadlineKind.LEVEL, start, due, limit.is_working, why=why)


def further_level(calendar: WorkCalendar, start: dt.datetime, resolve_due: dt.datetime, working: bool) -> Clock | None:
    """The level clock after a climb: half of what remains of the whole; None when nothing remains."""
    if resolve_due <= start or calendar.between(start, resolve_due, working) <= 0:
        return None
    due = part(calendar, start, resolve_due, working, 0.5)
    return Clock(DeadlineKind.LEVEL, start, due, working, why={"share_of_rest": 50})


def part(calendar: WorkCalendar, start: dt.datetime, due: dt.datetime, working: bool, share: float) -> dt.datetime:
    """The instant at which a share of the time between two instants has run."""
    seconds = calendar.between(start, due, working)
    return calendar.add(start, dt.timedelta(seconds=round(seconds * share)), working)


def half(limit: Limit) -> dt.timedelta:
    """Half of a limit on its own clock, for a reopened case."""
    return dt.timedelta(minutes=limit.minutes) / 2


def resumed(
    calendar: WorkCalendar, due: dt.datetime, stopped: dt.datetime, at: dt.datetime, working: bool
) -> dt.datetime:
    """The due time after a stop from `stopped` to `at`: what was left then is left now.

    A clock that was already past its due time is past it by as much again.
    """
    left = calendar.between(stopped, due, working)
    if left >= 0:
        return calendar.add(at, dt.timedelta(seconds=left), working)
    return calendar.subtract(at, dt.timedelta(seconds=-left), working)


def step_instant(
    calendar: WorkCalendar, step: int, warn_at: dt.datetime | None, due_at: dt.datetime, severity: Severity
) -> dt.datetime:
    """When step `step` of a resolve clock falls: 0 the warning, 1 the due time, 2 one interval later …

    The interval is 1 WD, for critical cases 15 minutes.
    """
    if step == 0:
        return warn_at or due_at
    if step == 1:
        return due_at
    interval = STEP_CRITICAL if severity == Severity.CRITICAL else STEP
    return calendar.add(due_at, Limit(interval.amount * (step - 1), interval.unit))


def next_step(step: int, severity: Severity, at_top: bool) -> int | None:
    """The step after `step`, or None when the clock has nothing more to do.

    Below the top every step climbs. At the top only the supervision steps are left: yellow after
    1 WD, red after 5 WD; a critical case is red at once.
    """
    if step < 1:
        return step + 1
    if severity == Severity.CRITICAL:
        return None if at_top else step + 1
    if not at_top or step < YELLOW_STEP:
        return step + 1
    return RED_STEP if step < RED_STEP else None
