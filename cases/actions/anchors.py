"""Setting the day's anchor."""

import datetime as dt

from django.db import connection, transaction

from cases import anchoring
from cases.models import Anchor

SETTLING = dt.timedelta(hours=1)
"""An event belongs to a finished day when the day has been over for this long: no transaction
lasts as long, so none can still commit into the span."""


def set_anchor(day: dt.date, *, until: dt.datetime, at: dt.datetime) -> Anchor | None:
    """Signs the heads as of `until`, the end of `day`; None where the day has its anchor or is not over.

    Runs twice and in parallel without harm: an advisory lock lets one through, the day is unique.
    """
    if at < until + SETTLING:
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.anchor'))")
        before = Anchor.objects.order_by("-day").first()
        if before is not None and before.day >= day:
            return None
        heads = anchoring.computed(before, until)
        anchor = Anchor(day=day, until=until, digest=heads.digest, case_count=heads.case_count)
        anchor.signature = anchoring.signature(anchor)
        anchor.save(force_insert=True)
        return anchor
