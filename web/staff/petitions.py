"""The pages of petition matters: the dates that the law sets, and what has to be registered."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Refusal
from cases.words import word
from procedures import queries, rules, words
from procedures.actions import petition
from procedures.actions.frame import last_day
from procedures.models import PetitionHandover
from procedures.states.petition import Verb
from procedures.states.rule import Procedure
from web.forms import refuse
from web.staff import case_page, matters
from web.staff.matter_forms import MatterForm, RegisterForm, Scene
from web.staff.rows import place_name
from web.templatetags.gezhi import day
from web.viewing import instant_of, user_of, viewer_of, world_of

ACTIONS: Mapping[str, Callable[..., PetitionHandover]] = {
    Verb.OBJECT: petition.object,
    Verb.DECIDE_OBJECTION: petition.decide_objection,
    Verb.INFORM: petition.inform,
    Verb.ACCEPT: petition.accept,
    Verb.EXTEND: petition.extend,
    Verb.DECIDE: petition.decide,
    Verb.SERVE: petition.serve,
    Verb.ASK_REVIEW: petition.ask_review,
    Verb.DECIDE_REVIEW: petition.decide_review,
    Verb.ASK_RE_REVIEW: petition.ask_re_review,
    Verb.DECIDE_RE_REVIEW: petition.decide_re_review,
    Verb.FINISH: petition.finish,
}


@login_required
@require_safe
def petitions(request: HttpRequest) -> HttpResponse:
    """Petition matters in one's scope, and above them what nobody has registered yet."""
    viewer, present = viewer_of(request), world_of(request)
    ended, before = request.GET.get("ended") == "1", request.GET.get("before", "")
    page = queries.petitions(viewer, ended=ended, before=before)
    rows = [
        matters.row(found, found.matter.system_number, _place(found.matter, present), present) for found in page.rows
    ]
    waiting = [] if ended or before else queries.unregistered(viewer, present)
    context = {
        **matters.list_context(request, page, rows, Procedure.PETITION),
        "waiting": [{"case": found.case, "last_day": last_day(found.due_at)} for found in waiting],
    }
    return render(request, "web/staff/petitions.html", context)


def _place(row: PetitionHandover, present: Any) -> str:
    return place_name(present, present.directory.areas[row.case.area_id])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """A case is registered as a petition matter."""
    case, present = case_page.find(request, number), world_of(request)
    rules.check_beginning(viewer_of(request), Procedure.PETITION, petition.facts_of_case(case))
    petition.check_case(case)
    form = RegisterForm(request.POST or None, verb=Verb.REGISTER, scene=Scene(case, viewer_of(request), present))
    if form.is_valid():
        try:
            made = petition.register(case, by=user_of(request), at=instant_of(request), **form.arguments())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Registered. The unit that answers is told."))
            return redirect("petition", made.pk)
    context = {"form": form, "case": case, "other_routes": words.OTHER_ROUTES_OF_PETITIONS}
    return render(request, "web/staff/petition_begin.html", context, status=matters.form_status(form))


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One petition matter, with the verbs that one may use now."""
    return show(request, queries.petition(viewer_of(request), pk), None, HTTPStatus.OK)


def show(request: HttpRequest, row: PetitionHandover, sent: MatterForm | None, status: HTTPStatus) -> HttpResponse:
    """The page as it stands, with a form that came back."""
    present = world_of(request)
    file = queries.petition_file(row)
    context = {
        **matters.page_context(request, file, sent),
        "title": row.system_number,
        "place": _place(row, present),
        "desk": present.directory.units[row.desk_id].name,
        "facts": _facts(row),
        "letters": [
            {
                "stage": word(words.PETITION_STATES, letter.stage),
                "outcome": word(words.OUTCOMES, letter.outcome),
                "letter": letter,
            }
            for letter in file.letters
        ],
        "other_routes": words.OTHER_ROUTES_OF_PETITIONS,
    }
    return render(request, "web/staff/petition.html", context, status=status)


def _facts(row: PetitionHandover) -> list[tuple[Any, Any]]:
    rows = {
        _("Received on"): day(row.received_on),
        _("Informed on"): day(row.informed_on),
        _("Accepted on"): day(row.accepted_on),
        _("Speak for the petitioners"): row.representatives,
        _("More days"): row.extended_days,
        _("Ended because"): word(words.FINISH_REASONS, row.finish_reason),
    }
    return [(label, value) for label, value in rows.items() if value]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """One verb on one petition matter."""
    return matters.carry_out(request, queries.petition(viewer_of(request), pk), verb, ACTIONS, show)


def _verb(verb: Verb) -> URLPattern:
    """A verb at `petitions/ID/VERB/`, with dashes."""
    return path(f"petitions/<int:pk>/{verb.replace('_', '-')}/", act, {"verb": verb}, name=f"petition_{verb}")


urlpatterns = [
    path("petitions/", petitions, name="petitions"),
    path("cases/<str:number>/petition/", begin, name="register_petition"),
    path("petitions/<int:pk>/", page, name="petition"),
    _verb(Verb.OBJECT),
    _verb(Verb.DECIDE_OBJECTION),
    _verb(Verb.INFORM),
    _verb(Verb.ACCEPT),
    _verb(Verb.EXTEND),
    _verb(Verb.DECIDE),
    _verb(Verb.SERVE),
    _verb(Verb.ASK_REVIEW),
    _verb(Verb.DECIDE_REVIEW),
    _verb(Verb.ASK_RE_REVIEW),
    _verb(Verb.DECIDE_RE_REVIEW),
    _verb(Verb.FINISH),
]
