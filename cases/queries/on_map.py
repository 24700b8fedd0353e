"""Open cases on the map of staff: how many in which area, and each as a point where that may be shown.

Sensitive cases have no place on a map (hazard E14): they are counted apart and stand in the list alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.queries.listing import Clock, running_clocks
from cases.queries.pressing import late
from cases.world import World
from grids.levels import Level

MOST_POINTS: Final = 2000
"""With more than this the areas are counted and no case is sent alone."""

COLUMNS: Final = (
    "number",
    "area_id",
    "category_id",
    "state",
    "severity",
    "dispatched_at",
    "due_at",
    "latitude",
    "longitude",
)
"""What a point needs of the case."""


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
    """One case: where it is, if it has a point (WGS-84), and the clock that its row shows."""

    number: str
    area_code: str
    category_id: int | None
    state: str
    latitude: float | None
    longitude: float | None
    clock: Clock | None


def counts(present: World, cases: CaseQuerySet) -> Counts:
    """The counts of cases that start from `visible_to`. One statement."""
    grouped = cases.order_by().values_list("area_id", "sensitive")
    rows = grouped.annotate(count=Count("pk"), late=Count("pk", filter=late(present.at)))
    alone, over, sensitive = Counter[str](), Counter[str](), 0
    for area, is_sensitive, count, count_late in rows:
        if is_sensitive:
            sensitive += count
            continue
        code = _grid_of(present, area)
        alone[code] += count
        over[code] += count_late
    return Counts({code: (count, over[code]) for code, count in alone.items()}, sensitive)


def _grid_of(present: World, code: str) -> str:
    """The grid around a building; any other area as it is."""
    node = present.directory.areas[code]
    return node.parent_code if node.level == Level.BUILDING and node.parent_code else code


def spots(cases: CaseQuerySet) -> list[Spot]:
    """The cases one by one, the soonest due first; nothing sensitive, at most 2,000.

    One statement, and a second where clocks of steps run.
    """
    found = list(cases.filter(sensitive=False).order_by("due_at", "id").only(*COLUMNS)[:MOST_POINTS])
    clocks = running_clocks(found)
    return [_spot(case, clocks.get(case.pk)) for case in found]


def _spot(case: Case, clock: Clock | None) -> Spot:
    return Spot(case.number, case.area_id, case.category_id, case.state, case.latitude, case.longitude, clock)
