"""Clocks that ran out: claimed, told or acted on, exactly once (case process §4.4, §4.6).

A row of a procedure is locked with SKIP LOCKED before its clocks are read again, so any number of workers
share the work, and what another one has done is not done twice. A procedure that fails is put off for ten
minutes and stops nobody else.
"""

import datetime as dt
import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from cases.world import World, world
from procedures import periods
from procedures.actions.frame import Draft, live_clocks
from procedures.models import HazardRecord, Matter, MediationCase, PetitionHandover, ProcedureClock
from procedures.states import mediation, petition
from procedures.states.rule import ClockState, Procedure

BATCH = 100
PUT_OFF = dt.timedelta(minutes=10)
MODELS: Mapping[Procedure, type[Matter]] = {
    Procedure.MEDIATION: MediationCase,
    Procedure.PETITION: PetitionHandover,
    Procedure.HAZARD: HazardRecord,
}
WINDOWS = frozenset({mediation.Clock.CONFIRM.value})
"""Somebody else's right to ask, which passes without a word."""
LAPSES = frozenset({petition.Clock.ASK_REVIEW.value, petition.Clock.ASK_RE_REVIEW.value})
"""The petitioner's time to ask again: when it passes, the answer is final."""

log = logging.getLogger(__name__)


def run(at: dt.datetime) -> int:
    """Works through what is due at an instant, one procedure a transaction. Returns the procedures done."""
    due = ProcedureClock.objects.filter(fire_at__lte=at).order_by("fire_at", "id")
    subjects = dict.fromkeys(due.values_list("procedure", "subject_id")[:BATCH])
    return sum(_run_one(Procedure(procedure), subject_id, at) for procedure, subject_id in subjects)


def _run_one(procedure: Procedure, subject_id: int, at: dt.datetime) -> int:
    try:
        with transaction.atomic():
            return _ring_all(procedure, subject_id, world(at))
    except Exception:
        log.exception("clocks of %s %s failed, put off for ten minutes", procedure, subject_id)
        due = ProcedureClock.objects.filter(procedure=procedure, subject_id=subject_id, fire_at__lte=at)
        due.update(fire_at=at + PUT_OFF)
        return 0


def _ring_all(procedure: Procedure, subject_id: int, present: World) -> int:
    rows: QuerySet[Matter] = QuerySet(MODELS[procedure])
    matter = rows.select_for_update(skip_locked=True).filter(pk=subject_id).first()
    if matter is None:
        return 0
    draft = Draft(present, matter, clocks=live_clocks(matter))
    due = [clock for clock in draft.clocks.values() if clock.fire_at is not None and clock.fire_at <= present.at]
    for clock in sorted(due, key=lambda one: (one.due_at, one.pk)):
        if clock.kind in draft.clocks:
            _ring(draft, clock)
    return 1 if due else 0


def _ring(draft: Draft[Matter], clock: ProcedureClock) -> None:
    """The warning, or the due time; after a long stop of the timers the due time alone."""
    if draft.at < clock.due_at:
        clock.step, clock.fire_at = 1, clock.due_at
        clock.save(update_fields=["step", "fire_at"])
        if clock.kind not in LAPSES:
            draft.tell_clock(f"{draft.matter.PROCEDURE}_warning", clock, clock.unit_id)
        return
    clock.step, clock.fire_at = 2, None
    clock.save(update_fields=["step", "fire_at"])
    if clock.kind in LAPSES:
        draft.end(clock.kind)
        draft.apply(petition.Verb.LAPSE, to=petition.State.FINAL, data={"clock": clock.kind})
        draft.tell("petition_final", draft.matter.unit_id)
    elif clock.kind in WINDOWS:
        draft.end(clock.kind)
    else:
        unit = draft.world.directory.units[clock.unit_id]
        parent = draft.world.directory.parent_of(unit)
        draft.tell_clock(f"{draft.matter.PROCEDURE}_overdue", clock, unit.id, parent.id if parent else None)


def reckon_again(at: dt.datetime) -> int:
    """After a calendar was loaded: due times that the calendar moves are moved, before they have passed.

    Returns how many moved. Twice moves nothing twice.
    """
    present, moved = world(at), 0
    for found in ProcedureClock.objects.filter(state=ClockState.PENDING, due_at__gt=at).order_by("id"):
        if _again(found, present).due_at != found.due_at:
            moved += _move(found, present)
    return moved


def _again(clock: ProcedureClock, present: World) -> periods.Period:
    return periods.again(present.calendar, clock.starts_at, clock.due_at, clock.why)


@transaction.atomic
def _move(found: ProcedureClock, present: World) -> int:
    rows: QuerySet[Matter] = QuerySet(MODELS[Procedure(found.procedure)])
    matter = rows.select_for_update().get(pk=found.subject_id)
    draft = Draft(present, matter, clocks=live_clocks(matter))
    clock = draft.clocks.get(found.kind)
    if clock is None or clock.pk != found.pk:
        return 0
    period = _again(clock, present)
    if period.due_at == clock.due_at:
        return 0
    draft.move(clock.kind, period)
    return 1
