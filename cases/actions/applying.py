"""The one place where a case changes: locked, checked, changed, its event appended, written.

`opened` is the frame of every verb that a person uses; timers and intake make their own `Draft`s
over one shared ledger. `Draft.apply` alone assigns a state and appends an event.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict
from cases import casefile, public_steps, rules
from cases.casefile import CaseFile
from cases.deadlines import Clock
from cases.ledger import Ledger
from cases.models import Assist, Case, Deadline, DeadlineChange, TextKind
from cases.states import MERGED_SOURCES, RULES, SYSTEM_SOURCES, DeadlineKind, DeadlineState, State, Verb
from cases.world import ZONE, World, viewer_in, world
from grids.tree import UnitNode
from notices import outbox

Words = tuple[TextKind, str]

AWAITED = frozenset({DeadlineKind.REVIEW, DeadlineKind.ARCHIVE})
"""Clocks at whose end something happens by itself: nobody is late by them."""


@dataclass(frozen=True)
class Author:
    """Who uses the verb: a person in a post, or nobody (the requester, a timer)."""

    user_id: int | None = None
    post_id: int | None = None
    unit_id: int | None = None


NOBODY = Author()


@dataclass
class Draft:
    """A locked case with what is about to be written."""

    world: World
    file: CaseFile
    ledger: Ledger
    author: Author = NOBODY
    is_new: bool = False

    @property
    def case(self) -> Case:
        """The row as it will be written."""
        return self.file.case

    @property
    def at(self) -> dt.datetime:
        """The instant of the verb."""
        return self.world.at

    @property
    def holder(self) -> UnitNode:
        """The holding unit."""
        return self.world.directory.units[self.case.holder_id]

    def apply(
        self,
        verb: Verb,
        *,
        to: State | None = None,
        reason: str = "",
        cause: str = "",
        words: Words | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Moves the case to `to` (or leaves it where it is), appends the verb's event, tells the requester."""
        case = self.case
        before = case.state
        if before and State(before) not in _sources(verb):
            raise RuntimeError(f"case {case.number}: {verb} from {before} is not in the table")
        if to is not None:
            case.state = to
            self._overtake_proposal(verb)
        if not self.is_new:
            self.ledger.changed_cases[case.pk] = case
        self.ledger.event(
            case,
            text=words,
            verb=verb,
            by_id=self.author.user_id,
            post_id=self.author.post_id,
            unit_id=self.author.unit_id,
            holder_id=case.holder_id,
            from_state=before,
            to_state=case.state,
            reason=reason,
            cause=cause,
            data=data or {},
        )
        kind = public_steps.kind_of(verb, to, data or {})
        if kind:
            due_at = case.due_at if kind in public_steps.PROMISING else None
            self.tell_requester(kind, **public_steps.promised(due_at, ZONE))

    def _overtake_proposal(self, verb: Verb) -> None:
        """A state change ends a proposal whose verb the new state does not know."""
        proposal = self.file.proposal
        if proposal is not None and State(self.case.state) not in RULES[Verb(proposal.verb)].sources:
            self.end_proposal("confirmed" if proposal.verb == verb else "overtaken")

    def end_proposal(self, how: str) -> None:
        """Closes the open proposal with its clock."""
        proposal = self.file.proposal
        if proposal is not None:
            proposal.ended_at, proposal.end = self.at, how
            self.ledger.proposals.append(proposal)
            self.file.proposal = None
            self.over(DeadlineKind.PROPOSAL)

    # Clocks

    def start(self, clock: Clock, unit_id: int | None, item: int | None = None) -> None:
        """Starts a clock for which the unit answers; `item` where it is a task's, question's or milestone's."""
        deadline = Deadline(
            case=self.case,
            kind=clock.kind,
            unit_id=unit_id,
            state=DeadlineState.PENDING,
            starts_at=clock.starts_at,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            fire_at=clock.fire_at,
            item=item,
            why={**clock.why, "working": clock.working},
        )
        casefile.add_clock(self.file, deadline)
        self.ledger.new_deadlines.append(deadline)

    def clock(self, kind: DeadlineKind, item: int | None = None) -> Deadline | None:
        """The live clock of a kind, or of one task, question or milestone."""
        return self.file.deadlines.get(kind) if item is None else self.file.item_clocks.get((kind, item))

    def met(self, kind: DeadlineKind, item: int | None = None) -> None:
        """What the clock waited for has happened: in time, or late."""
        deadline = self.clock(kind, item)
        if deadline is not None:
            self._finish(deadline, DeadlineState.LATE if self._ran_out(deadline) else DeadlineState.MET)

    def over(self, *kinds: DeadlineKind) -> None:
        """The clocks have no more meaning; one that ran out stays late."""
        for kind in kinds:
            deadline = self.file.deadlines.get(kind)
            if deadline is not None:
                self._end(deadline)

    def over_items(self, *kinds: DeadlineKind) -> None:
        """The clocks of tasks, questions and milestones have no more meaning: of these kinds, or all."""
        for (kind, _item), deadline in list(self.file.item_clocks.items()):
            if not kinds or kind in kinds:
                self._end(deadline)

    def over_item(self, kind: DeadlineKind, item: int) -> None:
        """The clock of one task, question or milestone has no more meaning."""
        deadline = self.file.item_clocks.get((kind, item))
        if deadline is not None:
            self._end(deadline)

    def stop(self, *kinds: DeadlineKind) -> None:
        """The clocks stand still until they are resumed or over."""
        for kind in kinds:
            deadline = self.file.deadlines.get(kind)
            if deadline is not None:
                deadline.state, deadline.stopped_at, deadline.fire_at = DeadlineState.STOPPED, self.at, None
                self.touch(deadline)

    def _end(self, deadline: Deadline) -> None:
        self._finish(deadline, DeadlineState.LATE if self._ran_out(deadline) else DeadlineState.ENDED)

    def _ran_out(self, deadline: Deadline) -> bool:
        """Its time has passed, or its timer has said so at the very instant. A clock that stands does not run out."""
        if deadline.kind in AWAITED:
            return False
        return (deadline.stopped_at or self.at) > deadline.due_at or deadline.step > (deadline.warn_at is not None)

    def _finish(self, deadline: Deadline, state: DeadlineState) -> None:
        deadline.state, deadline.fire_at, deadline.stopped_at = state, None, deadline.stopped_at or self.at
        kind = DeadlineKind(deadline.kind)
        if deadline.item is None:
            del self.file.deadlines[kind]
        else:
            del self.file.item_clocks[kind, deadline.item]
        self.touch(deadline)

    def touch(self, deadline: Deadline) -> None:
        """The deadline is to be written; one that is new will be inserted as it then is."""
        if deadline.pk is not None:
            self.ledger.changed_deadlines[deadline.pk] = deadline

    def move(self, deadline: Deadline, due_at: dt.datetime, why: str) -> None:
        """Changes a due time and keeps the record of it (invariant 2)."""
        change = DeadlineChange(
            deadline=deadline,
            old_due_at=deadline.due_at,
            new_due_at=due_at,
            why=why,
            by_id=self.author.user_id,
            at=self.at,
        )
        self.ledger.deadline_changes.append(change)
        deadline.due_at = due_at
        self.touch(deadline)

    # Units

    def assist(self, unit_id: int, why: str) -> None:
        """The unit assists from now on."""
        for row in self.file.assists:
            if row.unit_id == unit_id:
                row.since, row.until = self.at, None
                row.why = row.why if row.why in casefile.ASKED else why
                self._touch_assist(row)
                return
        row = Assist(case=self.case, unit_id=unit_id, since=self.at, why=why)
        self.file.assists.append(row)
        self.ledger.new_assists.append(row)

    def stop_assist(self, unit_id: int) -> None:
        """The unit does not assist any more, because it holds the case now."""
        for row in self.file.assists:
            if row.unit_id == unit_id and row.until is None:
                row.until = self.at
                self._touch_assist(row)

    def _touch_assist(self, row: Assist) -> None:
        if row.pk is not None:
            self.ledger.changed_assists[row.pk] = row

    def tell(self, kind: str, unit_id: int | None, **params: str | int) -> None:
        """A notice to a unit's desk, once per event; to nobody where there is no unit."""
        if unit_id is None:
            return
        self._tell(kind, outbox.To("unit", unit_id), str(unit_id), params)

    def tell_person(self, kind: str, user_id: int) -> None:
        """A notice to one member of staff, once per event."""
        self._tell(kind, outbox.To("user", user_id), f"u{user_id}", {})

    def _tell(self, kind: str, to: outbox.To, whom: str, params: dict[str, str | int]) -> None:
        case = self.case
        self.ledger.notices.append(
            outbox.put(
                kind,
                to=to,
                about=("case", case.number),
                key=f"{kind}:{case.number}:{case.event_count}:{whom}",
                at=self.at,
                params=params,
                critical=case.severity == "critical",
            )
        )

    def tell_requester(self, kind: str, **params: str | int) -> None:
        """A notice to whoever asked, and to everybody whose case was merged into this one: each about the own case."""
        case = self.case
        requesters = [(case.requester_id, case.number)] if case.requester_id else []
        if case.merged_count and kind not in public_steps.OWN:
            merged = Case.objects.filter(master_id=case.pk, requester__isnull=False, withdrawn_at=None).order_by("id")
            requesters += merged.values_list("requester_id", "number")
        once: object = case.event_count
        if kind in public_steps.ONCE_A_DAY:
            once = f"{self.at.astimezone(ZONE).date()}:{params.get('promise', '')}"
        for requester_id, number in requesters:
            self.ledger.notices.append(
                outbox.put(
                    kind,
                    to=outbox.To("requester", requester_id),
                    about=("case", number),
                    key=f"{kind}:{case.number}:{once}:r{requester_id}",
                    at=self.at,
                    params=params,
                    critical=case.severity == "critical",
                )
            )


