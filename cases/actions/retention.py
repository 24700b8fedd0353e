"""What is kept too long goes: contact data two years after the case was closed (hazard E18)."""

import datetime as dt
from typing import Final

from django.db import transaction

from cases.models import Case
from residents import actions as residents

KEPT: Final = dt.timedelta(days=731)
"""Two years, with a leap day."""
BATCH: Final = 200


def erase_contacts(at: dt.datetime, *, batches: int | None = None) -> int:
    """Erases names and numbers whose time is over; `batches` bounds one call. Returns how many.

    A batch is one transaction, and locks what it erases: two calls share the work, a call that was
    killed has lost one batch at most, and the next one finds the rest. A case that was reopened is
    not closed, and waits.
    """
    done = 0
    while batches is None or batches > 0:
        count = _batch(at)
        if count == 0:
            break
        done += count
        batches = None if batches is None else batches - 1
    return done


@transaction.atomic
def _batch(at: dt.datetime) -> int:
    over = Case.objects.filter(closed_at__lt=at - KEPT, requester__erased_at=None).exclude(requester=None)
    over = over.exclude(master__isnull=False, master__closed_at=None)
    locked = over.select_related("requester").select_for_update(skip_locked=True, of=("self", "requester"))
    found = [case.requester for case in locked.order_by("closed_at", "id")[:BATCH] if case.requester]
    for requester in found:
        residents.erase(requester, at)
    return len(found)
