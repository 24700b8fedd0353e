"""How pages are shown: large type, colours, contrast. (The language is switched by Django's own view.)

Each choice is a cookie of this browser. Without one the device decides: `prefers-color-scheme` and
`prefers-contrast` stand in the `media` of the linked tables of tokens, so that no script is needed.
"""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

ELDER_COOKIE = "elder"
YEAR_SECONDS = 365 * 24 * 3600
# What a cookie may say; anything else counts as nothing chosen.
CHOICES: Final = {ELDER_COOKIE: ["1"], "colours": ["light", "dark"], "contrast": ["high"]}
# Paper is white: no table of a mode counts in print.
DARK_MEDIA: Final = {"": "screen and (prefers-color-scheme: dark)", "dark": "screen", "light": ""}
CONTRAST_MEDIA: Final = {"": "screen and (prefers-contrast: more)", "high": "screen"}


class DisplayForm(forms.Form):
    """The three choices; `device` and `normal` mean that no cookie is kept."""

    elder = forms.ChoiceField(
        label=gettext_lazy("Size of type"),
        choices=[("normal", pgettext_lazy("size of type", "Normal")), ("1", gettext_lazy("Large, with large buttons"))],
        widget=forms.RadioSelect,
    )
    colours = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=[
            ("device", gettext_lazy("As the device")),
            ("light", pgettext_lazy("colours", "Light")),
            ("dark", pgettext_lazy("colours", "Dark")),
        ],
        widget=forms.RadioSelect,
    )
    contrast = forms.ChoiceField(
        label=gettext_lazy("Contrast"),
        choices=[("device", gettext_lazy("As the device")), ("high", pgettext_lazy("contrast", "High"))],
        widget=forms.RadioSelect,
    )


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The `next` address of a form where it stays on this site and begins at its root."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    stays = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    # Without the stroke Django would take it for the name of a page, and fail where there is none.
    return wanted if stays and wanted.startswith("/") else default


def chosen(request: HttpRequest) -> dict[str, str]:
    """What this browser chose, by the name of the cookie; empty where the device decides."""
    said = request.COOKIES
    return {name: said[name] if said.get(name) in allowed else "" for name, allowed in CHOICES.items()}


def shown(request: HttpRequest) -> dict[str, object]:
    """What the frame of a page needs: large type, chosen colours, and when the tables of modes count."""
    choice = chosen(request)
    return {
        "elder": choice[ELDER_COOKIE] == "1",
        "colours": choice["colours"],
        "dark_media": DARK_MEDIA[choice["colours"]],
        "contrast_media": CONTRAST_MEDIA[choice["contrast"]],
    }


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Large type and large targets (大字版), on or off for this browser."""
    response = redirect(safe_next(request))
    _keep(response, {ELDER_COOKIE: "1" if request.POST.get("on") == "1" else ""})
    return response


def display(request: HttpRequest) -> HttpResponse:
    """Size of type, colours and contrast on one page; back to where the visitor came from."""
    back = safe_next(request)
    unset = {ELDER_COOKIE: "normal", "colours": "device", "contrast": "device"}
    initial = {name: value or unset[name] for name, value in chosen(request).items()}
    form = DisplayForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("The display is set for this browser."))
        response = redirect(back)
        _keep(response, form.cleaned_data)
        return response
    return render(request, "web/display.html", {"form": form, "next": back}, status=400 if form.errors else 200)


def _keep(response: HttpResponse, choice: Mapping[str, str]) -> None:
    for name, value in choice.items():
        if value in CHOICES[name]:
            response.set_cookie(name, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.HTTPS)
        else:
            response.delete_cookie(name, samesite="Lax")
