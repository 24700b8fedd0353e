"""SMS and enterprise chat through a gateway's webhook, signed as `notices.signing` says.

The address of the gateway comes from the settings and from nowhere else. It is HTTPS or on this machine;
answers that lead elsewhere are not followed.
"""

import datetime as dt
import http.client
import json
import re
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import SplitResult, urlsplit

from notices import signing
from notices.channels.sending import Message, Undelivered

TIMEOUT_SECONDS: Final = 5.0
_LONGEST_ANSWER: Final = 64 * 1024
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_AGAIN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_NAME = re.compile(r"[A-Za-z0-9_.:@<>-]{1,80}", re.ASCII)


class WebhookSender:
    """One gateway. ValueError for an address that is neither HTTPS nor on this machine, or without a secret."""

    def __init__(self, channel: str, url: str, secret: str) -> None:
        allowed(url)
        if not secret:
            raise ValueError(f"the {channel} gateway needs a secret")
        self._channel, self._url, self._secret = channel, url, secret

    def send(self, message: Message, at: dt.datetime) -> str:
        """Posts the message; a gateway knows a repeated `webhook-id` as the same message."""
        content = {
            "channel": self._channel,
            "to": message.address,
            "kind": message.kind,
            "language": message.language,
            "text": message.text,
        }
        try:
            status, answer = post(self._url, self._secret, message.key, int(at.timestamp()), content)
        except ssl.SSLCertVerificationError:
            raise Undelivered("gateway_certificate", permanent=False) from None
        except TimeoutError:
            raise Undelivered("gateway_slow", permanent=False) from None
        except (OSError, http.client.HTTPException):
            raise Undelivered("gateway_away", permanent=False) from None
        if not 200 <= status < 300:
            raise Undelivered(f"gateway_{status}", permanent=status < 500 and status not in _AGAIN)
        return _named(answer)


def allowed(url: str) -> SplitResult:
    """The parts of a gateway's address; ValueError where it is neither HTTPS nor on this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError("a gateway is reached over https: or on this machine")
    if not parts.hostname or parts.username:
        raise ValueError("the address of a gateway has a host and no name in it")
    return parts


def post(url: str, secret: str, message_id: str, timestamp: int, content: Mapping[str, str]) -> tuple[int, bytes]:
    """One signed POST: status and answer. Follows nothing; OSError or HTTPException where nobody answers."""
    parts = allowed(url)
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.sign(secret, message_id, timestamp, body),
    }
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        response = connection.getresponse()
        return response.status, response.read(_LONGEST_ANSWER)
    finally:
        connection.close()


def _named(answer: bytes) -> str:
    """The `id` of a JSON answer, where it is a plain word."""
    try:
        name = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""
