"""Every verb of staff, through one view: form in, action called, case page out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.refusals import Kind, Refusal, invalid
from cases import casefile, rules
from cases.actions import (
    asking,
    checking,
    deciding,
    extending,
    followup,
    handling,
    helping,
    leading,
    merging,
    reopening,
    supervision,
    suspending,
    triage,
    urging,
)
from cases.models import Case
from cases.states import RULES, State, Verb
from web.forms import BAD_FORM, faults, refuse, status_of
from web.staff import case_page, deeds, looking
from web.staff.case_page import Sent
from web.staff.verb_forms import Scene, VerbForm, form_of
from web.viewing import instant_of, user_of, viewer_of, world_of

ACTIONS: Mapping[Verb, Callable[..., Case]] = {
    Verb.DISPATCH: triage.dispatch,
    Verb.REJECT: triage.reject,
    Verb.REFER: triage.refer,
    Verb.MERGE: merging.merge,
    Verb.UNMERGE: merging.unmerge,
    Verb.CANCEL: triage.cancel,
    Verb.NOTE: handling.note,
    Verb.SIGN: handling.sign,
    Verb.SETTLE: handling.settle,
    Verb.SUBMIT_RESULT: handling.submit_result,
    Verb.RETURN_ORDER: handling.return_order,
    Verb.ESCALATE: handling.escalate,
    Verb.DELEGATE: handling.delegate,
    Verb.DECIDE_RETURN: deciding.decide_return,
    Verb.REASSIGN: deciding.reassign,
    Verb.DESIGNATE: deciding.designate,
    Verb.PASS_CHECK: checking.pass_check,
    Verb.REWORK: checking.rework,
    Verb.CALLBACK: followup.callback,
    Verb.REOPEN: followup.reopen,
    Verb.SUPERVISE: supervision.supervise,
    Verb.CANCEL_SUPERVISION: supervision.cancel_supervision,
    Verb.REQUEST_EXTENSION: extending.request_extension,
    Verb.DECIDE_EXTENSION: extending.decide_extension,
    Verb.REQUEST_SUSPENSION: suspending.request_suspension,
    Verb.DECIDE_SUSPENSION: suspending.decide_suspension,
    Verb.RESUME: suspending.resume,
    Verb.TERMINATE: triage.terminate,
    Verb.ASSIGN_LEADER: leading.assign_leader,
    Verb.MEET_MILESTONE: leading.meet_milestone,
    Verb.DECIDE_REOPEN: reopening.decide_reopen,
    Verb.ASK_REQUESTER: asking.ask_requester,
    Verb.REQUEST_ASSIST: helping.request_assist,
    Verb.WHISTLE: helping.whistle,
    Verb.REPLY_ASSIST: helping.reply_assist,
    Verb.RATE_ASSIST: helping.rate_assist,
    Verb.URGE: urging.urge,
}

DONE = {
    Verb.DISPATCH: _("Dispatched. The clock runs."),
    Verb.SIGN: _("Signed. The case is in your hands now."),
    Verb.NOTE: _("Recorded."),
    Verb.SETTLE: _("Settled on the spot."),
    Verb.SUBMIT_RESULT: _("The result is submitted and waits for its check."),
    Verb.RETURN_ORDER: _("The level above decides on the return. The clock runs on."),
    Verb.ESCALATE: _("The case went one level up. You stay as helper."),
    Verb.DELEGATE: _("The case went back down with your guidance."),
    Verb.PASS_CHECK: _("The check is passed and the case closed."),
    Verb.REWORK: _("Sent back for rework."),
    Verb.CALLBACK: _("The call is recorded."),
    Verb.REOPEN: _("The case is open again."),
    Verb.REQUEST_EXTENSION: _("The level above decides. The clock runs on."),
    Verb.REQUEST_SUSPENSION: _("A leader decides. The clock runs on."),
    Verb.DECIDE_EXTENSION: _("Decided."),
    Verb.DECIDE_SUSPENSION: _("Decided."),
    Verb.ASSIGN_LEADER: _("The leader is in charge."),
    Verb.MEET_MILESTONE: _("Recorded."),
    Verb.DECIDE_REOPEN: _("Decided. The requester is told."),
    Verb.RESUME: _("The case goes on; its clocks run again."),
    Verb.MERGE: _("Merged. Its requester gets every answer of the other case."),
    Verb.UNMERGE: _("The case stands for itself again, with the clocks that it had."),
    Verb.ASK_REQUESTER: _("The question stands on the requester's page. The clock runs on."),
    Verb.REQUEST_ASSIST: _("The unit has its task. The case stays yours."),
    Verb.WHISTLE: _("The unit is called to the spot."),
    Verb.REPLY_ASSIST: _("Your reply is with the unit that asked."),
    Verb.RATE_ASSIST: _("Your rating of the help is recorded."),
    Verb.URGE: _("The unit in charge has been told."),
}
"""What a person reads after a verb; where nothing is said, the verb's own name does."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verb(request: HttpRequest, number: str, verb: Verb) -> HttpResponse:
    """One verb on one case. A refusal comes back at its form, on the page as it stands now.

    A GET (after signing in anew, say) leads to the case page, where the form is.
    """
    if request.method != "POST":
        return redirect("case", case_page.find(request, number).number)
    attempt = Attempt(request, number, verb)
    if deeds.is_queued(request):
        return deeds.answer(request, number, attempt.once)
    if request.POST.get("look") in looking.LOOKS:
        case = case_page.find(request, number)
        scene = Scene(casefile.read(case), viewer_of(request), world_of(request))
        return looking.look(request, case, scene, verb, request.POST["look"])
    try:
        attempt.once()
    except Refusal as refusal:
        return _refused(request, attempt, refusal)
    return _after(request, verb, number)


