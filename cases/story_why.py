"""Why a step of a case was taken: the reason in words; of an automatic step also which time ran out, and when."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import words
from cases.actions.merging import FOLLOW
from cases.queries.page import EventLine
from cases.reasons import reason_text
from cases.states import DeadlineKind, NoteKind, State, Verb
from cases.words import word


def why(event: EventLine) -> list[str]:
    """The reason of an event, line by line; nothing where the verb says it all."""
    parts = []
    if event.cause == FOLLOW:
        parts.append(_("The requester chose to follow that case."))
    elif event.cause in set(DeadlineKind):
        due = dt.datetime.fromisoformat(event.data["due_at"]) if "due_at" in event.data else None
        clock = word(words.DEADLINES, event.cause)
        if due is None:
            parts.append(_("Clock: “%(clock)s”.") % {"clock": clock})
        else:
            instant = f"{timezone.localtime(due):%Y-%m-%d %H:%M}"
            parts.append(_("Clock: “%(clock)s”, due %(due)s.") % {"clock": clock, "due": instant})
    if event.reason:
        parts.append(_("Reason: %(reason)s.") % {"reason": reason_text(event.verb, event.reason)})
    if event.verb == Verb.NOTE and event.data.get("kind") == NoteKind.INTERNAL:
        parts.append(_("Internal: it is no attempt."))
    if event.verb == Verb.WITHDRAW:
        parts += _withdrawn(event)
    if event.erased:
        parts.append(_("The words have been erased."))
    return parts


def _withdrawn(event: EventLine) -> list[str]:
    """Why the matter goes on, where it does."""
    if event.data.get("others"):
        return [_("Others have reported it too: it goes on for them.")]
    return [_("A matter of safety goes on without its requester.")] if event.to_state != State.CLOSED else []
