"""What the requester reads of the own case: progress, promise, reply, in the requester's words.

Only texts of the kinds `request`, `reply` and `resident` are ever read here, and of the events only
those that mean something to the requester.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.refusals import Refusal, not_found, too_many
from cases import query_code
from cases.models import Attachment, Case, CaseEvent, Deadline, Rating, Text, TextKind
from cases.reasons import reason_text
from cases.states import OPEN, DeadlineKind, Outcome, State, Verb
from cases.world import ZONE
from grids import directory
from grids.tree import AreaNode, Directory

TRIES_PER_HOUR = 300
LONGEST_NUMBER = 16
REOPEN_WINDOW = dt.timedelta(days=30)
RESIDENT_KINDS = (TextKind.REQUEST, TextKind.REPLY, TextKind.RESIDENT)


class Happening(StrEnum):
    """What a step of the timeline tells."""

    RECEIVED = "received"
    PASSED_ON = "passed_on"
    TAKEN_ON = "taken_on"
    DONE = "done"
    NOT_DONE = "not_done"
    FINISHED = "finished"
    REOPENED = "reopened"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REOPEN_ASKED = "reopen_asked"
    REOPEN_REFUSED = "reopen_refused"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    APART = "apart"
    RATED = "rated"
    ASKED = "asked"
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    URGED = "urged"


HAPPENINGS: Final[Mapping[Happening, Promise]] = {
    Happening.RECEIVED: _("We have received your request."),
    Happening.PASSED_ON: _("It was passed to %(unit)s."),
    Happening.TAKEN_ON: _("%(unit)s has taken it on."),
    Happening.DONE: _("%(unit)s has reported that it is done. Somebody else checks that."),
    Happening.NOT_DONE: _("The check found it not done. %(unit)s works on it again."),
    Happening.FINISHED: _("It is finished."),
    Happening.REOPENED: _("It was opened again. %(unit)s works on it."),
    Happening.EXTENDED: _("It takes longer than promised, until %(day)s. The reason: %(reason)s."),
    Happening.SUSPENDED: _("It has to wait until %(day)s. The reason: %(reason)s. On that day it goes on by itself."),
    Happening.RESUMED: _("It goes on: %(unit)s works on it."),
    Happening.REOPEN_ASKED: _("You have asked to have it opened again. The level above decides."),
    Happening.REOPEN_REFUSED: _("It was looked at again, and it stays finished."),
    Happening.WITHDRAWN: _("You have withdrawn it."),
    Happening.JOINED: _("Others have reported the same. It is dealt with together, and you read every answer here."),
    Happening.APART: _("It is dealt with by itself again."),
    Happening.RATED: _("You have rated it. Thank you."),
    Happening.ASKED: _("There is a question for you."),
    Happening.ANSWERED: _("You have answered the question."),
    Happening.NOT_ANSWERED: _("The time for answering the question has passed. The work goes on without it."),
    Happening.URGED: _("You have asked to hurry. Who handles it has been told."),
}

_MOVES = {Verb.DISPATCH, Verb.ESCALATE, Verb.DELEGATE, Verb.REASSIGN, Verb.DESIGNATE}
_ENDS = {Verb.REJECT, Verb.REFER, Verb.CANCEL, Verb.SETTLE, Verb.PASS_CHECK, Verb.TERMINATE}
_PLAIN = {
    Verb.REPORT: Happening.RECEIVED,
    Verb.SIGN: Happening.TAKEN_ON,
    Verb.REWORK: Happening.NOT_DONE,
    Verb.REOPEN: Happening.REOPENED,
    Verb.RESUME: Happening.RESUMED,
    Verb.REQUEST_REOPEN: Happening.REOPEN_ASKED,
    Verb.WITHDRAW: Happening.WITHDRAWN,
    Verb.RATE: Happening.RATED,
    Verb.ASK_REQUESTER: Happening.ASKED,
    Verb.ANSWER: Happening.ANSWERED,
    Verb.URGE: Happening.URGED,
}
_GRANTED = {Verb.DECIDE_EXTENSION: Happening.EXTENDED, Verb.DECIDE_SUSPENSION: Happening.SUSPENDED}
"""What the requester hears of when it is granted, with the day and the reason from the list."""


OWN = frozenset({Happening.RECEIVED, Happening.WITHDRAWN, Happening.RATED, Happening.JOINED, Happening.APART})
"""Steps of one requester, which no other reads."""


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


_JOINS = {Verb.MERGE: Happening.JOINED, Verb.UNMERGE: Happening.APART}


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
    known = directory.current()
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
        may_ask_reopen=_may_ask_reopen(case, events, at),
        question=_question(events, texts, at) if state in OPEN else None,
        may_urge=state in OPEN and not _urged_on(case, at.astimezone(ZONE).date()),
    )


def _may_ask_reopen(case: Case, events: list[CaseEvent], at: dt.datetime) -> bool:
    """Handled, closed at most 30 days ago, and not asked for since. The action has the last word."""
    if case.state != State.CLOSED or case.withdrawn_at or not (case.closed_at and case.disposed_at and case.due_at):
        return False
    asked = any(event.verb == Verb.REQUEST_REOPEN and event.at >= case.closed_at for event in events)
    return not asked and at <= case.closed_at + REOPEN_WINDOW


def _question(events: list[CaseEvent], texts: Mapping[int, Text], at: dt.datetime) -> Asked | None:
    """The last question, unless an answer or its end came after it."""
    for event in reversed(events):
        if event.verb == Verb.ANSWER or _is_unanswered(event):
            return None
        if event.verb == Verb.ASK_REQUESTER and event.seq in texts:
            due_at = dt.datetime.fromisoformat(event.data["due_at"])
            return Asked(texts[event.seq].body, due_at) if at <= due_at else None
    return None


def _is_unanswered(event: CaseEvent) -> bool:
    return event.verb == Verb.LAPSE and event.cause == DeadlineKind.QUESTION


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
    granted = (_facts(event) for event in reversed(events) if event.verb == Verb.DECIDE_SUSPENSION)
    return next((dt.date.fromisoformat(data["review_on"]) for data in granted if data.get("approve")), None)


def _last(texts: Mapping[int, Text], kind: TextKind) -> str:
    bodies = [row.body for row in texts.values() if row.kind == kind]
    return bodies[-1] if bodies else ""


@dataclass(frozen=True, slots=True)
class _Lead:
    """The case whose state, promise and answer the requester reads: the own one, or that into which it was merged."""

    case: Case
    events: list[CaseEvent]
    reply: str


def _lead(case: Case, events: list[CaseEvent], texts: Mapping[int, Text]) -> _Lead:
    """Where the master has become a sensitive matter, its answer is its own requester's alone."""
    if case.master_id is None:
        return _Lead(case, events, _last(texts, TextKind.REPLY))
    master = Case.objects.get(pk=case.master_id)
    replies = Text.objects.filter(case=master, kind=TextKind.REPLY).order_by("-seq").values_list("body", flat=True)
    reply = "" if master.sensitive else next(iter(replies[:1]), "")
    return _Lead(master, list(CaseEvent.objects.filter(case=master).order_by("seq")), reply)


