"""What the requester reads of the own case: progress, promise, reply, in the requester's words.

Only texts of the kinds `request`, `reply` and `resident` are ever read here, and of the events only
those that mean something to the requester.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.refusals import Refusal, not_found, too_many
from cases import query_code
from cases.models import Attachment, Case, CaseEvent, Deadline, Rating, Text, TextKind
from cases.queries.happenings import HAPPENINGS, Happening, facts, for_others, granted, happening, is_unanswered
from cases.states import OPEN, DeadlineKind, Outcome, State, Verb
from cases.world import ZONE, World, world
from grids.tree import AreaNode, Directory

TRIES_PER_HOUR = 300
LONGEST_NUMBER = 16
_WISHES = frozenset({Verb.REQUEST_REOPEN, Verb.DECIDE_REOPEN})
RESIDENT_KINDS = (TextKind.REQUEST, TextKind.REPLY, TextKind.RESIDENT)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `text` is the requester's own words, where the step has some."""

    at: dt.datetime
    what: Happening
    unit: str
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The step in the reader's language."""
        return str(HAPPENINGS[self.what]) % {"unit": self.unit, **self.facts}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that waits for the requester's answer."""

    text: str
    due_at: dt.datetime


@dataclass(frozen=True)
class Progress:
    """A case as its requester sees it. `case` is for the verbs of the requester, not for showing.

    `waits_until` is the day on which a suspended case goes on; meanwhile nothing else is promised.

    A case that was merged shows state, promise, answer and steps of the one that goes on (invariant 6),
    and neither its number nor the words of who reported that one.
    `reply` is empty until the case is finished: what a check has not passed is not promised.
    `is_late`: the promise has passed and nobody has reported the matter done.
    """

    case: Case
    state: State
    outcome: str
    area: AreaNode
    request: str
    reply: str
    promise_at: dt.datetime | None
    waits_until: dt.date | None
    is_late: bool
    reported_at: dt.datetime
    closed_at: dt.datetime | None
    steps: list[Step]
    rating: Rating | None
    photos: list[Attachment]
    may_ask_reopen: bool
    question: Asked | None
    may_urge: bool

    @property
    def may_rate(self) -> bool:
        """The requester may say what the result is worth."""
        return self.state == self.case.state == State.CLOSED and self.case.withdrawn_at is None

    @property
    def may_withdraw(self) -> bool:
        """The requester may take the request back."""
        return self.state in OPEN and self.case.withdrawn_at is None


def case_of(number: str, code: str) -> Case:
    """The case of a number, opened by its query code.

    Raises `Refusal` not_found, the same for a wrong number and a wrong code; too_many
    `too_many_tries` after 300 tries of one number in an hour, so that no code can be guessed.
    """
    if not limits.hit("query_code", number[:LONGEST_NUMBER], TRIES_PER_HOUR, 3600):
        raise too_many("too_many_tries", _("Too many tries for this number. Try again in an hour."), 3600)
    # The code is compared before anything is read: a number that does not exist takes no longer.
    if len(number) > LONGEST_NUMBER or not query_code.matches(number, code):
        raise _unknown()
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise _unknown()
    return case


def followed(number: str, code: str, at: dt.datetime) -> Progress:
    """Progress for a browser that has shown the code before: not a try, so strangers who guess lock nobody out.

    Raises `Refusal` not_found where the code does not fit any more.
    """
    case = Case.objects.filter(number=number).first() if query_code.matches(number, code) else None
    if case is None:
        raise _unknown()
    return of(case, at)


def let_in(number: str) -> Case:
    """The case of a requester who has shown the query code, or made the case, in this very request."""
    return Case.objects.select_related("category").get(number=number)


def track(number: str, code: str, at: dt.datetime) -> Progress:
    """Progress of a case for whoever knows its number and query code. Raises as `case_of` does."""
    return of(case_of(number, code), at)


def of(case: Case, at: dt.datetime) -> Progress:
    """The progress of a case already opened by its requester, as of an instant."""
    present = world(at)
    known = present.directory
    texts = {row.seq: row for row in Text.objects.filter(case=case, kind__in=RESIDENT_KINDS).order_by("seq")}
    events = list(CaseEvent.objects.filter(case=case).order_by("seq"))
    lead = _lead(case, events, texts)
    shown = lead.case
    withdrawn = case.withdrawn_at is not None
    state = State.CLOSED if withdrawn and shown.state in OPEN else State(shown.state)
    finished = state in {State.CLOSED, State.ARCHIVED}
    waits = state == State.SUSPENDED
    promise_at = None if finished or waits else promise(shown)
    return Progress(
        case=case,
        state=state,
        outcome=Outcome.WITHDRAWN if withdrawn else shown.outcome,
        area=known.areas[case.area_id],
        request=_last(texts, TextKind.REQUEST),
        reply=lead.reply if finished and not withdrawn else "",
        promise_at=promise_at,
        waits_until=_review_day(lead.events) if waits else None,
        is_late=promise_at is not None and promise_at < at and state != State.CHECKING,
        reported_at=case.reported_at,
        closed_at=case.withdrawn_at or shown.closed_at,
        steps=_timeline(case, lead, _steps(events, texts, known), known),
        rating=Rating.objects.filter(case=case).first(),
        photos=list(Attachment.objects.filter(case=case, public=True).order_by("id")),
        may_ask_reopen=_may_ask_reopen(case, events, lead, present),
        question=_question(events, texts, at) if state in OPEN else None,
        may_urge=state in OPEN and case.master_id is None and not _urged_on(case, at.astimezone(ZONE).date()),
    )


