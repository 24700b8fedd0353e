"""The present catalogue and its dispatch rules, held in memory and reloaded when a row changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from cases.marks import mark_of
from cases.models import Category, DispatchRule
from cases.models.dispatch_rule import Hours
from grids.levels import Level
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
    pk: int = 0

    def reaches(self, area_code: str, *, working: bool) -> bool:
        """It speaks of this place, inside or outside working hours."""
        now = Hours.WORKING if working else Hours.OFF
        return area_code.startswith(self.area_code) and self.hours in {Hours.ALWAYS, now}

    def holds(self, on: dt.date) -> bool:
        """It is in force on a local day."""
        return _holds(self, on)


class Catalogue:
    """All versions of all categories, and which unit a category goes to."""

    def __init__(self, categories: Iterable[Category], rules: Iterable[Rule]) -> None:
        self._by_id: dict[int, Category] = {}
        self._versions: dict[str, list[Category]] = defaultdict(list)
        for category in sorted(categories, key=lambda row: (row.code, row.since)):
            self._by_id[category.pk] = category
            self._versions[category.code].append(category)
        self.rules = in_order(rules)

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
        return self.last_day(code, on) is not None

    def last_day(self, code: str, on: dt.date) -> dt.date | None:
        """The last day of a category whose versions have all ended before this day; None for any other."""
        days = [row.until for row in self._versions.get(code, ())]
        return max((day for day in days if day), default=None) if all(day and day < on for day in days) else None

    def versions(self, code: str) -> tuple[Category, ...]:
        """Every version of a category, the oldest first; nothing for an unknown code."""
        return tuple(self._versions.get(code, ()))

    def codes(self) -> list[str]:
        """Every category that there ever was, in order."""
        return list(self._versions)

    def of_group(self, group: str) -> list[Category]:
        """Every version of every category of a group."""
        return [row for rows in self._versions.values() for row in rows if row.group == group]

    def mark(self, code: str) -> str:
        """What stands for the versions of a code as they are now; another one as soon as one comes or ends."""
        return mark_of([(row.since, row.until) for row in self._versions.get(code, ())])

    def all_in_force(self, on: dt.date) -> list[Category]:
        """Every category in force on a local day, by code."""
        return [row for versions in self._versions.values() for row in versions if _holds(row, on)]

    def by_code(self, on: dt.date) -> dict[str, Category]:
        """The categories in force on a local day, each under its code."""
        return {row.code: row for row in self.all_in_force(on)}

    def knows(self, code: str) -> bool:
        """There is, or was, such a category or group."""
        return code in self._versions or any(rows[0].group == code for rows in self._versions.values())

    def name_of(self, code: str) -> str:
        """What a category or group is called in the reader's language, by its last version; an unknown code itself."""
        if rows := self._versions.get(code):
            return rows[-1].name
        return next((rows[-1].group_name for rows in self._versions.values() if rows[-1].group == code), code)

    def rule_for(self, category: Category, area_code: str, on: dt.date, *, working: bool) -> Rule | None:
        """The first rule that says to which unit cases of this category at this place go; None: no rule does."""
        return first_rule(self.rules, category, area_code, on, working=working)

    def stays_in_grid(self, code: str, since: dt.date) -> bool:
        """From that day on every version of the category starts in the grid; never said of a group."""
        coming = [row for row in self._versions.get(code, ()) if row.until is None or row.until >= since]
        return bool(coming) and all(row.level == Level.GRID for row in coming)

    @property
    def rules_mark(self) -> str:
        """Another one whenever the list of rules is another: what a person saw who changes it."""
        return mark_of([(rule.pk, rule.position, rule.since, rule.until) for rule in self.rules])


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules in the order in which they are asked."""
    return tuple(sorted(rules, key=_order))


def first_rule(rules: Iterable[Rule], category: Category, area_code: str, on: dt.date, *, working: bool) -> Rule | None:
    """The first of the rules that fits a category, a place, a local day and an hour; None: none does.

    None speaks of a category that starts in the grid, also where its whole group has a rule: small issues stay
    in the grid (case process §4.2).
    """
    if category.level == Level.GRID:
        return None
    codes = {category.code, category.group}
    return next(
        (
            rule
            for rule in rules
            if rule.category_code in codes and rule.reaches(area_code, working=working) and rule.holds(on)
        ),
        None,
    )


def _order(rule: Rule) -> tuple[int, int, int, bool, int]:
    """By position; in one position a category before its group, the deepest area, set hours, the oldest unit."""
    return rule.position, -len(rule.category_code), -len(rule.area_code), rule.hours == Hours.ALWAYS, rule.unit_id


def _holds(row: Category | Rule, on: dt.date) -> bool:
    return row.since <= on and (row.until is None or on <= row.until)


def _load() -> Catalogue:
    columns = (
        "category_code",
        Coalesce("area_id", "unit__area_id"),
        "unit_id",
        "since",
        "until",
        "position",
        "hours",
        "pk",
    )
    return Catalogue(Category.objects.all(), [Rule(*row) for row in DispatchRule.objects.values_list(*columns)])


_held = Held("catalogue", _load)


def current(present: Tokens | None = None) -> Catalogue:
    """The catalogue as of now; pass tokens already read to save the statement."""
    return _held.get(present)
