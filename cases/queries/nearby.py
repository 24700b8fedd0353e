"""What everybody may read of the cases around: counts of the last months, in blocks of five and more.

The rules are in `cases.publishing`. One statement, and none while the answer is kept.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from cases.kept import kept
from cases.models import Case, Category
from cases.publishing import MONTHS, NOT_COUNTED, Block, Matter, finest, fold, month_of
from cases.states import State
from cases.world import ZONE, World
from grids.levels import Level
from grids.versions import Tokens

KEPT_SECONDS: Final = 600
FINISHED: Final = (State.CLOSED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The first days of the months that are public, the latest first, and the blocks of these months."""

    months: tuple[dt.date, ...]
    blocks: tuple[Block, ...]


def read(present: World, tokens: Tokens) -> Nearby:
    """The last three public months. Kept for ten minutes, until another month is public or a rule changes."""
    months = public_months(present)
    question = f"{months} {sorted((name, str(token)) for name, token in tokens.items())}"
    return kept("nearby", question, KEPT_SECONDS, lambda: Nearby(months, tuple(fold(_matters(present, months)))))


def public_months(present: World) -> tuple[dt.date, ...]:
    """The first days of the last months that are over for as long as the county has set."""
    latest = month_of(present.today, -1)
    while not _is_public(present, latest):
        latest = month_of(latest, -1)
    return tuple(month_of(latest, -number) for number in range(MONTHS))


def _is_public(present: World, month: dt.date) -> bool:
    over = _midnight(month_of(month, 1))
    return present.calendar.add(over, present.figures_of(over).publish_after) <= present.at


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


def _matters(present: World, months: tuple[dt.date, ...]) -> Iterator[Matter]:
    levels = {row.pk: level for row, level in _levels(present) if level is not None}
    found = (
        Case.objects.filter(
            reported_at__gte=_midnight(months[-1]),
            reported_at__lt=_midnight(month_of(months[0], 1)),
            category_id__in=levels,
            sensitive=False,
            complained_unit=None,
        )
        .exclude(outcome__in=NOT_COUNTED)
        .order_by()
        .values_list("area_id", "category_id", TruncMonth("reported_at", tzinfo=ZONE))
        .annotate(count=Count("pk"), finished=Count("pk", filter=Q(state__in=FINISHED)))
    )
    for area, category_id, month, count, finished in found:
        row, lowest = present.catalogue.by_id(category_id), levels[category_id]
        path = present.directory.path(area)
        places = {node.level: node.code for node in path if node.level.rank >= lowest.rank}
        yield Matter(places, row.code, row.group, month.astimezone(ZONE).date(), count, finished)


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
