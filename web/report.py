"""The resident reports: form, places to choose from, receipt."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import idempotency, strangers
from accounts.addresses import address_of
from accounts.refusals import Refusal
from cases import query_code
from cases.actions import intake
from cases.actions.intake import Reported
from cases.queries import duplicates
from cases.queries.duplicates import Hint
from cases.states import Channel
from cases.world import World, world
from web.chosen_place import chosen_place, is_looking
from web.emergency import numbers_in
from web.forms import refuse, status_of
from web.report_form import PhotosField, ReportForm
from web.tracked import Tracked, keep, keep_receipt, kept_receipt
from web.viewing import instant_of


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form. Its buttons that look for a place send it too: nothing typed is lost without JavaScript."""
    present = world(instant_of(request))
    given = _given(request)
    if request.method == "GET" or is_looking(given):
        return _page(request, present, _form(present, initial=given))
    try:
        strangers.count_report(address_of(request), len(request.FILES.getlist("photos")))
    except Refusal as refusal:
        return _too_many(request, present, refusal)
    form = _form(present, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _page(request, present, form, HTTPStatus.BAD_REQUEST)
    if likely := _likely(request, present, form):
        return _page(request, present, form, likely=likely)
    try:
        shown = _send(request, form)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, present, form, status_of(refusal))
    keep_receipt(request, shown)
    keep(request, Tracked(shown["number"], shown["code"]))
    return redirect("receipt")


@never_cache
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The part of the form in which a place is chosen, for pages with JavaScript."""
    present = world(instant_of(request))
    context = {"place": chosen_place(present, _given(request))}
    return render(request, "web/resident/_places.html", context)


@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Open cases that may be the same matter, while the report is written, for pages with JavaScript."""
    strangers.count_look(address_of(request))
    present = world(instant_of(request))
    found = _hints(present, _form(present, data=request.POST), duplicates.LEAST)
    return render(request, "web/resident/_similar.html", {"hints": found})


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and query code of what this browser reported last, large enough to copy."""
    shown = kept_receipt(request)
    if shown is None:
        return redirect("track")
    instants = {
        name: dt.datetime.fromisoformat(shown[name]) for name in ("reported_at", "promise_at") if shown.get(name)
    }
    return render(request, "web/resident/receipt.html", {"receipt": {**shown, **instants}})


def by_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The address on a QR sheet: the form with the place filled in."""
    return redirect(reverse("report", query={"place_code": code}))


def _given(request: HttpRequest) -> dict[str, str]:
    """The values of the form's own controls, the last of each name."""
    given = request.POST if request.method == "POST" else request.GET
    return {name: str(given[name]) for name in given}


def _form(present: World, **values: Any) -> ReportForm:
    return ReportForm(categories=present.catalogue.all_in_force(present.today), at=present.at, **values)


def _likely(request: HttpRequest, present: World, form: ReportForm) -> list[Hint]:
    """Open cases that may be the same matter, shown once: while the report is written, or before it is taken in."""
    if "follow" in request.POST:
        return []
    seen = set(request.POST.getlist("seen"))
    return [hint for hint in _hints(present, form) if hint.token not in seen]


def _hints(present: World, form: ReportForm, least: int = 1) -> list[Hint]:
    matter = form.matter(least)
    return duplicates.hints(present, **matter) if matter else []


def _page(
    request: HttpRequest,
    present: World,
    form: ReportForm,
    status: HTTPStatus = HTTPStatus.OK,
    likely: Sequence[Hint] = (),
) -> HttpResponse:
    given = _given(request)
    place = chosen_place(present, given)
    context = {
        "form": form,
        "camera": PhotosField.camera.render("photos", None),
        "place": place,
        "placed": bool(place.values.get("place_code") and place.spot),
        "once": idempotency.mark_of(_given(request)),
        "stoppers": _stoppers(present),
        "photos_lost": bool(request.FILES),
        "likely": likely,
        "least": duplicates.LEAST,
    }
    return render(request, "web/resident/report.html", context, status=status)


def _too_many(request: HttpRequest, present: World, refusal: Refusal) -> HttpResponse:
    """The form with what was typed; the photos are not even looked at."""
    form = _form(present, data=request.POST)
    refuse(form, refusal)
    response = _page(request, present, form, status_of(refusal))
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _stoppers(present: World) -> list[tuple[str, list[str]]]:
    """Telephone numbers to call first, with the categories that need them."""
    codes: dict[tuple[str, ...], list[str]] = {}
    for category in present.catalogue.all_in_force(present.today):
        if numbers := numbers_in(category.emergency_hint):
            codes.setdefault(tuple(numbers), []).append(category.code)
    return [(" ".join(found), list(numbers)) for numbers, found in codes.items()]


def _send(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    """Reports once, however often the button was pressed; what the receipt shows."""
    fields = form.cleaned_data
    content = [fields[name] for name in ("text", "address", "category", "complained_unit", "place", "name", "phone")]
    content += [photo.digest for photo in fields["photos"]]
    digest = hashlib.sha256(repr(content).encode()).hexdigest()
    key = f"web-report.{idempotency.mark_of(request.POST)}.{digest[:40]}"
    shown: dict[str, Any] = {}

    def run() -> tuple[int, str]:
        reported = _report(form, instant_of(request))
        shown.update(_receipt_of(reported))
        return HTTPStatus.CREATED, reported.case.number

    _status, number, _replayed = idempotency.remember("public", key, digest, instant_of(request), run)
    return {"number": number, "code": query_code.of(number), **shown}


def _report(form: ReportForm, at: dt.datetime) -> Reported:
    fields = form.cleaned_data
    return intake.report(
        text=fields["text"],
        at=at,
        channel=Channel.QR if fields["place_code"] else Channel.WEB,
        category_code=fields["category"] or None,
        complained_unit=fields["complained_unit"],
        place=fields["place"],
        address=_address(fields),
        contact=fields["contact"],
        photos=fields["photos"],
        follow=fields["follow"],
    )


def _address(fields: dict[str, Any]) -> str:
    """What was written, behind the spot of the sheet; where both are too long, the spot is cut."""
    written = fields["address"]
    spot = " ".join(fields["place"].evidence) if fields["place_code"] else ""
    if not written or spot in written:
        return written or spot
    return f"{spot[: max(intake.LONGEST_ADDRESS - len(written) - 1, 0)]} {written}".strip()


def _receipt_of(reported: Reported) -> dict[str, Any]:
    return {
        "state": (reported.case.master or reported.case).state,
        "promise_at": reported.promise_at.isoformat() if reported.promise_at else "",
        "call_first": numbers_in(reported.emergency_hint),
        "reported_at": reported.case.reported_at.isoformat(),
    }
