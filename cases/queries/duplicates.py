"""Open cases that may be the same matter as a report that is just being made.

A requester is shown the kind of issue, the grid, the day and the state of somebody else's case: never
its words, its address or its number. Only kinds that are published and carry no personal data are shown,
and nothing critical: a danger is reported anew each time. A member of staff who records a report is
offered the cases that the own posts show, with their words; nothing sensitive or critical either, and no
complaint about staff. A hint or offer is named by a token that says nothing.
"""

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from cases.guards_merging import spot, unfit
from cases.models import Case, Category, Text, TextKind
from cases.similar import LIKELY, likeness
from cases.states import OPEN, Severity, State
from cases.viewer import Viewer
from cases.world import ZONE, World
from grids.levels import Level
from grids.models.area import code_end
from grids.tree import AreaNode

SINCE: Final = dt.timedelta(days=30)
MOST_LOOKED_AT: Final = 50
MOST_SHOWN: Final = 3
COMPARED: Final = 400
"""So many characters of each text are compared."""
LEAST: Final = 10
"""With fewer characters than this nothing is offered while somebody still writes."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a requester reads of a case that may be the same matter. `token` is good today and tomorrow."""

    token: str
    category: Category
    area: AreaNode
    reported_on: dt.date
    state: State


@dataclass(frozen=True, slots=True)
class Offer:
    """What a member of staff reads of a case in sight that may be the same matter. The token is a hint's."""

    token: str
    number: str
    category: Category
    area: AreaNode
    reported_at: dt.datetime
    state: State
    words: str


def hints(present: World, *, text: str, area_code: str, category_code: str | None) -> list[Hint]:
    """At most three open cases of the place, the likeliest first; in one statement.

    The same kind of issue in the same grid is likely enough; where no kind was chosen, the words decide.
    """
    found = _likely(present, _shown_to_all(present), text, area_code, category_code)
    return [_hint(present, case) for case in found[:MOST_SHOWN]]


def offers(present: World, viewer: Viewer, *, text: str, area_code: str, category_code: str | None) -> list[Offer]:
    """As `hints`, for a member of staff: of the cases that the own posts show; in one statement."""
    found = _likely(present, Case.objects.visible_to(viewer), text, area_code, category_code)
    return [_offer(present, case) for case in found[:MOST_SHOWN]]


def chosen(
    present: World,
    token: str,
    *,
    text: str,
    area_code: str,
    category_code: str | None,
    viewer: Viewer | None = None,
) -> int | None:
    """The id of the case that a token names, if it still is a likely one of this report.

    With a viewer, the member of staff who records the report: of the cases that this one's posts show.
    """
    today = present.today
    seen = _shown_to_all(present) if viewer is None else Case.objects.visible_to(viewer)
    for case in _likely(present, seen, text, area_code, category_code):
        names = (_token(case.pk, day) for day in (today, today - dt.timedelta(days=1)))
        if any(hmac.compare_digest(name, token) for name in names if token.isascii()):
            return case.pk
    return None


@dataclass(frozen=True, slots=True)
class Merged:
    """A report that was merged into a case: who works on that one reads its words too."""

    number: str
    reported_at: dt.datetime
    words: str


def merged_into(case: Case) -> list[Merged]:
    """The reports merged into a case that the viewer was let into, first reported first. None is sensitive."""
    if not case.merged_count:
        return []
    words = Text.objects.filter(case_id=OuterRef("pk"), seq=1, kind=TextKind.REQUEST).values("body")
    found = Case.objects.filter(master=case).order_by("reported_at", "id").annotate(words=Subquery(words))
    return [Merged(*row) for row in found.values_list("number", "reported_at", "words")]


@dataclass(frozen=True, slots=True)
class Twin:
    """An open case into which another may be merged, for the desk that sees both."""

    number: str
    reported_at: dt.datetime
    state: State
    words: str


