"""Signed messages of alarm devices: who sent this, and when.

The sender signs the timestamp (seconds since 1970), a full stop and the body with HMAC-SHA256 under the key
of its device group. Whatever is wrong, the answer is the same: nobody learns which groups there are.
"""

import datetime as dt
import hmac

from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt
from accounts.refusals import Refusal, forbidden
from cases.models import DeviceGroup

WINDOW_SECONDS = 300
"""How far a sender's clock may be off; older messages are replays, which the alarm's own id also catches."""


def sign(key: str, timestamp: str, body: bytes) -> str:
    """The signature in hexadecimal digits."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()


def sender(group: str, timestamp: str, signature: str, body: bytes, at: dt.datetime) -> DeviceGroup:
    """The active group that signed this body at `at`, five minutes more or less.

    Raises `Refusal` forbidden `bad_signature`.
    """
    found = DeviceGroup.objects.filter(code=group, active=True).first() if _plain(group) else None
    # The work is done for an unknown group too, so that time tells nothing.
    expected = sign(decrypt(found.key) if found else "no key", timestamp, body) if _plain(timestamp) else ""
    if found is None or not _is_now(timestamp, at) or not hmac.compare_digest(expected, _ascii(signature)):
        raise _bad()
    return found


def _plain(text: str) -> bool:
    return 0 < len(text) <= 40 and text.isascii() and text.isprintable()


def _ascii(text: str) -> str:
    return text if text.isascii() else ""


def _is_now(timestamp: str, at: dt.datetime) -> bool:
    return timestamp.isdigit() and len(timestamp) <= 12 and abs(int(timestamp) - at.timestamp()) <= WINDOW_SECONDS


def _bad() -> Refusal:
    return forbidden("bad_signature", _("The message is not signed by a device group that is known here."))
