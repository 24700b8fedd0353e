"""What happened to a case, told step by step: who did what; why stands in `cases.story_why`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import story_of_help, words
from cases.explanations import limit_words
from cases.models.rating import Satisfaction, Solved
from cases.queries.page import EventLine
from cases.states import Channel, DeadlineKind, Verb
from cases.story_why import why
from cases.words import word

BY_REQUESTER = frozenset({Verb.REPORT, Verb.RATE, Verb.WITHDRAW, Verb.REQUEST_REOPEN})


@dataclass(frozen=True, slots=True)
class Told:
    """An event in the reader's language: what, by whom, and line by line why."""

    title: str
    who: str
    why: list[str]


def told(event: EventLine, named: Callable[[str], str] = str) -> Told:
    """An event in words. Of a sealed rating the data are empty, and nothing of it is said.

    `named` says what a category is called: see `route_sentences`.
    """
    return Told(_title(event), _who(event), why(event, named))


def actor(verb: str, name: str) -> str:
    """Who used a verb: a person by name, else the requester or a timer."""
    return name or story_of_help.acted(verb) or (_("Requester") if verb in BY_REQUESTER else "") or _("Automatic")


def _who(event: EventLine) -> str:
    by_device = event.verb == Verb.REPORT and event.data.get("channel") == Channel.ALARM
    name = word(words.CHANNELS, Channel.ALARM) if by_device else actor(event.verb, event.by)
    return f"{name} · {event.unit.name}" if event.unit else name


def _title(event: EventLine) -> str:
    telling = TITLES.get(event.verb)
    if telling is not None:
        return telling(event)
    return word(words.VERBS, event.verb)


def _report(event: EventLine) -> str:
    return _("Reported: %(channel)s") % {"channel": word(words.CHANNELS, event.data.get("channel", ""))}


def _noted(event: EventLine) -> str:
    return word(words.NOTE_KINDS, event.data.get("kind", ""))


def _result(event: EventLine) -> str:
    return _("Result submitted: %(outcome)s") % {"outcome": word(words.OUTCOMES, event.data.get("outcome", ""))}


def _settled(event: EventLine) -> str:
    return _("Settled on the spot, drawn for a check") if event.data.get("sampled") else _("Settled on the spot")


def _return_decided(event: EventLine) -> str:
    if event.data.get("approve"):
        return _("Return approved, now with %(unit)s") % {"unit": event.holder.name}
    return _("Return refused")


def _more_time(event: EventLine) -> str:
    return _("Asked for more time: %(amount)s") % {"amount": limit_words(event.data["amount"])}


def _extension_decided(event: EventLine) -> str:
    if event.data.get("approve"):
        until = timezone.localtime(dt.datetime.fromisoformat(event.data["until"]))
        return _("More time granted: due %(due)s") % {"due": f"{until:%Y-%m-%d %H:%M}"}
    return _("More time refused")


def _to_suspend(event: EventLine) -> str:
    return _("Asked to suspend the case until %(day)s") % {"day": event.data.get("review_on", "")}


def _suspension_decided(event: EventLine) -> str:
    if event.data.get("approve"):
        return _("Suspended until %(day)s") % {"day": event.data.get("review_on", "")}
    return _("Suspension refused")


def _resumed(event: EventLine) -> str:
    return _("Goes on after the suspension")


def _led(event: EventLine) -> str:
    return _("A leader is in charge") if event.data.get("leader") else _("A leader has to take charge")


def _milestone_met(event: EventLine) -> str:
    return _("Milestone of %(day)s met") % {"day": event.data.get("due_on", "")}


def _reopening_decided(event: EventLine) -> str:
    return _("Reopened because the requester asked") if event.data.get("approve") else _("Reopening refused")


def _two_persons(event: EventLine) -> str:
    verb = word(words.VERBS, event.verb)
    if event.data.get("step") == "proposed":
        return _("Proposed: %(verb)s") % {"verb": verb}
    return _("Confirmed: %(verb)s") % {"verb": verb}


