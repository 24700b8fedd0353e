"""The code with which a requester reads the own case: eight digits, derived, never stored."""

import hmac

from django.conf import settings


def of(number: str) -> str:
    """The query code of a case number: HMAC-SHA256 under the installation's key, as 8 digits."""
    mac = hmac.digest(settings.SECRET_KEY.encode(), f"query-code:{number}".encode(), "sha256")
    return f"{int.from_bytes(mac[:8]) % 100_000_000:08d}"


def matches(number: str, code: str) -> bool:
    """Compares in constant time; spaces and hyphens that people type are ignored."""
    typed = code.replace(" ", "").replace("-", "")
    return typed.isascii() and hmac.compare_digest(of(number), typed)
