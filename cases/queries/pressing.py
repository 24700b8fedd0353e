"""What presses: late, and due before the day is over. Lists and figures say it by the same condition."""

import datetime as dt

from django.db.models import Q

from cases.queries.listing import RUNNING
from cases.world import ZONE


def overdue(at: dt.datetime) -> Q:
    """The whole-case clock has run out and still runs."""
    return Q(state__in=RUNNING, due_at__lt=at)


def due_today(at: dt.datetime) -> Q:
    """The whole-case clock runs out between now and midnight, by the office's clock."""
    midnight = dt.datetime.combine(at.astimezone(ZONE).date() + dt.timedelta(days=1), dt.time(), ZONE)
    return Q(state__in=RUNNING, due_at__gte=at, due_at__lt=midnight)
