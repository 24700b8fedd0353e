"""The saved filters that a person may use, with how many cases each finds in that person's own sight."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.db.models import Value, When
from django.http import QueryDict

from cases.filters import CaseFilter
from cases.models import Case, SavedFilter
from cases.viewer import Viewer
from cases.world import World

MOST_SHOWN: Final = 12
"""Above the list of cases; the page of the filters shows more."""
CAP: Final = 99


@dataclass(frozen=True, slots=True)
class Chip:
    """One saved filter. `count` stops one above 99; None where the query means nothing any more."""

    saved: SavedFilter
    is_own: bool
    count: int | None

    @property
    def said(self) -> str:
        """The count in figures: 12, or 99+."""
        if self.count is None:
            return ""
        return f"{CAP}+" if self.count > CAP else str(self.count)


def chips(present: World, viewer: Viewer, most: int = MOST_SHOWN) -> list[Chip]:
    """The first so many, own ones before shared; one statement for them and one for all counts."""
    own_first = models.Case(When(owner=viewer.user_id, then=0), default=1)
    rows = SavedFilter.objects.visible_to(viewer).select_related("owner").order_by(own_first, "id")
    shown = list(rows[:most])
    counts = _counts(present, viewer, shown)
    return [Chip(row, row.owner_id == viewer.user_id, counts.get(row.pk)) for row in shown]


def _counts(present: World, viewer: Viewer, rows: Sequence[SavedFilter]) -> dict[int, int]:
    """How many each finds, read up to the cap only, in one statement for all."""
    parts, known = [], []
    for row in rows:
        found = CaseFilter(QueryDict(row.query), Case.objects.visible_to(viewer), present.at)
        if found.is_valid():
            known.append(row.pk)
            parts.append(found.qs.order_by().annotate(of=Value(row.pk)).values_list("of", "pk")[: CAP + 1])
    if not parts:
        return {}
    found_in_all = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    tally = Counter(of for of, _case in found_in_all)
    return {pk: tally[pk] for pk in known}
