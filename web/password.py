"""The own password: a new one in place of the present one."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.actions import users
from accounts.refusals import Kind, Refusal
from web.forms import refuse, status_of
from web.viewing import instant_of, user_of

_NEW = {"autocomplete": "new-password"}


class PasswordForm(forms.Form):
    """The present password, and the new one twice; what a password must be is the action's rule."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 10 characters, not only digits, and nothing that everybody uses."),
        widget=forms.PasswordInput(attrs=_NEW),
    )
    again = forms.CharField(label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs=_NEW))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", forms.ValidationError(_("The two are not the same."), code="different"))
        return cleaned


@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Other sessions and all tokens end; this session goes on."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _change(request, form)
        if status == HTTPStatus.FOUND:
            messages.success(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("desk")
    return render(request, "web/password.html", {"form": form}, status=status)


def _change(request: HttpRequest, form: PasswordForm) -> HTTPStatus:
    """302 when it is changed; else the status with which the form is shown again."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    user, fields = user_of(request), form.cleaned_data
    try:
        users.change_password(user, present=fields["present"], password=fields["password"], at=instant_of(request))
    except Refusal as refusal:
        if refusal.kind is Kind.TOO_MANY:
            raise
        refuse(form, refusal)
        return status_of(refusal)
    update_session_auth_hash(request, user)
    return HTTPStatus.FOUND
