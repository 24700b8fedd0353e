"""The words of every enum, for pages, notices and the API. Lazy: the reader's language decides."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.states import Channel, DeadlineKind, DeadlineState, NoteKind, Outcome, Severity, State, Supervision, Verb

Words = Mapping[str, "str | Promise"]

STATES: Final[Words] = {
    State.REPORTED: _("To be dispatched"),
    State.DISPATCHED: _("To be signed"),
    State.PROCESSING: _("In hand"),
    State.SUSPENDED: _("Suspended"),
    State.CHECKING: _("Being checked"),
    State.CLOSED: _("Closed"),
    State.ARCHIVED: _("Archived"),
}

RESIDENT_STATES: Final[Words] = {
    State.REPORTED: _("Received"),
    State.DISPATCHED: _("Passed to the unit in charge"),
    State.PROCESSING: _("Being handled"),
    State.SUSPENDED: _("Put off for now"),
    State.CHECKING: _("Done, being checked"),
    State.CLOSED: _("Finished"),
    State.ARCHIVED: _("Finished and archived"),
}
"""What the requester reads instead (case process §4.1)."""

OUTCOMES: Final[Words] = {
    Outcome.RESOLVED: _("Resolved"),
    Outcome.EXPLAINED: _("Explained"),
    Outcome.REJECTED: _("Not accepted"),
    Outcome.REFERRED: _("Referred"),
    Outcome.MERGED: _("Merged"),
    Outcome.WITHDRAWN: _("Withdrawn"),
    Outcome.TERMINATED: _("Terminated"),
    Outcome.CANCELLED: _("Cancelled"),
}

VERBS: Final[Words] = {
    Verb.REPORT: _("Report"),
    Verb.DISPATCH: _("Dispatch"),
    Verb.REJECT: _("Do not accept"),
    Verb.REFER: _("Refer to another route"),
    Verb.NOTE: _("Record a note"),
    Verb.SIGN: _("Sign for the case"),
    Verb.SETTLE: _("Settle on the spot"),
    Verb.SUBMIT_RESULT: _("Submit the result"),
    Verb.PASS_CHECK: _("Pass the check"),
    Verb.REWORK: _("Send back for rework"),
    Verb.RETURN_ORDER: _("Return the order"),
    Verb.DECIDE_RETURN: _("Decide the return"),
    Verb.REASSIGN: _("Reassign"),
    Verb.DESIGNATE: _("Designate the unit in charge"),
    Verb.ESCALATE: _("Escalate one level"),
    Verb.DELEGATE: _("Delegate one level down"),
    Verb.CANCEL: _("Cancel the case"),
    Verb.TERMINATE: _("Terminate the case"),
    Verb.MERGE: _("Merge into another case"),
    Verb.UNMERGE: _("Undo the merging"),
    Verb.ASK_REQUESTER: _("Ask the requester"),
    Verb.ANSWER: _("Answer of the requester"),
    Verb.REQUEST_EXTENSION: _("Ask for more time"),
    Verb.DECIDE_EXTENSION: _("Decide on more time"),
    Verb.REQUEST_SUSPENSION: _("Ask to suspend the case"),
    Verb.DECIDE_SUSPENSION: _("Decide on the suspension"),
    Verb.RESUME: _("Resume the case"),
    Verb.REQUEST_ASSIST: _("Ask a unit to assist"),
    Verb.WHISTLE: _("Blow the whistle"),
    Verb.REPLY_ASSIST: _("Reply to the task"),
    Verb.RATE_ASSIST: _("Rate the assistance"),
    Verb.ASSIGN_LEADER: _("Put a leader in charge"),
    Verb.MEET_MILESTONE: _("Mark a milestone as met"),
    Verb.URGE: _("Urge"),
    Verb.WITHDRAW: _("Withdraw the request"),
    Verb.RATE: _("Rate"),
    Verb.CALLBACK: _("Record a callback"),
    Verb.REOPEN: _("Reopen"),
    Verb.REQUEST_REOPEN: _("Ask to reopen"),
    Verb.DECIDE_REOPEN: _("Decide on the reopening"),
    Verb.ARCHIVE: _("Archive"),
    Verb.SUPERVISE: _("Supervise"),
    Verb.CANCEL_SUPERVISION: _("Cancel the supervision"),
    Verb.WARN: _("Time warning"),
    Verb.LAPSE: _("Proposal lapsed"),
}

SEVERITIES: Final[Words] = {
    Severity.GENERAL: _("General"),
    Severity.IMPORTANT: _("Important"),
    Severity.URGENT: _("Urgent"),
    Severity.CRITICAL: _("Critical"),
}

CHANNELS: Final[Words] = {
    Channel.WEB: _("Web page"),
    Channel.APP: _("App"),
    Channel.QR: _("QR sheet"),
    Channel.API: _("API"),
    Channel.PHONE: _("Phone"),
    Channel.HOTLINE: _("12345 hotline"),
    Channel.COUNTER: _("Counter"),
    Channel.LETTER: _("Letter"),
    Channel.PATROL: _("Patrol"),
    Channel.VISIT: _("Home visit"),
    Channel.LEADER_RECEPTION: _("Leader's reception day"),
    Channel.PROPERTY_RECEPTION: _("Property manager's day"),
    Channel.ALARM: _("Alarm device"),
}

SUPERVISIONS: Final[Words] = {
    Supervision.NONE: _("Not supervised"),
    Supervision.NORMAL: _("Supervised"),
    Supervision.YELLOW: _("Yellow card"),
    Supervision.RED: _("Red card"),
}

NOTE_KINDS: Final[Words] = {
    NoteKind.VISIT: _("Visit"),
    NoteKind.PHONE: _("Phone call"),
    NoteKind.ON_SITE: _("Work on site"),
    NoteKind.MEDIATION: _("Mediation"),
    NoteKind.INTERNAL: _("Internal note"),
}

DEADLINES: Final[Words] = {
    DeadlineKind.ACCEPT: _("To dispatch"),
    DeadlineKind.SIGN: _("To sign"),
    DeadlineKind.RESPOND: _("First contact"),
    DeadlineKind.LEVEL: _("At this level"),
    DeadlineKind.RESOLVE: _("Whole case"),
    DeadlineKind.CHECK: _("To check"),
    DeadlineKind.CALLBACK: _("To call back"),
    DeadlineKind.DECIDE: _("To decide"),
    DeadlineKind.REVIEW: _("Suspended until"),
    DeadlineKind.ASSIST: _("To assist"),
    DeadlineKind.WHISTLE: _("To report to the whistle"),
    DeadlineKind.QUESTION: _("To be answered by the requester"),
    DeadlineKind.MILESTONE: _("Milestone"),
    DeadlineKind.PROPOSAL: _("To confirm the proposal"),
    DeadlineKind.ARCHIVE: _("To archive"),
}

DEADLINE_STATES: Final[Words] = {
    DeadlineState.PENDING: _("Running"),
    DeadlineState.STOPPED: _("Stopped"),
    DeadlineState.MET: _("In time"),
    DeadlineState.LATE: _("Late"),
    DeadlineState.ENDED: _("No longer needed"),
}

BY_ENUM: Final[Mapping[type[StrEnum], Words]] = {
    State: STATES,
    Outcome: OUTCOMES,
    Verb: VERBS,
    Severity: SEVERITIES,
    Channel: CHANNELS,
    Supervision: SUPERVISIONS,
    NoteKind: NOTE_KINDS,
    DeadlineKind: DEADLINES,
    DeadlineState: DEADLINE_STATES,
}


def word(words: Words, code: str) -> str:
    """The word of a code in the reader's language; the empty code has none."""
    return str(words[code]) if code else ""
