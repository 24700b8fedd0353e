"""What an overview shows of an area: the open cases that burn, two rates, the weeks. Pure.

Areas are set side by side down to the community. A grid is often one person's work: grids stand in the order of
their codes and without rates, so that nobody reads a ranking of workers out of them (hazard E5). What comes in is
demand: it is shown as context and orders nothing (E3).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grids.levels import Level
from grids.tree import AreaNode
from reports.rates import Rate


@dataclass(frozen=True, slots=True)
class Stock:
    """Whole numbers of open cases as of now; those of parts add up to those of the whole.

    `overdue` and `due_today` speak of the whole-case clock, `yellow` and `red` of the supervision; the clock of
    `suspended` ones stands still, which is shown so that nobody hides what is late (hazard E15).
    """

    open: int = 0
    overdue: int = 0
    due_today: int = 0
    yellow: int = 0
    red: int = 0
    critical: int = 0
    suspended: int = 0

    @classmethod
    def total(cls, rows: Iterable[Sequence[int]]) -> "Stock":
        """The sum of rows that hold the numbers in the order of the fields."""
        return cls(*map(sum, zip(*rows, strict=True)))


@dataclass(frozen=True, slots=True)
class Record:
    """The last thirty days: cases that fell due and were done in time; handled cases, and those closed in a grid."""

    due: int = 0
    on_time: int = 0
    handled: int = 0
    in_grid: int = 0

    @classmethod
    def total(cls, rows: Iterable[Sequence[int]]) -> "Record":
        """The sum of rows that hold the numbers in the order of the fields."""
        return cls(*map(sum, zip(*rows, strict=True)))

    @property
    def on_time_rate(self) -> Rate:
        """按期处置率: disposed by the due time, of those due."""
        return Rate(self.on_time, self.due)

    @property
    def in_grid_rate(self) -> Rate:
        """网格办结率: closed in a grid, of those handled."""
        return Rate(self.in_grid, self.handled)


@dataclass(frozen=True, slots=True)
class Part:
    """An area with its numbers; without `record` where its rates are not for comparing."""

    area: AreaNode
    stock: Stock
    record: Record | None


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and was closed in the week of a Monday, and in the same week a year (52 weeks) before."""

    monday: dt.date
    received: int
    closed: int
    received_before: int
    closed_before: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An area as of `at`; its rates from `since` to `until`, both days included, and its weeks as of `past_at`.

    `elsewhere` holds the cases known only to lie somewhere in the area. `worst` are the communities with the most
    overdue cases, none below the community. `path` leads from the viewer's own area down to this one.
    """

    area: AreaNode
    path: tuple[AreaNode, ...]
    at: dt.datetime
    past_at: dt.datetime
    since: dt.date
    until: dt.date
    whole: Part
    parts: tuple[Part, ...]
    elsewhere: Part | None
    worst: tuple[tuple[AreaNode, int], ...]
    weeks: tuple[Week, ...]


def is_compared(level: Level) -> bool:
    """Areas of this level may be set against each other."""
    return level.rank >= Level.COMMUNITY.rank


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """What burns most comes first, the most overdue before all; grids as they are numbered."""
    return tuple(sorted(parts, key=_heat))


def _heat(part: Part) -> tuple[int, int, int, int, int, str]:
    found, code = part.stock, part.area.code
    if not is_compared(part.area.level):
        return 0, 0, 0, 0, 0, code
    return -found.overdue, -found.red, -found.critical, -found.due_today, -found.open, code
