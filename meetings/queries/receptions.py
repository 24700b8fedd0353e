"""Receptions as staff and the property company read them."""

import datetime as dt
from collections.abc import Mapping
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
from meetings import rules
from meetings.models import Item, ReceptionSession
from meetings.queries import paging
from meetings.scope import hosts
from meetings.states import ItemKind, ReceptionVerb, SessionState


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of a reception."""

    items: int = 0
    cases: int = 0
    answered: int = 0
    settled: int = 0

    @property
    def open(self) -> int:
        """Cases on which somebody still works."""
        return self.cases + self.answered - self.settled


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the viewer may read it: `case` is None for an answer and for a case out of sight.

    `text` is empty for the property company's people, who never learn who asked. `instruction` is empty
    for a sensitive case, which stands in lists without words.
    """

    item: Item
    case: Row | None
    text: str
    instruction: str
    may_instruct: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """One reception before one viewer."""

    session: ReceptionSession
    counts: Counts
    lines: list[Line]
    actions: list[ReceptionVerb]
    is_host: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A reception in a list."""

    session: ReceptionSession
    counts: Counts


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list; `next` is empty at its end."""

    rows: list[Listed]
    next: str


PEOPLE = ("leader__user", "deputy__user", "unit", "area", "planned_by", "signed_by")


def sessions(viewer: Viewer) -> QuerySet[ReceptionSession]:
    """The receptions in the viewer's scope, with the names that a page shows."""
    return ReceptionSession.objects.visible_to(viewer).select_related(*PEOPLE)


def find(viewer: Viewer, pk: int) -> ReceptionSession:
    """One reception. Raises `Refusal` not_found outside the scope."""
    session = sessions(viewer).filter(pk=pk).first()
    if session is None:
        raise not_found(_("There is no such reception."))
    return session


def page(viewer: Viewer, cursor: str = "", kind: str = "", coming_from: dt.date | None = None) -> Page:
    """Fifty receptions, the latest day first, in two statements; `coming_from`: only planned ones from a day on."""
    rows = sessions(viewer)
    if kind:
        rows = rows.filter(kind=kind)
    if coming_from is not None:
        rows = rows.filter(state=SessionState.PLANNED, day__gte=coming_from)
    found, after = paging.page(rows, cursor)
    figures = counted([session.pk for session in found])
    return Page([Listed(session, figures.get(session.pk, Counts())) for session in found], after)


def counted(ids: list[int]) -> Mapping[int, Counts]:
    """What came of each of these receptions, in one statement. Numbers only, so everybody may have them."""
    settled = Q(kind=ItemKind.ANSWER) | ~Q(case__state__in=OPEN)
    rows = Item.objects.filter(session__in=ids).order_by().values_list("session")
    rows = rows.annotate(
        items=Count("id"),
        cases=Count("id", filter=Q(kind=ItemKind.CASE)),
        answered=Count("id", filter=Q(kind=ItemKind.ANSWER)),
        settled=Count("id", filter=settled),
    )
    return {row[0]: Counts(*row[1:]) for row in rows}


def sitting(present: World, viewer: Viewer, session: ReceptionSession) -> Sitting:
    """One reception with its items, in five statements, however many there are."""
    items = list(session.items.all())
    cases = _cases(present, viewer, [item.case_id for item in items if item.case_id])
    verbs = rules.reception_actions(viewer, session, present.today)
    is_host = hosts(viewer, session.area_id)
    lines = [
        Line(
            item=item,
            case=(row := cases.get(item.case_id or 0)),
            text=item.text if is_host else "",
            instruction=item.instruction if row and not row.sensitive else "",
            may_instruct=ReceptionVerb.INSTRUCT in verbs and _waits(item, row),
        )
        for item in items
    ]
    figures = counted([session.pk]).get(session.pk, Counts())
    return Sitting(session, figures, lines, verbs, is_host)


def _waits(item: Item, row: Row | None) -> bool:
    return row is not None and row.state in OPEN and not item.instruction


def _cases(present: World, viewer: Viewer, ids: list[int]) -> dict[int, Row]:
    """The cases that the viewer sees, by their ids."""
    found = list(Case.objects.visible_to(viewer).filter(pk__in=ids).only(*listing.COLUMNS))
    return dict(zip([case.pk for case in found], listing.rows(present, found), strict=True))


def instructions(case: Case) -> list[Item]:
    """The leaders' instructions on a case that the caller has found in the viewer's sight, oldest first."""
    rows = Item.objects.filter(case=case).exclude(instruction="").select_related("instructed_by")
    return list(rows.order_by("instructed_at", "id"))


def instruction(viewer: Viewer, pk: int) -> Item:
    """A leader's instruction for whoever sees the case. Raises `Refusal` not_found for others."""
    sight = Case.objects.visible_to(viewer)
    item = Item.objects.filter(pk=pk, case__in=sight).exclude(instruction="")
    found = item.select_related("session", "case", "instructed_by").first()
    if found is None:
        raise not_found(_("There is no such instruction."))
    return found