def _sources(verb: Verb) -> frozenset[State]:
    """Every state from which somebody or something uses the verb."""
    nothing: frozenset[State] = frozenset()
    return RULES[verb].sources | SYSTEM_SOURCES.get(verb, nothing) | MERGED_SOURCES.get(verb, nothing)


@contextmanager
def opened(case: Case, verb: Verb, *, by: User, at: dt.datetime, expected: int | None = None) -> Iterator[Draft]:
    """The frame of a verb used by a person: lock, check, hand out the draft, write.

    `expected` is the event count that the person saw; another one refuses with `stale`. Raises
    `Refusal` as `rules.check` does. Nothing is written where the body raises.
    """
    with transaction.atomic():
        file = casefile.lock(case.pk)
        present = world(at)
        if expected is not None and expected != file.case.event_count:
            raise conflict("stale", _("The case has changed since you read it. Look again."))
        viewer = viewer_in(present, by)
        post = rules.check(viewer, verb, file, present)
        draft = Draft(present, file, Ledger(present), Author(by.pk, post.id, post.unit_id))
        yield draft
        draft.ledger.write()


@contextmanager
def opened_by_requester(case: Case, verb: Verb, *, at: dt.datetime) -> Iterator[Draft]:
    """The frame of a verb of the requester, whose query code the surface has compared."""
    with transaction.atomic():
        file = casefile.lock(case.pk)
        allowed = _sources(verb) if file.case.master_id else RULES[verb].sources
        if State(file.case.state) not in allowed or file.case.withdrawn_at is not None:
            raise conflict("wrong_state", _("The case is not at a point where this can be done."))
        present = world(at)
        draft = Draft(present, file, Ledger(present))
        yield draft
        draft.ledger.write()
