"""Clocks that ran out: claimed, acted on in bulk, exactly once (case process §4.4).

A batch locks its cases with SKIP LOCKED, so any number of workers share the work; after the lock
it reads the clocks again, so what another worker has done is not done twice. State, events, clocks
and notices are one transaction: a worker killed half-way has done nothing.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from django.db import transaction

from cases import casefile, deadlines
from cases.actions import closing, extending, followup, leading, merging, moving, reopening, suspending, timers_helping
from cases.actions.applying import Draft
from cases.actions.handling import climb
from cases.actions.ringing import Facts, press, press_decider, rung
from cases.casefile import CaseFile
from cases.figures import Figures
from cases.ledger import Ledger
from cases.models import Case, Deadline
from cases.models.waiting import Wish
from cases.routing import is_top
from cases.states import DeadlineKind, Severity, Supervision, Verb
from cases.world import World, world

BATCH = 200
PUT_OFF = dt.timedelta(minutes=10)
MOST_STEPS = 100
"""More steps than any case can owe; a case that needs more is stuck, and is put off."""

log = logging.getLogger(__name__)


def run(at: dt.datetime, *, batches: int | None = None) -> int:
    """Works through what is due at an instant; `batches` bounds one call. Returns the cases done."""
    done = 0
    while batches is None or batches > 0:
        count = run_batch(at)
        if count == 0:
            break
        done += count
        batches = None if batches is None else batches - 1
    return done


def run_batch(at: dt.datetime) -> int:
    """One batch; where it fails, its cases one by one, and the one that fails alone is put off."""
    try:
        with transaction.atomic():
            cases = _claim(at)
            _fire_all(cases, world(at))
    except Exception:
        log.exception("timer batch failed, trying its cases one by one")
        return _one_by_one(at)
    return len(cases)


def _claim(at: dt.datetime, pk: int | None = None) -> list[Case]:
    """Cases with something due, most overdue first, that nobody else has locked."""
    due = Case.objects.filter(deadlines__fire_at__lte=at)
    if pk is not None:
        due = due.filter(pk=pk)
    locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("deadlines__fire_at")[:BATCH]
    return list({case.pk: case for case in locked}.values())


def _one_by_one(at: dt.datetime) -> int:
    due = Deadline.objects.filter(fire_at__lte=at).order_by("fire_at").values_list("case_id", flat=True)
    done = 0
    for pk in dict.fromkeys(due[:BATCH]):
        try:
            with transaction.atomic():
                _fire_all(_claim(at, pk), world(at))
        except Exception:
            log.exception("timers of case %s failed, put off for ten minutes", pk)
            Deadline.objects.filter(case_id=pk, fire_at__lte=at).update(fire_at=at + PUT_OFF)
        done += 1
    return done


def _fire_all(cases: list[Case], present: World) -> None:
    ledger = Ledger(present)
    for file in casefile.filled(cases):
        fire(Draft(present, file, ledger))
    ledger.write()


def fire(draft: Draft) -> None:
    """Everything that is due on one case, in the order in which it fell due."""
    for _step in range(MOST_STEPS):
        deadline = next_due(draft.file, draft.at)
        if deadline is None:
            return
        FIRE[DeadlineKind(deadline.kind)](draft, deadline)
    raise RuntimeError(f"case {draft.case.number}: more than {MOST_STEPS} steps due")


def next_due(file: CaseFile, at: dt.datetime) -> Deadline | None:
    """The clock that has waited longest."""
    due = [row for row in file.clocks() if row.fire_at is not None and row.fire_at <= at]
    return min(due, key=lambda row: (row.fire_at, row.kind), default=None)


def _accept(draft: Draft, deadline: Deadline) -> None:
    """Not dispatched in time: the next desk up sees it as well."""
    facts = rung(draft, deadline)
    parent = draft.world.directory.parent_of(draft.holder)
    draft.case.triage_also_id = parent.id if parent else None
    draft.apply(Verb.WARN, cause=deadline.kind, data=facts)
    draft.tell("accept_overdue", draft.holder.id)
    draft.tell("accept_overdue", parent.id if parent else None)


def _sign(draft: Draft, deadline: Deadline) -> None:
    """Not signed: a critical case is taken by the parent at once, others are supervised."""
    facts = rung(draft, deadline)
    if draft.case.severity == Severity.CRITICAL and not is_top(draft.world.directory, draft.holder):
        climb(draft, reason="not_signed", cause=deadline.kind, data=facts)
        return
    press(draft, deadline, Supervision.NORMAL, facts)
    parent = draft.world.directory.parent_of(draft.holder)
    draft.tell("sign_overdue", parent.id if parent else None)


def _respond(draft: Draft, deadline: Deadline) -> None:
    """No first contact in time."""
    press(draft, deadline, Supervision.NORMAL, rung(draft, deadline))


def _level(draft: Draft, deadline: Deadline) -> None:
    """The level's time ran out: one level up."""
    facts = rung(draft, deadline)
    if not is_top(draft.world.directory, draft.holder):
        climb(draft, reason="level_expired", cause=deadline.kind, data=facts)


def _resolve(draft: Draft, deadline: Deadline) -> None:
    """Warning, due time, then a step up and harder supervision with every interval that passes."""
    step, severity = deadline.step, Severity(draft.case.severity)
    facts: dict[str, object] = {"due_at": deadline.due_at.isoformat(), "step": step}
    if step == 0:
        draft.apply(Verb.WARN, cause=deadline.kind, data=facts)
        draft.tell("case_warning", draft.holder.id)
    else:
        _overdue(draft, deadline, step, severity, facts)
    at_top = is_top(draft.world.directory, draft.holder)
    following = deadlines.next_step(step, severity, at_top, draft.world.figures_of(deadline.starts_at))
    deadline.step = step + 1 if following is None else following
    calendar = draft.world.calendar
    deadline.fire_at = (
        None
        if following is None
        else deadlines.step_instant(calendar, following, deadline.warn_at, deadline.due_at, severity)
    )
    draft.touch(deadline)


