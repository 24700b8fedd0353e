"""What a change of the dispatch rules would have done with last month's cases: a dry run. Writes nothing.

Rules: case process §4.2. Every case that was dispatched in the last calendar month is routed twice with what is
known of it now, by the list as it will stand without the change and by the list with it. An administrator sees no
case: the answer counts, by category and place. A sensitive matter and a complaint about staff have no place in it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cases import routing
from cases.catalogue import Rule, first_rule, in_order
from cases.models import Case, Category
from cases.worktime import WorkCalendar
from cases.world import ZONE, World
from grids.tree import AreaNode, UnitNode

MOST_CASES: Final = 20_000
MOST_ROWS: Final = 20
LONGEST_WAIT: Final = dt.timedelta(days=31)
"""Far longer than a report may wait for its dispatch; it bounds what is read of an index by the day of the report."""


@dataclass(frozen=True)
class Proposal:
    """A list of rules and the list that it would become, on the first day on which they differ."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]
    changed: Rule
    on: dt.date


@dataclass(frozen=True, slots=True)
class Flow:
    """So many cases would leave one unit for another."""

    old: UnitNode
    new: UnitNode
    count: int


@dataclass(frozen=True, slots=True)
class Example:
    """So many cases of a category at a place would go elsewhere. `area` None: a matter told without its place."""

    category: Category
    area: AreaNode | None
    old: UnitNode
    new: UnitNode
    count: int


@dataclass(frozen=True)
class Trial:
    """What came out. `why` are the reasons of the route of the first example, as a case keeps them."""

    since: dt.date
    until: dt.date
    looked_at: int
    cut: bool
    elsewhere: int
    flows: tuple[Flow, ...]
    examples: tuple[Example, ...]
    why: tuple[tuple[Any, ...], ...]


def entering(present: World, rule: Rule) -> Proposal:
    """The list with one rule more."""
    rules = present.catalogue.rules
    return Proposal(rules, in_order([*rules, rule]), rule, max(present.today, rule.since))


def ending(present: World, rule: Rule) -> Proposal:
    """The list once the rule has ended; `rule.until` is its last day."""
    day = max(present.today, rule.since, (rule.until or present.today) + dt.timedelta(days=1))
    return Proposal(present.catalogue.rules, _changed(present, rule), rule, day)


def moving(present: World, rule: Rule) -> Proposal:
    """The list with the rule at another place of the order."""
    return Proposal(present.catalogue.rules, _changed(present, rule), rule, max(present.today, rule.since))


def _changed(present: World, rule: Rule) -> tuple[Rule, ...]:
    return in_order(rule if row.pk == rule.pk else row for row in present.catalogue.rules)


def last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the calendar month before this day's."""
    until = today.replace(day=1) - dt.timedelta(days=1)
    return until.replace(day=1), until


@dataclass(frozen=True, slots=True)
class _Kind:
    """All that routing asks of a case; many cases are of one kind."""

    category_id: int
    area_code: str
    complained_id: int | None
    working: bool


def trial(present: World, proposal: Proposal, *, most: int = MOST_CASES) -> Trial:
    """The dry run over the cases dispatched last month, the newest `most` of them. One statement."""
    since, until = last_month(present.today)
    kinds, looked_at = _kinds(present.calendar, since, until, most + 1)
    moved: Counter[tuple[_Kind, int, int]] = Counter()
    for kind, count in kinds.items():
        ways = _ways(present, proposal, kind)
        if ways is not None and ways[0].unit.id != ways[1].unit.id:
            moved[kind, ways[0].unit.id, ways[1].unit.id] = count
    examples = _examples(present, moved)
    return Trial(
        since,
        until,
        min(looked_at, most),
        looked_at > most,
        sum(moved.values()),
        tuple(_flows(present, moved)),
        tuple(examples[:MOST_ROWS]),
        _why(present, proposal, moved),
    )


def _kinds(calendar: WorkCalendar, since: dt.date, until: dt.date, most: int) -> tuple[Counter[_Kind], int]:
    """The newest cases of the month by kind, and how many they are.

    The hour is that of the dispatch: it is then that the rules are asked.
    """
    begin, end = (dt.datetime.combine(day, dt.time(), ZONE) for day in (since, until + dt.timedelta(days=1)))
    rows = (
        Case.objects.filter(dispatched_at__gte=begin, dispatched_at__lt=end)
        .filter(reported_at__gte=begin - LONGEST_WAIT, reported_at__lt=end)
        .order_by("-reported_at", "-id")
        .values_list("category_id", "area_id", "complained_unit_id", "dispatched_at")
    )
    found: list[tuple[Any, ...]] = list(rows[:most])
    kinds = Counter(
        _Kind(category, area, complained, calendar.is_open(at)) for category, area, complained, at in found[: most - 1]
    )
    return kinds, len(found)


def _ways(present: World, proposal: Proposal, kind: _Kind) -> tuple[routing.Route, routing.Route] | None:
    """The route without the change and with it; None where the change does not speak of such a case."""
    category = present.catalogue.by_id(kind.category_id)
    rule = proposal.changed
    if rule.category_code not in {category.code, category.group}:
        return None
    if not rule.reaches(kind.area_code, working=kind.working):
        return None
    return _route(present, proposal.before, proposal.on, kind), _route(present, proposal.after, proposal.on, kind)


def _route(present: World, rules: Sequence[Rule], on: dt.date, kind: _Kind) -> routing.Route:
    category = present.catalogue.by_id(kind.category_id)
    return routing.forced(
        present.directory,
        kind.area_code,
        category,
        named=first_rule(rules, category, kind.area_code, on, working=kind.working),
        complained=present.directory.units.get(kind.complained_id or 0),
    )


_Moved = Counter[tuple[_Kind, int, int]]


def _flows(present: World, moved: _Moved) -> Iterator[Flow]:
    counts: Counter[tuple[int, int]] = Counter()
    for (_kind, old, new), count in moved.items():
        counts[old, new] += count
    units = present.directory.units
    for (old, new), count in counts.most_common(MOST_ROWS):
        yield Flow(units[old], units[new], count)


def _examples(present: World, moved: _Moved) -> list[Example]:
    """By category and place, the most first."""
    counts: Counter[tuple[str, str, int, int]] = Counter()
    shown: dict[str, Category] = {}
    for (kind, old, new), count in moved.items():
        category = present.catalogue.by_id(kind.category_id)
        shown[category.code] = category
        counts[category.code, "" if _is_placeless(category) else kind.area_code, old, new] += count
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    directory = present.directory
    return [
        Example(shown[code], directory.areas.get(area), directory.units[old], directory.units[new], count)
        for (code, area, old, new), count in rows
    ]


def _why(present: World, proposal: Proposal, moved: _Moved) -> tuple[tuple[Any, ...], ...]:
    """Why the most frequent kind goes where it goes; without the place where it is not told."""
    if not moved:
        return ()
    kind = min(moved, key=lambda row: (_is_placeless(_category(present, row[0])), -moved[row], row[0].area_code))[0]
    why = _route(present, proposal.after, proposal.on, kind).why
    return why[1:] if _is_placeless(_category(present, kind)) else why


def _category(present: World, kind: _Kind) -> Category:
    return present.catalogue.by_id(kind.category_id)


def _is_placeless(category: Category) -> bool:
    """Where it happened would say too much: of a sensitive matter, and of whom a complaint about staff is about."""
    return category.is_sensitive or category.name_id == routing.STAFF_CONDUCT
