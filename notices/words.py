"""The sentence of each kind of notice. `%(about)s` is the number of what the notice is about.

A notice may be read on a lock screen, so a sentence never carries personal data or a resident's words.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices.models import Notice
from notices.states import Channel, DeliveryState, Wants

KINDS: Mapping[str, Promise] = {
    "case_arrived": _("Case %(about)s has arrived: sign it."),
    "case_to_triage": _("Case %(about)s waits to be dispatched."),
    "sign_overdue": _("Case %(about)s was not signed for in time."),
    "case_copy": _("Case %(about)s lies in your area; another unit handles it."),
    "case_warning": _("Case %(about)s falls due soon."),
    "case_overdue": _("Case %(about)s is overdue."),
    "case_supervised": _("Case %(about)s is under supervision."),
    "case_escalated": _("Case %(about)s has climbed one level."),
    "case_returned": _("Case %(about)s is returned by its holder: decide."),
    "return_decided": _("Your return of case %(about)s is decided."),
    "extension_asked": _("More time is asked for case %(about)s: decide."),
    "extension_decided": _("Your request for more time for case %(about)s is decided."),
    "suspension_asked": _("A suspension of case %(about)s is asked for: decide."),
    "suspension_decided": _("Your request to suspend case %(about)s is decided."),
    "reopen_asked": _("The requester asks to have case %(about)s reopened: decide."),
    "reopen_undecided": _("Nobody has decided yet whether case %(about)s is reopened."),
    "leader_assigned": _("A leader is in charge of case %(about)s."),
    "leader_wanted": _("Case %(about)s was reopened twice: a leader has to take charge."),
    "milestone_met": _("A milestone of case %(about)s is met."),
    "milestone_passed": _("A milestone of case %(about)s has passed."),
    "case_terminated": _("Case %(about)s is terminated."),
    "case_resumed": _("Case %(about)s goes on: its clocks run again."),
    "accept_overdue": _("Case %(about)s was not dispatched in time."),
    "check_arrived": _("Case %(about)s waits for your check."),
    "check_overdue": _("Case %(about)s was not checked in time."),
    "callback_due": _("Case %(about)s is closed: call the requester back."),
    "callback_overdue": _("The requester of case %(about)s was not called back in time."),
    "proposal_waits": _("A proposal for case %(about)s waits for a second person."),
    "case_rework": _("Case %(about)s did not pass its check: work on it again."),
    "case_reopened": _("Case %(about)s is opened again."),
    "critical_case": _("Critical case %(about)s: act at once."),
    "requester_withdrew": _("The requester has withdrawn case %(about)s."),
    "case_joined": _("Another report of the same matter was merged into case %(about)s."),
    "case_unmerged": _("Case %(about)s is no longer merged: its clocks run again."),
    "rated_dissatisfied": _("The requester of case %(about)s is not satisfied."),
    "no_checker": _("Case %(about)s waits for a check, but nobody may check it."),
    "case_urged": _("The requester of case %(about)s urges you."),
    "mentioned": _("A colleague mentions you in a note on case %(about)s."),
    "question_answered": _("The requester of case %(about)s has answered."),
    "question_expired": _("The requester of case %(about)s has not answered in time."),
    "assist_asked": _("Your help with case %(about)s is asked for: see the task."),
    "assist_by_link": _("Your unit is asked to help with a matter in its area: see the task."),
    "whistle_blown": _("Whistle for case %(about)s: come to the spot and report there."),
    "assist_word": _("A helping unit has reported on case %(about)s."),
    "assist_replied": _("A helping unit has replied on case %(about)s: rate the help."),
    "assist_overdue": _("A helping unit has not answered on case %(about)s in time."),
    "assist_overtaken": _("Your task in case %(about)s is no longer needed."),
    "leader_instruction": _("A leader has given an instruction on a case of yours."),
    "screening_decided": _("A screening meeting has decided on a case of yours."),
    "screening_reported": _("A screening meeting has reported: acknowledge it."),
    "service_post_withdrawn": _("Service post %(about)s, which you had claimed, is withdrawn."),
    "mediation_arrived": _("Mediation %(about)s waits for you: ask the parties whether they want it."),
    "mediation_ended": _("Mediation %(about)s of a case that you hold has ended."),
    "mediation_overtaken": _("Mediation %(about)s has ended, because its case was closed."),
    "mediation_warning": _("A date of mediation %(about)s comes near."),
    "mediation_overdue": _("A date of mediation %(about)s has passed."),
    "petition_arrived": _("Petition matter %(about)s is yours to answer: tell the petitioner in time."),
    "petition_objection": _("A unit says that petition matter %(about)s is not its duty: decide."),
    "petition_final": _("Petition matter %(about)s is final."),
    "petition_warning": _("A legal time limit of petition matter %(about)s comes near."),
    "petition_overdue": _("A legal time limit of petition matter %(about)s has passed."),
    "hazard_found": _("Hazard %(about)s was found: have it graded."),
    "hazard_graded": _("Hazard %(about)s is yours to rectify."),
    "hazard_control_now": _("Hazard %(about)s is dangerous: control it at once."),
    "hazard_recheck": _("Hazard %(about)s is rectified: somebody else has to look at it."),
    "hazard_rework": _("Hazard %(about)s is still there: rectify it."),
    "hazard_cleared": _("Hazard %(about)s is off the list."),
    "hazard_warning": _("A date of hazard %(about)s comes near."),
    "hazard_overdue": _("A date of hazard %(about)s has passed."),
    "resident_received": _("Your report %(about)s has arrived."),
    "resident_dispatched": _("Your report %(about)s is with the office that handles it."),
    "resident_reassigned": _("Your report %(about)s is with another office now."),
    "resident_question": _("There is a question about your report %(about)s: please answer it."),
    "resident_extended": _("Your report %(about)s takes longer than promised."),
    "resident_suspended": _("Your report %(about)s has to wait; the reason and the day are on its page."),
    "resident_resumed": _("Work on your report %(about)s goes on."),
    "resident_merged": _("Your report %(about)s is handled together with one about the same matter."),
    "resident_unmerged": _("Your report %(about)s is handled by itself again."),
    "resident_replied": _("There is a reply to your report %(about)s."),
    "resident_closed": _("Your report %(about)s is closed: read the reply and rate it."),
    "resident_reopened": _("Your report %(about)s is opened again."),
    "resident_ended": _("Your report %(about)s is ended; the reason is on its page."),
}

ANNOUNCED = frozenset({"case_arrived", "case_to_triage", "case_reopened", "case_rework", "check_arrived", "mentioned"})
"""Kinds that an open page announces with words; it does so for whatever is critical too."""

PROMISE = _("You get an answer by %(promise)s.")
"""Follows the sentence to a resident where the notice carries the parameter `promise`, a date."""


CHANNELS: Mapping[Channel, Promise] = {
    Channel.MAIL: pgettext_lazy("channel of notices", "E-mail"),
    Channel.SMS: pgettext_lazy("channel of notices", "SMS"),
    Channel.CHAT: pgettext_lazy("channel of notices", "Enterprise chat"),
}

DELIVERIES: Mapping[DeliveryState, Promise] = {
    DeliveryState.QUEUED: pgettext_lazy("delivery", "Waiting"),
    DeliveryState.SENT: pgettext_lazy("delivery", "Sent"),
    DeliveryState.FAILED: pgettext_lazy("delivery", "Failed"),
    DeliveryState.BOUNCED: pgettext_lazy("delivery", "Came back"),
    DeliveryState.SKIPPED: pgettext_lazy("delivery", "Not sent"),
}

WANTS: Mapping[Wants, Promise] = {
    Wants.EACH: _("Each notice, at night and on days off only what is critical"),
    Wants.DIGEST: _("One message each working morning; what is critical at once"),
    Wants.CRITICAL: _("Only what is critical"),
}


BY_LINK = frozenset({"assist_by_link"})
"""Kinds for units in which nobody has an account: they go to the unit's own mobile number, with a link."""


def is_for_residents(kind: str) -> bool:
    """The kind goes to a requester, and to nobody else."""
    return kind.startswith("resident_")


def sentence(notice: Notice) -> str:
    """The notice in the reader's language."""
    return str(KINDS[notice.kind]) % {"about": notice.about_id}
