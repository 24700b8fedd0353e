"""What the figures of an area and a period are. Pure.

Conventions of the indicators (§6), as they are applied here:

- plain counts (received, dispatched, closed) belong to the period in which it happened;
- “due” counts belong to the period in which the due time fell, and never run ahead of the clock:
  a case due tomorrow is not late today;
- rejected, referred and cancelled cases are outside every rate, and shown in `outcomes`;
- a case that its requester withdrew before it was due was never due, and its closing is nobody's
  success: it is outside the closed-at-level rates too;
- a suspended case is out of the denominator until it is resumed;
- open, overdue and suspended are a stock, as of now, whatever the period. Overdue is what lists call so: a case whose
  whole-case clock runs and is past its due time; it stands still while the case is suspended, and from disposal on
  (§4.4). The suspended are counted beside it, so that suspending hides nothing that is late (hazard E15).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grids.levels import Level
from reports.rates import Rate


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers of cases; those of parts add up to those of the whole."""

    received: int = 0
    dispatched: int = 0
    closed: int = 0
    due: int = 0
    disposed: int = 0
    on_time: int = 0
    reworks: int = 0
    open: int = 0
    overdue: int = 0
    suspended: int = 0

    @classmethod
    def total(cls, rows: Iterable[Sequence[int]]) -> "Counts":
        """The sum of rows that hold the numbers in the order of the fields."""
        return cls(*map(sum, zip(*rows, strict=True)))

    @property
    def dispose_rate(self) -> Rate:
        """处置率: disposed, in time or late, of those due."""
        return Rate(self.disposed, self.due)

    @property
    def dispose_on_time_rate(self) -> Rate:
        """按期处置率: disposed by the due time, of those due."""
        return Rate(self.on_time, self.due)

    @property
    def rework_rate(self) -> Rate:
        """返工率: times that a result was sent back, over the cases due; may exceed 100 %."""
        return Rate(self.reworks, self.due)


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one category or one part of the area.

    `code` is empty for cases without a category yet; for places, cases known only to lie somewhere
    in the area stand under the area's own code. `group` is the category's group.
    """

    code: str
    name: str
    counts: Counts
    group: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an area from `since` to `until`, both days included, as of `at`."""

    area_code: str
    area_name: str
    since: dt.date
    until: dt.date
    at: dt.datetime
    total: Counts
    by_category: tuple[Line, ...]
    by_area: tuple[Line, ...]
    closed_at_level_rates: Mapping[Level, Rate]
    outcomes: Mapping[str, int]
    return_rate: Rate
    satisfaction_rate: Rate