def _overdue(draft: Draft, deadline: Deadline, step: int, severity: Severity, facts: dict[str, object]) -> None:
    level = _pressed(step, severity, draft.world.figures_of(deadline.starts_at))
    if level is not None:
        press(draft, deadline, level, facts)
        if level == Supervision.RED:
            for office in draft.world.directory.offices_above(draft.holder):
                draft.tell("case_supervised", office.id, level=level)
    if not is_top(draft.world.directory, draft.holder):
        climb(draft, reason="overdue", cause=deadline.kind, data=facts)


def _pressed(step: int, severity: Severity, figures: Figures) -> Supervision | None:
    """The supervision that comes with a step, by the figures of the day on which the clock started."""
    if severity == Severity.CRITICAL:
        return Supervision.RED if step == 1 else None
    levels = {1: Supervision.NORMAL, figures.yellow_step: Supervision.YELLOW, figures.red_step: Supervision.RED}
    return levels.get(step)


def _check(draft: Draft, deadline: Deadline) -> None:
    """Not checked in time: the next level hears of it; the case is never passed by time.

    Posts may have changed since: the checker is looked for again, every working day until there is one.
    """
    facts = rung(draft, deadline)
    found = closing.find_checker(draft)
    deadline.unit_id = draft.case.checking_unit_id
    if not found:
        deadline.fire_at = draft.world.calendar.add(draft.at, draft.world.figures.check)
    draft.apply(Verb.WARN, cause=deadline.kind, data={**facts, "step": deadline.step})
    _tell_with_parent(draft, "check_overdue" if found else "no_checker", draft.case.checking_unit_id)


def _callback(draft: Draft, deadline: Deadline) -> None:
    """Not called back in time: the next level hears of it."""
    draft.apply(Verb.WARN, cause=deadline.kind, data=rung(draft, deadline))
    _tell_with_parent(draft, "callback_overdue", draft.case.callback_unit_id)


def _tell_with_parent(draft: Draft, kind: str, unit_id: int | None) -> None:
    directory = draft.world.directory
    unit = directory.units[unit_id] if unit_id else draft.holder
    parent = directory.parent_of(unit)
    draft.tell(kind, unit_id)
    draft.tell(kind, parent.id if parent else None)


def _decide(draft: Draft, deadline: Deadline) -> None:
    """No decision in time: on a return, it counts as refused, and the one who owed it is supervised."""
    if draft.file.request is not None:
        UNDECIDED[Wish(draft.file.request.kind)](draft, deadline, rung(draft, deadline))
        return
    request, facts = draft.file.open_return, rung(draft, deadline)
    moving.end_return(draft, "lapsed")
    data = {**facts, "approve": False, "from_unit": request.unit_id if request else draft.holder.id}
    draft.apply(Verb.DECIDE_RETURN, reason="no_decision", cause=deadline.kind, data=data)
    draft.tell("return_decided", draft.holder.id)
    press_decider(draft, deadline, facts)


UNDECIDED: Mapping[Wish, Callable[[Draft, Deadline, Facts], None]] = {
    Wish.EXTENSION: extending.lapse,
    Wish.SUSPENSION: suspending.lapse,
    Wish.REOPENING: reopening.undecided,
}


def _review(draft: Draft, deadline: Deadline) -> None:
    """The day of review begins."""
    suspending.review(draft, deadline, rung(draft, deadline))


def _milestone(draft: Draft, deadline: Deadline) -> None:
    """A step that a leader demanded was not done in time."""
    leading.passed(draft, deadline, rung(draft, deadline))


def _proposal(draft: Draft, deadline: Deadline) -> None:
    """Nobody confirmed within the working day."""
    facts = rung(draft, deadline)
    verb = draft.file.proposal.verb if draft.file.proposal else ""
    draft.end_proposal("lapsed")
    draft.apply(Verb.LAPSE, cause=deadline.kind, data={**facts, "verb": verb})


def _archive(draft: Draft, deadline: Deadline) -> None:
    """Thirty days after closing; a merged case waits for its master, a wish to reopen for its answer."""
    until = merging.kept_until(draft)
    if until is not None:
        draft.move(deadline, until, "master")
        deadline.fire_at = until
        return
    rung(draft, deadline)
    if draft.file.request is not None:
        deadline.fire_at = draft.world.calendar.add(draft.at, draft.world.figures.decide_reopening)
        return
    followup.archive(draft, cause=deadline.kind)


FIRE: Mapping[DeadlineKind, Callable[[Draft, Deadline], None]] = {
    DeadlineKind.ACCEPT: _accept,
    DeadlineKind.SIGN: _sign,
    DeadlineKind.RESPOND: _respond,
    DeadlineKind.LEVEL: _level,
    DeadlineKind.RESOLVE: _resolve,
    DeadlineKind.CHECK: _check,
    DeadlineKind.CALLBACK: _callback,
    DeadlineKind.DECIDE: _decide,
    DeadlineKind.REVIEW: _review,
    DeadlineKind.MILESTONE: _milestone,
    DeadlineKind.ASSIST: timers_helping.task,
    DeadlineKind.WHISTLE: timers_helping.task,
    DeadlineKind.QUESTION: timers_helping.question,
    DeadlineKind.PROPOSAL: _proposal,
    DeadlineKind.ARCHIVE: _archive,
}
