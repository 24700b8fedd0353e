"""The pages of mediation: the list, one mediation with its verbs, its agreement to print, a party's contact data."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Kind, Refusal
from cases.words import word
from procedures import guards, queries, rules, scope, words
from procedures.actions import agreements, mediation
from procedures.agreement_paper import agreement_of, paper
from procedures.models import MediationCase
from procedures.queries import MediationFile
from procedures.states.mediation import WITHOUT_RESULT, Verb
from procedures.states.rule import Procedure
from residents.contact import Contact
from web.forms import refuse, status_of
from web.staff import case_page, matters
from web.staff.agreement_file import CONTENT_TYPE, docx
from web.staff.matter_forms import ApplyForm, MatterForm, Scene
from web.staff.reveal_form import RevealForm
from web.staff.rows import place_name
from web.viewing import instant_of, user_of, viewer_of, world_of

ACTIONS: Mapping[str, Callable[..., MediationCase]] = {
    Verb.ASK_CONSENT: mediation.ask_consent,
    Verb.CONSENT: mediation.consent,
    Verb.DECLINE: mediation.decline,
    Verb.HOLD_SESSION: mediation.hold_session,
    Verb.EXTEND: mediation.extend,
    Verb.AGREE: agreements.agree,
    Verb.FAIL: mediation.fail,
    Verb.TERMINATE: mediation.terminate,
    Verb.TAKE_EFFECT: agreements.take_effect,
    Verb.PERFORM: agreements.perform,
    Verb.BREACH: agreements.breach,
    Verb.SUE: agreements.sue,
    Verb.ENFORCE: agreements.enforce,
    Verb.APPLY_CONFIRMATION: agreements.apply_confirmation,
    Verb.RECORD_CONFIRMATION: agreements.record_confirmation,
}


@login_required
@require_safe
def mediations(request: HttpRequest) -> HttpResponse:
    """Mediations in one's scope; those that have ended on demand."""
    present = world_of(request)
    ended, before = request.GET.get("ended") == "1", request.GET.get("before", "")
    page = queries.mediations(viewer_of(request), ended=ended, before=before)
    rows = [
        matters.row(found, _title(found.matter, present), _place(found.matter, present), present) for found in page.rows
    ]
    return render(request, "web/staff/mediations.html", matters.list_context(request, page, rows, Procedure.MEDIATION))


def _title(row: MediationCase, present: Any) -> str:
    category = present.catalogue.by_id(row.case.category_id) if row.case.category_id else None
    return category.name if category else str(row.case.number)


def _place(row: MediationCase, present: Any) -> str:
    return place_name(present, present.directory.areas[row.case.area_id])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """A mediation of a dispute that one's unit holds."""
    case, present = case_page.find(request, number), world_of(request)
    rules.check_beginning(viewer_of(request), Procedure.MEDIATION, mediation.facts_of_case(case))
    mediation.check_case(case, present)
    form = ApplyForm(request.POST or None, verb=Verb.APPLY, scene=Scene(case, viewer_of(request), present))
    if form.is_valid():
        try:
            made = mediation.apply(case, by=user_of(request), at=instant_of(request), **form.arguments())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The mediation has begun; who mediates is told."))
            return redirect("mediation", made.pk)
    context = {"form": form, "case": case, "other_routes": words.OTHER_ROUTES}
    return render(request, "web/staff/mediation_begin.html", context, status=matters.form_status(form))


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One mediation, with the verbs that one may use now."""
    return show(request, queries.mediation(viewer_of(request), pk), None, HTTPStatus.OK)


def show(
    request: HttpRequest,
    row: MediationCase,
    sent: MatterForm | None,
    status: HTTPStatus,
    revealed: tuple[int, Contact] | None = None,
    reveal: RevealForm | None = None,
) -> HttpResponse:
    """The page as it stands, with a form that came back or a party's contact data shown once."""
    viewer, present = viewer_of(request), world_of(request)
    file = queries.mediation_file(viewer, row)
    context = {
        **matters.page_context(request, file, sent),
        "title": _title(row, present),
        "place": _place(row, present),
        "parties": _parties(file, revealed),
        "mediates": scope.mediates(viewer, row.unit_id),
        "reveal": reveal or RevealForm(),
        "confirmation": word(words.CONFIRMATIONS, file.agreement.confirmation) if file.agreement else "",
        "form_word": word(words.FORMS, file.agreement.form) if file.agreement else "",
        "other_routes": words.OTHER_ROUTES,
        "without_result": row.state in WITHOUT_RESULT,
        "court_offered": guards.confirmation_is_offered(row, present),
        "mediators": [post.user.name for post in row.mediators.select_related("user")],
    }
    return render(request, "web/staff/mediation.html", context, status=status)


