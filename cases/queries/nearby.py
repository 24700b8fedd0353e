"""What everybody may read of the cases around: counts of the last weeks, in blocks of five and more.

The rules are in `cases.publishing`. One statement, and none while the answer is kept.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from cases.models import Case, Category
from cases.publishing import NOT_COUNTED, WEEKS, Block, Matter, finest, fold, monday
from cases.states import State
from cases.world import ZONE, World
from grids.levels import Level
from grids.versions import Tokens

KEPT_SECONDS: Final = 600
FINISHED: Final = (State.CLOSED, State.ARCHIVED)
WEEK: Final = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The Mondays of the weeks that are public, the latest first, and the blocks of these weeks."""

    weeks: tuple[dt.date, ...]
    blocks: tuple[Block, ...]


def read(present: World, tokens: Tokens) -> Nearby:
    """The last four public weeks. Kept for ten minutes, until another week is public or a rule changes."""
    weeks = public_weeks(present)
    names = f"{weeks} {sorted((name, str(token)) for name, token in tokens.items())}"
    key = f"nearby:{hashlib.sha256(names.encode()).hexdigest()}"
    found: Nearby | None = cache.get(key)
    if found is None:
        found = Nearby(weeks, tuple(fold(_matters(present, weeks))))
        cache.set(key, found, KEPT_SECONDS)
    return found


def public_weeks(present: World) -> tuple[dt.date, ...]:
    """The Mondays of the last weeks that are over for as long as the county has set."""
    latest = monday(present.today) - WEEK
    while not _is_public(present, latest):
        latest -= WEEK
    return tuple(latest - number * WEEK for number in range(WEEKS))


def _is_public(present: World, week: dt.date) -> bool:
    over = _midnight(week + WEEK)
    return present.calendar.add(over, present.figures_of(over).publish_after) <= present.at


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


def _matters(present: World, weeks: tuple[dt.date, ...]) -> Iterator[Matter]:
    levels = {row.pk: level for row, level in _levels(present) if level is not None}
    found = (
        Case.objects.filter(
            reported_at__gte=_midnight(weeks[-1]),
            reported_at__lt=_midnight(weeks[0] + WEEK),
            category_id__in=levels,
            sensitive=False,
            complained_unit=None,
        )
        .exclude(outcome__in=NOT_COUNTED)
        .order_by()
        .values_list("area_id", "category_id", TruncWeek("reported_at", tzinfo=ZONE))
        .annotate(count=Count("pk"), finished=Count("pk", filter=Q(state__in=FINISHED)))
    )
    for area, category_id, week, count, finished in found:
        row, lowest = present.catalogue.by_id(category_id), levels[category_id]
        path = present.directory.path(area)
        places = {node.level: node.code for node in path if node.level.rank >= lowest.rank}
        yield Matter(places, row.code, row.group, week.astimezone(ZONE).date(), count, finished)


def _levels(present: World) -> Iterator[tuple[Category, Level | None]]:
    """Every version of every category, as it was filed and as its kind is today: the stricter of the two."""
    for code in present.catalogue.codes():
        today = present.catalogue.in_force(code, present.today)
        for row in present.catalogue.versions(code):
            both = [_finest(row), _finest(today) if today else None]
            known = [level for level in both if level is not None]
            yield row, max(known, key=lambda level: level.rank) if len(known) == len(both) else None


def _finest(row: Category) -> Level | None:
    return finest(row.code, row.group, publish=row.publish, personal_data=row.personal_data)
