"""The whole process on one screen: states, verbs, and the rule of each verb. Data only.

`docs/states.md` is generated from `RULES`. What a verb needs beyond this table stands in
`cases.guards`; who counts as holder, parent, triage desk … in `cases.standing`. Rule source:
case process §4.1–4.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from grids.roles import Permission


class State(StrEnum):
    """Where a case stands; who acts next follows from it."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    PROCESSING = "processing"
    SUSPENDED = "suspended"
    CHECKING = "checking"
    CLOSED = "closed"
    ARCHIVED = "archived"


OPEN = frozenset({State.REPORTED, State.DISPATCHED, State.PROCESSING, State.SUSPENDED, State.CHECKING})
"""The states in which somebody still owes the requester something."""


class Outcome(StrEnum):
    """How a closed case ended."""

    RESOLVED = "resolved"
    EXPLAINED = "explained"
    REJECTED = "rejected"
    REFERRED = "referred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """Everything that people and timers do to a case."""

    REPORT = "report"
    DISPATCH = "dispatch"
    REJECT = "reject"
    REFER = "refer"
    NOTE = "note"
    SIGN = "sign"
    SETTLE = "settle"
    SUBMIT_RESULT = "submit_result"
    PASS_CHECK = "pass_check"  # noqa: S105 -- a verb, not a password
    REWORK = "rework"
    RETURN_ORDER = "return_order"
    DECIDE_RETURN = "decide_return"
    REASSIGN = "reassign"
    DESIGNATE = "designate"
    ESCALATE = "escalate"
    DELEGATE = "delegate"
    CANCEL = "cancel"
    TERMINATE = "terminate"
    MERGE = "merge"
    UNMERGE = "unmerge"
    ASK_REQUESTER = "ask_requester"
    ANSWER = "answer"
    REQUEST_EXTENSION = "request_extension"
    DECIDE_EXTENSION = "decide_extension"
    REQUEST_SUSPENSION = "request_suspension"
    DECIDE_SUSPENSION = "decide_suspension"
    RESUME = "resume"
    REQUEST_ASSIST = "request_assist"
    WHISTLE = "whistle"
    REPLY_ASSIST = "reply_assist"
    RATE_ASSIST = "rate_assist"
    ASSIGN_LEADER = "assign_leader"
    MEET_MILESTONE = "meet_milestone"
    URGE = "urge"
    WITHDRAW = "withdraw"
    RATE = "rate"
    CALLBACK = "callback"
    REOPEN = "reopen"
    REQUEST_REOPEN = "request_reopen"
    DECIDE_REOPEN = "decide_reopen"
    ARCHIVE = "archive"
    SUPERVISE = "supervise"
    CANCEL_SUPERVISION = "cancel_supervision"
    WARN = "warn"
    LAPSE = "lapse"


class Actor(StrEnum):
    """In which standing towards the case a verb is used (case process §4.2).

    `office`: the holder itself, where it is the office of a community or higher. `top`: the holder itself,
    where no level stands above it. `tasked`: a helper with an open task.
    """

    ANYONE = "anyone"
    HOLDER = "holder"
    HELPER = "helper"
    TASKED = "tasked"
    PARENT = "parent"
    ABOVE = "above"
    OFFICE = "office"
    TOP = "top"
    TRIAGE = "triage"
    CHECKING = "checking"
    CALLBACK = "callback"
    REQUESTER = "requester"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the process.

    `target` None: the state stays. `permission` None: no member of staff has the verb.
    `two_persons`: the first call proposes, another person's call confirms.
    """

    sources: frozenset[State]
    target: State | None
    actors: frozenset[Actor]
    permission: Permission | None
    two_persons: bool = False


S, A, P = State, Actor, Permission


def _of(*members: State) -> frozenset[State]:
    return frozenset(members)


def _by(*members: Actor) -> frozenset[Actor]:
    return frozenset(members)


_HANDLED_OPEN = _of(S.DISPATCHED, S.PROCESSING, S.SUSPENDED)

RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.REPORT: Rule(_of(), S.REPORTED, _by(A.ANYONE, A.REQUESTER, A.SYSTEM), P.REPORT),
        Verb.DISPATCH: Rule(_of(S.REPORTED), S.DISPATCHED, _by(A.TRIAGE, A.SYSTEM), P.TRIAGE),
        Verb.REJECT: Rule(_of(S.REPORTED), S.CLOSED, _by(A.TRIAGE), P.TRIAGE, two_persons=True),
        Verb.REFER: Rule(_of(S.REPORTED), S.CLOSED, _by(A.TRIAGE), P.TRIAGE, two_persons=True),
        Verb.MERGE: Rule(_of(S.REPORTED, S.DISPATCHED), S.CLOSED, _by(A.TRIAGE, A.SYSTEM), P.TRIAGE),
        Verb.UNMERGE: Rule(_of(S.CLOSED), None, _by(A.TRIAGE), P.TRIAGE),
        Verb.CANCEL: Rule(OPEN, S.CLOSED, _by(A.TRIAGE), P.TRIAGE, two_persons=True),
        Verb.NOTE: Rule(
            _of(S.DISPATCHED, S.PROCESSING, S.SUSPENDED, S.CHECKING), None, _by(A.HOLDER, A.HELPER), P.HANDLE
        ),
        Verb.SIGN: Rule(_of(S.DISPATCHED), S.PROCESSING, _by(A.HOLDER), P.HANDLE),
        Verb.SETTLE: Rule(_of(S.DISPATCHED, S.PROCESSING), S.CLOSED, _by(A.HOLDER), P.SETTLE),
        Verb.SUBMIT_RESULT: Rule(_of(S.PROCESSING), S.CHECKING, _by(A.HOLDER), P.HANDLE),
        Verb.RETURN_ORDER: Rule(_of(S.DISPATCHED), None, _by(A.HOLDER), P.HANDLE),
        Verb.ESCALATE: Rule(_of(S.PROCESSING), S.DISPATCHED, _by(A.HOLDER), P.HANDLE),
        Verb.DELEGATE: Rule(_of(S.PROCESSING), S.DISPATCHED, _by(A.HOLDER), P.DECIDE),
        Verb.DECIDE_RETURN: Rule(_of(S.DISPATCHED), None, _by(A.PARENT, A.SYSTEM), P.DECIDE),
        Verb.REASSIGN: Rule(_of(S.DISPATCHED, S.PROCESSING), S.DISPATCHED, _by(A.PARENT), P.DECIDE),
        Verb.DESIGNATE: Rule(_of(S.DISPATCHED, S.PROCESSING), S.DISPATCHED, _by(A.PARENT), P.DECIDE),
        Verb.REQUEST_EXTENSION: Rule(_of(S.PROCESSING), None, _by(A.HOLDER), P.HANDLE),
        Verb.DECIDE_EXTENSION: Rule(_of(S.PROCESSING), None, _by(A.PARENT, A.TOP, A.SYSTEM), P.DECIDE),
        Verb.REQUEST_SUSPENSION: Rule(_of(S.PROCESSING), None, _by(A.HOLDER), P.HANDLE),
        Verb.DECIDE_SUSPENSION: Rule(_of(S.PROCESSING), S.SUSPENDED, _by(A.ABOVE, A.OFFICE, A.SYSTEM), P.LEAD),
        Verb.RESUME: Rule(_of(S.SUSPENDED), S.PROCESSING, _by(A.ABOVE, A.OFFICE, A.SYSTEM), P.LEAD),
        Verb.TERMINATE: Rule(_HANDLED_OPEN, S.CLOSED, _by(A.HOLDER), P.TERMINATE, two_persons=True),
        Verb.ASSIGN_LEADER: Rule(_HANDLED_OPEN | {S.CHECKING}, None, _by(A.ABOVE, A.OFFICE, A.SYSTEM), P.LEAD),
        Verb.MEET_MILESTONE: Rule(_HANDLED_OPEN, None, _by(A.HOLDER), P.HANDLE),
        Verb.ASK_REQUESTER: Rule(
            _of(S.REPORTED, S.DISPATCHED, S.PROCESSING, S.SUSPENDED), None, _by(A.TRIAGE, A.HOLDER), P.ASK
        ),
        Verb.ANSWER: Rule(OPEN, None, _by(A.REQUESTER), None),
        Verb.REQUEST_ASSIST: Rule(_of(S.PROCESSING), None, _by(A.HOLDER), P.HANDLE),
        Verb.WHISTLE: Rule(_of(S.DISPATCHED, S.PROCESSING), None, _by(A.ABOVE, A.OFFICE), P.SUPERVISE),
        Verb.REPLY_ASSIST: Rule(_HANDLED_OPEN, None, _by(A.TASKED), P.HANDLE),
        Verb.RATE_ASSIST: Rule(_HANDLED_OPEN | {S.CHECKING, S.CLOSED}, None, _by(A.HOLDER, A.ABOVE), P.HANDLE),
        Verb.URGE: Rule(OPEN, None, _by(A.REQUESTER, A.TRIAGE), P.TRIAGE),
        Verb.SUPERVISE: Rule(
            _of(S.REPORTED, S.DISPATCHED, S.PROCESSING, S.SUSPENDED, S.CHECKING),
            None,
            _by(A.ABOVE, A.SYSTEM),
            P.SUPERVISE,
        ),
        Verb.CANCEL_SUPERVISION: Rule(OPEN | {S.CLOSED}, None, _by(A.ABOVE), P.SUPERVISE),
        Verb.PASS_CHECK: Rule(_of(S.CHECKING), S.CLOSED, _by(A.CHECKING), P.CHECK),
        Verb.REWORK: Rule(_of(S.CHECKING), S.PROCESSING, _by(A.CHECKING), P.CHECK),
        Verb.CALLBACK: Rule(_of(S.CLOSED), None, _by(A.CALLBACK), P.CALL_BACK),
        Verb.REOPEN: Rule(_of(S.CLOSED), S.PROCESSING, _by(A.CALLBACK), P.CALL_BACK),
        Verb.REQUEST_REOPEN: Rule(_of(S.CLOSED), None, _by(A.REQUESTER), None),
        Verb.DECIDE_REOPEN: Rule(_of(S.CLOSED), S.PROCESSING, _by(A.PARENT, A.TOP), P.DECIDE),
        Verb.RATE: Rule(_of(S.CLOSED), None, _by(A.REQUESTER), None),
        Verb.WITHDRAW: Rule(OPEN, S.CLOSED, _by(A.REQUESTER), None),
        Verb.ARCHIVE: Rule(_of(S.CLOSED), S.ARCHIVED, _by(A.SYSTEM), None),
        Verb.WARN: Rule(OPEN | {S.CLOSED}, None, _by(A.SYSTEM), None),
        Verb.LAPSE: Rule(OPEN, None, _by(A.SYSTEM), None),
    }
)

