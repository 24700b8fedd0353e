"""The sentence of each kind of notice. `%(about)s` is the number of what the notice is about.

A notice may be read on a lock screen, so a sentence never carries personal data or a resident's words.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.models import Notice

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
    "rated_dissatisfied": _("The requester of case %(about)s is not satisfied."),
    "no_checker": _("Case %(about)s waits for a check, but nobody may check it."),
    "service_post_withdrawn": _("Service post %(about)s, which you had claimed, is withdrawn."),
}


def sentence(notice: Notice) -> str:
    """The notice in the reader's language."""
    return str(KINDS[notice.kind]) % {"about": notice.about_id}
