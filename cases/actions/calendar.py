"""The calendar of a year arrives or is corrected: its days are replaced, running clocks computed again."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import invalid
from cases import calendar
from cases.casefile import LIVE
from cases.deadlines import step_instant
from cases.ledger import Ledger
from cases.models import CalendarDay, Deadline, DeadlineChange
from cases.states import DeadlineKind, Severity
from cases.worktime import WorkCalendar
from cases.world import world
from grids import versions

CHANGE = "calendar"
"""Why a due time moved, in its record."""


@dataclass(frozen=True, slots=True)
class Day:
    """A holiday, or a Saturday or Sunday that is worked."""

    day: dt.date
    working: bool
    name: str = ""


@transaction.atomic
def replace_year(year: int, days: Sequence[Day], *, by: User | None, at: dt.datetime) -> int:
    """The year's exceptions are these and no others; returns how many due times moved.

    Raises `Refusal` invalid `empty_year` (a year without a row would count as unknown), `other_year`,
    `duplicate_day`. Clocks of the working calendar that reach into the year keep the working time
    that they were given; what is past stays as it was.
    """
    _check(year, days)
    before = calendar.current()
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create([CalendarDay(day=row.day, working=row.working, name=row.name) for row in days])
    versions.bump("calendar")
    moved = recompute(before, year, by=by, at=at)
    data = {"days": len(days), "moved": moved}
    audit.record(by=by, verb="replace_calendar", subject_kind="calendar", subject_id=year, at=at, data=data)
    return moved


def _check(year: int, days: Sequence[Day]) -> None:
    if not days:
        raise invalid("empty_year", _("The list names no day of the year."))
    for row in days:
        if row.day.year != year:
            raise invalid("other_year", _("%(day)s is not a day of %(year)s.") % {"day": row.day, "year": year}, "day")
    day, times = Counter(row.day for row in days).most_common(1)[0]
    if times > 1:
        raise invalid("duplicate_day", _("%(day)s stands there twice.") % {"day": day}, "day")


def recompute(before: WorkCalendar, year: int, *, by: User | None, at: dt.datetime) -> int:
    """Live clocks that reach into the year, from the calendar before to the present one.

    Returns the number of due times that moved; each is a `DeadlineChange` (invariant 2).
    """
    present = world(at)
    ledger = Ledger(present)
    since, until = (dt.datetime(number, 1, 1, tzinfo=before.zone) for number in (year, year + 1))
    deadlines = (
        Deadline.objects.filter(state__in=LIVE, starts_at__lt=until)
        .exclude(due_at__lt=since, fire_at__lt=since)
        .exclude(due_at__lt=since, fire_at=None)
        .select_related("case")
        .select_for_update(of=("self", "case"))
        .order_by("case_id", "id")
    )
    for deadline in deadlines:
        due_at = deadline.due_at
        if not _retime(deadline, before, present.calendar, at):
            continue
        ledger.changed_deadlines[deadline.pk] = deadline
        if deadline.due_at != due_at:
            ledger.deadline_changes.append(
                DeadlineChange(
                    deadline=deadline, old_due_at=due_at, new_due_at=deadline.due_at, why=CHANGE, by=by, at=at
                )
            )
            if deadline.kind == DeadlineKind.RESOLVE:
                case = ledger.changed_cases.setdefault(deadline.case_id, deadline.case)
                case.due_at = deadline.due_at
    ledger.write()
    return len(ledger.deadline_changes)


def _retime(deadline: Deadline, before: WorkCalendar, after: WorkCalendar, at: dt.datetime) -> bool:
    """Moves the instants that were still to come when the clock last ran; true when one moved."""
    old = deadline.warn_at, deadline.due_at, deadline.fire_at
    now = deadline.stopped_at or at
    if deadline.why.get("working"):
        deadline.due_at = _moved(before, after, deadline.starts_at, deadline.due_at, now)
        if deadline.warn_at is not None:
            deadline.warn_at = _moved(before, after, deadline.starts_at, deadline.warn_at, now)
    if deadline.fire_at is not None and deadline.fire_at > now:
        deadline.fire_at = _fire(deadline, after)
    return (deadline.warn_at, deadline.due_at, deadline.fire_at) != old


def _moved(
    before: WorkCalendar, after: WorkCalendar, start: dt.datetime, instant: dt.datetime, now: dt.datetime
) -> dt.datetime:
    """The instant with the same working time before it."""
    if instant <= now:
        return instant
    return after.add(start, dt.timedelta(seconds=before.between(start, instant, working=True)), working=True)


def _fire(deadline: Deadline, calendar_: WorkCalendar) -> dt.datetime:
    """When the timer next has something to do; after the due time its steps are working days too."""
    if deadline.kind != DeadlineKind.RESOLVE:
        return deadline.due_at
    severity = Severity(deadline.case.severity)
    return step_instant(calendar_, deadline.step, deadline.warn_at, deadline.due_at, severity)
