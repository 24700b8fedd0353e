"""The words of kinds, states, decisions and verbs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.states import (
    Decision,
    ItemKind,
    MeetingState,
    ReceptionVerb,
    ScreeningVerb,
    SessionKind,
    SessionState,
)

SESSION_KINDS: Mapping[SessionKind, Promise] = {
    SessionKind.LEADER_RECEPTION: _("Leader reception"),
    SessionKind.PROPERTY_RECEPTION: _("Property-manager day"),
}
SESSION_STATES: Mapping[SessionState, Promise] = {
    SessionState.PLANNED: pgettext_lazy("meeting", "Planned"),
    SessionState.HELD: pgettext_lazy("reception", "Being held"),
    SessionState.SUMMARISED: pgettext_lazy("reception", "Summarised"),
}
ITEM_KINDS: Mapping[ItemKind, Promise] = {
    ItemKind.CASE: _("Became a case"),
    ItemKind.ANSWER: _("Answered at once"),
}
MEETING_STATES: Mapping[MeetingState, Promise] = {
    MeetingState.PLANNED: pgettext_lazy("meeting", "Planned"),
    MeetingState.HELD: pgettext_lazy("screening", "Being held"),
    MeetingState.REPORTED: pgettext_lazy("screening", "Reported"),
}
DECISIONS: Mapping[Decision, Promise] = {
    Decision.KEEP_ON: _("Keep on handling it"),
    Decision.MEDIATE: _("Offer mediation"),
    Decision.ESCALATE: _("Take it one level up"),
    Decision.JOINT_VISIT: _("Visit together"),
    Decision.LEADER_IN_CHARGE: _("Put a leader in charge"),
    Decision.OTHER_ROUTE: _("Point to its legal route"),
}
RECEPTION_VERBS: Mapping[ReceptionVerb, Promise] = {
    ReceptionVerb.BEGIN: _("Begin the reception"),
    ReceptionVerb.RECORD_CASE: _("Record a matter as a case"),
    ReceptionVerb.RECORD_ANSWER: _("Record what was answered at once"),
    ReceptionVerb.INSTRUCT: _("Give an instruction"),
    ReceptionVerb.SUMMARISE: _("Sign the summary"),
    ReceptionVerb.CALL_OFF: _("Call off this reception"),
}
SCREENING_VERBS: Mapping[ScreeningVerb, Promise] = {
    ScreeningVerb.BEGIN: _("Begin the meeting"),
    ScreeningVerb.PICK: _("Put a case on the agenda"),
    ScreeningVerb.DECIDE: _("Decide on a dispute"),
    ScreeningVerb.REPORT: _("Report upwards"),
    ScreeningVerb.ACKNOWLEDGE: _("Acknowledge the report"),
    ScreeningVerb.CALL_OFF: _("Call off this meeting"),
}
