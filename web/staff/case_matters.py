"""What runs beside a case: a leader's instruction, its mediations, petition matters and hazards, what may be begun.

A page of its own, which the case page fetches when it is shown, so that opening a case costs nothing more.
"""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from accounts.refusals import Refusal
from cases.models import Case
from cases.words import word
from meetings.queries import receptions
from procedures import queries, rules, words
from procedures.actions import mediation, petition
from procedures.standing import Facts
from procedures.states.hazard import CATEGORY_OF
from procedures.states.rule import Procedure
from web.staff import case_page
from web.viewing import viewer_of, world_of


@login_required
@require_safe
def case_matters(request: HttpRequest, number: str) -> HttpResponse:
    """The procedures of one case in one's scope."""
    case = case_page.find(request, number)
    found = queries.of_case(viewer_of(request), case)
    rows = [
        {
            "url": reverse(procedure.value, args=[row.pk]),
            "word": words.PROCEDURES[procedure],
            "number": row.pk,
            "state": word(words.STATES[procedure], row.state),
        }
        for procedure, listed in found.items()
        for row in listed
    ]
    context = {
        "case": case,
        "instructions": receptions.instructions(case),
        "rows": rows,
        "beginnings": list(_beginnings(request, case)),
    }
    return render(request, "web/staff/case_matters.html", context)


def _beginnings(request: HttpRequest, case: Case) -> Iterator[dict[str, str]]:
    """The procedures that the viewer may begin on the case now."""
    viewer, present = viewer_of(request), world_of(request)
    if rules.may_begin(viewer, Procedure.MEDIATION, mediation.facts_of_case(case)):
        try:
            mediation.check_case(case, present)
        except (Refusal, KeyError):  # another kind of case, or one without a category yet
            pass
        else:
            yield _begin(Procedure.MEDIATION, "apply", "begin_mediation", case)
    if rules.may_begin(viewer, Procedure.PETITION, petition.facts_of_case(case)):
        try:
            petition.check_case(case)
        except Refusal:
            pass
        else:
            yield _begin(Procedure.PETITION, "register", "register_petition", case)
    category = present.catalogue.by_id(case.category_id).code if case.category_id else ""
    if category in CATEGORY_OF.values() and rules.may_begin(viewer, Procedure.HAZARD, Facts(case.area_id)):
        yield _begin(Procedure.HAZARD, "find", "case_hazard", case)


def _begin(procedure: Procedure, verb: str, name: str, case: Case) -> dict[str, str]:
    return {"word": word(words.VERBS[procedure], verb), "url": reverse(name, args=[case.number])}


urlpatterns: list[URLPattern] = [path("cases/<str:number>/matters/", case_matters, name="case_matters")]
