"""The audit trail: what was done outside a case's own chain."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from accounts.models import AuditEntry, User


def record(
    *,
    by: User | None,
    verb: str,
    subject_kind: str,
    subject_id: object,
    at: dt.datetime,
    purpose: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction: no entry without the deed, no deed without the entry.

    `by` is None where the system acted or nobody was signed in. `data` holds JSON values and never
    personal data in clear, because nobody can erase it later.
    """
    return AuditEntry.objects.create(
        at=at,
        user=by,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        purpose=purpose,
        data=dict(data or {}),
    )
