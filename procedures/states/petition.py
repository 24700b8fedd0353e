"""A petition matter (信访事项) on its legal clocks. Data only; rule source: case process §4.6.

The legal petition system holds the matter itself. Here stand its dates, so that no office misses one
(信访工作条例 Art. 22–23, 34–36).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from grids.roles import Permission
from procedures.states.rule import Actor, Rule, by, needs, of


class State(StrEnum):
    """Where the matter stands."""

    REGISTERED = "registered"
    INFORMED = "informed"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    REVIEW = "review"
    RE_REVIEW = "re_review"
    FINAL = "final"


class Verb(StrEnum):
    """Everything that people and timers do to it."""

    REGISTER = "register"
    OBJECT = "object"
    DECIDE_OBJECTION = "decide_objection"
    INFORM = "inform"
    ACCEPT = "accept"
    EXTEND = "extend"
    DECIDE = "decide"
    SERVE = "serve"
    ASK_REVIEW = "ask_review"
    DECIDE_REVIEW = "decide_review"
    ASK_RE_REVIEW = "ask_re_review"
    DECIDE_RE_REVIEW = "decide_re_review"
    FINISH = "finish"
    LAPSE = "lapse"


class Clock(StrEnum):
    """The clocks of a petition matter. The two `ask_…` are the petitioner's windows: passing, they end it."""

    REGISTER = "register"
    OBJECTION = "objection"
    INFORM = "inform"
    ACCEPT = "accept"
    DECIDE = "decide"
    SERVE = "serve"
    ASK_REVIEW = "ask_review"
    REVIEW = "review"
    ASK_RE_REVIEW = "ask_re_review"
    RE_REVIEW = "re_review"


class Outcome(StrEnum):
    """What a decision, a review or a re-review says."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    NOT_SUPPORTED = "not_supported"


class Way(StrEnum):
    """How the petitioner was told in writing."""

    COUNTER = "counter"
    LETTER = "letter"
    ONLINE = "online"


class FinishReason(StrEnum):
    """Why a matter ends without a decision: another legal route, or the petitioner withdrew it."""

    OTHER_ROUTE = "other_route"
    WITHDRAWN = "withdrawn"


S, A, P = State, Actor, Permission
_UNIT, _DESK = by(A.UNIT), by(A.DESK)
_OPEN = of(*(state for state in State if state is not State.FINAL))

RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.REGISTER: Rule(of(), S.REGISTERED, by(A.OFFICE), needs(P.TRIAGE)),
        Verb.OBJECT: Rule(of(S.REGISTERED), None, _UNIT, needs(P.HANDLE)),
        Verb.DECIDE_OBJECTION: Rule(of(S.REGISTERED), None, _DESK, needs(P.DECIDE)),
        Verb.INFORM: Rule(of(S.REGISTERED), S.INFORMED, _UNIT, needs(P.HANDLE)),
        Verb.ACCEPT: Rule(of(S.INFORMED), S.ACCEPTED, _UNIT, needs(P.HANDLE)),
        Verb.EXTEND: Rule(of(S.ACCEPTED), None, _UNIT, needs(P.SUPERVISE)),
        Verb.DECIDE: Rule(of(S.ACCEPTED), S.DECIDED, _UNIT, needs(P.HANDLE)),
        Verb.SERVE: Rule(of(S.DECIDED, S.REVIEW), None, by(A.UNIT, A.DESK), needs(P.HANDLE, P.TRIAGE)),
        Verb.ASK_REVIEW: Rule(of(S.DECIDED), S.REVIEW, _DESK, needs(P.TRIAGE)),
        Verb.DECIDE_REVIEW: Rule(of(S.REVIEW), None, _DESK, needs(P.TRIAGE)),
        Verb.ASK_RE_REVIEW: Rule(of(S.REVIEW), S.RE_REVIEW, _DESK, needs(P.TRIAGE)),
        Verb.DECIDE_RE_REVIEW: Rule(of(S.RE_REVIEW), S.FINAL, _DESK, needs(P.TRIAGE)),
        Verb.FINISH: Rule(_OPEN, S.FINAL, _DESK, needs(P.TRIAGE)),
        Verb.LAPSE: Rule(of(S.DECIDED, S.REVIEW), S.FINAL, by(A.SYSTEM), needs()),
    }
)
