"""The one place where a procedure changes: locked, checked, changed, its step and audit entry appended.

`opened` is the frame of every verb that a person uses; beginnings and timers make their own `Draft`.
`Draft.apply` alone assigns a state. Who locks more than one row locks the case first, then the procedure,
then its clocks.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions import audit
from accounts.models import User
from cases.actions.mediation import mark
from cases.casefile import LOCKED
from cases.world import ZONE, World, viewer_in, world
from grids.tree import PostNode
from notices import outbox
from procedures import rules
from procedures.models import Matter, ProcedureClock, ProcedureStep
from procedures.periods import Period
from procedures.states import hazard, mediation, petition
from procedures.states.rule import ClockState, Procedure

M = TypeVar("M", bound=Matter)

ENDED: Mapping[Procedure, frozenset[str]] = {
    Procedure.MEDIATION: frozenset(mediation.ENDED),
    Procedure.PETITION: frozenset({petition.State.FINAL}),
    Procedure.HAZARD: frozenset({hazard.State.CLEARED}),
}


@dataclass
class Draft(Generic[M]):
    """A locked procedure with its live clocks; what is done to it is written at once, in one transaction."""

    world: World
    matter: M
    by: User | None = None
    unit_id: int | None = None
    clocks: dict[str, ProcedureClock] = field(default_factory=dict)
    step: ProcedureStep | None = None

    @property
    def at(self) -> dt.datetime:
        """The instant of the verb."""
        return self.world.at

    def apply(self, verb: str, *, to: str | None = None, text: str = "", data: dict[str, Any] | None = None) -> None:
        """Moves the matter to `to` (or leaves it where it is), saves it, appends step and audit entry.

        `data` holds numbers, dates and codes, never words of people.
        """
        matter, procedure = self.matter, self.matter.PROCEDURE
        before = matter.state
        if before and before not in rules.TABLES[procedure][verb].sources:
            raise RuntimeError(f"{matter}: {verb} from {before} is not in the table")
        if to is not None:
            matter.state = to
            if to in ENDED[procedure]:
                matter.ended_at = self.at
                self.end(*self.clocks)
            if procedure is Procedure.MEDIATION:
                mark(matter.case_id, under_way=to in mediation.RUNNING)
        matter.save()
        self.step = ProcedureStep.objects.create(
            procedure=procedure,
            subject_id=matter.pk,
            verb=verb,
            from_state=before,
            to_state=matter.state,
            by=self.by,
            unit_id=self.unit_id,
            at=self.at,
            text=text,
            data=data or {},
        )
        audit.record(
            by=self.by,
            verb=f"{procedure}_{verb}",
            subject_kind=procedure,
            subject_id=matter.pk,
            at=self.at,
            data={"from": before, "to": matter.state, **(data or {})},
        )

    # Clocks

    def start(self, kind: str, period: Period, unit_id: int) -> None:
        """Starts a clock for which the unit answers. The matter has its number by now."""
        self.clocks[kind] = ProcedureClock.objects.create(
            procedure=self.matter.PROCEDURE,
            subject_id=self.matter.pk,
            kind=kind,
            unit_id=unit_id,
            starts_at=period.starts_at,
            warn_at=period.warn_at,
            due_at=period.due_at,
            fire_at=period.warn_at,
            why=period.why,
        )

    def met(self, kind: str, on: dt.date | None = None) -> None:
        """What the clock waited for has happened, now or on a day: in time, or late."""
        clock = self.clocks.pop(kind, None)
        if clock is not None:
            late = self.at > clock.due_at if on is None else on > last_day(clock.due_at)
            self._stop(clock, ClockState.LATE if late else ClockState.MET)

    def end(self, *kinds: str) -> None:
        """The clocks have no more meaning; one whose time has passed stays late."""
        for kind in list(kinds):
            clock = self.clocks.pop(kind, None)
            if clock is not None:
                self._stop(clock, ClockState.LATE if self.at > clock.due_at else ClockState.ENDED)

    def move(self, kind: str, period: Period) -> None:
        """Gives a clock another end, and says when it is to ring now."""
        clock = self.clocks[kind]
        clock.why, clock.due_at, clock.warn_at = period.why, period.due_at, period.warn_at
        clock.step, clock.fire_at = 0, period.warn_at
        clock.save()

    def hand_over(self, kind: str, unit_id: int) -> None:
        """Another unit answers for a clock that runs on."""
        if kind in self.clocks:
            self.clocks[kind].unit_id = unit_id
            self.clocks[kind].save(update_fields=["unit_id"])

    def _stop(self, clock: ProcedureClock, state: ClockState) -> None:
        clock.state, clock.fire_at, clock.stopped_at = state, None, self.at
        clock.save(update_fields=["state", "fire_at", "stopped_at"])

    # Notices

    def tell(self, kind: str, *unit_ids: int | None, critical: bool = False) -> None:
        """A notice to the desks of units, once a step; to nobody where there is no unit."""
        fact = f"step{self.step.pk}" if self.step else f"at{self.at.timestamp()}"
        self._write(kind, fact, unit_ids, critical=critical)

    def tell_clock(self, kind: str, clock: ProcedureClock, *unit_ids: int | None) -> None:
        """A notice about a clock, once for each of its due times."""
        self._write(kind, f"clock{clock.pk}.{clock.due_at.timestamp():.0f}", unit_ids, params={"clock": clock.kind})

    def _write(
        self,
        kind: str,
        fact: str,
        unit_ids: Iterable[int | None],
        *,
        params: dict[str, str | int] | None = None,
        critical: bool = False,
    ) -> None:
        procedure, pk = self.matter.PROCEDURE, self.matter.pk
        outbox.write(
            outbox.put(
                kind,
                to=outbox.To("unit", unit_id),
                about=(procedure.value, str(pk)),
                key=f"{kind}:{procedure}:{pk}:{fact}:{unit_id}",
                at=self.at,
                params=params,
                critical=critical,
            )
            for unit_id in dict.fromkeys(unit_ids)
            if unit_id is not None
        )


def last_day(due_at: dt.datetime) -> dt.date:
    """The day on which a period ends: its due time is the midnight after it."""
    return (due_at - dt.timedelta(microseconds=1)).astimezone(ZONE).date()


def live_clocks(matter: Matter) -> dict[str, ProcedureClock]:
    """The running clocks of a procedure, by kind."""
    rows = ProcedureClock.objects.filter(
        procedure=matter.PROCEDURE, subject_id=matter.pk, state=ClockState.PENDING
    ).order_by("id")
    return {row.kind: row for row in rows}


def locked(matter: M, present: World) -> Draft[M]:
    """The row as it stands, under its lock: call inside a transaction. Raises its `DoesNotExist`.

    A mediation writes on its case too, whose lock comes first.
    """
    if matter.PROCEDURE is Procedure.MEDIATION:
        LOCKED.of(matter.case_id)
    rows: QuerySet[M] = QuerySet(type(matter))
    row = rows.select_for_update().get(pk=matter.pk)
    return Draft(present, row, clocks=live_clocks(row))


@contextmanager
def opened(matter: M, verb: str, *, by: User, at: dt.datetime) -> Iterator[Draft[M]]:
    """The frame of a verb used by a person: lock, check, hand out the draft, keep all or nothing.

    Raises `Refusal` as `rules.check` does.
    """
    with transaction.atomic():
        present = world(at)
        draft = locked(matter, present)
        post = rules.check(viewer_in(present, by), verb, draft.matter, present)
        draft.by, draft.unit_id = by, post.unit_id
        yield draft


def begun(matter: M, verb: str, to: str, *, by: User, post: PostNode, present: World, text: str = "") -> Draft[M]:
    """A new row, saved with its first step. The caller has checked, and is inside a transaction."""
    draft = Draft(present, matter, by, post.unit_id)
    matter.state = ""
    draft.apply(verb, to=to, text=text)
    return draft