def _timeline(case: Case, lead: _Lead, own: list[Step], known: Directory) -> list[Step]:
    """The own steps and, of a merged case, the public ones that its master has taken since."""
    if lead.case is case or case.withdrawn_at is not None:
        return own
    since = next(step.at for step in reversed(own) if step.what is Happening.JOINED)
    others = [step for step in _steps(lead.events, {}, known, of_others=True) if step.at >= since]
    return sorted([*own, *others], key=lambda step: step.at)


def _steps(
    events: list[CaseEvent], texts: Mapping[int, Text], known: Directory, *, of_others: bool = False
) -> list[Step]:
    """The timeline up to a withdrawal: what happens to a matter of safety after it is not the requester's.

    `of_others`: without what another requester did.
    """
    steps: list[Step] = []
    for event in events:
        what = _happening(event)
        if what is None or (of_others and what in OWN):
            continue
        text = texts.get(event.seq)
        own = text.body if text and text.kind == TextKind.RESIDENT else ""
        steps.append(Step(event.at, what, known.units[event.holder_id].name, own, _told(event)))
        if what is Happening.WITHDRAWN:
            break
    return steps


def _told(event: CaseEvent) -> Mapping[str, Any]:
    """Day and reason of what was granted, in the words of the list: nothing that staff wrote."""
    verb, data = Verb(event.verb), _facts(event)
    if verb not in _GRANTED or not data.get("approve"):
        return {}
    day = data.get("review_on") or dt.datetime.fromisoformat(data["until"]).astimezone(ZONE).date().isoformat()
    return {"day": day, "reason": reason_text(verb, event.reason)}


def _happening(event: CaseEvent) -> Happening | None:
    verb, data = Verb(event.verb), _facts(event)
    if verb is Verb.DECIDE_REOPEN:
        return Happening.REOPENED if data.get("approve") else Happening.REOPEN_REFUSED
    if verb in _GRANTED and data.get("approve"):
        return _GRANTED[verb]
    if verb in _JOINS:
        return _JOINS[verb] if "master" in data else None
    if verb in _MOVES or (verb is Verb.DECIDE_RETURN and data.get("approve")):
        return Happening.PASSED_ON
    if event.to_state == State.CHECKING and event.from_state != State.CHECKING:
        return Happening.DONE
    if verb in _ENDS and event.to_state == State.CLOSED:
        return Happening.FINISHED
    if _is_unanswered(event):
        return Happening.NOT_ANSWERED
    return _PLAIN.get(verb)


def _facts(event: CaseEvent) -> Mapping[str, Any]:
    return event.data if isinstance(event.data, dict) else {}
