"""Running clocks in another calendar: each keeps the working time that it was given, its instants move.

What had passed when the clock last ran stays as it was: nobody becomes late, or less late, afterwards.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cases.deadlines import step_instant
from cases.models import Deadline
from cases.states import DeadlineKind, Severity
from cases.worktime import Limit, WorkCalendar


@dataclass(frozen=True, slots=True)
class Change:
    """A calendar and the one in its place; they differ from `since` on, and before `until` where that is set."""

    before: WorkCalendar
    after: WorkCalendar
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock, moved in memory, with the due time that it had."""

    deadline: Deadline
    old_due_at: dt.datetime

    @property
    def is_due_otherwise(self) -> bool:
        """The due time moved, not only a warning or a later step."""
        return self.deadline.due_at != self.old_due_at


def moved(deadlines: Iterable[Deadline], change: Change, at: dt.datetime) -> Iterator[Moved]:
    """Those of the live clocks that the change moves. They come case by case, each with its case."""
    for _case, rows in groupby(deadlines, key=lambda row: row.case_id):
        # A clock that another one caps follows that one, so it comes after it.
        of_case = sorted(rows, key=lambda row: "capped_by" in row.why)
        for row in of_case:
            old = row.warn_at, row.due_at, row.fire_at
            _move(row, of_case, change, at)
            if (row.warn_at, row.due_at, row.fire_at) != old:
                yield Moved(row, old[1])


def _move(row: Deadline, of_case: Sequence[Deadline], change: Change, at: dt.datetime) -> None:
    now = row.stopped_at or at
    if row.due_at > now:
        row.due_at = _due(row, of_case, change)
    if row.warn_at is not None and row.warn_at > now and row.why.get("working"):
        row.warn_at = _same_time(row.starts_at, row.warn_at, change)
    if row.fire_at is not None and row.fire_at > now:
        row.fire_at = _fire(row, change.after)


def _due(row: Deadline, of_case: Sequence[Deadline], change: Change) -> dt.datetime:
    if row.kind == DeadlineKind.MILESTONE:
        return change.after.closing(row.due_at.astimezone(change.after.zone).date())
    if "capped_by" in row.why:
        cap = next((clock.due_at for clock in of_case if clock.kind == row.why["capped_by"]), row.due_at)
        return min(cap, change.after.add(row.starts_at, Limit.parse(row.why["limit"])))
    return _same_time(row.starts_at, row.due_at, change) if row.why.get("working") else row.due_at


def _same_time(start: dt.datetime, instant: dt.datetime, change: Change) -> dt.datetime:
    """The instant with the same working time before it; itself where nothing on the way to it has changed."""
    seconds = change.before.between(start, instant, working=True)
    if change.after.between(start, instant, working=True) == seconds:
        return instant
    return change.after.add(start, dt.timedelta(seconds=seconds), working=True)


def _fire(row: Deadline, calendar: WorkCalendar) -> dt.datetime:
    """When the timer next has something to do; after the due time its steps are working days too."""
    if row.kind != DeadlineKind.RESOLVE:
        return row.due_at
    return step_instant(calendar, row.step, row.warn_at, row.due_at, Severity(row.case.severity))
