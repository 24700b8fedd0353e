"""Open cases on the map of staff: how many in which area, and each as a point where that may be shown.

Sensitive cases have no place on a map (hazard E14): they are counted apart and stand in the list alone.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from cases.models.case import CaseQuerySet
from cases.queries.listing import RUNNING
from cases.queries.pressing import overdue
from cases.world import World
from grids.levels import Level

MOST_POINTS: Final = 2000
"""With more than this the areas are counted and no case is sent alone."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases, and how many of them overdue, by the code of their grid or of the area they lie in."""

    by_area: Mapping[str, tuple[int, int]]
    sensitive: int

    @property
    def on_map(self) -> int:
        """All but the sensitive ones."""
        return sum(count for count, _over in self.by_area.values())

    def within(self, code: str) -> tuple[int, int]:
        """Those of an area and of all below it."""
        found = [pair for area, pair in self.by_area.items() if area.startswith(code)]
        return sum(count for count, _over in found), sum(over for _count, over in found)


@dataclass(frozen=True, slots=True)
class Spot:
    """One case: where it is, if it has a point (WGS-84), and the clock that runs."""

    number: str
    area_code: str
    category_id: int | None
    state: str
    dispatched_at: dt.datetime | None
    due_at: dt.datetime | None
    latitude: float | None
    longitude: float | None

    @property
    def runs(self) -> bool:
        """The whole-case clock runs."""
        return self.state in RUNNING and self.dispatched_at is not None and self.due_at is not None


def counts(present: World, cases: CaseQuerySet) -> Counts:
    """The counts of cases that start from `visible_to`. One statement."""
    grouped = cases.order_by().values_list("area_id", "sensitive")
    rows = grouped.annotate(count=Count("pk"), over=Count("pk", filter=overdue(present.at)))
    alone, late, sensitive = Counter[str](), Counter[str](), 0
    for area, is_sensitive, count, over in rows:
        if is_sensitive:
            sensitive += count
            continue
        code = _grid_of(present, area)
        alone[code] += count
        late[code] += over
    return Counts({code: (count, late[code]) for code, count in alone.items()}, sensitive)


def _grid_of(present: World, code: str) -> str:
    """The grid around a building; any other area as it is."""
    node = present.directory.areas[code]
    return node.parent_code if node.level == Level.BUILDING and node.parent_code else code


def spots(cases: CaseQuerySet) -> list[Spot]:
    """The cases one by one, the soonest due first; nothing sensitive, at most 2,000. One statement."""
    columns = ("number", "area_id", "category_id", "state", "dispatched_at", "due_at", "latitude", "longitude")
    rows = cases.filter(sensitive=False).order_by("due_at", "id").values_list(*columns)
    return [Spot(*row) for row in rows[:MOST_POINTS]]
