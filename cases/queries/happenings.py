"""What the events of a case mean to its requester, and to others who reported the same."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import CaseEvent
from cases.reasons import reason_text
from cases.states import DeadlineKind, State, Verb
from cases.world import ZONE


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
    REOPEN_WANTED = "reopen_wanted"
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
    Happening.REOPEN_WANTED: _("Another requester has asked to have it opened again. The level above decides."),
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
    Verb.WITHDRAW: Happening.WITHDRAWN,
    Verb.RATE: Happening.RATED,
    Verb.ASK_REQUESTER: Happening.ASKED,
    Verb.ANSWER: Happening.ANSWERED,
    Verb.URGE: Happening.URGED,
}
_OF_REOPENING = {Verb.REQUEST_REOPEN, Verb.DECIDE_REOPEN}
_JOINS = {Verb.MERGE: Happening.JOINED, Verb.UNMERGE: Happening.APART}
_GRANTED = {Verb.DECIDE_EXTENSION: Happening.EXTENDED, Verb.DECIDE_SUSPENSION: Happening.SUSPENDED}
"""What the requester hears of when it is granted, with the day and the reason from the list."""


OWN: Final = frozenset(
    {
        *(Happening.RECEIVED, Happening.WITHDRAWN, Happening.RATED, Happening.JOINED, Happening.APART),
        *(Happening.ASKED, Happening.ANSWERED, Happening.NOT_ANSWERED, Happening.URGED),
    }
)
"""Steps of one requester, which no other reads."""


def happening(event: CaseEvent) -> Happening | None:
    """What the event means to the requester of its case, None where that is nothing."""
    verb, data = Verb(event.verb), facts(event)
    if verb in _OF_REOPENING:
        return _of_reopening(verb, data)
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
    if is_unanswered(event):
        return Happening.NOT_ANSWERED
    return _PLAIN.get(verb)


def _of_reopening(verb: Verb, data: Mapping[str, Any]) -> Happening:
    """Asked for by the own requester or by another one (`data.merged`), granted or refused."""
    if verb is Verb.REQUEST_REOPEN:
        return Happening.REOPEN_WANTED if "merged" in data else Happening.REOPEN_ASKED
    return Happening.REOPENED if data.get("approve") else Happening.REOPEN_REFUSED


def for_others(event: CaseEvent, number: str) -> Happening | None:
    """What the event means to the requester of the case `number`, which was merged into the event's case."""
    what = happening(event)
    if what in OWN or facts(event).get("merged") == number:
        return None
    return Happening.REOPEN_WANTED if what is Happening.REOPEN_ASKED else what


def granted(event: CaseEvent) -> Mapping[str, Any]:
    """Day and reason of what was granted, in the words of the list: nothing that staff wrote."""
    verb, data = Verb(event.verb), facts(event)
    if verb not in _GRANTED or not data.get("approve"):
        return {}
    day = data.get("review_on") or dt.datetime.fromisoformat(data["until"]).astimezone(ZONE).date().isoformat()
    return {"day": day, "reason": reason_text(verb, event.reason)}


def facts(event: CaseEvent) -> Mapping[str, Any]:
    """The data of an event."""
    return event.data if isinstance(event.data, dict) else {}


def is_unanswered(event: CaseEvent) -> bool:
    """The time of a question has passed without an answer."""
    return event.verb == Verb.LAPSE and event.cause == DeadlineKind.QUESTION
