"""The same matter at the same place again: closed cases shortly before a report. By place, never by person."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef

from accounts.prepared import Prepared
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import Outcome, State
from cases.viewer import Viewer

WITHIN: Final = dt.timedelta(days=90)
DEALT_WITH: Final = (Outcome.RESOLVED, Outcome.EXPLAINED)
MOST: Final = 10

_DEALT_WITH = Case.objects.filter(outcome__in=DEALT_WITH, state__in=[State.CLOSED, State.ARCHIVED])


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case of the same category in the same area, closed at most 90 days before the report."""

    number: str
    outcome: str
    closed_at: dt.datetime


def _candidates(code: str, area: str, since: dt.datetime, until: dt.datetime) -> CaseQuerySet:
    found = _DEALT_WITH.filter(category__code=code, area_id=area, closed_at__gte=since, closed_at__lte=until)
    return found.order_by("-closed_at", "-id")[:MOST]


_STAND_INS = ("·code·", "·area·", dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(1900, 1, 2, tzinfo=dt.UTC))
CANDIDATES = Prepared(_candidates, *_STAND_INS)


def of(viewer: Viewer, case: Case, category_code: str) -> list[Earlier]:
    """The earlier cases that the viewer may see, latest first; the address does not count, the area does.

    One statement, and a second where there are some.
    """
    found = CANDIDATES.of(category_code, case.area_id, case.reported_at - WITHIN, case.reported_at)
    if not found:
        return []
    seen = set(Case.objects.visible_to(viewer).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [Earlier(row.number, row.outcome, row.closed_at) for row in found if row.pk in seen and row.closed_at]


def recurring(cases: CaseQuerySet) -> CaseQuerySet:
    """Those of the cases that recur, for a figure: its count over the closed ones is the rate."""
    earlier = _DEALT_WITH.filter(
        category__code=OuterRef("category__code"),
        area_id=OuterRef("area_id"),
        closed_at__gte=OuterRef("reported_at") - WITHIN,
        closed_at__lte=OuterRef("reported_at"),
    ).exclude(pk=OuterRef("pk"))
    return cases.filter(Exists(earlier))
