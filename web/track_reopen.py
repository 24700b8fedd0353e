"""The requester asks to have the own closed case worked on again."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal
from cases import texts
from cases.actions import reopening
from web.forms import LongText, refuse, status_of
from web.track import followed_case
from web.viewing import instant_of


class ReopenForm(forms.Form):
    """Why it is not finished: somebody has to decide by that."""

    text = LongText(
        label=_("What is not done, or has come back?"),
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write something.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest) -> HttpResponse:
    """Says what it means, and sends the request."""
    followed = followed_case(request)
    if followed is None:
        return redirect("track")
    form = ReopenForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.BAD_REQUEST
        if form.is_valid():
            try:
                reopening.request_reopen(followed.case, at=instant_of(request), **form.cleaned_data)
            except Refusal as refusal:
                refuse(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("Your request has arrived. The level above decides and answers you."))
                return redirect("progress")
    return render(request, "web/resident/reopen.html", {"form": form, "progress": followed}, status=status)
