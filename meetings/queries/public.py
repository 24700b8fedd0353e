"""What everybody may know: who receives people when and where, and how far a reception's matters are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases.world import ZONE, World
from grids.models.area import code_end
from meetings.models import ReceptionSession
from meetings.queries.receptions import Counts, counted
from meetings.states import SessionState

MOST = 20
SHOWN_FOR = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Coming:
    """A reception that everybody may go to. `who` is the leader's name or the company's."""

    pk: int
    kind: str
    area: str
    who: str
    day: dt.date
    begins: dt.time
    ends: dt.time
    place: str


@dataclass(frozen=True, slots=True)
class Board:
    """How far the matters of a reception are: numbers only."""

    session: Coming
    counts: Counts


def coming(present: World, area_code: str = "", most: int = MOST) -> list[Coming]:
    """The next receptions for a place (its own area's and those around it), the soonest first. One statement.

    Without a place those of the whole installation.
    """
    clock = present.at.astimezone(ZONE).time()
    rows = ReceptionSession.objects.filter(state__in=[SessionState.PLANNED, SessionState.HELD])
    rows = rows.filter(Q(day__gt=present.today) | Q(day=present.today, ends__gt=clock))
    if area_code:
        around = [node.code for node in present.directory.path(area_code)]
        inside = Q(area_id__gte=area_code, area_id__lt=code_end(area_code))
        rows = rows.filter(Q(area_id__in=around) | inside)
    rows = rows.select_related("leader__user", "unit", "area").order_by("day", "begins", "pk")
    return [_coming(row) for row in rows[:most]]


def board(present: World, pk: int) -> Board:
    """The progress of a reception of the last 90 days. Raises `Refusal` not_found."""
    rows = ReceptionSession.objects.filter(pk=pk, day__gte=present.today - SHOWN_FOR)
    session = rows.exclude(state=SessionState.PLANNED).select_related("leader__user", "unit", "area").first()
    if session is None:
        raise not_found(_("There is no such reception."))
    return Board(_coming(session), counted([session.pk]).get(session.pk, Counts()))


def boards(present: World) -> list[Board]:
    """The latest receptions that were held, in two statements."""
    rows = ReceptionSession.objects.exclude(state=SessionState.PLANNED)
    rows = rows.filter(day__range=(present.today - SHOWN_FOR, present.today))
    found = list(rows.select_related("leader__user", "unit", "area").order_by("-day", "-pk")[:MOST])
    figures = counted([row.pk for row in found])
    return [Board(_coming(row), figures.get(row.pk, Counts())) for row in found]


def _coming(row: ReceptionSession) -> Coming:
    who = row.leader.user.name if row.leader else row.unit.name if row.unit else ""
    return Coming(row.pk, row.kind, row.area.name, who, row.day, row.begins, row.ends, row.place)
