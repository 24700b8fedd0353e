"""Links for people without an account, made and withdrawn on the case page."""

from http import HTTPStatus

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.refusals import Kind, Refusal
from cases.actions import links
from web.site import site_of
from web.staff import case_page
from web.viewing import instant_of, user_of


@login_required
@never_cache
@require_POST
def make(request: HttpRequest, number: str) -> HttpResponse:
    """A new link, shown this once with its QR code."""
    case = case_page.find(request, number)
    task = request.POST.get("task", "")
    try:
        token, row = links.make(
            case,
            by=user_of(request),
            at=instant_of(request),
            kind=request.POST.get("kind", ""),
            task=int(task) if task.isascii() and task.isdigit() and len(task) < 19 else None,
        )
    except Refusal as refusal:
        return _refused(request, number, refusal)
    address = site_of(request) + reverse("link", args=[token])
    context = {"address": address, "link": row, "number": number, "qr": drawn(address)}
    return render(request, "web/staff/link.html", context, status=HTTPStatus.CREATED)


@login_required
@require_POST
def revoke(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The link opens nothing from now on."""
    case = case_page.find(request, number)
    try:
        links.revoke(case, by=user_of(request), at=instant_of(request), link=pk)
    except Refusal as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("The link is withdrawn."))
    return redirect("case", number)


def _refused(request: HttpRequest, number: str, refusal: Refusal) -> HttpResponse:
    """Back to the case with the sentence; what is not for this person is refused altogether."""
    if refusal.kind in {Kind.FORBIDDEN, Kind.NOT_FOUND}:
        raise refusal
    messages.error(request, str(refusal.message))
    return redirect("case", number)


def drawn(address: str) -> str:
    """The address as a QR code, as the source of an image; on white, as cameras need it, in dark colours too."""
    source: str = segno.make(address, error="m").svg_data_uri(scale=4, light="#fff")
    return source
