"""Dispute screening: the agenda, a decision on each dispute, the report upwards."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Kind, Refusal, forbidden
from cases.queries import listing
from meetings import rules
from meetings.actions import decisions
from meetings.actions import screenings as actions
from meetings.models import ScreeningMeeting
from meetings.queries import screenings as queries
from meetings.queries.screenings import Line
from meetings.scope import host_codes
from meetings.states import Decision, MeetingState, ScreeningVerb
from meetings.words import DECISIONS, MEETING_STATES
from web.forms import refuse, status_of
from web.staff import meeting_choices
from web.staff.meeting_forms import DecisionForm, PickForm, ReportForm, ScreeningForm, choose_from
from web.staff.rows import CaseRow, case_row
from web.viewing import instant_of, user_of, viewer_of, world_of

V = ScreeningVerb
FORMS: Mapping[ScreeningVerb, type[forms.Form]] = {
    V.BEGIN: forms.Form,
    V.PICK: PickForm,
    V.REPORT: ReportForm,
    V.ACKNOWLEDGE: forms.Form,
    V.CALL_OFF: forms.Form,
}
ACTIONS: Mapping[ScreeningVerb, Callable[..., object]] = {
    V.BEGIN: actions.begin,
    V.PICK: actions.pick,
    V.REPORT: actions.report,
    V.ACKNOWLEDGE: actions.acknowledge,
    V.CALL_OFF: actions.call_off,
}
DONE = {
    V.BEGIN: _("The meeting has begun. Decide on each dispute."),
    V.PICK: _("The case is on the agenda."),
    V.DECIDE: _("Decided."),
    V.REPORT: _("The meeting is reported to the office above."),
    V.ACKNOWLEDGE: _("The report is acknowledged."),
    V.CALL_OFF: _("The meeting is called off."),
}


@login_required
@require_safe
def screenings(request: HttpRequest) -> HttpResponse:
    """The meetings of one's offices, and which communities have not met this month."""
    viewer, cursor = viewer_of(request), request.GET.get("cursor", "")
    codes = host_codes(viewer)
    if not codes:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    page = queries.page(viewer, cursor)
    context = {
        "rows": [{"meeting": row.meeting, "counts": row.counts, "state": _state(row.meeting)} for row in page.rows],
        "newer_url": request.path if cursor else "",
        "older_url": f"?cursor={page.next}" if page.next else "",
        "may_plan": bool(rules.areas_of(viewer, rules.SCREENED)),
        "may_roster": bool(rules.areas_of(viewer, rules.ROSTERED)),
        "coverage": queries.coverage(viewer, codes[0], world_of(request).today),
    }
    return render(request, "web/staff/screenings.html", context)


def _state(meeting: ScreeningMeeting) -> Any:
    if meeting.acknowledged_at is not None:
        return _("Acknowledged")
    return MEETING_STATES[MeetingState(meeting.state)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; its agenda makes itself."""
    viewer, present = viewer_of(request), world_of(request)
    nodes = rules.areas_of(viewer, rules.SCREENED)
    if not nodes:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    form = ScreeningForm(request.POST or None, initial={"day": present.today})
    choose_from(form, area_code=meeting_choices.areas(viewer, nodes))
    form.fields["participants"].choices = meeting_choices.participants(viewer, nodes, present.today)  # type: ignore[attr-defined]  # a ChoiceField
    if form.is_valid():
        try:
            made = actions.plan(by=user_of(request), at=instant_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The meeting is planned, its agenda made."))
            return redirect("screening", made.pk)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "web/staff/screening_plan.html", {"form": form}, status=status)


@login_required
@require_safe
def screening(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with its agenda and the verbs that one may use now."""
    return _page(request, pk)


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on paper."""
    return render(request, "web/staff/screening_print.html", _context(request, pk))


def _page(
    request: HttpRequest, pk: int, sent: tuple[str, forms.Form] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = _context(request, pk)
    verbs = [ScreeningVerb(verb) for verb in context["verbs"]]
    shown = {verb.value: FORMS[verb](auto_id=f"{verb}_%s") for verb in verbs if verb in FORMS}
    context["forms"] = {**shown, **dict([sent] if sent else [])}
    context["sent"] = sent[0] if sent else ""
    return render(request, "web/staff/screening.html", context, status=status)


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer, present = viewer_of(request), world_of(request)
    found = queries.sitting(present, viewer, queries.find(viewer, pk))
    return {
        "meeting": found.meeting,
        "state": _state(found.meeting),
        "participants": found.participants,
        "counts": found.counts,
        "hidden": found.hidden,
        "lines": [
            {"line": line, "row": _row(request, line), "decision": _word(line.item.decision)} for line in found.lines
        ],
        "undecided": any(line.may_decide and not line.item.decision for line in found.lines),
        "verbs": {verb.value: True for verb in found.actions},
    }


def _row(request: HttpRequest, line: Line) -> CaseRow:
    return case_row(world_of(request), line.case)


def _word(decision: str) -> Any:
    return DECISIONS[Decision(decision)] if decision else ""


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: ScreeningVerb) -> HttpResponse:
    """One verb on a meeting in one's scope."""
    viewer, meeting = viewer_of(request), queries.find(viewer_of(request), pk)
    form = FORMS[verb](request.POST, auto_id=f"{verb}_%s")
    rules.check_screening(verb, viewer, meeting, world_of(request).today)
    if not form.is_valid():
        return _page(request, pk, (verb.value, form), HTTPStatus.BAD_REQUEST)
    try:
        ACTIONS[verb](meeting, by=user_of(request), at=instant_of(request), **form.cleaned_data)
    except Refusal as refusal:
        if refusal.kind in {Kind.NOT_FOUND, Kind.FORBIDDEN}:
            raise
        refuse(form, refusal)
        return _page(request, pk, (verb.value, form), status_of(refusal))
    messages.success(request, DONE[verb])
    return redirect("screenings") if verb is V.CALL_OFF else redirect("screening", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int, number: str, verb: ScreeningVerb) -> HttpResponse:
    """The decision on one case of the agenda; what was decided before stands in the form."""
    viewer, present = viewer_of(request), world_of(request)
    meeting = queries.find(viewer, pk)
    item, case = queries.on_agenda(viewer, meeting, number)
    rules.check_screening(verb, viewer, meeting, present.today)
    before = {
        "decision": item.decision,
        "text": item.text,
        "unit": item.unit_id or case.holder_id,
        "due_on": item.due_on,
    }
    form = DecisionForm(request.POST or None, initial=before)
    choose_from(form, unit=meeting_choices.responsible(viewer.directory, case))
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            decisions.decide(meeting, by=user_of(request), at=instant_of(request), number=number, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, DONE[verb])
            return redirect("screening", pk)
    row = case_row(present, listing.rows(present, [case])[0])
    context = {"form": form, "meeting": meeting, "row": row, "case": case}
    return render(request, "web/staff/screening_decide.html", context, status=status)


@login_required
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What a meeting decided on a case, for whoever sees the case; the words for government alone."""
    viewer = viewer_of(request)
    item = queries.decision(viewer, pk)
    inside = bool(viewer.in_government().posts)
    context = {"item": item, "decision": _word(item.decision), "text": item.text if inside else ""}
    return render(request, "web/staff/decision.html", context)
