"""What somebody tells at a reception is recorded as a case, with the paper slip for who came."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import idempotency
from accounts.refusals import Kind, Refusal
from cases import query_code
from meetings import rules
from meetings.actions import items
from meetings.models import ReceptionSession
from meetings.queries import receptions as queries
from meetings.states import ReceptionVerb
from web.chosen_place import chosen_place, is_looking
from web.forms import refuse, status_of
from web.staff.meeting_forms import ItemForm
from web.viewing import instant_of, user_of, viewer_of, world_of

FIELDS = ("text", "address", "category", "place", "name", "phone")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; its buttons that look for a place send it too, so that nothing typed is lost."""
    viewer, present = viewer_of(request), world_of(request)
    session = queries.find(viewer, pk)
    rules.check_reception(ReceptionVerb.RECORD_CASE, viewer, session, present.today)
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" or is_looking(given):
        return _page(request, session, given, _form(request, initial=given))
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return _page(request, session, given, form, HTTPStatus.BAD_REQUEST)
    try:
        number, hint = _record(request, session, form)
    except Refusal as refusal:
        if refusal.kind is Kind.NOT_FOUND:
            raise
        field = "area_code" if refusal.code == "outside_your_area" else refusal.field
        refuse(form, Refusal(refusal.kind, refusal.code, refusal.message, field))
        return _page(request, session, given, form, status_of(refusal))
    said = _("Recorded as %(number)s. Query code for the requester: %(code)s.")
    messages.success(request, said % {"number": number, "code": query_code.of(number)})
    if hint:
        messages.warning(request, hint)
    return redirect("reception", pk)


def _form(request: HttpRequest, **values: Any) -> ItemForm:
    present = world_of(request)
    return ItemForm(categories=present.catalogue.all_in_force(present.today), at=present.at, **values)


def _page(
    request: HttpRequest,
    session: ReceptionSession,
    given: QueryDict,
    form: ItemForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if "inside" not in given and "query" not in given:
        given = given.copy()
        given["inside"] = session.area_id
    context = {
        "session": session,
        "form": form,
        "place": chosen_place(world_of(request), given),
        "once": idempotency.mark_of(given),
    }
    return render(request, "web/staff/reception_case.html", context, status=status)


def _record(request: HttpRequest, session: ReceptionSession, form: ItemForm) -> tuple[str, str]:
    """Records once, however often the button was pressed. Returns the case number and an emergency hint."""
    fields, user, at = form.cleaned_data, user_of(request), instant_of(request)
    digest = hashlib.sha256(repr([session.pk, *(fields[name] for name in FIELDS)]).encode()).hexdigest()
    hints: list[str] = []

    def run() -> tuple[int, str]:
        recorded = items.record_case(
            session,
            by=user,
            at=at,
            text=fields["text"],
            place=fields["place"],
            category=fields["category"] or None,
            address=fields["address"],
            contact=fields["contact"],
        )
        hints.append(recorded.emergency_hint)
        return HTTPStatus.CREATED, recorded.case.number

    key = f"reception.{idempotency.mark_of(request.POST)}.{digest[:40]}"
    number = idempotency.remember(f"user:{user.pk}", key, digest, at, run)[1]
    return number, "".join(hints)
