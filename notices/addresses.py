"""Addresses on the channels: cleaned on the way in, masked on the way out."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from notices.states import Channel

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})", re.ASCII)
_CHAT = re.compile(r"[A-Za-z0-9_.@-]{1,64}", re.ASCII)
LONGEST = 100


def clean(channel: Channel, typed: str) -> str:
    """The address in one form. Raises `Refusal` invalid `bad_address`."""
    tidy = typed.strip()[: LONGEST + 1]
    if channel is Channel.SMS:
        found = _MOBILE.fullmatch(tidy.replace(" ", "").replace("-", ""))
        if found is None:
            raise invalid("bad_address", _("This is no mobile number."), "address")
        return found[1]
    if channel is Channel.CHAT:
        if not _CHAT.fullmatch(tidy):
            raise invalid("bad_address", _("This is no name of an account in the enterprise chat."), "address")
        return tidy
    try:
        validate_email(tidy)
    except ValidationError:
        raise invalid("bad_address", _("This is no e-mail address."), "address") from None
    if len(tidy) > LONGEST:
        raise invalid("bad_address", _("This is no e-mail address."), "address")
    return tidy


def mobile_of(text: str) -> str:
    """The mobile number that a text is, or "" for everything else."""
    found = _MOBILE.fullmatch(text.replace(" ", "").replace("-", ""))
    return found[1] if found else ""


def mask(channel: Channel, address: str) -> str:
    """138****5678, z***@example.cn, z***."""
    if channel is Channel.SMS:
        return f"{address[:3]}****{address[-4:]}"
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}"