def twins(present: World, viewer: Viewer, case: Case) -> list[Twin]:
    """The likeliest cases into which this one could be merged now, at most three; in one statement."""
    own = Text.objects.filter(case=case, seq=1, kind=TextKind.REQUEST).values("body")[:1]
    words = Text.objects.filter(case_id=OuterRef("pk"), seq=1, kind=TextKind.REQUEST).values("body")
    code = spot(present.directory, case.area_id)
    found = Case.objects.visible_to(viewer).filter(
        state__in=OPEN, sensitive=False, area_id__gte=code, area_id__lt=code_end(code)
    )
    if case.category_id is not None:
        found = found.filter(category__code=present.catalogue.by_id(case.category_id).code)
    near = found.filter(reported_at__gte=case.reported_at - SINCE).exclude(pk=case.pk)
    newest = near.annotate(words=Subquery(words), own=Subquery(own)).order_by("-reported_at", "-id")
    fitting: list[Any] = [other for other in newest[:MOST_LOOKED_AT] if unfit(case, other, present) is None]
    scored = [(likeness(str(other.own or ""), str(other.words or "")), other) for other in fitting]
    if case.category_id is None:
        scored = [(score, other) for score, other in scored if score >= LIKELY]
    ordered = sorted(scored, key=lambda row: -row[0])[:MOST_SHOWN]
    return [Twin(one.number, one.reported_at, State(one.state), str(one.words or "")) for _score, one in ordered]


def _shown_to_all(present: World) -> QuerySet[Case]:
    """Cases whose kind, grid, day and state may be read by anybody: as they were filed, and as their kind is today."""
    kinds = present.catalogue.all_in_force(present.today)
    public = [kind.code for kind in kinds if kind.publish and kind.personal_data == "none"]
    return Case.objects.filter(category__publish=True, category__personal_data="none", category__code__in=public)


def _likely(
    present: World, seen: QuerySet[Case], text: str, area_code: str, category_code: str | None
) -> Sequence[Case]:
    directory = present.directory
    node = directory.areas.get(area_code)
    if node is None or node.level.rank > Level.COMMUNITY.rank:
        return []
    code = spot(directory, area_code)
    words = Text.objects.filter(case_id=OuterRef("pk"), seq=1, kind=TextKind.REQUEST)
    cases = seen.filter(
        state__in=OPEN,
        sensitive=False,
        complained_unit=None,
        category__isnull=False,
        area_id__gte=code,
        area_id__lt=code_end(code),
        reported_at__gte=present.at - SINCE,
    ).exclude(severity=Severity.CRITICAL)
    if category_code:
        cases = cases.filter(category__code=category_code)
    newest = cases.annotate(words=Subquery(words.values(begun=Left("body", COMPARED))))
    scored = [
        (likeness(text[:COMPARED], getattr(case, "words", "") or ""), case)
        for case in newest.order_by("-reported_at", "-id")[:MOST_LOOKED_AT]
    ]
    known = bool(category_code) and node.level.rank <= Level.GRID.rank
    likely = [(score, case) for score, case in scored if known or score >= LIKELY]
    return [case for _score, case in sorted(likely, key=lambda row: -row[0])]


def _hint(present: World, case: Case) -> Hint:
    return Hint(
        token=_token(case.pk, present.today),
        category=present.catalogue.by_id(case.category_id or 0),
        area=present.directory.areas[spot(present.directory, case.area_id)],
        reported_on=case.reported_at.astimezone(ZONE).date(),
        state=State(case.state),
    )


def _offer(present: World, case: Case) -> Offer:
    return Offer(
        token=_token(case.pk, present.today),
        number=case.number,
        category=present.catalogue.by_id(case.category_id or 0),
        area=present.directory.areas[spot(present.directory, case.area_id)],
        reported_at=case.reported_at,
        state=State(case.state),
        words=getattr(case, "words", "") or "",
    )


def _token(pk: int, day: dt.date) -> str:
    mac = hmac.digest(settings.SECRET_KEY.encode(), f"follow:{pk}:{day}".encode(), "sha256")
    return mac[:12].hex()
