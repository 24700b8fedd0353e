"""Signing in and out of the pages."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import sign_in as signing
from accounts.refusals import Kind, Refusal
from web import errors
from web.display import safe_next
from web.forms import refuse, status_of
from web.viewing import instant_of, user_of

DESK = "/desk/"


class SignInForm(forms.Form):
    """Lengths are checked by the action: too long is simply wrong."""

    username = forms.CharField(
        label=_("User name"), widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the page that asked for it, else the desk."""
    after = safe_next(request, DESK)
    if request.user.is_authenticated:
        return redirect(after)
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _attempt(request, form)
        if status == HTTPStatus.FOUND:
            return redirect(after)
    context = {"form": form, "next": after, "field_name": REDIRECT_FIELD_NAME}
    return render(request, "web/sign_in.html", context, status=status)


def _attempt(request: HttpRequest, form: SignInForm) -> HTTPStatus:
    """302 when the session is open; else the status with which the form is shown again."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        user = signing.sign_in(**form.cleaned_data, request=request, at=instant_of(request))
    except Refusal as refusal:
        if refusal.kind is Kind.TOO_MANY:
            raise
        refuse(form, refusal)
        return status_of(refusal)
    login(request, user)
    return HTTPStatus.FOUND


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; twice is no mistake."""
    if request.user.is_authenticated:
        signing.sign_out(user_of(request), at=instant_of(request))
    logout(request)
    return redirect("/")


def locked(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """What django-axes answers on its own account, for the sign-in of the reference-data site."""
    return errors.page(request, HTTPStatus.TOO_MANY_REQUESTS)
