"""Contact data in clear: shown once, against a purpose that stays on record."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.refusals import Kind, Refusal
from cases.actions import contact
from cases.models import Case
from web.forms import refuse, status_of
from web.staff import case_page
from web.staff.case_page import Sent
from web.staff.reveal_form import RevealForm
from web.viewing import instant_of, user_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Name and telephone number on the case page, this once; a reload asks for the purpose again."""
    case = case_page.find(request, number)
    if request.method != "POST":
        return redirect("case", number)
    form = RevealForm(request.POST)
    if request.headers.get("Accept") == "application/json":
        return _number(request, case, form)
    if not form.is_valid():
        return case_page.page(request, case, Sent(reveal=form), HTTPStatus.BAD_REQUEST)
    try:
        clear = contact.reveal(case, by=user_of(request), at=instant_of(request), purpose=form.said())
    except Refusal as refusal:
        if refusal.kind is Kind.FORBIDDEN:
            raise
        refuse(form, refusal)
        return case_page.page(request, case, Sent(reveal=form), status_of(refusal))
    return case_page.page(request, case, Sent(contact=clear))


def _number(request: HttpRequest, case: Case, form: RevealForm) -> JsonResponse:
    """For the button that calls: the number alone, or the sentence of the refusal. Recorded and counted as always."""
    if not form.is_valid():
        return JsonResponse(
            {"sentence": str(_("Say for what you need the contact data."))}, status=HTTPStatus.BAD_REQUEST
        )
    try:
        clear = contact.reveal(case, by=user_of(request), at=instant_of(request), purpose=form.said())
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal.message)}, status=status_of(refusal))
    response = JsonResponse({"phone": clear.phone})
    response.headers["Cache-Control"] = "private, no-store"
    return response
