"""Why a step of a case was taken: the reason in words; of an automatic step which clock ran out, and the rule.

Rules: case process §4.4. `RULES` holds every verb that is used without a person, by what caused it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import words
from cases.actions.merging import FOLLOW
from cases.explanations import route_sentences
from cases.queries.page import EventLine
from cases.reasons import SYSTEM_REASONS, reason_text
from cases.states import DeadlineKind, NoteKind, State, Supervision, Verb
from cases.words import word


def why(event: EventLine, named: Callable[[str], str] = str) -> list[str]:
    """The reason of an event, line by line; nothing where the verb says it all. `named`: see `route_sentences`."""
    told = [*_automatic(event), *_routed(event, named)]
    if event.reason and not (told and event.reason in SYSTEM_REASONS):
        told.append(_("Reason: %(reason)s.") % {"reason": reason_text(event.verb, event.reason)})
    if event.verb == Verb.NOTE and event.data.get("kind") == NoteKind.INTERNAL:
        told.append(_("Internal: it is no attempt."))
    if event.verb == Verb.SETTLE and event.data.get("sampled"):
        told.append(_("Some of the cases that are settled on the spot are drawn by chance and checked."))
    if event.verb == Verb.WITHDRAW:
        told += _withdrawn(event)
    if event.erased:
        told.append(_("The words have been erased."))
    return told


def _automatic(event: EventLine) -> list[str]:
    """Of what nobody did by hand: the clock that ran out, and the rule."""
    rule = RULES.get((event.verb, event.cause))
    if rule is None:
        return _clock(event)
    return [*_clock(event), rule(event) if callable(rule) else str(rule)]


def _clock(event: EventLine) -> list[str]:
    if event.cause not in set(DeadlineKind):
        return []
    clock = word(words.DEADLINES, event.cause)
    if "due_at" not in event.data:
        return [_("Clock: “%(clock)s”.") % {"clock": clock}]
    due = timezone.localtime(dt.datetime.fromisoformat(event.data["due_at"]))
    return [_("Clock: “%(clock)s”, due %(due)s.") % {"clock": clock, "due": f"{due:%Y-%m-%d %H:%M}"}]


def _routed(event: EventLine, named: Callable[[str], str]) -> list[str]:
    """The route of a report that waits at a desk, and of every dispatch."""
    route = event.data.get("why", ())
    if event.verb == Verb.DISPATCH:
        certain = _("Place and category are certain, so it was dispatched without the triage desk.")
        return [*([] if event.by else [certain]), *route_sentences(route, named)]
    waits = event.verb == Verb.REPORT and any(code == "waits_at_triage" for code, _params in route)
    return route_sentences(route, named) if waits else []


def _supervised_overdue(event: EventLine) -> str:
    level, step = event.data.get("level"), event.data.get("step", 1)
    if level == Supervision.RED and step == 1:
        return _("A critical case that is overdue gets a red card at once.")
    if level in {Supervision.YELLOW, Supervision.RED}:
        card = word(words.SUPERVISIONS, str(level))
        return _("Working days overdue: %(days)s. From then on: %(card)s.") % {"days": step - 1, "card": card}
    return _("A case that is overdue is supervised.")


def _supervised_reopened(event: EventLine) -> str:
    if event.data.get("level") == Supervision.YELLOW:
        return _("A case that is reopened for the second time gets a yellow card.")
    return _("A case that is reopened is supervised.")


def _warned_overdue(event: EventLine) -> str:
    return _("The holder is warned once before the case is due.") if event.data.get("step") == 0 else str(_ENOUGH)


_ENOUGH: Final = gettext_lazy("The case is supervised as hard already, so this is only recorded.")

Rule = Promise | Callable[[EventLine], str]

RULES: Final[Mapping[tuple[str, str], Rule]] = {
    (Verb.WARN, DeadlineKind.ACCEPT): gettext_lazy(
        "A report that is not dispatched in time is shown to the desk one level up as well."
    ),
    (Verb.ESCALATE, DeadlineKind.SIGN): gettext_lazy(
        "A critical case that nobody signs for in time goes one level up at once."
    ),
    (Verb.SUPERVISE, DeadlineKind.SIGN): gettext_lazy("A case that nobody signs for in time is supervised."),
    (Verb.WARN, DeadlineKind.SIGN): _ENOUGH,
    (Verb.SUPERVISE, DeadlineKind.RESPOND): gettext_lazy("A case without a first contact in time is supervised."),
    (Verb.WARN, DeadlineKind.RESPOND): _ENOUGH,
    (Verb.ESCALATE, DeadlineKind.LEVEL): gettext_lazy("A case whose time at a level has run out goes one level up."),
    (Verb.WARN, DeadlineKind.RESOLVE): _warned_overdue,
    (Verb.SUPERVISE, DeadlineKind.RESOLVE): _supervised_overdue,
    (Verb.ESCALATE, DeadlineKind.RESOLVE): gettext_lazy(
        "A case that is overdue goes one level up with every working day, a critical one every 15 minutes."
    ),
    (Verb.WARN, DeadlineKind.CHECK): gettext_lazy(
        "A check is never passed by time; the checkers and the level above them hear of it."
    ),
    (Verb.WARN, DeadlineKind.CALLBACK): gettext_lazy(
        "Of a callback that was not made in time the level above hears as well."
    ),
    (Verb.DECIDE_RETURN, DeadlineKind.DECIDE): gettext_lazy(
        "A return that nobody decides in time counts as refused; the case stays where it is."
    ),
    (Verb.DECIDE_EXTENSION, DeadlineKind.DECIDE): gettext_lazy(
        "A request for more time that nobody decides in time counts as refused."
    ),
    (Verb.DECIDE_SUSPENSION, DeadlineKind.DECIDE): gettext_lazy(
        "A suspension that nobody decides in time counts as refused; the case stays in hand."
    ),
    (Verb.WARN, DeadlineKind.DECIDE): gettext_lazy(
        "A request to reopen is never refused by time; with each further limit one more office above hears of it."
    ),
    (Verb.SUPERVISE, DeadlineKind.DECIDE): gettext_lazy("Who owes a decision and gives none in time is supervised."),
    (Verb.RESUME, DeadlineKind.REVIEW): gettext_lazy(
        "A suspended case goes on by itself when its day of review begins."
    ),
    (Verb.SUPERVISE, DeadlineKind.ASSIST): gettext_lazy(
        "A unit that does not help in time is supervised; its task stays open."
    ),
    (Verb.SUPERVISE, DeadlineKind.WHISTLE): gettext_lazy(
        "A unit that does not come to the spot in time is supervised; its task stays open."
    ),
    (Verb.LAPSE, DeadlineKind.QUESTION): gettext_lazy(
        "Nobody waits for the answer any longer; who asked and the holder hear of it."
    ),
    (Verb.SUPERVISE, DeadlineKind.MILESTONE): gettext_lazy(
        "A case whose milestone is not met in time is supervised, and its leader hears of it."
    ),
    (Verb.WARN, DeadlineKind.MILESTONE): _ENOUGH,
    (Verb.LAPSE, DeadlineKind.PROPOSAL): gettext_lazy("A proposal that no second person confirms in time is void."),
    (Verb.ARCHIVE, DeadlineKind.ARCHIVE): gettext_lazy(
        "A case is archived when its time after closing has run out; from then on nothing of it changes."
    ),
    (Verb.SUPERVISE, Verb.REOPEN): _supervised_reopened,
    (Verb.ASSIGN_LEADER, Verb.REOPEN): gettext_lazy("A case that is reopened for the second time needs a leader."),
    (Verb.MERGE, FOLLOW): gettext_lazy("The requester chose to follow that case."),
}
"""The rule of every automatic step, by verb and cause: a kind of clock, a verb that entails it, or a choice."""


def _withdrawn(event: EventLine) -> list[str]:
    """Why the matter goes on, where it does."""
    if event.data.get("others"):
        return [_("Others have reported it too: it goes on for them.")]
    return [_("A matter of safety goes on without its requester.")] if event.to_state != State.CLOSED else []
