"""What everybody may read of the cases around: counts of the last months, in blocks of five and more.

The rules are in `cases.publishing`. `blocks_of` counts the cases, once a month (`actions.publishing`); `read` reads
what was counted, in one statement and in none while the answer is kept.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from cases.kept import kept
from cases.models import Case, Category, PublishedMonth
from cases.publishing import MONTHS, NOT_COUNTED, Block, Matter, finest, fold, is_still_public, month_of
from cases.states import State
from cases.world import ZONE, World
from grids.levels import Level
from grids.versions import Tokens

KEPT_SECONDS: Final = 600
FINISHED: Final = (State.CLOSED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Nearby:
    """The first days of the months that are public, the latest first, when each was counted, and their blocks."""

    months: tuple[dt.date, ...]
    counted_at: Mapping[dt.date, dt.datetime]
    blocks: tuple[Block, ...]


class Uncounted(Exception):
    """A month is public and was not counted yet: `actions.publishing.publish` counts it."""


def read(present: World, tokens: Tokens) -> Nearby:
    """The last three public months. Kept for ten minutes, until another month is public or a rule changes.

    Raises `Uncounted`. An installation without areas has nothing to count.
    """
    months = public_months(present)
    if not present.directory.areas:
        return Nearby(months, {}, ())
    question = f"{months} {sorted((name, str(token)) for name, token in tokens.items())}"
    return kept("nearby", question, KEPT_SECONDS, lambda: _read(present, months))


def public_months(present: World) -> tuple[dt.date, ...]:
    """The first days of the last months that are over for as long as the county has set."""
    latest = month_of(present.today, -1)
    while not _is_public(present, latest):
        latest = month_of(latest, -1)
    return tuple(month_of(latest, -number) for number in range(MONTHS))


def uncounted(months: Collection[dt.date]) -> list[dt.date]:
    """Those that were not counted yet, in their order. One statement."""
    counted = set(PublishedMonth.objects.filter(month__in=months).values_list("month", flat=True))
    return [month for month in months if month not in counted]


def blocks_of(present: World, month: dt.date) -> list[Block]:
    """The blocks of a month by the cases as they are now. One statement."""
    return fold(_matters(present, month))


def _is_public(present: World, month: dt.date) -> bool:
    over = _midnight(month_of(month, 1))
    return present.calendar.add(over, present.figures_of(over).publish_after) <= present.at


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


def _read(present: World, months: tuple[dt.date, ...]) -> Nearby:
    """A month without blocks comes as one row of which the block is empty."""
    columns = ("blocks__area_code", "blocks__level", "blocks__code", "blocks__group", "blocks__count")
    rows = (
        PublishedMonth.objects.filter(month__in=months)
        .order_by("-month", "blocks__pk")
        .values_list("month", "counted_at", *columns, "blocks__finished")
    )
    counted_at: dict[dt.date, dt.datetime] = {}
    blocks: list[Block] = []
    for month, at, area, level, code, group, count, finished in rows:
        counted_at[month] = at
        if area is not None:
            blocks.append(Block(area, Level(level), code, group, month, count, finished))
    if len(counted_at) < len(months):
        raise Uncounted
    today = {code: _finest_today(present, code) for code in {block.code for block in blocks}}
    public = tuple(block for block in blocks if is_still_public(block, today[block.code]))
    return Nearby(months, counted_at, public)


def _matters(present: World, month: dt.date) -> Iterator[Matter]:
    levels = {row.pk: level for row, level in _levels(present) if level is not None}
    found = (
        Case.objects.filter(
            reported_at__gte=_midnight(month),
            reported_at__lt=_midnight(month_of(month, 1)),
            category_id__in=levels,
            sensitive=False,
            complained_unit=None,
        )
        .exclude(outcome__in=NOT_COUNTED)
        .order_by()
        .values_list("area_id", "category_id")
        .annotate(count=Count("pk"), finished=Count("pk", filter=Q(state__in=FINISHED)))
    )
    for area, category_id, count, finished in found:
        row, lowest = present.catalogue.by_id(category_id), levels[category_id]
        path = present.directory.path(area)
        places = {node.level: node.code for node in path if node.level.rank >= lowest.rank}
        yield Matter(places, row.code, row.group, month, count, finished)


def _levels(present: World) -> Iterator[tuple[Category, Level | None]]:
    """Every version of every category, as it was filed and as its kind is today: the stricter of the two."""
    for code in present.catalogue.codes():
        today = present.catalogue.in_force(code, present.today)
        for row in present.catalogue.versions(code):
            both = [_finest(row), _finest(today) if today else None]
            known = [level for level in both if level is not None]
            yield row, max(known, key=lambda level: level.rank) if len(known) == len(both) else None


def _finest_today(present: World, code: str) -> Level | None:
    """By the version in force, or the last one of a kind that has ended."""
    versions = present.catalogue.versions(code)
    if not versions:
        return None
    return _finest(present.catalogue.in_force(code, present.today) or versions[-1])


def _finest(row: Category) -> Level | None:
    return finest(row.code, row.group, publish=row.publish, personal_data=row.personal_data)
