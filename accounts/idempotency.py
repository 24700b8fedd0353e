"""A repeated POST with the same key finds what its first run made, instead of making it again."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import IdempotencyKey
from accounts.refusals import conflict, invalid

_KEY = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_MARK = re.compile(r"[0-9a-f]{32}", re.ASCII)
KEPT = dt.timedelta(days=7)


def given_mark(given: Mapping[str, str]) -> str:
    """The mark `once` that a form brought: 32 hex digits, else empty."""
    mark = given.get("once", "")
    return mark if _MARK.fullmatch(mark) else ""


def mark_of(given: Mapping[str, str]) -> str:
    """The mark that a form brought, else a fresh one: two honest equal forms without a mark stay two."""
    return given_mark(given) or uuid4().hex


@transaction.atomic
def remember(
    owner: str, key: str, digest: str, at: dt.datetime, run: Callable[[], tuple[int, str]]
) -> tuple[int, str, bool]:
    """Run once for this owner and key: (HTTP status, subject, whether it was run before).

    `run` returns (HTTP status, subject), where the subject is what the caller needs to build its answer
    again; it runs in the transaction that keeps the key, so both are there or neither. A second
    call with the same key waits for the first to end. Raises `Refusal` invalid `bad_idempotency_key`
    unless the key has 1 to 128 printable ASCII characters, conflict `idempotency_mismatch` where it was
    used for another `digest`, and whatever `run` raises: then the key is free again.
    """
    if not _KEY.fullmatch(key):
        raise invalid(
            "bad_idempotency_key", _("An idempotency key has 1 to 128 printable ASCII characters."), "Idempotency-Key"
        )
    # The insert waits for whoever holds the same key. A row with status 0 can only be our own, because
    # the status is set before the transaction ends.
    fresh = IdempotencyKey(owner=owner, key=key, digest=digest, created_at=at)
    IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
    row = IdempotencyKey.objects.get(owner=owner, key=key)
    if row.digest != digest:
        raise conflict("idempotency_mismatch", _("This idempotency key was used for another request."))
    if row.status:
        return row.status, row.subject, True
    status, subject = run()
    IdempotencyKey.objects.filter(pk=row.pk).update(status=status, subject=subject)
    return status, subject, False


def purge(at: dt.datetime) -> int:
    """Forget keys older than seven days; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()[0]
