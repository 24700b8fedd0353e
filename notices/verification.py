"""The code that shows that an address is the person's own. Derived, so that it is kept nowhere."""

import datetime as dt
import hmac
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notices.models import ChannelChoice
from notices.templates import Text

VALID: Final = dt.timedelta(minutes=30)


def code_of(choice: ChannelChoice) -> str:
    """Six digits that belong to this address, entered at this time."""
    said = f"channel:{choice.pk}:{choice.created_at.timestamp()}:".encode() + bytes(choice.address_cipher)
    digest = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def fits(choice: ChannelChoice, code: str, at: dt.datetime) -> bool:
    """The code is the one that was sent, and was sent within the last half hour."""
    return at - choice.created_at <= VALID and hmac.compare_digest(code_of(choice).encode(), code.encode())


def text_of(choice: ChannelChoice) -> Text:
    """What is sent to an address that is to be verified."""
    with translation.override(choice.language):
        body = _("Your code for notices from Gezhi is %(code)s. It is valid for 30 minutes.")
        return Text(_("Your code"), body % {"code": code_of(choice)})