def _merged(event: EventLine) -> str:
    if "master" in event.data:
        return _("Merged into case %(number)s") % {"number": event.data["master"]}
    return _("Case %(number)s was merged into this one") % {"number": event.data.get("merged", "")}


def _unmerged(event: EventLine) -> str:
    if "master" in event.data:
        return _("No longer merged into case %(number)s") % {"number": event.data["master"]}
    return _("Case %(number)s is no longer merged into this one") % {"number": event.data.get("merged", "")}


def _rated(event: EventLine) -> str:
    if not event.data:
        return _("Rated by the requester")
    return _("Solved: %(solved)s · %(satisfaction)s") % _answers(event)


def _called(event: EventLine) -> str:
    if not event.data:
        return _("Called back")
    if event.data.get("contacted"):
        return _("Called back. Solved: %(solved)s · %(satisfaction)s") % _answers(event)
    if event.data.get("unreachable"):
        return _("Called a third time: cannot be reached")
    return _("Called, not reached (attempt %(n)s)") % {"n": event.data.get("attempt", 1)}


def _answers(event: EventLine) -> dict[str, Any]:
    solved, satisfaction = event.data.get("solved"), event.data.get("satisfaction")
    return {
        "solved": Solved(solved).label if solved in Solved.values else "–",
        "satisfaction": Satisfaction(satisfaction).label if satisfaction in Satisfaction.values else "–",
    }


def _supervised(event: EventLine) -> str:
    return _("Supervision: %(level)s") % {"level": word(words.SUPERVISIONS, event.data.get("level", ""))}


def _warned(event: EventLine) -> str:
    clock = word(words.DEADLINES, event.cause)
    if event.cause == DeadlineKind.RESOLVE and event.data.get("step") == 0:
        return _("Falls due soon: three quarters of the time have run")
    return _("Time ran out: %(clock)s") % {"clock": clock}


def _lapsed(event: EventLine) -> str:
    if event.cause == DeadlineKind.QUESTION:
        return _("The requester has not answered in time")
    return word(words.VERBS, event.verb)


def _with_holder(sentence: "str | Promise") -> Callable[[EventLine], str]:
    return lambda event: str(sentence) % {"unit": event.holder.name}


TITLES: Mapping[Verb, Callable[[EventLine], str]] = {
    Verb.REPORT: _report,
    Verb.DISPATCH: _with_holder(gettext_lazy("Dispatched to %(unit)s")),
    Verb.SIGN: _with_holder(gettext_lazy("Signed by %(unit)s")),
    Verb.NOTE: _noted,
    Verb.SETTLE: _settled,
    Verb.SUBMIT_RESULT: _result,
    Verb.DECIDE_RETURN: _return_decided,
    Verb.REASSIGN: _with_holder(gettext_lazy("Reassigned to %(unit)s")),
    Verb.DESIGNATE: _with_holder(gettext_lazy("Designated: %(unit)s")),
    Verb.ESCALATE: _with_holder(gettext_lazy("Went up to %(unit)s")),
    Verb.DELEGATE: _with_holder(gettext_lazy("Sent down to %(unit)s")),
    Verb.REQUEST_EXTENSION: _more_time,
    Verb.DECIDE_EXTENSION: _extension_decided,
    Verb.REQUEST_SUSPENSION: _to_suspend,
    Verb.DECIDE_SUSPENSION: _suspension_decided,
    Verb.RESUME: _resumed,
    Verb.REJECT: _two_persons,
    Verb.REFER: _two_persons,
    Verb.CANCEL: _two_persons,
    Verb.TERMINATE: _two_persons,
    Verb.ASSIGN_LEADER: _led,
    Verb.MEET_MILESTONE: _milestone_met,
    Verb.DECIDE_REOPEN: _reopening_decided,
    Verb.MERGE: _merged,
    Verb.UNMERGE: _unmerged,
    Verb.RATE: _rated,
    Verb.CALLBACK: _called,
    Verb.SUPERVISE: _supervised,
    Verb.WARN: _warned,
    Verb.LAPSE: _lapsed,
    **story_of_help.TITLES,
}
