"""The present catalogue and its dispatch rules, held in memory and reloaded when a row changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Category, DispatchRule
from grids.versions import Held, Tokens


@dataclass(frozen=True, slots=True)
class Rule:
    """A dispatch rule with the area of its unit."""

    category_code: str
    area_code: str
    unit_id: int
    since: dt.date
    until: dt.date | None


class Catalogue:
    """All versions of all categories, and which unit a category goes to."""

    def __init__(self, categories: Iterable[Category], rules: Iterable[Rule]) -> None:
        self._by_id: dict[int, Category] = {}
        self._versions: dict[str, list[Category]] = defaultdict(list)
        for category in sorted(categories, key=lambda row: (row.code, row.since)):
            self._by_id[category.pk] = category
            self._versions[category.code].append(category)
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in sorted(rules, key=lambda row: (-len(row.area_code), row.unit_id)):
            self._rules[rule.category_code].append(rule)

    def by_id(self, pk: int | None) -> Category:
        """The version of a category under which a case was filed; KeyError for none."""
        if pk is None:
            raise KeyError(pk)
        return self._by_id[pk]

    def in_force(self, code: str, on: dt.date) -> Category | None:
        """The version of a category in force on a local day, None if there is none."""
        return next((row for row in self._versions.get(code, ()) if _holds(row, on)), None)

    def ended(self, code: str, on: dt.date) -> bool:
        """There was such a category, and its last version ended before this day."""
        versions = self._versions.get(code, [])
        return bool(versions) and all(row.until is not None and row.until < on for row in versions)

    def all_in_force(self, on: dt.date) -> list[Category]:
        """Every category in force on a local day, by code."""
        return [row for versions in self._versions.values() for row in versions if _holds(row, on)]

    def unit_for(self, category: Category, area_code: str, on: dt.date) -> int | None:
        """The unit to which cases of this category at this place go; None: no rule says so.

        A rule for the category beats one for its group; then the unit of the deepest area around
        the place wins, then the oldest unit.
        """
        for code in (category.code, category.group):
            for rule in self._rules.get(code, ()):
                if area_code.startswith(rule.area_code) and _holds(rule, on):
                    return rule.unit_id
        return None


def _holds(row: Category | Rule, on: dt.date) -> bool:
    return row.since <= on and (row.until is None or on <= row.until)


def _load() -> Catalogue:
    columns = ("category_code", "unit__area_id", "unit_id", "since", "until")
    return Catalogue(Category.objects.all(), [Rule(*row) for row in DispatchRule.objects.values_list(*columns)])


_held = Held("catalogue", _load)


def current(present: Tokens | None = None) -> Catalogue:
    """The catalogue as of now; pass tokens already read to save the statement."""
    return _held.get(present)