@dataclass
class Attempt:
    """What came in for a case: its form, once the case is found."""

    request: HttpRequest
    number: str
    verb: Verb
    form: VerbForm | None = None

    def once(self) -> int:
        """Carries it out, however often it comes; the event count afterwards. Raises `Refusal`."""
        return deeds.once(self.request, self.number, self.verb, self._run)

    def _run(self) -> Case:
        """Whether the person may is asked before whether the form is filled in well (400 `bad_form`)."""
        case = case_page.find(self.request, self.number)
        viewer, present = viewer_of(self.request), world_of(self.request)
        scene = Scene(casefile.read(case), viewer, present)
        self.form = form_of(self.verb, scene, self.request.POST, self.request.FILES)
        rules.check(viewer, self.verb, scene.file, present)
        if not self.form.is_valid():
            raise invalid(BAD_FORM, faults(self.form))
        by, at = user_of(self.request), instant_of(self.request)
        return ACTIONS[self.verb](case, by=by, at=at, **self.form.arguments())


def _refused(request: HttpRequest, attempt: Attempt, refusal: Refusal) -> HttpResponse:
    """The form on the page as it stands now, with what is wrong; an error page where it is not the person's verb."""
    form = attempt.form
    if form is None or refusal.kind in {Kind.FORBIDDEN, Kind.NOT_FOUND}:
        raise refusal
    case = case_page.find(request, attempt.number)
    form.photos_lost = bool(request.FILES)
    if refusal.code != BAD_FORM:
        form.is_valid()
        refuse(form, refusal)
        form.renew(case.event_count)
    return case_page.page(request, case, Sent(form), status_of(refusal))


def _after(request: HttpRequest, verb: Verb, number: str) -> HttpResponse:
    """The case page, or the desk where the case has left the viewer's sight."""
    case = Case.objects.visible_to(viewer_of(request)).filter(number=number).first()
    messages.success(request, _said(verb, case))
    return redirect("case", number) if case else redirect("desk")


def _said(verb: Verb, case: Case | None) -> str:
    if case is None:
        return str(DONE.get(verb, _("Done.")))
    if verb == Verb.SETTLE and case.state == State.CHECKING:
        return str(_("Settled on the spot. The case was drawn for a check."))
    if RULES[verb].two_persons:
        waits = case.state != State.CLOSED
        return str(_("Proposed. Another person has to confirm it.") if waits else _("Confirmed. The case is closed."))
    return str(DONE.get(verb, _("Done.")))