def _parties(file: MediationFile, revealed: tuple[int, Contact] | None) -> list[dict[str, Any]]:
    return [
        {
            "position": party.position,
            "label": words.PARTIES[party.position],
            "name": party.contact.name_masked,
            "phone": party.contact.phone_masked,
            "clear": revealed[1] if revealed and revealed[0] == party.position else None,
            "party": party,
        }
        for party in file.parties
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """One verb on one mediation."""
    return matters.carry_out(request, queries.mediation(viewer_of(request), pk), verb, ACTIONS, show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """A party's name and number on the page, this once; the purpose goes on record."""
    row = queries.mediation(viewer_of(request), pk)
    if request.method != "POST":
        return redirect("mediation", pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return show(request, row, None, HTTPStatus.BAD_REQUEST, reveal=form)
    try:
        clear = mediation.reveal(row, by=user_of(request), at=instant_of(request), party=party, purpose=form.said())
    except Refusal as refusal:
        if refusal.kind is Kind.FORBIDDEN:
            raise
        refuse(form, refusal)
        return show(request, row, None, status_of(refusal), reveal=form)
    return show(request, row, None, HTTPStatus.OK, revealed=(party, clear))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement on paper, with room to sign. Names are masked until who mediates asks for them by a POST."""
    viewer, present = viewer_of(request), world_of(request)
    file = queries.mediation_file(viewer, queries.mediation(viewer, pk))
    agreement_of(file)
    row = file.matter
    names = _names(request, row, "page") if request.method == "POST" else []
    context = {
        "matter": row,
        "paper": paper(file, present, names),
        "named": bool(names),
        "mediates": scope.mediates(viewer, row.unit_id),
    }
    return render(request, "web/staff/agreement.html", context)


@login_required
@require_POST
def agreement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with the names, as a DOCX file for who mediates."""
    viewer, present = viewer_of(request), world_of(request)
    file = queries.mediation_file(viewer, queries.mediation(viewer, pk))
    agreement_of(file)
    made = paper(file, present, _names(request, file.matter, "file"))
    answer = HttpResponse(docx(made, instant_of(request)), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{made.title}-{made.number}.docx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _names(request: HttpRequest, row: MediationCase, medium: str) -> list[str]:
    return agreements.write_out(row, by=user_of(request), at=instant_of(request), medium=medium)


def _verb(verb: Verb) -> URLPattern:
    """A verb at `mediations/ID/VERB/`, with dashes."""
    return path(f"mediations/<int:pk>/{verb.replace('_', '-')}/", act, {"verb": verb}, name=f"mediation_{verb}")


urlpatterns = [
    path("mediations/", mediations, name="mediations"),
    path("cases/<str:number>/mediate/", begin, name="begin_mediation"),
    path("mediations/<int:pk>/", page, name="mediation"),
    path("mediations/<int:pk>/agreement/", agreement, name="mediation_agreement"),
    path("mediations/<int:pk>/agreement/file/", agreement_file, name="mediation_agreement_file"),
    path("mediations/<int:pk>/parties/<int:party>/reveal/", reveal, name="mediation_reveal"),
    _verb(Verb.ASK_CONSENT),
    _verb(Verb.CONSENT),
    _verb(Verb.DECLINE),
    _verb(Verb.HOLD_SESSION),
    _verb(Verb.EXTEND),
    _verb(Verb.AGREE),
    _verb(Verb.FAIL),
    _verb(Verb.TERMINATE),
    _verb(Verb.TAKE_EFFECT),
    _verb(Verb.PERFORM),
    _verb(Verb.BREACH),
    _verb(Verb.SUE),
    _verb(Verb.ENFORCE),
    _verb(Verb.APPLY_CONFIRMATION),
    _verb(Verb.RECORD_CONFIRMATION),
]
