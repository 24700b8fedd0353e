"""Receptions: who receives people when, what they said, and what became of it."""

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
from meetings import rules
from meetings.actions import items
from meetings.actions import receptions as actions
from meetings.queries import receptions as queries
from meetings.queries.receptions import Sitting
from meetings.scope import company_ids, host_codes
from meetings.states import ReceptionVerb, SessionKind
from meetings.words import ITEM_KINDS, SESSION_KINDS, SESSION_STATES
from web.forms import refuse, status_of
from web.staff import meeting_choices
from web.staff.meeting_forms import (
    AnswerForm,
    InstructionForm,
    LeaderPlanForm,
    PlanForm,
    PropertyPlanForm,
    SummaryForm,
    choose_from,
)
from web.staff.rows import case_row
from web.viewing import instant_of, user_of, viewer_of, world_of

V = ReceptionVerb
FORMS: Mapping[ReceptionVerb, type[forms.Form]] = {
    V.BEGIN: forms.Form,
    V.RECORD_ANSWER: AnswerForm,
    V.INSTRUCT: InstructionForm,
    V.SUMMARISE: SummaryForm,
    V.CALL_OFF: forms.Form,
}
ACTIONS: Mapping[ReceptionVerb, Callable[..., object]] = {
    V.BEGIN: actions.begin,
    V.RECORD_ANSWER: items.record_answer,
    V.INSTRUCT: items.instruct,
    V.SUMMARISE: actions.summarise,
    V.CALL_OFF: actions.call_off,
}
DONE = {
    V.BEGIN: _("The reception has begun."),
    V.RECORD_ANSWER: _("Recorded."),
    V.INSTRUCT: _("Whoever holds the case is told."),
    V.SUMMARISE: _("The summary is signed."),
    V.CALL_OFF: _("The reception is called off and no longer announced."),
}


@login_required
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """The receptions of one's offices, or of one's property company, the latest day first."""
    viewer, cursor = viewer_of(request), request.GET.get("cursor", "")
    is_host = bool(host_codes(viewer))
    if not is_host and not company_ids(viewer):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    page = queries.page(viewer, cursor)
    context = {
        "rows": [_described(row.session) | {"counts": row.counts} for row in page.rows],
        "newer_url": request.path if cursor else "",
        "older_url": f"?cursor={page.next}" if page.next else "",
        "is_host": is_host,
        "may_plan": {kind.value: bool(rules.areas_of(viewer, rules.LEVELS[kind])) for kind in SessionKind},
    }
    return render(request, "web/staff/receptions.html", context)


def _described(session: Any) -> dict[str, Any]:
    """A reception in words."""
    return {
        "session": session,
        "kind": SESSION_KINDS[SessionKind(session.kind)],
        "state": SESSION_STATES[session.state],
        "who": session.leader.user.name if session.leader else session.unit.name,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, kind: SessionKind) -> HttpResponse:
    """Plan a reception; from then on it is announced."""
    form = _plan_form(request, kind)
    if form.is_valid():
        try:
            made = actions.plan(by=user_of(request), at=instant_of(request), kind=kind, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The reception is planned and announced."))
            return redirect("reception", made.pk)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"form": form, "title": SESSION_KINDS[kind]}
    return render(request, "web/staff/reception_plan.html", context, status=status)


def _plan_form(request: HttpRequest, kind: SessionKind) -> PlanForm:
    viewer, present = viewer_of(request), world_of(request)
    nodes = rules.areas_of(viewer, rules.LEVELS[kind])
    if not nodes:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    form: PlanForm
    if kind is SessionKind.LEADER_RECEPTION:
        form = LeaderPlanForm(request.POST or None)
        leaders = meeting_choices.leaders(viewer, nodes, present.today)
        choose_from(form, leader=leaders, deputy=leaders)
    else:
        form = PropertyPlanForm(request.POST or None)
        choose_from(form, unit=meeting_choices.companies(viewer, nodes))
    choose_from(form, area_code=meeting_choices.areas(viewer, nodes))
    return form


@login_required
@require_safe
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """One reception with its items and the verbs that one may use now."""
    return _page(request, pk)


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary for the file: what was said, what became of it, who signed."""
    return render(request, "web/staff/reception_print.html", _context(request, pk))


def _page(
    request: HttpRequest, pk: int, sent: tuple[str, forms.Form] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The page, with the form that was sent in its place where it came back."""
    context = _context(request, pk)
    found: Sitting = context["sitting"]
    shown = {verb.value: FORMS[verb](auto_id=f"{verb}_%s") for verb in found.actions if verb in FORMS}
    context["forms"] = back = {**shown, **dict([sent] if sent else [])}
    for row in context["lines"]:
        name = f"{V.INSTRUCT}_{row['line'].item.number}"
        row["form"] = back.get(name) or InstructionForm(auto_id=f"{name}_%s")
    context["sent"] = sent[0] if sent else ""
    return render(request, "web/staff/reception.html", context, status=status)


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer, present = viewer_of(request), world_of(request)
    found = queries.sitting(present, viewer, queries.find(viewer, pk))
    lines = [
        {
            "line": line,
            "kind": ITEM_KINDS[line.item.kind],  # type: ignore[index]  # a StrEnum's value is its key
            "row": case_row(present, line.case) if line.case else None,
        }
        for line in found.lines
    ]
    return {
        **_described(found.session),
        "sitting": found,
        "counts": found.counts,
        "lines": lines,
        "verbs": {verb.value: True for verb in found.actions},
    }


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: ReceptionVerb, item: int | None = None) -> HttpResponse:
    """One verb on a reception in one's scope."""
    session = queries.find(viewer_of(request), pk)
    name = verb.value if item is None else f"{verb}_{item}"
    form = FORMS[verb](request.POST, auto_id=f"{name}_%s")
    rules.check_reception(verb, viewer_of(request), session, world_of(request).today)
    if not form.is_valid():
        return _page(request, pk, (name, form), HTTPStatus.BAD_REQUEST)
    named = {} if item is None else {"item": item}
    try:
        ACTIONS[verb](session, by=user_of(request), at=instant_of(request), **named, **form.cleaned_data)
    except Refusal as refusal:
        if refusal.kind in {Kind.NOT_FOUND, Kind.FORBIDDEN}:
            raise
        refuse(form, refusal)
        return _page(request, pk, (name, form), status_of(refusal))
    messages.success(request, DONE[verb])
    return redirect("receptions") if verb is V.CALL_OFF else redirect("reception", pk)


@login_required
@require_safe
def instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's instruction, for whoever sees the case."""
    return render(request, "web/staff/instruction.html", {"item": queries.instruction(viewer_of(request), pk)})