SECOND_STAGE: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.DECIDE_EXTENSION: Rule(_of(S.PROCESSING), None, _by(A.ABOVE, A.OFFICE, A.SYSTEM), P.LEAD),
        Verb.TERMINATE: Rule(_HANDLED_OPEN, S.CLOSED, _by(A.PARENT, A.TOP), P.TERMINATE, two_persons=True),
    }
)
"""The row of a verb whose second time is for others: the second extension is a leader's to decide, and
the handler's proposal to terminate is the parent's to confirm. `cases.rules.rule_for` chooses."""

SYSTEM_SOURCES: Mapping[Verb, frozenset[State]] = MappingProxyType({Verb.ESCALATE: _of(S.DISPATCHED, S.PROCESSING)})
"""Where a timer may use a verb from more states than a person."""

MERGED_SOURCES: Mapping[Verb, frozenset[State]] = MappingProxyType(
    {Verb.MERGE: OPEN, Verb.UNMERGE: OPEN | {S.CLOSED}, Verb.WITHDRAW: _of(S.CLOSED)}
)
"""What merging adds to the table: its record in the chain of the case that goes on, and a requester whose
merged case is closed but who does not want to follow the other one any more."""


class Supervision(StrEnum):
    """How hard the levels above press; it only rises until cancelled."""

    NONE = "none"
    NORMAL = "normal"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for none … 3 for red."""
        return list(Supervision).index(self)


class Severity(StrEnum):
    """How bad it gets by waiting."""

    GENERAL = "general"
    IMPORTANT = "important"
    URGENT = "urgent"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for general … 3 for critical."""
        return list(Severity).index(self)


class Channel(StrEnum):
    """How a report came in."""

    WEB = "web"
    APP = "app"
    QR = "qr"
    API = "api"
    PHONE = "phone"
    HOTLINE = "hotline"
    COUNTER = "counter"
    LETTER = "letter"
    PATROL = "patrol"
    VISIT = "visit"
    LEADER_RECEPTION = "leader_reception"
    PROPERTY_RECEPTION = "property_reception"
    ALARM = "alarm"


PUBLIC_CHANNELS = frozenset({Channel.WEB, Channel.APP, Channel.QR, Channel.API})
"""Channels that need no sign-in; the others are claims about a member of staff's work."""


class NoteKind(StrEnum):
    """What a note records; all but `internal` are attempts to deal with the matter."""

    VISIT = "visit"
    PHONE = "phone"
    ON_SITE = "on_site"
    MEDIATION = "mediation"
    INTERNAL = "internal"


AGAIN = frozenset({Verb.REWORK, Verb.REOPEN, Verb.DECIDE_REOPEN})
"""After these what was handed in before is not enough."""
ATTEMPTS = frozenset(NoteKind) - {NoteKind.INTERNAL}


class DeadlineKind(StrEnum):
    """The clocks of a case (case process §4.4), and short ones of single steps.

    `assist`, `whistle`, `question` and `milestone` run once for each task, question or milestone of a case.
    """

    ACCEPT = "accept"
    SIGN = "sign"
    RESPOND = "respond"
    LEVEL = "level"
    RESOLVE = "resolve"
    CHECK = "check"
    CALLBACK = "callback"
    DECIDE = "decide"
    REVIEW = "review"
    ASSIST = "assist"
    WHISTLE = "whistle"
    QUESTION = "question"
    MILESTONE = "milestone"
    PROPOSAL = "proposal"
    ARCHIVE = "archive"


class DeadlineState(StrEnum):
    """`stopped` may run again; `met`, `late` and `ended` are over."""

    PENDING = "pending"
    STOPPED = "stopped"
    MET = "met"
    LATE = "late"
    ENDED = "ended"
