"""The list of cases that one's posts show, with filters, newest first."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.refusals import Refusal
from cases.filters import CaseFilter, kept
from cases.models import Case
from cases.queries import listing, saved_filters
from cases.queries.listing import Page
from cases.viewer import Viewer
from cases.world import World
from grids.roles import Permission
from web.staff import area_choices
from web.staff.bulk import verbs_of
from web.staff.case_filters import MOST_CHOICES, asked, codes_of, offer, own_choices
from web.staff.rows import case_row
from web.staff.shortcuts import LIST
from web.viewing import viewer_of, world_of

MOST_NEW = 99
PLACES = ("cursor", "case")
"""What an address of the list says beside its filters: where it begins, and which case stands beside it."""
FOLDED = ("severity", "supervision", "overdue", "due", "area", "exact_area", "category", "holder", "since", "until")
"""Filters that unfold on demand; words and state are always there."""


@login_required
@require_safe
@vary_on_headers("HX-Request")
def cases(request: HttpRequest) -> HttpResponse:
    """Fifty cases; the whole page, or for htmx the table alone."""
    present, viewer = world_of(request), viewer_of(request)
    found = CaseFilter(asked(request), Case.objects.visible_to(viewer), present.at)
    _offer(found.form, present, viewer)
    known = found.is_valid()
    page = listing.page(present, found.qs, request.GET.get("cursor", "")) if known else Page([])
    context = {
        "form": found.form,
        "folded": [found.form[name] for name in FOLDED],
        "is_folded": not any(request.GET.get(name) for name in FOLDED),
        "is_filtered": any(value for name, value in request.GET.items() if name not in PLACES),
        "present_filters": _kept(request) if known else "",
        "rows": [case_row(present, row) for row in page.rows],
        "page": page,
        "may_report": viewer.allows(Permission.REPORT),
        "shortcuts": LIST,
        "bulk_verbs": verbs_of(viewer),
    }
    template = "web/staff/_case_table.html"
    if not request.headers.get("HX-Request"):
        template, context["chips"] = "web/staff/cases.html", saved_filters.chips(present, viewer)
    return render(request, template, context, status=HTTPStatus.OK if known else HTTPStatus.BAD_REQUEST)


@login_required
@require_safe
def fresh(request: HttpRequest) -> HttpResponse:
    """For htmx: how many cases have come above the first row of a list, as a link that shows them; else nothing."""
    found = CaseFilter(asked(request), Case.objects.visible_to(viewer_of(request)), world_of(request).at)
    after = request.GET.get("after", "")
    count = listing.count_from(found.qs, after, MOST_NEW + 1) if after and found.is_valid() else 0
    return render(request, "web/staff/_fresh.html", {"count": count, "most": MOST_NEW, "filters": _kept(request)})


def _kept(request: HttpRequest) -> str:
    """The filters of the address as they would be saved; empty where there are none."""
    try:
        return kept(request.GET)
    except Refusal:
        return ""


def _offer(form: forms.Form, present: World, viewer: Viewer) -> None:
    """All filters of the list: what has few values to tick, the rest in lists and days."""
    exact_area = area_choices.tree(present.directory, codes_of(viewer))
    offer(form, present, viewer, due=own_choices(form, "due"), exact_area=exact_area, holder=_holders(present, viewer))
    for name in ("state", "severity", "supervision"):
        form.fields[name].widget = forms.CheckboxSelectMultiple(choices=own_choices(form, name))
    for name in ("since", "until"):
        form.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _holders(present: World, viewer: Viewer) -> list[tuple[str, Any]]:
    """The units of one's areas and those above them, which hold what has climbed."""
    directory, codes = present.directory, codes_of(viewer)
    found = (
        unit
        for unit in directory.units.values()
        if any(code.startswith(unit.area_code) or unit.area_code.startswith(code) for code in codes)
    )
    units = sorted(islice(found, MOST_CHOICES + 1), key=lambda unit: (unit.area_code, not unit.is_office, unit.id))
    return [(str(unit.id), unit.name) for unit in units]
