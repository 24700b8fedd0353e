"""An area at a glance: where it burns, in few statements however many parts the area has.

Only cases that the viewer may see are counted, so that each number is the length of the list behind it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left, TruncWeek
from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases.kept import kept
from cases.models import Case
from cases.queries import pressing
from cases.states import OPEN, Severity, State, Supervision
from cases.viewer import Viewer
from cases.world import ZONE
from grids.levels import Level
from grids.models.area import code_end
from grids.tree import AreaNode, Directory
from reports import queries
from reports.stock import Overview, Part, Record, Stock, Week, in_order, is_compared

DAYS: Final = 30
"""Over so many days, today included, the rates are taken."""
WEEKS: Final = 13
YEAR: Final = dt.timedelta(weeks=52)
WORST: Final = 3
KEPT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class History:
    """What has been: the rates by place and the weeks, as of `at`."""

    at: dt.datetime
    records: dict[str, tuple[int, ...]]
    weeks: tuple[Week, ...]


def overview(area_code: str, at: dt.datetime, viewer: Viewer, seen: QuerySet[Case] | None = None) -> Overview:
    """The area at an instant, of what the viewer sees, or of fewer cases (`seen`).

    One statement for what is open; three more for what has been, every ten minutes.

    For a county of 300,000 open cases among 1.8 million the first takes 0.6 s on two busy cores, for one of its
    streets 0.4 s. The three read the last 30 days and 26 weeks alone: 28 ms of 100,000 cases of five years.
    Raises `Refusal` not_found for an area outside the viewer's figures.
    """
    directory = viewer.directory
    area, path = _found(area_code, viewer)
    seen = Case.objects.visible_to(viewer) if seen is None else seen
    cases = seen.filter(area_id__gte=area_code, area_id__lt=code_end(area_code))
    until = at.astimezone(ZONE).date()
    since = until - dt.timedelta(days=DAYS - 1)
    children = {node.code: node for node in directory.areas.values() if node.parent_code == area_code}
    communities = _communities(area, directory)
    width = max(map(len, children), default=len(area_code))
    stocks = _stocks(cases, at, max([width, *map(len, communities)]))
    # The condition of what is seen is part of the question: who sees other cases gets another answer.
    past = kept("overview", f"{area_code} {until} {seen.query}", KEPT_SECONDS, lambda: _history(cases, at, width))
    parts = _parts(area, children, stocks, past.records)
    return Overview(
        area=area,
        path=path,
        at=at,
        past_at=past.at,
        since=since,
        until=until,
        whole=_part(area, stocks.values(), past.records.values()),
        parts=in_order(part for part in parts if part.area.code != area.code),
        elsewhere=next((part for part in parts if part.area.code == area.code), None),
        worst=_worst(stocks, communities),
        weeks=past.weeks,
    )


def _history(cases: QuerySet[Case], at: dt.datetime, width: int) -> History:
    until = at.astimezone(ZONE).date()
    period = queries.instants(until - dt.timedelta(days=DAYS - 1), until)
    return History(at, _records(cases, period, at, width), _weeks(cases, until))


def _found(area_code: str, viewer: Viewer) -> tuple[AreaNode, tuple[AreaNode, ...]]:
    """The area and the way down to it from the widest of the viewer's own."""
    directory, area = viewer.directory, viewer.directory.areas.get(area_code)
    root = next((code for code in queries.scope(viewer) if directory.contains(code, area_code)), None)
    if area is None or root is None or area.level == Level.BUILDING:
        raise not_found(_("There is no such area."))
    above = [node for node in directory.path(area_code) if directory.contains(root, node.code)]
    return area, tuple(reversed(above))


def _stocks(cases: QuerySet[Case], at: dt.datetime, width: int) -> dict[str, tuple[int, ...]]:
    """The open cases by place, cut to a width of codes."""
    counted = {
        "open": Count("pk"),
        "overdue": Count("pk", filter=pressing.overdue(at)),
        "due_today": Count("pk", filter=pressing.due_today(at)),
        "yellow": Count("pk", filter=Q(supervision=Supervision.YELLOW)),
        "red": Count("pk", filter=Q(supervision=Supervision.RED)),
        "critical": Count("pk", filter=Q(severity=Severity.CRITICAL)),
        "suspended": Count("pk", filter=Q(state=State.SUSPENDED)),
    }
    return _by_place(cases.filter(state__in=OPEN), width, counted, Stock)


