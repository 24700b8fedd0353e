"""What is kept too long goes: first the messages with their masked addresses, much later the notices."""

import datetime as dt
from typing import Final

from django.db.models import Model, Q, QuerySet

from notices.models import Delivery, Notice
from notices.states import DeliveryState

BATCH: Final = 500
NOT_QUEUED: Final = ~Q(state=DeliveryState.QUEUED)
SPREAD: Final = Q(spread_at__isnull=False)


def purge(at: dt.datetime, *, messages_days: int, notices_days: int, batches: int = 200) -> int:
    """Deletes ended messages and notices older than so many days; how many rows of both.

    Each batch is a statement of its own, so that a call that was killed has lost nothing; `batches` bounds one
    call for each of the two, and the next call finds the rest. What still waits to be sent stays.
    """
    messages = Q(created_at__lt=at - dt.timedelta(days=messages_days)) & NOT_QUEUED
    notices = Q(at__lt=at - dt.timedelta(days=notices_days)) & SPREAD
    return _delete(Delivery.objects.all(), messages, batches) + _delete(Notice.objects.all(), notices, batches)


def _delete(rows: QuerySet[Model], over: Q, batches: int) -> int:
    """The oldest first, batch by batch, until one has nothing to delete: that reads no more than it deletes."""
    done = 0
    for _batch in range(batches):
        oldest = rows.order_by("pk").values("pk")[:BATCH]
        count = rows.filter(over, pk__in=oldest).delete()[1].get(rows.model._meta.label, 0)
        if count == 0:
            break
        done += count
    return done
