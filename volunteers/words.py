"""The words of states, kinds and verbs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.states import ClaimState, PostState, ReportKind, Verb

POST_STATES: Mapping[PostState, Promise] = {
    PostState.PUBLISHED: _("Open for volunteers"),
    PostState.WITHDRAWN: _("Withdrawn"),
    PostState.FINISHED: pgettext_lazy("service post", "Finished"),
}
CLAIM_STATES: Mapping[ClaimState, Promise] = {
    ClaimState.CLAIMED: _("You take part"),
    ClaimState.WITHDRAWN: _("You withdrew"),
    ClaimState.CONFIRMED: _("Hours recorded"),
}
REPORT_KINDS: Mapping[ReportKind, Promise] = {
    ReportKind.IN_SERVICE_MEMBER: _("Party member in service"),
    ReportKind.RETIRED_MEMBER: _("Retired party member"),
    ReportKind.UNIT: _("For a partner unit"),
    ReportKind.RESIDENT: _("Resident"),
}
VERBS: Mapping[Verb, Promise] = {
    Verb.CLAIM: _("Take part"),
    Verb.WITHDRAW_CLAIM: _("Withdraw"),
    Verb.CONFIRM: _("Record my hours"),
    Verb.WITHDRAW: _("Withdraw the post"),
}
