"""The hash chain of a case's events. Pure.

Every event's hash covers its content and the hash before it; changing, dropping or inserting an
event breaks every hash after it (case process, invariant 4).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def text_digest(salt: bytes, body: str) -> str:
    """SHA-256 over salt and text: after erasure the text cannot be guessed back from the digest."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def event_hash(content: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the event's content (JSON values and instants) and the hash before it."""
    canonical = json.dumps(
        {**content, "previous": previous}, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} cannot be hashed")
