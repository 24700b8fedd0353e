"""The states and verbs of receptions and screening meetings. Data only.

Rule source: case process §4.7.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class SessionKind(StrEnum):
    """Who receives people: a leader of the street, or the manager of a property company."""

    LEADER_RECEPTION = "leader_reception"
    PROPERTY_RECEPTION = "property_reception"


class SessionState(StrEnum):
    """Where a reception stands."""

    PLANNED = "planned"
    HELD = "held"
    SUMMARISED = "summarised"


class ItemKind(StrEnum):
    """What came of what somebody said: a case, or an answer on the spot."""

    CASE = "case"
    ANSWER = "answer"


class MeetingState(StrEnum):
    """Where a screening meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    REPORTED = "reported"


class Decision(StrEnum):
    """What a screening meeting decides on one dispute."""

    KEEP_ON = "keep_on"
    MEDIATE = "mediate"
    ESCALATE = "escalate"
    JOINT_VISIT = "joint_visit"
    LEADER_IN_CHARGE = "leader_in_charge"
    OTHER_ROUTE = "other_route"


class ReceptionVerb(StrEnum):
    """What people do with a reception."""

    BEGIN = "begin"
    RECORD_CASE = "record_case"
    RECORD_ANSWER = "record_answer"
    INSTRUCT = "instruct"
    SUMMARISE = "summarise"
    CALL_OFF = "call_off"


class ScreeningVerb(StrEnum):
    """What people do with a screening meeting."""

    BEGIN = "begin"
    PICK = "pick"
    DECIDE = "decide"
    REPORT = "report"
    ACKNOWLEDGE = "acknowledge"
    CALL_OFF = "call_off"


R, S = ReceptionVerb, SessionState

SESSION_SOURCES: Mapping[ReceptionVerb, frozenset[SessionState]] = MappingProxyType(
    {
        R.BEGIN: frozenset({S.PLANNED}),
        R.RECORD_CASE: frozenset({S.HELD}),
        R.RECORD_ANSWER: frozenset({S.HELD}),
        R.INSTRUCT: frozenset({S.HELD, S.SUMMARISED}),
        R.SUMMARISE: frozenset({S.HELD}),
        R.CALL_OFF: frozenset({S.PLANNED}),
    }
)
"""From which states of a reception each verb may be used."""

V, M = ScreeningVerb, MeetingState

MEETING_SOURCES: Mapping[ScreeningVerb, frozenset[MeetingState]] = MappingProxyType(
    {
        V.BEGIN: frozenset({M.PLANNED}),
        V.PICK: frozenset({M.PLANNED, M.HELD}),
        V.DECIDE: frozenset({M.HELD}),
        V.REPORT: frozenset({M.HELD}),
        V.ACKNOWLEDGE: frozenset({M.REPORTED}),
        V.CALL_OFF: frozenset({M.PLANNED}),
    }
)
"""From which states of a screening meeting each verb may be used."""

DISPUTES = "DIS"
"""The group of categories whose open cases make a screening meeting's agenda."""

PROPERTY = "PTY"
"""The group of categories that a property company may answer for."""
