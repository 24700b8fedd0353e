"""Disposal, checking and closing: the end of a case, whichever verb brings it."""

import datetime as dt

from cases import deadlines, routing
from cases.actions import leading, overtaking, requests
from cases.actions.applying import Draft
from cases.models import CaseEvent, Deadline
from cases.states import DeadlineKind, DeadlineState, Outcome, Severity, State

RUNNING = (
    DeadlineKind.ACCEPT,
    DeadlineKind.SIGN,
    DeadlineKind.RESPOND,
    DeadlineKind.LEVEL,
    DeadlineKind.RESOLVE,
    DeadlineKind.CHECK,
    DeadlineKind.DECIDE,
    DeadlineKind.REVIEW,
)
WHOLE = (DeadlineKind.RESOLVE, DeadlineKind.LEVEL)
SUSPENDABLE = (*WHOLE, DeadlineKind.RESPOND)
"""The clocks that stand still while a case is suspended; disposal stops the first two."""

HANDLED = frozenset({Outcome.RESOLVED, Outcome.EXPLAINED})
"""Outcomes that a handler may propose; after them the requester is called back."""


def dispose(draft: Draft, outcome: Outcome) -> None:
    """The handler's work is done: the whole-case and level clocks stop here."""
    case = draft.case
    case.disposed_at, case.result_outcome = draft.at, outcome
    overtaking.end_tasks(draft)
    requests.end(draft, "overtaken")
    draft.stop(*WHOLE)


def to_check(draft: Draft) -> None:
    """Finds the checking unit and starts the check clock; without a checker the case waits."""
    found = find_checker(draft)
    limit = draft.world.figures.check
    clock = deadlines.plain(draft.world.calendar, DeadlineKind.CHECK, draft.at, limit, "figure:check")
    draft.start(clock, draft.case.checking_unit_id)
    if not found:
        draft.tell("no_checker", draft.case.checking_unit_id)


def find_checker(draft: Draft) -> bool:
    """Sets the checking unit as posts stand now; False where nobody has a checker."""
    case, world = draft.case, draft.world
    unit, found = routing.checking_unit(
        world.directory, draft.holder, _involved(draft), today=world.today, complained_id=case.complained_unit_id
    )
    case.checking_unit_id = unit.id if unit else None
    return found


def _involved(draft: Draft) -> set[int]:
    """Every unit that ever handled or assisted."""
    earlier = CaseEvent.objects.filter(case_id=draft.case.pk).exclude(to_state=State.REPORTED)
    held = set(earlier.order_by().values_list("holder_id", flat=True).distinct())
    return held | {assist.unit_id for assist in draft.file.assists}


def resume(draft: Draft, why: str) -> None:
    """The stopped clocks run again; the time since disposal (rework) or in suspension is not counted."""
    calendar = draft.world.calendar
    for kind in SUSPENDABLE:
        deadline = draft.file.deadlines.get(kind)
        if deadline is None or deadline.stopped_at is None:
            continue
        working = bool(deadline.why["working"])
        stopped = deadline.stopped_at
        due = deadlines.resumed(calendar, deadline.due_at, stopped, draft.at, working)
        if deadline.warn_at is not None:
            deadline.warn_at = deadlines.resumed(calendar, deadline.warn_at, stopped, draft.at, working)
        draft.move(deadline, due, why)
        deadline.state, deadline.stopped_at = DeadlineState.PENDING, None
        deadline.fire_at = next_fire(draft, deadline)
        if kind == DeadlineKind.RESOLVE:
            draft.case.due_at = due


def next_fire(draft: Draft, deadline: Deadline) -> dt.datetime | None:
    """When the next step of a resumed clock falls; None for a plain one that has rung already."""
    if deadline.kind != DeadlineKind.RESOLVE:
        return None if deadline.step else deadline.due_at
    severity = Severity(draft.case.severity)
    calendar = draft.world.calendar
    return deadlines.step_instant(calendar, deadline.step, deadline.warn_at, deadline.due_at, severity)


def close(draft: Draft, outcome: Outcome) -> None:
    """The case is closed: its clocks are over, callback and archive clocks begin."""
    case, calendar = draft.case, draft.world.calendar
    case.outcome, case.closed_at, case.closed_level = outcome, draft.at, case.holder_level
    requests.end(draft, "overtaken")
    leading.end(draft, "closed")
    if case.disposed_at is not None:
        for kind in WHOLE:
            draft.met(kind)
    draft.met(DeadlineKind.CHECK)
    draft.over(*RUNNING)
    overtaking.end_tasks(draft)
    overtaking.end_question(draft)
    if outcome in HANDLED:
        _start_callback(draft)
    limit = draft.world.figures.archive_after
    draft.start(deadlines.plain(calendar, DeadlineKind.ARCHIVE, draft.at, limit, "figure:archive_after"), None)


def _start_callback(draft: Draft) -> None:
    case, world = draft.case, draft.world
    unit = routing.callback_unit(
        world.directory,
        draft.holder,
        case.checking_unit_id,
        today=world.today,
        complained_id=case.complained_unit_id,
    )
    case.callback_unit_id = unit.id if unit else None
    if case.requester_id is not None:
        limit = world.figures.callback
        clock = deadlines.plain(world.calendar, DeadlineKind.CALLBACK, draft.at, limit, "figure:callback")
        draft.start(clock, case.callback_unit_id)


def tell(draft: Draft) -> None:
    """Whose turn it is now: the checker's or the callback clerk's."""
    case = draft.case
    if case.state == State.CHECKING:
        draft.tell("check_arrived", case.checking_unit_id)
    elif case.requester_id is not None:
        draft.tell("callback_due", case.callback_unit_id)
