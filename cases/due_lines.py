"""A due time line by line: what was set and by whom, on which clock, which days counted, what moved it. Pure.

Every line is a code with numbers; `cases.explanations` has the sentences. A clock that was moved is told in
stretches: the first as it was set, then for each move what it added. A move that computes the stretch again
(another calendar, other office hours) belongs to its stretch, because the days are told as they count now.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cases.states import DeadlineState, Severity
from cases.worktime import MINUTES, Limit, LimitUnit, Line, WorkCalendar, hours_text

HALF: Final = 50
"""The share of a reopened case. A first level may have the same; its clock says `of_level`."""
RECKONED: Final = frozenset({"calendar", "hours", "reopen"})
"""Moves that compute a stretch again, or say what a new clock replaces."""
STOOD: Final = frozenset({"rework", "suspension"})
"""Moves after a time that is not counted."""
ADDED: Final = "extension"
APPOINTED: Final = ("milestone", "review_on")
"""Clocks that end on a day that somebody named."""
DAYS: Final = frozenset({"weekend", "holiday", "shifted_day", "hours"})
FULL_DAY: Final = MINUTES[LimitUnit.WORKING_DAYS] * 60
ENDS: Final[Mapping[str, str]] = {
    DeadlineState.STOPPED: "stopped",
    DeadlineState.MET: "met",
    DeadlineState.LATE: "late",
    DeadlineState.ENDED: "ended",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A due time that moved; `by` is empty where no person moved it."""

    old_due_at: dt.datetime
    new_due_at: dt.datetime
    why: str
    at: dt.datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of a clock."""

    state: str
    starts_at: dt.datetime
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    why: Mapping[str, Any]


def of(calendar: WorkCalendar, clock: Facts, changes: Sequence[Change] = ()) -> list[Line]:
    """Every line of a clock, from its inputs to how it ended."""
    working = bool(clock.why.get("working"))
    whole = calendar.explain(clock.starts_at, clock.due_at, working)
    return [
        *_inputs(clock.why, _day(calendar, clock.starts_at)),
        *_kind(calendar, clock, working),
        *(line for line in whole if line.code in {"start", "start_moved"}),
        *_stretches(calendar, clock, changes, working),
        *(line for line in whole if line.code == "provisional"),
        Line("due", {"at": clock.due_at}),
        *ended(clock),
    ]


def _inputs(why: Mapping[str, Any], day: dt.date) -> Iterator[Line]:
    """What the clock was given. A clock from before sources were kept has no line of them."""
    if "of" in why:
        yield Line(f"of_{why['of']}")
    if "share_of_rest" in why:
        yield Line("share_of_rest", {"share": why["share_of_rest"]})
    if "limit" in why:
        yield Line(_share_code(why), {"limit": why["limit"], "share": why.get("share", 0)})
    if "source" in why:
        yield _source(why["source"], day)
    if "share_source" in why:
        yield Line("share_process" if why["share_source"] == "process" else "share_figure", {"day": day})
    yield from (Line(name) for name in APPOINTED if name in why)
    if "capped_by" in why:
        yield Line("capped_by_resolve" if why["capped_by"] == "resolve" else "capped_by")


def _share_code(why: Mapping[str, Any]) -> str:
    if "share" not in why:
        return "limit"
    return "half_limit" if why["share"] == HALF and "of_level" not in why else "share"


def _source(source: str, day: dt.date) -> Line:
    """Who set the limit, as `cases.deadlines` keeps it."""
    kind, _colon, name = source.partition(":")
    if kind == "raised":
        return Line("raised", {"severity": name})
    if kind != "figure":
        return Line(kind)
    severity = name.rpartition("_")[2]
    if severity in set(Severity):
        return Line("figure_of_severity", {"severity": severity, "day": day})
    return Line("figure", {"day": day})


def _kind(calendar: WorkCalendar, clock: Facts, working: bool) -> Iterator[Line]:
    """Which clock runs; one that only waits for a day has none."""
    limit = clock.why.get("limit")
    if working:
        frames = calendar.frames_of(_day(calendar, clock.starts_at))
        yield Line("office_hours", {"frames": hours_text(frames)})
    elif limit is not None and Limit.parse(limit).unit is LimitUnit.CALENDAR_DAYS:
        yield Line("calendar_days")
    elif limit is not None or "share_of_rest" in clock.why:
        yield Line("around_the_clock")


def _stretches(calendar: WorkCalendar, clock: Facts, changes: Sequence[Change], working: bool) -> Iterator[Line]:
    """The days of each stretch, after the move with which it began."""
    since = clock.starts_at
    until = changes[0].old_due_at if changes else clock.due_at
    told: list[Line] = []
    for change in changes:
        if change.why in RECKONED:
            told.append(_moved(change))
        else:
            yield from _days(calendar, since, until, working)
            yield from [*told, _moved(change)]
            told = []
            if change.why in STOOD:
                yield _left(calendar, change, working)
            since = change.old_due_at if change.why == ADDED else change.at
        until = change.new_due_at
    yield from _days(calendar, since, until, working)
    yield from told


def _moved(change: Change) -> Line:
    facts: dict[str, dt.datetime | str] = {
        "at": change.at,
        "old": change.old_due_at,
        "new": change.new_due_at,
        "why": change.why,
        "by": change.by,
    }
    return Line("moved_by" if change.by else "moved", facts)


def _left(calendar: WorkCalendar, change: Change, working: bool) -> Line:
    """What was left of the time when it stood still, or by how much it had run out."""
    left = calendar.between(change.at, change.new_due_at, working)
    return Line("left", {"span": left}) if left >= 0 else Line("left_late", {"span": -left})


def _days(calendar: WorkCalendar, since: dt.datetime, until: dt.datetime, working: bool) -> list[Line]:
    """Days that counted, in whole or in part, and days that did not, in order."""
    if not working or until < since:
        return []
    off = [line for line in calendar.explain(since, until, working) if line.code in DAYS]
    return sorted([*off, *_counted(calendar, since, until)], key=_first_day)


def _first_day(line: Line) -> Any:
    return line.params["since"] if "since" in line.params else line.params["day"]


def _counted(calendar: WorkCalendar, since: dt.datetime, until: dt.datetime) -> Iterator[Line]:
    """Working days that counted from first to last minute together, others with their hours."""
    run: list[dt.date] = []
    for day in _dates(_day(calendar, since), _day(calendar, until)):
        midnight = dt.datetime.combine(day, dt.time(), calendar.zone)
        begin, end = max(since, midnight), min(until, midnight + dt.timedelta(days=1))
        worked = calendar.between(begin, end, working=True)
        if worked == FULL_DAY:
            run.append(day)
            continue
        yield from _full_days(run)
        run = []
        if worked:
            yield Line("counted", {"day": day, "frames": _clipped(calendar, begin, end), "span": worked})
    yield from _full_days(run)


def _full_days(run: Sequence[dt.date]) -> Iterator[Line]:
    if run:
        yield Line("counted_days", {"since": run[0], "until": run[-1], "span": len(run) * FULL_DAY})


def _clipped(calendar: WorkCalendar, begin: dt.datetime, end: dt.datetime) -> str:
    """The office hours between two instants of one day."""
    first, last = begin.astimezone(calendar.zone), end.astimezone(calendar.zone)
    day = first.date()
    latest = last.time() if last.date() == day else dt.time.max
    frames = ((max(a, first.time()), min(b, latest)) for a, b in calendar.frames_of(day))
    return hours_text(tuple((a, b) for a, b in frames if a < b))


def _dates(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=count) for count in range((last - first).days + 1))


def ended(clock: Facts) -> Iterator[Line]:
    """That it stands still, or how it ended; nothing while it runs."""
    if clock.state in ENDS and clock.stopped_at is not None:
        yield Line(ENDS[clock.state], {"at": clock.stopped_at})


def _day(calendar: WorkCalendar, at: dt.datetime) -> dt.date:
    return at.astimezone(calendar.zone).date()
