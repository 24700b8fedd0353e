"""A member of staff records what was told by phone, at the counter, or seen on a round."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import idempotency
from accounts.refusals import Refusal, forbidden
from cases import query_code
from cases.actions import intake
from cases.models import Case
from cases.queries import duplicates
from grids.roles import Permission
from web.chosen_place import chosen_place, is_looking
from web.forms import refuse, status_of
from web.staff.report_form import StaffReportForm
from web.staff.report_found import grids_of
from web.viewing import instant_of, user_of, viewer_of, world_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; its buttons that look for a place send it too, so that nothing typed is lost."""
    _check_may_report(request)
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" or is_looking(given):
        return _page(request, given, _form(request, initial=given))
    form = _form(request, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _page(request, given, form, HTTPStatus.BAD_REQUEST)
    try:
        number = _record(request, form)
    except Refusal as refusal:
        field = "area_code" if refusal.code == "outside_your_area" else refusal.field
        refuse(form, Refusal(refusal.kind, refusal.code, refusal.message, field))
        return _page(request, given, form, status_of(refusal))
    return _after(request, number)


@login_required
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Open cases in sight that may be the same matter, while the report is written, for pages with JavaScript."""
    _check_may_report(request)
    matter = _form(request, data=request.POST).matter(duplicates.LEAST)
    found = duplicates.offers(world_of(request), viewer_of(request), **matter) if matter else []
    return render(request, "web/staff/_similar.html", {"offers": found})


def _check_may_report(request: HttpRequest) -> None:
    if not viewer_of(request).allows(Permission.REPORT):
        raise forbidden("not_your_verb", _("Your posts do not include this."))


def _form(request: HttpRequest, **values: Any) -> StaffReportForm:
    present = world_of(request)
    return StaffReportForm(categories=present.catalogue.all_in_force(present.today), at=present.at, **values)


def _page(
    request: HttpRequest, given: QueryDict, form: StaffReportForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "place": chosen_place(world_of(request), _from_own_area(request, given)),
        "once": idempotency.mark_of(given),
        "photos_lost": bool(request.FILES),
        "least": duplicates.LEAST,
        "may_settle": bool(grids_of(viewer_of(request))),
    }
    return render(request, "web/staff/report.html", context, status=status)


def _from_own_area(request: HttpRequest, given: QueryDict) -> QueryDict:
    """The list of places starts inside one's own area, until one looks elsewhere."""
    if "inside" in given or "query" in given:
        return given
    viewer = viewer_of(request)
    post = next(post for post in viewer.posts if post.allows(Permission.REPORT))
    own = given.copy()
    own["inside"] = post.area_code or viewer.directory.units[post.unit_id].area_code
    return own


def _record(request: HttpRequest, form: StaffReportForm) -> str:
    """Reports once, however often the button was pressed. Returns the case number."""
    fields, user, at = form.cleaned_data, user_of(request), instant_of(request)
    told = ("text", "address", "category", "complained_unit", "place", "name", "phone", "channel")
    content = [fields[name] for name in told]
    digest = hashlib.sha256(repr(content).encode()).hexdigest()

    def run() -> tuple[int, str]:
        reported = intake.report(
            text=fields["text"],
            at=at,
            by=user,
            channel=fields["channel"],
            category_code=fields["category"] or None,
            complained_unit=fields["complained_unit"],
            place=fields["place"],
            address=fields["address"],
            contact=fields["contact"],
            photos=fields["photos"],
            follow=fields["follow"],
        )
        return HTTPStatus.CREATED, reported.case.number

    key = f"staff-report.{idempotency.mark_of(request.POST)}.{digest[:40]}"
    return idempotency.remember(f"user:{user.pk}", key, digest, at, run)[1]


def _after(request: HttpRequest, number: str) -> HttpResponse:
    """The new case, or the desk where it went to somebody else; with the code for the requester."""
    said = _("Recorded as %(number)s. Query code for the requester: %(code)s.")
    messages.success(request, said % {"number": number, "code": query_code.of(number)})
    seen = Case.objects.visible_to(viewer_of(request)).filter(number=number).exists()
    return redirect("case", number) if seen else redirect("desk")
