"""Of which verbs a requester hears, and by which notice. Pure.

Every verb stands in one of the two tables. The notice is written where the event is (`Draft.apply`), so that no
verb can forget it; what it may say is in `notices.words`, and that is never a word of the staff.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from cases.states import State, Verb

Facts = Mapping[str, Any]


def _always(closes: bool, data: Facts) -> bool:
    return True


def _on_closing(closes: bool, data: Facts) -> bool:
    """Not a proposal, and not what waits for a check: nothing is promised that another may still refuse."""
    return closes


def _when_granted(closes: bool, data: Facts) -> bool:
    return bool(data.get("approve"))


def _when_refused(closes: bool, data: Facts) -> bool:
    return not data.get("approve")


def _when_moved(closes: bool, data: Facts) -> bool:
    return data.get("from_unit") != data.get("to_unit")


def _of_the_merged(closes: bool, data: Facts) -> bool:
    """The record in the chain of the merged case, not the one of the case that goes on."""
    return "master" in data


Told = tuple[str, Callable[[bool, Facts], bool]]

TOLD: Final[Mapping[Verb, tuple[Told, ...]]] = MappingProxyType(
    {
        Verb.DISPATCH: (("resident_dispatched", _always),),
        Verb.REJECT: (("resident_ended", _on_closing),),
        Verb.REFER: (("resident_ended", _on_closing),),
        Verb.CANCEL: (("resident_ended", _on_closing),),
        Verb.TERMINATE: (("resident_ended", _on_closing),),
        Verb.SETTLE: (("resident_closed", _on_closing),),
        Verb.PASS_CHECK: (("resident_closed", _on_closing),),
        Verb.MERGE: (("resident_merged", _of_the_merged),),
        Verb.UNMERGE: (("resident_unmerged", _of_the_merged),),
        Verb.ESCALATE: (("resident_reassigned", _always),),
        Verb.DELEGATE: (("resident_reassigned", _always),),
        Verb.REASSIGN: (("resident_reassigned", _always),),
        Verb.DESIGNATE: (("resident_reassigned", _when_moved),),
        Verb.DECIDE_RETURN: (("resident_reassigned", _when_granted),),
        Verb.DECIDE_EXTENSION: (("resident_extended", _when_granted),),
        Verb.DECIDE_SUSPENSION: (("resident_suspended", _when_granted),),
        Verb.RESUME: (("resident_resumed", _always),),
        Verb.ASK_REQUESTER: (("resident_question", _always),),
        Verb.REOPEN: (("resident_reopened", _always),),
        Verb.DECIDE_REOPEN: (("resident_reopened", _when_granted), ("resident_replied", _when_refused)),
    }
)
"""In the words of the resident: what was done with the own report, and what is due to happen next."""

SILENT: Final = frozenset(
    {
        Verb.REPORT,  # intake tells of a report that waits for its dispatch; one dispatched at once is told of that
        Verb.SIGN,  # follows the dispatch within hours; the page shows it
        Verb.NOTE,  # staff's own record
        Verb.SUBMIT_RESULT,  # what no check has passed is not promised
        Verb.REWORK,  # nothing was promised, and the due time runs on
        Verb.RETURN_ORDER,  # asked between offices; told when the case moves
        Verb.REQUEST_EXTENSION,  # told when it is granted
        Verb.REQUEST_SUSPENSION,  # told when it is granted
        Verb.ASSIGN_LEADER,  # who presses inside the house changes nothing that was promised
        Verb.MEET_MILESTONE,  # as above
        Verb.SUPERVISE,  # as above
        Verb.CANCEL_SUPERVISION,  # as above
        Verb.WARN,  # as above
        Verb.REQUEST_ASSIST,  # the office that answers stays the same
        Verb.WHISTLE,  # as above
        Verb.REPLY_ASSIST,  # as above
        Verb.RATE_ASSIST,  # as above
        Verb.CALLBACK,  # somebody speaks with the requester
        Verb.ANSWER,  # the requester's own
        Verb.URGE,  # the requester's own
        Verb.WITHDRAW,  # the requester's own
        Verb.RATE,  # the requester's own
        Verb.REQUEST_REOPEN,  # the requester's own
        Verb.LAPSE,  # the question said until when
        Verb.ARCHIVE,  # long after the last word
    }
)

PROMISING: Final = frozenset(
    {"resident_dispatched", "resident_reassigned", "resident_extended", "resident_resumed", "resident_reopened"}
)
"""Notices that say by which day there is an answer."""

OWN: Final = frozenset({"resident_question"})
"""Notices for the case's own requester alone: nobody else can answer for them."""

ONCE_A_DAY: Final = frozenset({"resident_reassigned"})
"""Notices that say the same each time, unless another day is promised: of a climb every 15 minutes one tells."""


def kind_of(verb: Verb, to: State | None, data: Facts) -> str:
    """The kind of the notice that tells a requester of a step, or "" where nobody is told."""
    told = TOLD.get(verb, ())
    return next((kind for kind, applies in told if applies(to is State.CLOSED, data)), "")


def promised(due_at: dt.datetime | None, zone: dt.tzinfo) -> dict[str, str]:
    """What a notice says of the day by which an answer is promised."""
    return {} if due_at is None else {"promise": due_at.astimezone(zone).date().isoformat()}
