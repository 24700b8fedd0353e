"""The pages of the hazard register: the list by place and grade, one hazard with its verbs, a new one."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Refusal
from cases.models import Case
from cases.words import word
from grids.levels import Level
from procedures import queries, rules, words
from procedures.actions import hazard
from procedures.actions.hazard import Found
from procedures.models import HazardRecord
from procedures.queries import HazardFilter
from procedures.standing import Facts
from procedures.states.hazard import CATEGORY_OF, Verb
from procedures.states.rule import Procedure
from web.forms import refuse
from web.staff import area_choices, case_page, matters
from web.staff.matter_forms import FindForm, MatterForm, Scene
from web.staff.rows import place_name
from web.viewing import instant_of, user_of, viewer_of, world_of

ACTIONS: Mapping[str, Callable[..., HazardRecord]] = {
    Verb.GRADE: hazard.grade,
    Verb.CONTROL: hazard.control,
    Verb.RECTIFY: hazard.rectify,
    Verb.RECHECK: hazard.recheck,
    Verb.CLEAR: hazard.clear,
    Verb.FIND_AGAIN: hazard.find_again,
}


class FilterForm(forms.Form):
    """By place, grade, and whether a date has passed."""

    area_code = forms.ChoiceField(label=_("Place"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False, choices=[("", _("All grades")), *words.GRADES.items()])
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)


@login_required
@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    """Hazards in one's scope by place and grade; those off the list on demand."""
    viewer, present = viewer_of(request), world_of(request)
    form = FilterForm(request.GET)
    places = _areas(request)
    form.fields["area_code"].choices = [("", _("All places")), *places]  # type: ignore[attr-defined]  # a ChoiceField
    form.is_valid()
    sent = form.cleaned_data
    overdue_at = present.at if sent.get("overdue") else None
    wanted = HazardFilter(sent.get("area_code", ""), sent.get("grade", ""), overdue_at)
    ended, before = request.GET.get("ended") == "1", request.GET.get("before", "")
    page = queries.hazards(viewer, wanted, ended=ended, before=before)
    rows = [
        matters.row(
            found, word(words.KINDS, found.matter.kind), _place(found.matter, present), present, found.matter.grade
        )
        for found in page.rows
    ]
    context = {
        **matters.list_context(request, page, rows, Procedure.HAZARD),
        "form": form,
        "may_find": bool(_codes(request)),
    }
    return render(request, "web/staff/hazards.html", context)


def _place(row: HazardRecord, present: Any) -> str:
    return place_name(present, present.directory.areas[row.area_id], row.address)


def _codes(request: HttpRequest) -> list[str]:
    """The areas in which the viewer may register a hazard."""
    viewer, found = viewer_of(request), []
    for post in viewer.posts:
        code = post.area_code or viewer.directory.units[post.unit_id].area_code
        if rules.may_begin(viewer, Procedure.HAZARD, Facts(code)):
            found.append(code)
    return sorted(set(found))


def _areas(request: HttpRequest) -> area_choices.Choices:
    return area_choices.tree(world_of(request).directory, _codes(request))


def _buildings(request: HttpRequest, near: str = "") -> area_choices.Choices:
    """Buildings and grids to choose from; around a case only those at its place."""
    directory = world_of(request).directory
    codes = [near] if near else _codes(request)
    found = [
        node
        for node in directory.areas.values()
        if node.level.rank <= Level.GRID.rank and any(directory.contains(code, node.code) for code in codes)
    ]
    rows = sorted(found, key=lambda node: node.code)[: area_choices.MOST_AREAS]
    return [(node.code, place_name(world_of(request), node)) for node in rows]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str = "") -> HttpResponse:
    """A hazard goes into the register, by itself or from a case."""
    case = case_page.find(request, number) if number else None
    rules.check_beginning(viewer_of(request), Procedure.HAZARD, Facts(case.area_id if case else _first_code(request)))
    form = _find_form(request, case)
    if form.is_valid():
        try:
            made = _found(request, case, form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Registered. The office that grades it is told."))
            return redirect("hazard", made.pk)
    return render(request, "web/staff/hazard_new.html", {"form": form, "case": case}, status=matters.form_status(form))


def _first_code(request: HttpRequest) -> str:
    return next(iter(_codes(request)), "")


def _find_form(request: HttpRequest, case: Case | None) -> FindForm:
    present = world_of(request)
    form = FindForm(request.POST or None, verb=Verb.FIND, scene=Scene(case, viewer_of(request), present))
    form.choose("area_code", [("", _("Choose …")), *_buildings(request, case.area_id if case else "")])
    if case is not None:
        category = present.catalogue.by_id(case.category_id).code if case.category_id else ""
        kinds = [(kind, words.KINDS[kind]) for kind, code in CATEGORY_OF.items() if code == category]
        form.choose("kind", [("", _("Choose …")), *kinds])
        del form.fields["open_case"]
        form.initial.update(area_code=case.area_id, address=case.address)
    return form


def _found(request: HttpRequest, case: Case | None, sent: dict[str, Any]) -> HazardRecord:
    return hazard.find(
        Found(sent["kind"], sent["area_code"], sent["text"], sent["address"]),
        by=user_of(request),
        at=instant_of(request),
        case=case,
        open_case=sent.get("open_case", False),
    )


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard, with the verbs that one may use now."""
    return show(request, queries.hazard(viewer_of(request), pk), None, HTTPStatus.OK)


def show(request: HttpRequest, row: HazardRecord, sent: MatterForm | None, status: HTTPStatus) -> HttpResponse:
    """The page as it stands, with a form that came back."""
    present = world_of(request)
    context = {
        **matters.page_context(request, queries.hazard_file(row), sent),
        "title": word(words.KINDS, row.kind),
        "place": _place(row, present),
        "grade": word(words.GRADES, row.grade),
        "trade": words.DEPARTMENTS[row.kind],
        "followed_by": HazardRecord.objects.visible_to(viewer_of(request)).filter(former=row).first(),
    }
    return render(request, "web/staff/hazard.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """One verb on one hazard."""
    return matters.carry_out(request, queries.hazard(viewer_of(request), pk), verb, ACTIONS, show)


def _verb(verb: Verb) -> URLPattern:
    """A verb at `hazards/ID/VERB/`, with dashes."""
    return path(f"hazards/<int:pk>/{verb.replace('_', '-')}/", act, {"verb": verb}, name=f"hazard_{verb}")


urlpatterns = [
    path("hazards/", hazards, name="hazards"),
    path("hazards/new/", new, name="new_hazard"),
    path("cases/<str:number>/hazard/", new, name="case_hazard"),
    path("hazards/<int:pk>/", page, name="hazard"),
    _verb(Verb.GRADE),
    _verb(Verb.CONTROL),
    _verb(Verb.RECTIFY),
    _verb(Verb.RECHECK),
    _verb(Verb.CLEAR),
    _verb(Verb.FIND_AGAIN),
]
