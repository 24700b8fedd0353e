"""Which running clocks another calendar reaches, and what it would do to them. Reads only."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet

from cases.casefile import LIVE
from cases.models import Deadline
from cases.retiming import Change, moved

MOST: Final = 20_000
"""So many clocks are tried for a preview."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen: how many clocks were tried, how many due times move, and by how much at most.

    `is_cut`: there are more clocks than were tried.
    """

    looked_at: int
    later: int
    earlier: int
    farthest: dt.timedelta
    is_cut: bool

    @property
    def moved(self) -> int:
        """How many due times move."""
        return self.later + self.earlier


def reached(change: Change) -> QuerySet[Deadline]:
    """Live clocks with an instant in the days that change, case by case."""
    since = dt.datetime.combine(change.since, dt.time(), change.before.zone)
    live = Deadline.objects.filter(Q(due_at__gte=since) | Q(fire_at__gte=since), state__in=LIVE)
    if change.until is not None:
        live = live.filter(starts_at__lt=dt.datetime.combine(change.until, dt.time(), change.before.zone))
    return live.select_related("case").order_by("case_id", "id")


def preview(change: Change, at: dt.datetime) -> Effect:
    """What the change would do now; nothing is written. One statement."""
    rows = list(reached(change)[: MOST + 1])
    shifts = [row.deadline.due_at - row.old_due_at for row in moved(islice(rows, MOST), change, at)]
    zero = dt.timedelta(0)
    return Effect(
        looked_at=min(len(rows), MOST),
        later=sum(shift > zero for shift in shifts),
        earlier=sum(shift < zero for shift in shifts),
        farthest=max((abs(shift) for shift in shifts), default=zero),
        is_cut=len(rows) > MOST,
    )
