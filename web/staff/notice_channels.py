"""How I am reached outside the inbox: my own addresses, verified with a code."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Refusal
from notices import queries
from notices.actions import choices
from notices.channels import configured
from notices.models import ChannelChoice
from notices.states import Channel, Language, Wants
from notices.words import CHANNELS, WANTS
from web.forms import refuse, status_of
from web.staff.notice_forms import AddressForm, ChoiceForm, CodeForm
from web.viewing import instant_of, user_of


@dataclass
class Shown:
    """One channel with what may be done about it now."""

    channel: Channel
    name: "str | Promise"
    choice: ChannelChoice | None
    wants: "str | Promise"
    forms: dict[str, forms.Form]


DONE: dict[str, Promise] = {
    "choose": _("A code is on its way to the address. Enter it here within 30 minutes."),
    "verify": _("The address is verified. Notices come there from now on."),
    "change": _("Your choice is kept."),
    "take-back": _("The address is forgotten."),
}


@login_required
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel that the installation has, with my address on it."""
    return _page(request, {}, HTTPStatus.OK)


@login_required
@require_POST
def act(request: HttpRequest, channel: str, step: str) -> HttpResponse:
    """Choose, verify, change or take back."""
    if channel not in configured() or step not in DONE:
        raise Http404
    form = _form(step, Channel(channel), request.POST)
    if form.is_valid():
        try:
            _ACTS[step](request, Channel(channel), form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
            return _page(request, {(channel, step): form}, status_of(refusal))
        messages.success(request, str(DONE[step]))
        return redirect("notice_channels")
    return _page(request, {(channel, step): form}, HTTPStatus.BAD_REQUEST)


def _form(step: str, channel: Channel, data: Any = None, choice: ChannelChoice | None = None) -> forms.Form:
    initial = {"wants": choice.wants, "language": choice.language} if choice else None
    prefix = f"id_{channel}_{step}_%s"
    if step == "choose":
        return AddressForm(data, channel=channel, auto_id=prefix)
    if step == "verify":
        return CodeForm(data, auto_id=prefix)
    return ChoiceForm(data, initial=initial, auto_id=prefix) if step == "change" else forms.Form(data)


def _page(request: HttpRequest, bound: dict[tuple[str, str], forms.Form], status: HTTPStatus) -> HttpResponse:
    own = queries.choices_of(user_of(request).pk)
    shown = []
    for channel in configured():
        choice = own.get(channel)
        steps = (
            ["choose"] if choice is None else ["change", "take-back"] if choice.verified_at else ["verify", "take-back"]
        )
        given = {
            step.replace("-", "_"): bound.get((channel, step)) or _form(step, channel, choice=choice) for step in steps
        }
        wants = WANTS[Wants(choice.wants)] if choice else ""
        shown.append(Shown(channel, CHANNELS[channel], choice, wants, given))
    return render(request, "web/staff/notice_channels.html", {"channels": shown}, status=status)


def _choose(request: HttpRequest, channel: Channel, data: dict[str, Any]) -> None:
    choices.choose(channel, data["address"], by=user_of(request), at=instant_of(request), **_typed(data))


def _verify(request: HttpRequest, channel: Channel, data: dict[str, Any]) -> None:
    choices.verify(channel, data["code"], by=user_of(request), at=instant_of(request))


def _change(request: HttpRequest, channel: Channel, data: dict[str, Any]) -> None:
    choices.change(channel, by=user_of(request), at=instant_of(request), **_typed(data))


def _take_back(request: HttpRequest, channel: Channel, data: dict[str, Any]) -> None:
    choices.take_back(channel, by=user_of(request), at=instant_of(request))


def _typed(data: dict[str, Any]) -> dict[str, Any]:
    return {"wants": Wants(data["wants"]), "language": Language(data["language"])}


_ACTS: dict[str, Callable[[HttpRequest, Channel, dict[str, Any]], None]] = {
    "choose": _choose,
    "verify": _verify,
    "change": _change,
    "take-back": _take_back,
}
