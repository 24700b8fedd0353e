"""What presses: late, and due before the day is over. Each is said by one condition, wherever it is said.

Lists and the map call overdue what shows so in its row (`late`). Figures count by the clock of the whole case alone
(`overdue`), as the indicators do, so that a step that waits changes no comparison.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from cases.models import Deadline
from cases.queries.listing import RUNNING
from cases.running_clock import STEPS
from cases.states import OPEN, DeadlineState, Severity
from cases.world import ZONE


def late(at: dt.datetime) -> Q:
    """The clock that presses has run out: `cases.running_clock` in SQL, for open cases."""
    gone = Deadline.objects.filter(case=OuterRef("pk"), state=DeadlineState.PENDING, due_at__lt=at)
    found = Q(state__in=RUNNING, due_at__lt=at) & ~Q(severity=Severity.CRITICAL)
    # The state stands first: inside an OR PostgreSQL takes the conditions as they come, and few rows need the second.
    found |= Q(state__in=RUNNING, severity=Severity.CRITICAL) & Q(Exists(gone))
    for state, kind in STEPS.items():
        if state in OPEN:
            found |= Q(state=state) & Q(Exists(gone.filter(kind=kind)))
    return found


def overdue(at: dt.datetime) -> Q:
    """The whole-case clock has run out and still runs."""
    return Q(state__in=RUNNING, due_at__lt=at)


def due_today(at: dt.datetime) -> Q:
    """The whole-case clock runs out between now and midnight, by the office's clock."""
    midnight = dt.datetime.combine(at.astimezone(ZONE).date() + dt.timedelta(days=1), dt.time(), ZONE)
    return Q(state__in=RUNNING, due_at__gte=at, due_at__lt=midnight)
