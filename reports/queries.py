"""The figures of an area and a period, for those who may see them (indicators, §6)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid, not_found
from cases import catalogue
from cases.models import Assist, Case, Category, Rating, ReturnRequest
from cases.models.rating import Satisfaction
from cases.queries import pressing
from cases.states import OPEN, Outcome, State
from cases.viewer import Viewer
from cases.worktime import FIRST_DAY, LAST_DAY
from cases.world import ZONE
from grids.levels import Level
from grids.models.area import code_end
from grids.roles import Permission
from grids.tree import AreaNode, Directory
from reports.figures import Counts, Figures, Line
from reports.rates import Rate

OUTSIDE: Final = frozenset({Outcome.REJECTED, Outcome.REFERRED, Outcome.CANCELLED})
"""Outcomes outside every handling denominator."""

NOT_HANDLED: Final = OUTSIDE | {Outcome.WITHDRAWN, Outcome.MERGED}
SATISFIED: Final = frozenset({Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED})

ON_TIME: Final = Q(disposed_at__lte=F("due_at"))
"""Disposed by the due time."""

Period = tuple[dt.datetime, dt.datetime]
"""From an instant to another, which is outside."""

COUNTS: Final = tuple(field.name for field in fields(Counts))


def scope(viewer: Viewer) -> list[str]:
    """The codes of the areas, widest first, whose figures a person may read with all below them."""
    codes = {
        post.area_code or viewer.directory.units[post.unit_id].area_code
        for post in viewer.posts
        if post.allows(Permission.STATISTICS) and viewer.directory.units[post.unit_id].sees_subtree
    }
    return sorted(codes, key=lambda code: (len(code), code))


def figures(area_code: str, since: dt.date, until: dt.date, at: dt.datetime, viewer: Viewer) -> Figures:
    """The figures from `since` to `until`, both local days included; stock figures as of `at`.

    Only cases that the viewer may see are counted. Raises `Refusal` not_found for an area outside
    the viewer's scope and invalid `bad_period` for a period that ends before it begins or leaves
    the calendar.
    """
    directory = viewer.directory
    area = directory.areas.get(area_code)
    if area is None or not any(directory.contains(code, area_code) for code in scope(viewer)):
        raise not_found(_("There is no such area."))
    if until < since:
        raise invalid("bad_period", _("The period ends before it begins."), "until")
    if since < FIRST_DAY or until > LAST_DAY:
        raise invalid("bad_period", _("Choose days between 2000 and 2099."), "since" if since < FIRST_DAY else "until")
    period = instants(since, until)
    cases = Case.objects.visible_to(viewer).filter(area_id__gte=area_code, area_id__lt=code_end(area_code))
    children = {node.code: node for node in directory.areas.values() if node.parent_code == area_code}
    cells = _cells(cases, period, at, width=max(map(len, children), default=len(area_code)))
    closings = list(
        cases.filter(inside("closed_at", period)).values_list("outcome", "closed_level").annotate(count=Count("pk"))
    )
    total = Counts.total(counts for _place, _category, counts in cells)
    return Figures(
        area_code=area_code,
        area_name=area.name,
        since=since,
        until=until,
        at=at,
        total=total,
        by_category=_by_category(cells),
        by_area=_by_area(cells, area, children),
        closed_at_level_rates=_level_rates(closings, directory),
        outcomes=_outcomes(closings),
        return_rate=Rate(_returns(cases, period), total.dispatched),
        satisfaction_rate=_satisfaction_rate(cases, period, at, viewer),
    )


Cell = tuple[str, int | None, tuple[int, ...]]


def instants(since: dt.date, until: dt.date) -> Period:
    """Two local days, both included, as instants."""
    return (
        dt.datetime.combine(since, dt.time(), ZONE),
        dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), ZONE),
    )


def inside(column: str, period: Period) -> Q:
    """It happened in the period."""
    return Q(**{f"{column}__gte": period[0], f"{column}__lt": period[1]})


def fell_due_in(period: Period, at: dt.datetime) -> Q:
    """The due time fell in the period, and has passed."""
    return inside("due_at", (period[0], min(period[1], at)))


def due_in(period: Period, at: dt.datetime) -> Q:
    """What counts as due in the period: the denominator of the rates of handling."""
    return (
        fell_due_in(period, at)
        & ~Q(outcome=Outcome.MERGED)
        & ~Q(outcome__in=OUTSIDE)
        & ~Q(state=State.SUSPENDED)
        & ~Q(outcome=Outcome.WITHDRAWN, closed_at__lte=F("due_at"))
    )


def _cells(cases: QuerySet[Case], period: Period, at: dt.datetime, width: int) -> list[Cell]:
    """The counts by place (cut to the width of the parts' codes) and category, in one statement."""
    received, dispatched, closed = (inside(name, period) for name in ("reported_at", "dispatched_at", "closed_at"))
    running = Q(state__in=OPEN)
    # A merged case is demand, and counts as received; what is done about it counts once, at its master.
    once = ~Q(outcome=Outcome.MERGED)
    fell_due, due = fell_due_in(period, at), due_in(period, at)
    rows: Iterable[Mapping[str, Any]] = (
        cases.filter(received | dispatched | closed | fell_due | running)
        .order_by()
        .values("category_id", place=Left("area_id", width))
        .annotate(
            received=Count("pk", filter=received),
            dispatched=Count("pk", filter=dispatched & once),
            closed=Count("pk", filter=closed & once),
            due=Count("pk", filter=due),
            disposed=Count("pk", filter=due & Q(disposed_at__isnull=False)),
            on_time=Count("pk", filter=due & ON_TIME),
            reworks=Sum("rework_count", filter=due, default=0),
            open=Count("pk", filter=running),
            overdue=Count("pk", filter=pressing.overdue(at)),
            suspended=Count("pk", filter=Q(state=State.SUSPENDED)),
        )
    )
    return [(row["place"], row["category_id"], tuple(row[name] for name in COUNTS)) for row in rows]


def _by_category(cells: Iterable[Cell]) -> tuple[Line, ...]:
    """One line a category, its versions together; the cases without a category last."""
    present = catalogue.current()
    rows: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    found: dict[str, Category] = {}
    for _place, category_id, counts in cells:
        category = present.by_id(category_id) if category_id is not None else None
        if category is not None:
            found[category.code] = category
        rows[category.code if category else ""].append(counts)
    return tuple(
        Line(code, found[code].name, Counts.total(rows[code]), found[code].group)
        if code
        else Line("", "", Counts.total(rows[code]))
        for code in sorted(rows, key=lambda code: (code == "", code))
    )


def _by_area(cells: Iterable[Cell], area: AreaNode, children: Mapping[str, AreaNode]) -> tuple[Line, ...]:
    """One line a part of the area, also for parts without a case; what lies in no part first."""
    rows: dict[str, list[tuple[int, ...]]] = {code: [] for code in children}
    widths = sorted({len(code) for code in children})
    for place, _category, counts in cells:
        part = next((place[:width] for width in widths if place[:width] in children), area.code)
        rows.setdefault(part, []).append(counts)
    ordered = sorted(rows, key=lambda code: (code != area.code, code))
    return tuple(Line(code, children.get(code, area).name, Counts.total(rows[code])) for code in ordered)


def _level_rates(closings: Iterable[tuple[str, str, int]], directory: Directory) -> dict[Level, Rate]:
    """各级办结率: handled cases closed at each installed level, over all of them."""
    at_level: Counter[str] = Counter()
    for outcome, level, count in closings:
        if outcome not in NOT_HANDLED:
            at_level[level] += count
    installed = {node.level for node in directory.areas.values()} - {Level.BUILDING}
    return {level: Rate(at_level[level], at_level.total()) for level in Level if level in installed}


def _outcomes(closings: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """How the cases closed in the period ended, so that nothing outside the rates is hidden."""
    counts: Counter[str] = Counter()
    for outcome, _level, count in closings:
        counts[outcome] += count
    return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}


def _returns(cases: QuerySet[Case], period: Period) -> int:
    """Return requests of the period; over the cases dispatched in it they are the 退单率."""
    return ReturnRequest.objects.filter(inside("at", period), case__in=cases.order_by().values("pk")).count()


def _satisfaction_rate(cases: QuerySet[Case], period: Period, at: dt.datetime, viewer: Viewer) -> Rate:
    """满意率: very satisfied and satisfied over the ratings given in the period; no answer is no rating.

    Ratings that the case page still seals are left out, or a small area would tell them (hazard E9).
    """
    ratings = Rating.objects.filter(inside("at", period), case__in=cases.order_by().values("pk")).exclude(
        _sealed(viewer, at)
    )
    counted: dict[str, Any] = ratings.aggregate(
        satisfied=Count("pk", filter=Q(satisfaction__in=SATISFIED)), rated=Count("pk")
    )
    return Rate(counted["satisfied"], counted["rated"])


def _sealed(viewer: Viewer, at: dt.datetime) -> Q:
    """Ratings of the present month on cases that every unit of the viewer handled."""
    month = at.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sealed = Q(at__gte=month)
    for unit in viewer.units():
        assisted = Assist.objects.filter(case_id=OuterRef("case_id"), unit_id=unit.id)
        of_master = Assist.objects.filter(case_id=OuterRef("case__master_id"), unit_id=unit.id)
        held = Q(case__holder_id=unit.id) | Q(case__master__holder_id=unit.id)
        sealed &= held | Q(Exists(assisted)) | Q(Exists(of_master))
    return sealed
