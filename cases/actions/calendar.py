"""The working calendar changes: a year's days, or the office hours; running clocks are computed again."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid
from cases import administration, calendar
from cases.calendar_rows import Day, lines_of
from cases.casefile import LIVE
from cases.ledger import Ledger
from cases.models import AssistTask, CalendarDay, Case, Deadline, DeadlineChange, Milestone, OfficeHours, Question
from cases.queries.moving_clocks import reached
from cases.retiming import Change, moved
from cases.states import DeadlineKind
from cases.worktime import FIRST_DAY, LAST_DAY, Frames, WorkCalendar, hours_text, read_hours
from cases.world import World, world
from grids.versions import bump
from notices import bulk

CALENDAR: Final = "calendar"
HOURS: Final = "hours"
"""Why a due time moved, in its record."""

ITEMS: Final[Mapping[str, type[Question] | type[AssistTask] | type[Milestone]]] = {
    DeadlineKind.QUESTION: Question,
    DeadlineKind.ASSIST: AssistTask,
    DeadlineKind.MILESTONE: Milestone,
}
"""What keeps the due time of its own clock beside it."""


@transaction.atomic
def replace_year(
    year: int, days: Sequence[Day], *, by: User | None, at: dt.datetime, expected: str | None = None
) -> int:
    """The year's exceptions are these and no others; returns how many due times moved.

    `expected` is the `calendar.mark` of the year that the person saw. The same days again change nothing.
    Clocks of the working calendar that reach into the year keep the working time that they were given;
    what is past stays as it was. Raises `Refusal`: 403 `not_administrator`; 400 `empty_year` (a year without a
    row would count as unknown), `other_year`, `outside_calendar`, `duplicate_day`; 409 `stale`.
    """
    bump("calendar")
    present = world(at)
    administration.check(by, present)
    before = present.calendar
    if expected is not None and expected != calendar.mark(before, year):
        raise conflict("stale", _("Somebody else has changed this year in the meantime. Look again."))
    check_year(year, days)
    old, new = calendar.days_of(before, year), tuple(sorted(days, key=lambda row: row.day))
    if old == new:
        return 0
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create([CalendarDay(day=row.day, working=row.working, name=row.name) for row in new])
    change = change_of_year(before, year, new)
    count = _recompute(change, CALENDAR, by=by, at=at)
    data = {"days": len(new), "moved": count, "changes": _difference(old, new)}
    audit.record(by=by, verb="replace_calendar", subject_kind="calendar", subject_id=year, at=at, data=data)
    return count


def check_year(year: int, days: Sequence[Day]) -> None:
    """Refuses (400) what is no list of days of the year."""
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise invalid("outside_calendar", _("The calendar knows the years from 2000 to 2099."), "lines")
    if not days:
        raise invalid("empty_year", _("The list names no day of the year."), "lines")
    for row in days:
        if row.day.year != year:
            text = _("%(day)s is not a day of %(year)s.") % {"day": row.day, "year": year}
            raise invalid("other_year", text, "lines")
    day, times = Counter(row.day for row in days).most_common(1)[0]
    if times > 1:
        raise invalid("duplicate_day", _("%(day)s stands there twice.") % {"day": day}, "lines")


def change_of_year(before: WorkCalendar, year: int, days: Sequence[Day]) -> Change:
    """What a new list of a year changes."""
    return Change(before, calendar.with_year(before, year, days), dt.date(year, 1, 1), dt.date(year + 1, 1, 1))


def _difference(old: Sequence[Day], new: Sequence[Day]) -> dict[str, list[str]]:
    before, after = ({row.day: lines_of([row])[11:] for row in rows} for rows in (old, new))
    days = sorted(day for day in before.keys() | after.keys() if before.get(day) != after.get(day))
    return {day.isoformat(): [before.get(day, ""), after.get(day, "")] for day in days}


@transaction.atomic
def set_hours(text: str, *, since: dt.date, by: User | None, at: dt.datetime, expected: int | None = None) -> int:
    """From `since` on the office hours are these (`08:30–12:00, 15:00–18:30`); returns how many due times moved.

    420 minutes a day, because one working day is that by definition. `expected` is the number of rows that the
    person saw. Raises `Refusal`: 403 `not_administrator`; 400 `unfit_hours`, `in_the_past`, `outside_calendar`;
    409 `stale`, `set_that_day`, `same_hours`.
    """
    bump("calendar")
    present = world(at)
    administration.check(by, present)
    rows = set(OfficeHours.objects.values_list("since", flat=True))
    if expected is not None and expected != len(rows):
        raise conflict("stale", _("Somebody else has set the office hours in the meantime. Look again."))
    frames = check_hours(text, since, present)
    if since in rows:
        raise conflict("set_that_day", _("The office hours are set for that day already. Choose another day."))
    old = present.calendar.frames_of(since)
    if old == frames:
        raise conflict("same_hours", _("These are the office hours on that day already."))
    OfficeHours.objects.create(since=since, frames=hours_text(frames), by=by, at=at)
    count = _recompute(change_of_hours(present.calendar, since, frames), HOURS, by=by, at=at)
    data = {"since": since.isoformat(), "moved": count, "changes": {"frames": [hours_text(old), hours_text(frames)]}}
    audit.record(by=by, verb="set_hours", subject_kind="office_hours", subject_id=since.isoformat(), at=at, data=data)
    return count


def check_hours(text: str, since: dt.date, present: World) -> Frames:
    """The frames as read. Refuses (400) `unfit_hours`, `in_the_past`, `outside_calendar`."""
    administration.check_first_day(since, present)
    if since > LAST_DAY:
        raise invalid("outside_calendar", _("The calendar knows the years from 2000 to 2099."), "since")
    try:
        return read_hours(text)
    except ValueError:
        raise _unfit_hours() from None


def _unfit_hours() -> Refusal:
    text = _("Write the hours like 08:30–12:00, 15:00–18:30. Together they are 7 hours: that is one working day.")
    return invalid("unfit_hours", text, "frames")


def change_of_hours(before: WorkCalendar, since: dt.date, frames: Frames) -> Change:
    """What other office hours change, until the day on which they are set anew."""
    until = next((day for day in before.hours if day > since), None)
    return Change(before, calendar.with_hours(before, since, frames), since, until)


def _recompute(change: Change, why: str, *, by: User | None, at: dt.datetime) -> int:
    """Live clocks that the change reaches; returns the number of due times that moved.

    Each is a `DeadlineChange` (invariant 2). Whoever holds a case in another transaction, or writes a new one, may
    still start a clock on it by the old calendar, so they are waited for, all cases are locked, and the clocks read
    afterwards.
    """
    bump("calendar")  # the copy that was read before the rows were written does not know them
    calendar.wait_for_new_cases()
    live = Deadline.objects.filter(state__in=LIVE).values("case_id")
    list(Case.objects.filter(pk__in=live).order_by("pk").select_for_update().values_list("pk"))
    ledger = Ledger(world(at))
    items: dict[str, dict[int, dt.datetime]] = defaultdict(dict)
    for row in moved(reached(change), change, at):
        deadline = row.deadline
        ledger.changed_deadlines[deadline.pk] = deadline
        if not row.is_due_otherwise:
            continue
        facts: dict[str, Any] = {"old_due_at": row.old_due_at, "new_due_at": deadline.due_at, "why": why}
        ledger.deadline_changes.append(DeadlineChange(deadline=deadline, **facts, by=by, at=at))
        if deadline.kind == DeadlineKind.RESOLVE:
            case = ledger.changed_cases.setdefault(deadline.case_id, deadline.case)
            case.due_at = deadline.due_at
        elif deadline.item is not None and deadline.kind in ITEMS:
            items[deadline.kind][deadline.item] = deadline.due_at
    ledger.write()
    _write_items(items)
    return len(ledger.deadline_changes)


def _write_items(items: Mapping[str, Mapping[int, dt.datetime]]) -> None:
    for kind, found in items.items():
        rows = [ITEMS[kind](pk=pk, due_at=due_at) for pk, due_at in found.items()]
        bulk.run(bulk.update(rows, ("due_at",)))
