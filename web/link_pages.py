"""Pages for people without an account: one link, one purpose. The token in the address is the key.

Nothing on these pages says who asks. A wrong token counts like a wrong query code; the address leaves no
trace in the browser's cache, in other sites' logs or in search engines.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import strangers
from accounts.addresses import address_of
from accounts.refusals import Kind, Refusal
from cases import texts
from cases.actions import links
from cases.actions.helping import Reply
from cases.models import LinkKind
from cases.queries.links import Opened, opened
from web.forms import LongText, refuse, status_of
from web.report_form import PhotosField
from web.track import AnswerForm, RatingForm
from web.viewing import instant_of, world_of

ENDED = frozenset({"link_revoked", "link_expired", "link_over"})
# Not `no-referrer`: browsers then send their forms with `Origin: null`, and those are refused as foreign.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class TaskForm(forms.Form):
    """What the helping unit says; photos come beside it."""

    done = forms.ChoiceField(label=_("Is it done?"), choices=YES_NO, widget=forms.RadioSelect)
    arrived = forms.ChoiceField(
        label=_("Are you on the spot?"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    text = LongText(
        label=_("What was done, or what is in the way?"),
        required=False,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    photos = PhotosField(label=_("Photos"), required=False, help_text=_("Up to 4. Only the office sees them."))

    def answer(self) -> Reply:
        """The reply that was filled in."""
        given = self.cleaned_data
        return Reply(given["text"], arrived=given["arrived"] == "yes", done=given["done"] == "yes")


FORMS: Mapping[LinkKind, type[forms.Form]] = {
    LinkKind.TASK: TaskForm,
    LinkKind.QUESTION: AnswerForm,
    LinkKind.RATING: RatingForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link; a POST answers."""
    try:
        with strangers.code_try(address_of(request)):
            found = opened(world_of(request), token)
    except Refusal as refusal:
        return _closed(request, refusal)
    if request.method != "POST":
        return _page(request, found, FORMS[found.kind]())
    form = FORMS[found.kind](request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, HTTPStatus.BAD_REQUEST)
    try:
        SENT[found.kind](request, token, form)
    except Refusal as refusal:
        if refusal.kind in {Kind.CONFLICT, Kind.NOT_FOUND}:
            return _closed(request, refusal)
        refuse(form, refusal)
        return _page(request, found, form, status_of(refusal))
    return _with_headers(render(request, "web/link/thanks.html"))


def _reply(request: HttpRequest, token: str, form: Any) -> None:
    pictures = form.cleaned_data["photos"]
    links.reply(token, at=instant_of(request), answer=form.answer(), pictures=pictures)


def _answer(request: HttpRequest, token: str, form: Any) -> None:
    links.answer(token, at=instant_of(request), **form.cleaned_data)


def _rate(request: HttpRequest, token: str, form: Any) -> None:
    links.rate(token, at=instant_of(request), **form.cleaned_data)


SENT: Mapping[LinkKind, Callable[[HttpRequest, str, Any], None]] = {
    LinkKind.TASK: _reply,
    LinkKind.QUESTION: _answer,
    LinkKind.RATING: _rate,
}


def _page(request: HttpRequest, found: Opened, form: forms.Form, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    if found.kind == LinkKind.TASK and not found.is_whistle:
        del form.fields["arrived"]
    context = {"found": found, "form": form}
    return _with_headers(render(request, "web/link/page.html", context, status=status))


def _closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Why the link opens nothing: 410 for good, 409 where it was answered, 404 for no link at all."""
    if refusal.kind is Kind.TOO_MANY:
        raise refusal
    status = HTTPStatus.GONE if refusal.code in ENDED else status_of(refusal)
    return _with_headers(render(request, "web/link/closed.html", {"sentence": refusal.message}, status=status))


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
