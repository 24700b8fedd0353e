"""The signals of an alarm device that were taken for the matter of a case."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from cases.models import Alarm, Case
from cases.states import Channel


@dataclass(frozen=True, slots=True)
class Folded:
    """Signals after the one that made the case, and when the latest came."""

    count: int
    latest_at: dt.datetime


def of(case: Case) -> Folded | None:
    """The later signals of an alarm's case, None where there are none. A statement for cases of alarms only."""
    if case.channel != Channel.ALARM:
        return None
    found = Alarm.objects.filter(case_id=case.pk).aggregate(count=Count("id"), latest=Max("at"))
    return Folded(found["count"] - 1, found["latest"]) if found["count"] > 1 else None
