"""Screening meetings, their agenda, and which communities have held one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases.models import Case
from cases.queries import listing
from cases.queries.listing import Row
from cases.states import OPEN
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.models import Post
from grids.tree import AreaNode, Directory, UnitNode
from meetings import rules
from meetings.models import AgendaItem, ScreeningMeeting
from meetings.queries import paging
from meetings.queries.duty import month_of
from meetings.responsible import responsible_units
from meetings.scope import hosts
from meetings.states import MeetingState, ScreeningVerb


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a meeting has come."""

    agenda: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the agenda that the viewer sees. Of a sensitive one the row has number and category only."""

    item: AgendaItem
    case: Row
    may_decide: bool

    @property
    def text(self) -> str:
        """The words of the decision; none in a list for a sensitive case."""
        return "" if self.case.sensitive else self.item.text

    @property
    def is_over(self) -> bool:
        """The case was closed before anything was decided."""
        return not self.item.decision and self.case.state not in OPEN


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting before one viewer. `hidden`: cases of the agenda that are out of this viewer's sight."""

    meeting: ScreeningMeeting
    participants: list[Post]
    counts: Counts
    lines: list[Line]
    hidden: int
    actions: list[ScreeningVerb]


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting in a list."""

    meeting: ScreeningMeeting
    counts: Counts


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list; `next` is empty at its end."""

    rows: list[Listed]
    next: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Communities with a meeting in the month, of all communities (`screening_coverage`)."""

    month: dt.date
    held: list[AreaNode]
    missing: list[AreaNode]

    @property
    def communities(self) -> int:
        """The denominator."""
        return len(self.held) + len(self.missing)


PEOPLE = ("area", "planned_by", "reported_by", "reported_to", "acknowledged_by")


def meetings(viewer: Viewer) -> QuerySet[ScreeningMeeting]:
    """The meetings in the viewer's scope, with the names that a page shows."""
    return ScreeningMeeting.objects.visible_to(viewer).select_related(*PEOPLE)


def find(viewer: Viewer, pk: int) -> ScreeningMeeting:
    """One meeting. Raises `Refusal` not_found outside the scope."""
    meeting = meetings(viewer).filter(pk=pk).first()
    if meeting is None:
        raise not_found(_("There is no such meeting."))
    return meeting


def page(viewer: Viewer, cursor: str = "") -> Page:
    """Fifty meetings, the latest day first, in two statements."""
    found, after = paging.page(meetings(viewer), cursor)
    figures = _counted([meeting.pk for meeting in found])
    return Page([Listed(meeting, figures.get(meeting.pk, Counts())) for meeting in found], after)


def _counted(ids: Sequence[int]) -> Mapping[int, Counts]:
    rows = AgendaItem.objects.filter(meeting__in=ids).order_by().values_list("meeting")
    rows = rows.annotate(agenda=Count("id"), decided=Count("id", filter=~Q(decision="")))
    return {row[0]: Counts(*row[1:]) for row in rows}


def sitting(present: World, viewer: Viewer, meeting: ScreeningMeeting) -> Sitting:
    """One meeting with its agenda, in five statements, however long it is; undecided cases first."""
    items = list(meeting.agenda.select_related("unit", "decided_by"))
    cases = _cases(present, viewer, [item.case_id for item in items])
    verbs = rules.screening_actions(viewer, meeting, present.today)
    lines = [_line(item, cases[item.case_id], verbs) for item in items if item.case_id in cases]
    lines.sort(key=lambda line: (bool(line.item.decision) or line.is_over, line.item.pk))
    decided = sum(1 for item in items if item.decision)
    participants = list(meeting.participants.select_related("user", "unit").order_by("unit__area_id", "id"))
    counts = Counts(len(items), decided)
    return Sitting(meeting, participants, counts, lines, len(items) - len(lines), verbs)


def _line(item: AgendaItem, row: Row, verbs: list[ScreeningVerb]) -> Line:
    return Line(item, row, ScreeningVerb.DECIDE in verbs and row.state in OPEN)


def _cases(present: World, viewer: Viewer, ids: list[int]) -> dict[int, Row]:
    """The cases that the viewer sees, by their ids."""
    found = list(Case.objects.visible_to(viewer).filter(pk__in=ids).only(*listing.COLUMNS))
    return dict(zip([case.pk for case in found], listing.rows(present, found), strict=True))


def on_agenda(viewer: Viewer, meeting: ScreeningMeeting, number: str) -> tuple[AgendaItem, Case]:
    """One case of the agenda with its item. Raises `Refusal` not_found for one out of sight."""
    sight = Case.objects.visible_to(viewer).filter(number=number[:16])
    case = sight.first() if number.isalnum() else None
    item = meeting.agenda.filter(case=case).first() if case else None
    if case is None or item is None:
        raise not_found(_("There is no such case on the agenda."))
    return item, case


def units_for(directory: Directory, case: Case) -> list[UnitNode]:
    """The units that a decision may make responsible."""
    return responsible_units(directory, case)


def decision(viewer: Viewer, pk: int) -> AgendaItem:
    """A decision for whoever sees the case. Raises `Refusal` not_found for others."""
    sight = Case.objects.visible_to(viewer)
    rows = AgendaItem.objects.filter(pk=pk, case__in=sight).exclude(decision="")
    found = rows.select_related("meeting__area", "case", "unit", "decided_by").first()
    if found is None:
        raise not_found(_("There is no such decision."))
    return found


def coverage(viewer: Viewer, area_code: str, month: dt.date) -> Coverage:
    """Which communities of an area met in a month, in one statement. Raises `Refusal` not_found out of scope."""
    directory = viewer.directory
    if area_code not in directory.areas or not hosts(viewer, area_code):
        raise not_found(_("There is no such area."))
    first, last = month_of(month)
    met = ScreeningMeeting.objects.visible_to(viewer).exclude(state=MeetingState.PLANNED)
    codes = set(met.filter(day__range=(first, last)).values_list("area__code", flat=True))
    communities = sorted(
        (
            node
            for node in directory.areas.values()
            if node.level is Level.COMMUNITY and directory.contains(area_code, node.code)
        ),
        key=lambda node: node.code,
    )
    return Coverage(
        first,
        [node for node in communities if node.code in codes],
        [node for node in communities if node.code not in codes],
    )
