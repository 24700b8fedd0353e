"""The steps of help and of questions in words, and who takes a step without signing in."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from cases.models import TaskKind
from cases.queries.page import EventLine
from cases.states import Verb

BY_REQUESTER = frozenset({Verb.REPORT, Verb.RATE, Verb.WITHDRAW, Verb.ANSWER, Verb.URGE})


def acted(verb: str) -> str:
    """Who uses a verb without an account, empty for a timer."""
    if verb == Verb.REPLY_ASSIST:
        return _("By a link")
    return _("Requester") if verb in BY_REQUESTER else ""


def _asked(event: EventLine) -> str:
    return _("Question to the requester")


def _answered(event: EventLine) -> str:
    return _("The requester has answered")


def _whistled(event: EventLine) -> str:
    kind = event.data.get("kind")
    return str(TaskKind(kind).label) if kind in TaskKind.values else _("Whistle")


def _replied(event: EventLine) -> str:
    if event.data.get("done"):
        return _("Helped: replied")
    return _("On the spot") if event.data.get("arrived") else _("A word from the helping unit")


def _rated(event: EventLine) -> str:
    return _("The help was useful") if event.data.get("useful") else _("The help was not useful")


def _urged(event: EventLine) -> str:
    return _("Urged for the %(n)s. time") % {"n": event.data.get("times", 1)}


def _task(event: EventLine) -> str:
    return _("Task for another unit")


TITLES: Mapping[Verb, Callable[[EventLine], str]] = {
    Verb.ASK_REQUESTER: _asked,
    Verb.ANSWER: _answered,
    Verb.REQUEST_ASSIST: _task,
    Verb.WHISTLE: _whistled,
    Verb.REPLY_ASSIST: _replied,
    Verb.RATE_ASSIST: _rated,
    Verb.URGE: _urged,
}
