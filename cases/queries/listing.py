"""Lists of cases, newest first, paged by keyset, however deep.

Three statements a page: the cases, their words, the clocks that run.
"""

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases import running_clock
from cases.models import Case, Category, Deadline, Text, TextKind
from cases.models.case import CaseQuerySet
from cases.states import DeadlineKind, DeadlineState, State
from cases.world import World
from grids.tree import AreaNode, UnitNode

PAGE_SIZE = 50
SUMMARY_LENGTH = 60

RUNNING = frozenset({State.DISPATCHED, State.PROCESSING})
"""The states in which the whole-case clock runs, so that a case can be overdue."""

COLUMNS = (
    "number",
    "state",
    "outcome",
    "severity",
    "supervision",
    "channel",
    "sensitive",
    "area_id",
    "address",
    "category_id",
    "holder_id",
    "held_since",
    "reported_at",
    "dispatched_at",
    "due_at",
    "disposed_at",
    "closed_at",
    "urged_at",
    "event_count",
)
"""What a row needs of the case."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What has to be done, from when to when."""

    kind: DeadlineKind
    starts_at: dt.datetime
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. `summary` is the beginning of the request, empty for a sensitive case.

    `clock` is the one that presses whoever must act now (`cases.running_clock`); None where none runs.
    """

    number: str
    state: str
    outcome: str
    severity: str
    supervision: str
    channel: str
    sensitive: bool
    area: AreaNode
    address: str
    category: Category | None
    holder: UnitNode
    summary: str
    held_since: dt.datetime
    reported_at: dt.datetime
    due_at: dt.datetime | None
    disposed_at: dt.datetime | None
    closed_at: dt.datetime | None
    is_overdue: bool
    clock: Clock | None
    urged_at: dt.datetime | None
    event_count: int


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list with the cursors of its neighbours, empty where there is none.

    `top` is the cursor of what may come above its first row later.
    """

    rows: list[Row]
    newer: str = ""
    older: str = ""
    top: str = ""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place in the list: what comes after it (older), or before it (newer)."""

    reported_at: dt.datetime
    pk: int
    towards_newer: bool = False

    def __str__(self) -> str:
        plain = f"{'-+'[self.towards_newer]}{self.reported_at.isoformat()}/{self.pk}"
        return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def page(present: World, cases: CaseQuerySet, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """The page after a cursor of an earlier page; the newest cases without one.

    `cases` starts from `visible_to`. Raises `Refusal` invalid `bad_cursor` for what is no cursor.
    """
    place = _parsed(cursor) if cursor else None
    wanted = list(_from(cases, place).only(*COLUMNS)[: size + 1])
    more, shown = len(wanted) > size, wanted[:size]
    backwards = place is not None and place.towards_newer
    if backwards:
        shown.reverse()
    has_newer = more if backwards else place is not None
    has_older = place is not None if backwards else more
    top = str(_Cursor(shown[0].reported_at, shown[0].pk, towards_newer=True)) if shown else ""
    return Page(
        rows(present, shown),
        top=top,
        newer=top if has_newer else "",
        older=str(_Cursor(shown[-1].reported_at, shown[-1].pk)) if shown and has_older else "",
    )


def count_from(cases: CaseQuerySet, cursor: str, most: int) -> int:
    """How many cases there are from a cursor on, counted up to `most`. Raises as `page`."""
    return _from(cases, _parsed(cursor))[:most].count()


def rows(present: World, cases: Sequence[Case]) -> list[Row]:
    """The rows of cases already read (and allowed), in their order: a statement for words, one for clocks of steps."""
    open_texts = [case.pk for case in cases if not case.sensitive]
    words = summaries(open_texts)
    clocks = running_clocks(cases)
    return [_row(present, case, words.get(case.pk, ""), clocks.get(case.pk)) for case in cases]


def summaries(ids: Sequence[int]) -> dict[int, str]:
    """The beginning of each case's request, on one line."""
    texts = Text.objects.filter(case_id__in=ids, seq=1, kind=TextKind.REQUEST)
    begun = texts.values_list("case_id", Left("body", SUMMARY_LENGTH + 1))
    return {pk: _shortened(" ".join(body.split())) for pk, body in begun}


def running_clocks(cases: Sequence[Case]) -> dict[int, Clock]:
    """By the id of a case the clock that presses, in one statement; imported history has none."""
    states = {case.pk: (case.state, case.severity) for case in cases if case.state != State.ARCHIVED}
    if not states:
        return {}
    live: dict[int, list[Clock]] = {}
    rows = Deadline.objects.filter(case_id__in=states, state=DeadlineState.PENDING).order_by("due_at", "id")
    for pk, kind, since, until in rows.values_list("case_id", "kind", "starts_at", "due_at"):
        live.setdefault(pk, []).append(Clock(DeadlineKind(kind), since, until))
    chosen = ((pk, running_clock.chosen(*states[pk], clocks)) for pk, clocks in live.items())
    return {pk: clock for pk, clock in chosen if clock}


def is_overdue(state: str, due_at: dt.datetime | None, at: dt.datetime) -> bool:
    """The whole-case clock has run out and still runs."""
    return state in RUNNING and due_at is not None and due_at < at


def _row(present: World, case: Case, summary: str, clock: Clock | None) -> Row:
    directory = present.directory
    return Row(
        number=case.number,
        state=case.state,
        outcome=case.outcome,
        severity=case.severity,
        supervision=case.supervision,
        channel=case.channel,
        sensitive=case.sensitive,
        area=directory.areas[case.area_id],
        address="" if case.sensitive else case.address,
        category=present.catalogue.by_id(case.category_id) if case.category_id else None,
        holder=directory.units[case.holder_id],
        summary=summary,
        held_since=case.held_since,
        reported_at=case.reported_at,
        due_at=case.due_at,
        disposed_at=case.disposed_at,
        closed_at=case.closed_at,
        is_overdue=is_overdue(case.state, case.due_at, present.at),
        clock=clock,
        urged_at=case.urged_at,
        event_count=case.event_count,
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else f"{text[: SUMMARY_LENGTH - 1]}…"


def _from(cases: CaseQuerySet, place: _Cursor | None) -> CaseQuerySet:
    """The list from a place on. One bound on the indexed column, and the ties of its instant apart."""
    if place is None:
        return cases.order_by("-reported_at", "-id")
    if place.towards_newer:
        newer = cases.filter(reported_at__gte=place.reported_at)
        return newer.exclude(reported_at=place.reported_at, id__lte=place.pk).order_by("reported_at", "id")
    older = cases.filter(reported_at__lte=place.reported_at)
    return older.exclude(reported_at=place.reported_at, id__gte=place.pk).order_by("-reported_at", "-id")


def _parsed(cursor: str) -> _Cursor:
    try:
        plain = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
        instant, pk = plain[1:].split("/")
        place = _Cursor(dt.datetime.fromisoformat(instant), int(pk), "-+".index(plain[:1]) == 1)
        if place.reported_at.tzinfo is None or not 0 <= place.pk < 2**63:
            raise ValueError(plain)
    except ValueError:
        raise invalid("bad_cursor", _("This page of the list is not known. Begin at the first."), "cursor") from None
    return place