def _records(cases: QuerySet[Case], period: queries.Period, at: dt.datetime, width: int) -> dict[str, tuple[int, ...]]:
    """What fell due and what was closed in the period, by place."""
    due = queries.due_in(period, at)
    handled = queries.inside("closed_at", period) & ~Q(outcome__in=queries.NOT_HANDLED)
    counted = {
        "due": Count("pk", filter=due),
        "on_time": Count("pk", filter=due & queries.ON_TIME),
        "handled": Count("pk", filter=handled),
        "in_grid": Count("pk", filter=handled & Q(closed_level=Level.GRID)),
    }
    return _by_place(cases.filter(due | handled), width, counted, Record)


def _by_place(cases: QuerySet[Case], width: int, counted: Mapping[str, Any], into: Any) -> dict[str, tuple[int, ...]]:
    names = [field.name for field in fields(into)]
    rows: Iterable[Mapping[str, Any]] = cases.order_by().values(place=Left("area_id", width)).annotate(**counted)
    return {row["place"]: tuple(row[name] for name in names) for row in rows}


def _parts(
    area: AreaNode,
    children: Mapping[str, AreaNode],
    stocks: Mapping[str, tuple[int, ...]],
    records: Mapping[str, tuple[int, ...]],
) -> list[Part]:
    """One part for each child, also without a case; what lies in none under the area itself. A grid has no parts."""
    shown = {} if area.level == Level.GRID else children
    gathered: dict[str, tuple[list[Any], list[Any]]] = {code: ([], []) for code in shown}
    widths = sorted({len(code) for code in shown})
    for which, counts in enumerate((stocks, records)):
        for place, row in counts.items():
            code = next((place[:width] for width in widths if place[:width] in shown), area.code)
            gathered.setdefault(code, ([], []))[which].append(row)
    if not shown:
        return []
    compared = all(is_compared(node.level) for node in shown.values())
    return [_part(shown.get(code, area), *rows, compared=compared) for code, rows in gathered.items()]


def _part(
    area: AreaNode, stocks: Iterable[tuple[int, ...]], records: Iterable[tuple[int, ...]], *, compared: bool = True
) -> Part:
    record = Record.total(records) if compared and is_compared(area.level) else None
    return Part(area, Stock.total(stocks), record)


def _communities(area: AreaNode, directory: Directory) -> dict[str, AreaNode]:
    """Those of an area above the community; none of one below, where nothing is compared."""
    if area.level.rank <= Level.COMMUNITY.rank:
        return {}
    inside = (node for node in directory.areas.values() if node.level == Level.COMMUNITY)
    return {node.code: node for node in inside if directory.contains(area.code, node.code)}


def _worst(
    stocks: Mapping[str, tuple[int, ...]], communities: Mapping[str, AreaNode]
) -> tuple[tuple[AreaNode, int], ...]:
    """The communities with the most overdue cases, if they have any."""
    late = [(communities[code], Stock(*row).overdue) for code, row in stocks.items() if code in communities]
    found = sorted((row for row in late if row[1]), key=lambda row: (-row[1], row[0].code))
    return tuple(found[:WORST])


def _weeks(cases: QuerySet[Case], today: dt.date) -> tuple[Week, ...]:
    """The present week and the twelve before it, beside the same weeks of the year before."""
    last = today - dt.timedelta(days=today.weekday())
    mondays = [last - dt.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    received, closed = (_by_week(cases, column, mondays[0], today) for column in ("reported_at", "closed_at"))
    return tuple(
        Week(monday, received[monday], closed[monday], received[monday - YEAR], closed[monday - YEAR])
        for monday in mondays
    )


def _by_week(cases: QuerySet[Case], column: str, since: dt.date, until: dt.date) -> dict[dt.date, int]:
    """How many in each week of both years, by its Monday; the year before is counted to the end of its week."""
    now = queries.instants(since, until)
    before = queries.instants(since - YEAR, until + dt.timedelta(days=6 - until.weekday()) - YEAR)
    rows = (
        cases.filter(queries.inside(column, now) | queries.inside(column, before))
        .order_by()
        .values_list(TruncWeek(column, tzinfo=ZONE))
        .annotate(count=Count("pk"))
    )
    counts: dict[dt.date, int] = defaultdict(int)
    counts.update({week.date(): count for week, count in rows})
    return counts
