"""Place codes for those who keep the sheets: the list of the own areas, a new code, one code, its end."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Kind, Refusal
from grids import queries
from grids.actions import place_codes
from grids.levels import Level
from grids.models import PlaceCode
from grids.models.place_code import PlaceCodeQuerySet
from web.forms import refuse, status_of
from web.paging import id_in
from web.site import is_local
from web.staff import area_choices
from web.staff.kept_places import described, kept_area, kept_areas, kept_code
from web.staff.place_forms import CodeForm, RevokeForm
from web.staff.place_sheets import address_of
from web.viewing import instant_of, user_of, viewer_of

PAGE: Final = 50


class AreaForm(forms.Form):
    """One of the own areas."""

    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Any, *, areas: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]  # a ChoiceField


@login_required
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The codes of the own areas by area: those in use, or with `?state=ended` the others."""
    viewer, at = viewer_of(request), instant_of(request)
    kept = kept_areas(request)
    area = kept_area(request, request.GET["area"]) if request.GET.get("area") else None
    inside = [area.code] if area else kept
    ended = request.GET.get("state") == "ended"
    found = PlaceCode.objects.visible_to(viewer).inside(inside)
    rows = list(_after(found.ended(at) if ended else found.usable(at), request.GET.get("after", ""))[: PAGE + 1])
    choices = [("", _("All my areas")), *area_choices.tree(viewer.directory, kept)]
    lacking = len(queries.without_sheet(inside, at)[: place_codes.MOST_AT_ONCE + 1])
    context = {
        "form": AreaForm(request.GET, areas=choices),
        "rows": [described(row, viewer.directory, is_usable=not ended) for row in rows[:PAGE]],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "ended": ended,
        "area": area,
        "lacking_in": inside[0] if len(inside) == 1 else "",
        "lacking": lacking if lacking <= place_codes.MOST_AT_ONCE else 0,
    }
    return render(request, "web/staff/places/codes.html", context)


def _after(found: PlaceCodeQuerySet, after: str) -> PlaceCodeQuerySet:
    """By area, then in the order of issue; the page begins behind the row of that id."""
    last = found.model.objects.filter(pk=id_in(after) or 0).values_list("area_id", "pk").first() if after else None
    rows = found.order_by("area_id", "pk")
    if last is None:
        return rows
    code, pk = last
    return rows.filter(area_id__gte=code).exclude(area_id=code, pk__lte=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new code: first the grid, where one keeps several, then the place in it."""
    viewer, kept = viewer_of(request), kept_areas(request)
    asked = request.GET.get("area", "")
    around = kept_area(request, asked or kept[0])
    grid = next((node for node in viewer.directory.path(around.code) if node.level is Level.GRID), None)
    if grid is None:
        areas = AreaForm(None, areas=area_choices.tree(viewer.directory, [asked] if asked else kept))
        return render(request, "web/staff/places/choose.html", {"form": areas})
    buildings = sorted(
        (node for node in viewer.directory.areas.values() if node.parent_code == grid.code), key=lambda node: node.code
    )
    form = CodeForm(request.POST or None, grid=grid, buildings=buildings, chosen=around.code)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            made = place_codes.issue(**form.cleaned_data, by=user_of(request), at=instant_of(request))
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The code is issued. Print its sheet now."))
            return redirect("place_code", made.pk)
    return render(request, "web/staff/places/new.html", {"form": form, "grid": grid}, status=status)


@login_required
@require_POST
def missing(request: HttpRequest) -> HttpResponse:
    """A code for each grid and building of an area that has none."""
    area = kept_area(request, request.POST.get("area_code", ""))
    try:
        count = place_codes.issue_missing(area.code, by=user_of(request), at=instant_of(request))
    except Refusal as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.NOT_FOUND}:
            raise
        messages.error(request, str(refusal.message))
    else:
        said = ngettext("One code is issued.", "%(count)d codes are issued.", count) % {"count": count}
        messages.success(request, said if count else _("Every place here has a code already."))
    return redirect(reverse("place_codes", query={"area": area.code}))


@login_required
@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """One code, its sheets, and its end."""
    return _code(request, pk, RevokeForm(), HTTPStatus.OK)


def _code(request: HttpRequest, pk: int, form: RevokeForm, status: HTTPStatus) -> HttpResponse:
    row, directory = kept_code(request, pk), viewer_of(request).directory
    address = address_of(request, row.code)
    context = {
        "place": described(row, directory, is_usable=row.is_usable(instant_of(request))),
        "path": list(directory.path(row.area_id)),
        "address": address,
        "is_local": is_local(address),
        "form": form,
    }
    return render(request, "web/staff/places/code.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet counts no more."""
    row, form = kept_code(request, pk), RevokeForm(request.POST)
    if not form.is_valid():
        return _code(request, pk, form, HTTPStatus.BAD_REQUEST)
    try:
        place_codes.revoke(row, by=user_of(request), at=instant_of(request), **form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return _code(request, pk, form, status_of(refusal))
    messages.success(request, _("The code is revoked. Take the sheet down."))
    return redirect("place_code", pk)
