"""Signatures of webhooks, ours and those that come in: the scheme of Standard Webhooks. Pure.

HMAC-SHA256 over `id.timestamp.body`, in the headers `webhook-id`, `webhook-timestamp` (Unix seconds) and
`webhook-signature` (`v1,` and Base64; several may stand in it, parted by spaces, while a secret changes).
"""

import base64
import hashlib
import hmac
import re
from typing import Final

TOLERANCE_SECONDS: Final = 300
"""How far the sender's clock may be from ours: an older message is a replay."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def is_signed(secret: str, message_id: str, timestamp: str, signature: str, body: bytes, *, now: float) -> bool:
    """One of the signatures is ours and its time is within five minutes of `now` (Unix seconds).

    Never true without a secret.
    """
    if not secret or not message_id or not _TIMESTAMP.fullmatch(timestamp):
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = sign(secret, message_id, int(timestamp), body).encode()
    return any(hmac.compare_digest(expected, given.encode()) for given in signature.split(" "))