def reply_of(case: Case) -> str:
    """The answer that the requester of a finished case rates."""
    texts = {row.seq: row for row in Text.objects.filter(case=case, kind=TextKind.REPLY).order_by("seq")}
    return _lead(case, [], texts).reply


def _question(events: list[CaseEvent], texts: Mapping[int, Text], at: dt.datetime) -> Asked | None:
    """The last question, unless an answer or its end came after it."""
    for event in reversed(events):
        if event.verb == Verb.ANSWER or is_unanswered(event):
            return None
        if event.verb == Verb.ASK_REQUESTER and event.seq in texts:
            due_at = dt.datetime.fromisoformat(event.data["due_at"])
            return Asked(texts[event.seq].body, due_at) if at <= due_at else None
    return None


def _urged_on(case: Case, day: dt.date) -> bool:
    return case.urged_at is not None and case.urged_at.astimezone(ZONE).date() == day


def _unknown() -> Refusal:
    return not_found(_("There is no case with this number and query code."))


def promise(case: Case) -> dt.datetime | None:
    """When the matter is due; before it is dispatched, when that is due."""
    if case.due_at is not None or case.state != State.REPORTED:
        return case.due_at
    accept = Deadline.objects.filter(case=case, kind=DeadlineKind.ACCEPT).order_by("-id").first()
    return accept.due_at if accept else None


def _review_day(events: list[CaseEvent]) -> dt.date | None:
    decided = (facts(event) for event in reversed(events) if event.verb == Verb.DECIDE_SUSPENSION)
    return next((dt.date.fromisoformat(data["review_on"]) for data in decided if data.get("approve")), None)


def _last(texts: Mapping[int, Text], kind: TextKind) -> str:
    bodies = [row.body for row in texts.values() if row.kind == kind]
    return bodies[-1] if bodies else ""


@dataclass(frozen=True, slots=True)
class _Lead:
    """The case whose state, promise and answer the requester reads: the own one, or that into which it was merged.

    `answers` are what the level above answered, of that one, by their events.
    """

    case: Case
    events: list[CaseEvent]
    reply: str
    answers: Mapping[int, Text] = field(default_factory=dict)


def _lead(case: Case, events: list[CaseEvent], texts: Mapping[int, Text]) -> _Lead:
    """Where the master has become a sensitive matter, its answers are its own requester's alone."""
    if case.master_id is None:
        return _Lead(case, events, _last(texts, TextKind.REPLY))
    master = Case.objects.get(pk=case.master_id)
    theirs = list(CaseEvent.objects.filter(case=master).order_by("seq"))
    decided = [event.seq for event in theirs if event.verb == Verb.DECIDE_REOPEN]
    public = Q(kind=TextKind.REPLY) | Q(kind=TextKind.RESIDENT, seq__in=decided)
    rows = [] if master.sensitive else Text.objects.filter(public, case=master).order_by("seq")
    answers = {row.seq: row for row in rows}
    return _Lead(master, theirs, _last(answers, TextKind.REPLY), answers)


def _may_ask_reopen(case: Case, events: list[CaseEvent], lead: _Lead, present: World) -> bool:
    """Handled, in time, not asked for since, and nobody waits. The action has the last word."""
    closed = lead.case
    if closed.state != State.CLOSED or case.state != State.CLOSED or case.withdrawn_at:
        return False
    if not (closed.closed_at and closed.disposed_at and closed.due_at):
        return False
    since = closed.closed_at
    asked = any(happening(event) is Happening.REOPEN_ASKED and event.at >= since for event in events)
    until = present.calendar.add(since, present.figures_of(since).reopen_window)
    return not asked and not _waits(lead.events, since) and present.at <= until


def _waits(events: list[CaseEvent], since: dt.datetime) -> bool:
    """Somebody has asked to have it reopened, and nobody has decided yet."""
    wishes = [event for event in events if event.verb in _WISHES and event.at >= since]
    return bool(wishes) and wishes[-1].verb == Verb.REQUEST_REOPEN


def _timeline(case: Case, lead: _Lead, own: list[Step], known: Directory) -> list[Step]:
    """The own steps and, of a merged case, the public ones that its master has taken since."""
    if lead.case is case or case.withdrawn_at is not None:
        return own
    since = next(step.at for step in reversed(own) if step.what is Happening.JOINED)
    read = ((event, for_others(event, case.number)) for event in lead.events)
    others = [_step(event, what, lead.answers, known) for event, what in read if what is not None]
    return sorted([*own, *(step for step in others if step.at >= since)], key=lambda step: step.at)


def _steps(events: list[CaseEvent], texts: Mapping[int, Text], known: Directory) -> list[Step]:
    """The own timeline up to a withdrawal: what happens to a matter of safety after it is not the requester's."""
    steps: list[Step] = []
    for event in events:
        what = happening(event)
        if what is not None:
            steps.append(_step(event, what, texts, known))
        if what is Happening.WITHDRAWN:
            break
    return steps


def _step(event: CaseEvent, what: Happening, texts: Mapping[int, Text], known: Directory) -> Step:
    text = texts.get(event.seq)
    own = text.body if text and text.kind == TextKind.RESIDENT else ""
    return Step(event.at, what, known.units[event.holder_id].name, own, granted(event))
