"""Contact data in clear: shown once, against a purpose that stays on record."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.refusals import Kind, Refusal
from cases.actions import contact
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
