"""The present catalogue and its dispatch rules, held in memory and reloaded when a row changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from cases.models import Category, DispatchRule
from cases.models.dispatch_rule import Hours
from grids.versions import Held, Tokens


@dataclass(frozen=True, slots=True)
class Rule:
    """A dispatch rule with its place: the area that it names, else that of its unit."""

    category_code: str
    area_code: str
    unit_id: int
    since: dt.date
    until: dt.date | None
    position: int = 0
    hours: str = Hours.ALWAYS

    def fits(self, area_code: str, on: dt.date, *, working: bool) -> bool:
        """It holds at this place, on this day, inside or outside working hours."""
        now = Hours.WORKING if working else Hours.OFF
        return area_code.startswith(self.area_code) and _holds(self, on) and self.hours in {Hours.ALWAYS, now}


class Catalogue:
    """All versions of all categories, and which unit a category goes to."""

    def __init__(self, categories: Iterable[Category], rules: Iterable[Rule]) -> None:
        self._by_id: dict[int, Category] = {}
        self._versions: dict[str, list[Category]] = defaultdict(list)
        for category in sorted(categories, key=lambda row: (row.code, row.since)):
            self._by_id[category.pk] = category
            self._versions[category.code].append(category)
        self._rules = sorted(rules, key=_order)

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

    def rule_for(self, category: Category, area_code: str, on: dt.date, *, working: bool) -> Rule | None:
        """The first rule that says to which unit cases of this category at this place go; None: no rule does."""
        codes = {category.code, category.group}
        return next(
            (rule for rule in self._rules if rule.category_code in codes and rule.fits(area_code, on, working=working)),
            None,
        )


def _order(rule: Rule) -> tuple[int, int, int, bool, int]:
    """By position; in one position a category before its group, the deepest area, set hours, the oldest unit."""
    return rule.position, -len(rule.category_code), -len(rule.area_code), rule.hours == Hours.ALWAYS, rule.unit_id


def _holds(row: Category | Rule, on: dt.date) -> bool:
    return row.since <= on and (row.until is None or on <= row.until)


def _load() -> Catalogue:
    columns = ("category_code", Coalesce("area_id", "unit__area_id"), "unit_id", "since", "until", "position", "hours")
    return Catalogue(Category.objects.all(), [Rule(*row) for row in DispatchRule.objects.values_list(*columns)])


_held = Held("catalogue", _load)


def current(present: Tokens | None = None) -> Catalogue:
    """The catalogue as of now; pass tokens already read to save the statement."""
    return _held.get(present)
