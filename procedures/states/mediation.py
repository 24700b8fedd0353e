"""People's mediation (人民调解) of a dispute. Data only; rule source: case process §4.6.

The law behind the figures: 人民调解法 Art. 17–33.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from grids.roles import Permission
from procedures.states.rule import Actor, Rule, by, needs, of


class State(StrEnum):
    """Where a mediation stands."""

    APPLIED = "applied"
    CONSENT_PENDING = "consent_pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MEDIATING = "mediating"
    AGREED = "agreed"
    FAILED = "failed"
    TERMINATED = "terminated"
    PERFORMING = "performing"
    PERFORMED = "performed"
    BREACHED = "breached"
    SUED = "sued"
    CONFIRMED_ENFORCED = "confirmed_enforced"


ENDED = frozenset(
    {
        State.DECLINED,
        State.FAILED,
        State.TERMINATED,
        State.PERFORMED,
        State.SUED,
        State.CONFIRMED_ENFORCED,
    }
)
RUNNING = frozenset({State.APPLIED, State.CONSENT_PENDING, State.ACCEPTED, State.MEDIATING})
"""While it stands so, the case is not closed over it: it stays in processing."""
WITHOUT_RESULT = frozenset({State.DECLINED, State.FAILED, State.TERMINATED})
"""The parties are told the other routes."""


class Verb(StrEnum):
    """Everything that people do to a mediation."""

    APPLY = "apply"
    ASK_CONSENT = "ask_consent"
    CONSENT = "consent"
    DECLINE = "decline"
    HOLD_SESSION = "hold_session"
    EXTEND = "extend"
    AGREE = "agree"
    FAIL = "fail"
    TERMINATE = "terminate"
    TAKE_EFFECT = "take_effect"
    PERFORM = "perform"
    BREACH = "breach"
    SUE = "sue"
    ENFORCE = "enforce"
    APPLY_CONFIRMATION = "apply_confirmation"
    RECORD_CONFIRMATION = "record_confirmation"
    END_WITH_CASE = "end_with_case"


class Clock(StrEnum):
    """The clocks of a mediation. `confirm` is a window that may pass, not a duty."""

    CONSENT = "consent"
    MEDIATE = "mediate"
    PERFORM = "perform"
    CONFIRM = "confirm"


class Form(StrEnum):
    """How an agreement was made (Art. 28)."""

    WRITTEN = "written"
    ORAL = "oral"


class Confirmation(StrEnum):
    """What the court said of a joint application (Art. 33)."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


S, A, P = State, Actor, Permission

RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.APPLY: Rule(of(), S.APPLIED, by(A.HOLDER), needs(P.HANDLE)),
        Verb.ASK_CONSENT: Rule(of(S.APPLIED), S.CONSENT_PENDING, by(A.UNIT), needs(P.HANDLE)),
        Verb.CONSENT: Rule(of(S.CONSENT_PENDING), None, by(A.UNIT), needs(P.HANDLE)),
        Verb.DECLINE: Rule(of(S.APPLIED, S.CONSENT_PENDING), S.DECLINED, by(A.UNIT, A.HOLDER), needs(P.HANDLE)),
        Verb.HOLD_SESSION: Rule(of(S.ACCEPTED, S.MEDIATING), S.MEDIATING, by(A.UNIT), needs(P.HANDLE)),
        Verb.EXTEND: Rule(of(S.ACCEPTED, S.MEDIATING), None, by(A.UNIT), needs(P.HANDLE)),
        Verb.AGREE: Rule(of(S.MEDIATING), S.AGREED, by(A.UNIT), needs(P.HANDLE)),
        Verb.FAIL: Rule(of(S.MEDIATING, S.AGREED), S.FAILED, by(A.UNIT), needs(P.HANDLE)),
        Verb.TERMINATE: Rule(of(S.ACCEPTED, S.MEDIATING), S.TERMINATED, by(A.UNIT), needs(P.HANDLE)),
        Verb.TAKE_EFFECT: Rule(of(S.AGREED), S.PERFORMING, by(A.UNIT), needs(P.HANDLE)),
        Verb.PERFORM: Rule(of(S.PERFORMING), S.PERFORMED, by(A.UNIT), needs(P.HANDLE)),
        Verb.BREACH: Rule(of(S.PERFORMING), S.BREACHED, by(A.UNIT), needs(P.HANDLE)),
        Verb.SUE: Rule(of(S.BREACHED), S.SUED, by(A.UNIT), needs(P.HANDLE)),
        Verb.ENFORCE: Rule(of(S.BREACHED), S.CONFIRMED_ENFORCED, by(A.UNIT), needs(P.HANDLE)),
        Verb.APPLY_CONFIRMATION: Rule(of(S.PERFORMING), None, by(A.UNIT), needs(P.HANDLE)),
        Verb.RECORD_CONFIRMATION: Rule(of(S.PERFORMING, S.BREACHED), None, by(A.UNIT), needs(P.HANDLE)),
        Verb.END_WITH_CASE: Rule(RUNNING, S.TERMINATED, by(A.SYSTEM), needs()),
    }
)
