"""The clocks of a case: when each is due, when it warns, what its timer does next. Pure.

Rules: case process §4.4. Every function returns instants; the inputs are kept in `why` so that a
due time can be explained line by line. The figures that a county may set are passed in (cases/figures.py).

`why["source"]` says who set a limit, `why["share_source"]` who set a share: `category` the version under
which the case was filed, `raised:SEVERITY` the severity of a case raised above its category, `figure:NAME` a
figure of the county as of the day on which the clock started, `process` the rules for everybody, `asked`
whoever asked for help.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from cases.figures import Figures
from cases.states import DeadlineKind, Severity
from cases.worktime import Limit, WorkCalendar


def _limit(text: str) -> Limit:
    return Limit.parse(text)


RAISED: Final[Mapping[Severity, tuple[Limit, Limit]]] = MappingProxyType(
    {
        Severity.IMPORTANT: (_limit("1 WD"), _limit("5 WD")),
        Severity.URGENT: (_limit("2 CH"), _limit("24 CH")),
        Severity.CRITICAL: (_limit("15 min"), _limit("24 CH")),
    }
)
"""Response and resolve limits of a severity, for a case raised above its category's own."""

WARN_SHARE: Final = 0.75
STEP: Final = _limit("1 WD")
STEP_CRITICAL: Final = _limit("15 min")


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
    source: str


def limits(respond: str, resolve: str, own: Severity, severity: Severity) -> Limits:
    """The category's limits; those of the severity where a case was raised above its category."""
    if severity.rank > own.rank:
        return Limits(*RAISED[severity], severity, f"raised:{severity}")
    return Limits(Limit.parse(respond), Limit.parse(resolve), severity, "category")


def plain(calendar: WorkCalendar, kind: DeadlineKind, start: dt.datetime, limit: Limit, source: str) -> Clock:
    """A clock with nothing but a limit; `source` as at the head of this module."""
    why = {"limit": str(limit), "source": source}
    return Clock(kind, start, calendar.add(start, limit), limit.is_working, why=why)


def to_decide(
    calendar: WorkCalendar, start: dt.datetime, limit: Limit, of: str, before: dt.datetime | None = None
) -> Clock:
    """The clock of whoever decides on a request; `of` says on which, and so which figure counts.

    `before`: not later than the case is due.
    """
    due, why = calendar.add(start, limit), {"limit": str(limit), "of": of, "source": f"figure:decide_{of}"}
    if before is not None and before < due:
        due, why = before, {**why, "capped_by": DeadlineKind.RESOLVE.value}
    return Clock(DeadlineKind.DECIDE, start, due, limit.is_working, why=why)


def resolve(calendar: WorkCalendar, start: dt.datetime, limit: Limit, source: str) -> Clock:
    """The whole-case clock: warns at 75 % of its limit."""
    due = calendar.add(start, limit)
    warn = part(calendar, start, due, limit.is_working, WARN_SHARE)
    return Clock(DeadlineKind.RESOLVE, start, due, limit.is_working, warn, {"limit": str(limit), "source": source})


def sign(
    calendar: WorkCalendar, start: dt.datetime, severity: Severity, respond_due: dt.datetime | None, figures: Figures
) -> Clock:
    """The sign clock of a holder, never later than the response is due."""
    limit = figures.sign(severity)
    due = calendar.add(start, limit)
    why: dict[str, Any] = {"limit": str(limit), "source": f"figure:sign_{severity}"}
    if respond_due is not None and start < respond_due < due:
        due, why = respond_due, {**why, "capped_by": DeadlineKind.RESPOND.value}
    return Clock(DeadlineKind.SIGN, start, due, limit.is_working, why=why)


def first_level(calendar: WorkCalendar, start: dt.datetime, limits_: Limits, figures: Figures) -> Clock:
    """The level clock where the case starts: a share of the resolve limit, 60 % unless set, critical 25 %."""
    critical = limits_.severity == Severity.CRITICAL
    name = "first_level_share_critical" if critical else "first_level_share"
    share: int = getattr(figures, name)
    limit = limits_.resolve
    due = part(calendar, start, calendar.add(start, limit), limit.is_working, share / 100)
    sources = {"source": limits_.source, "share_source": f"figure:{name}"}
    why = {"limit": str(limit), "share": share, "of_level": True, **sources}
    return Clock(DeadlineKind.LEVEL, start, due, limit.is_working, why=why)


def further_level(
    calendar: WorkCalendar, start: dt.datetime, resolve_due: dt.datetime, working: bool, figures: Figures
) -> Clock | None:
    """The level clock after a climb: a share of what remains, half unless set; None when nothing remains."""
    if resolve_due <= start or calendar.between(start, resolve_due, working) <= 0:
        return None
    share = figures.further_level_share
    due = part(calendar, start, resolve_due, working, share / 100)
    why = {"share_of_rest": share, "share_source": "figure:further_level_share"}
    return Clock(DeadlineKind.LEVEL, start, due, working, why=why)


def assist(
    calendar: WorkCalendar, start: dt.datetime, resolve_due: dt.datetime, working: bool, limit: Limit | None = None
) -> Clock | None:
    """The clock of a task of help: the limit, else half of what remains of the whole.

    None where nothing remains, or where the limit is longer than that half.
    """
    if resolve_due <= start or calendar.between(start, resolve_due, working) <= 0:
        return None
    latest = part(calendar, start, resolve_due, working, 0.5)
    if limit is None:
        why = {"share_of_rest": 50, "share_source": "process"}
        return Clock(DeadlineKind.ASSIST, start, latest, working, why=why)
    clock = plain(calendar, DeadlineKind.ASSIST, start, limit, "asked")
    return clock if clock.due_at <= latest else None


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


def next_step(step: int, severity: Severity, at_top: bool, figures: Figures) -> int | None:
    """The step after `step`, or None when the clock has nothing more to do.

    Below the top every step climbs. At the top only the supervision steps are left: yellow after 1 WD
    and red after 5 WD unless set; a critical case is red at once.
    """
    if step < 1:
        return step + 1
    if severity == Severity.CRITICAL:
        return None if at_top else step + 1
    if not at_top:
        return step + 1
    return next((pressed for pressed in (figures.yellow_step, figures.red_step) if step < pressed), None)
