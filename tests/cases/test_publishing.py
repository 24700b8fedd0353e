"""What may be counted for everybody, by a table written by hand; and that nothing below five can be worked out."""

import datetime as dt
import random
from collections import Counter
from itertools import product

import pytest

from cases.publishing import LEAST, Block, Matter, finest, fold, month_of, told, total
from grids.levels import Level

MONTH, NEXT = dt.date(2026, 2, 1), dt.date(2026, 3, 1)
CITY, COUNTY, STREET, RED, CLOUD = "3702", "370211", "370211001", "370211001001", "370211001002"

# Category, group, publication flag, personal data: the finest level, and where the rule stands.
TABLE = [
    ("ENV01", "ENV", True, "none", Level.GRID, "E20: five and more of a place that is no building"),
    ("SAF01", "SAF", True, "none", Level.GRID, "catalogue: may be published"),
    ("ENV01", "ENV", False, "none", None, "catalogue, rule 3: publication flag"),
    ("PTY03", "PTY", False, "personal", None, "catalogue, rule 3: publication flag"),
    ("POL01", "POL", True, "personal", Level.COMMUNITY, "E20: where people are meant, by community"),
    ("DIS09", "DIS", True, "none", Level.COMMUNITY, "E20: DIS by community, whatever the county set"),
    ("DIS01", "DIS", True, "personal", Level.COMMUNITY, "E20"),
    ("DIS02", "DIS", True, "sensitive", None, "E14: sensitive services"),
    ("LIV01", "LIV", True, "sensitive", None, "E14: also where somebody set the publication flag"),
    ("LIV08", "LIV", False, "sensitive", None, "E14"),
    ("ORD01", "ORD", True, "sensitive", None, "E7: leads for the police"),
    ("ORD03", "ORD", True, "none", None, "E7, E14: no ORD at all"),
    ("ORD04", "ORD", True, "none", None, "E14: a school is a small place"),
    ("CIV05", "CIV", True, "personal", None, "E7: complaints about staff, whatever the county set"),
    ("CIV05", "CIV", True, "none", None, "E7"),
    ("CIV03", "CIV", True, "none", Level.GRID, "catalogue: may be published"),
]


@pytest.mark.parametrize(("code", "group", "publish", "personal_data", "level", "source"), TABLE)
def test_what_is_counted_for_everybody(code, group, publish, personal_data, level, source):
    assert finest(code, group, publish=publish, personal_data=personal_data) == level, source


def matter(place, code="ENV01", count=1, finished=0, month=MONTH):
    """So many cases at a place of the national scheme: grid 15, community 12, street 9, county 6, city 4 digits."""
    widths = {Level.GRID: 15, Level.COMMUNITY: 12, Level.STREET: 9, Level.COUNTY: 6, Level.CITY: 4}
    places = {level: place[:width] for level, width in widths.items() if len(place) >= width}
    return Matter(places, code, code[:3], month, count, finished)


def shown(blocks):
    return {(block.area, block.code or block.group, block.count) for block in blocks}


# What is there; what is counted of it.
FOLDS = [
    ("five in a grid", [(f"{RED}001", "ENV01", 5)], {(f"{RED}001", "ENV01", 5)}),
    ("four are not shown", [(f"{RED}001", "ENV01", 4)], set()),
    ("the rest of two grids", [(f"{RED}001", "ENV01", 2), (f"{RED}002", "ENV01", 3)], {(RED, "ENV01", 5)}),
    (
        "the rest beside a grid that stands by itself",
        [(f"{RED}001", "ENV01", 9), (f"{RED}002", "ENV01", 3), (f"{RED}003", "ENV01", 4)],
        {(f"{RED}001", "ENV01", 9), (RED, "ENV01", 7)},
    ),
    (
        "a rest of one is not shown beside it",
        [(f"{RED}001", "ENV01", 9), (f"{RED}002", "ENV01", 1)],
        {(f"{RED}001", "ENV01", 9)},
    ),
    ("several kinds of a group", [(RED, "ENV01", 2), (RED, "ENV05", 3)], {(RED, "ENV", 5)}),
    ("several communities", [(RED, "ENV01", 2), (CLOUD, "ENV05", 3)], {(STREET, "ENV", 5)}),
    ("several groups", [(RED, "ENV01", 2), (CLOUD, "MUN03", 3)], {(STREET, "", 5)}),
    ("fours alone would each be known", [(f"{RED}001", "ENV01", 4), (f"{RED}002", "ENV01", 4)], {(RED, "ENV", 8)}),
    ("four and three would not", [(f"{RED}001", "ENV01", 4), (f"{RED}002", "ENV01", 3)], {(RED, "ENV01", 7)}),
    ("people are counted by community", [(RED, "POL01", 5)], {(RED, "POL01", 5)}),
    ("at the county what the streets leave", [(STREET, "ENV01", 2), ("370211002", "MUN03", 4)], {(COUNTY, "", 6)}),
]


@pytest.mark.parametrize(("what", "there", "counted"), FOLDS)
def test_where_few_are_left_they_are_counted_coarser(what, there, counted):
    assert shown(fold(matter(*row) for row in there)) == counted, what


def test_months_are_never_thrown_together():
    assert fold([matter(RED, count=3), matter(RED, count=4, month=NEXT)]) == []


@pytest.mark.parametrize(
    ("count", "finished", "said"),
    [(5, 5, 5), (5, 0, 0), (5, 1, None), (9, 5, None), (9, 4, None), (10, 5, 5), (12, 7, 7), (12, 8, None)],
)
def test_how_many_are_finished_is_told_where_neither_part_is_small(count, finished, said):
    assert told(count, finished) == said


def test_a_sum_tells_what_is_finished_only_where_each_block_tells_it():
    known = Block(RED, Level.COMMUNITY, "ENV01", "ENV", MONTH, 10, 10)
    hidden = Block(RED, Level.COMMUNITY, "ENV01", "ENV", NEXT, 10, None)
    assert (total([known]).finished, total([known, hidden]).finished) == (10, None)
    assert (total([known, hidden]).count, total([]).count) == (20, 0)


@pytest.mark.parametrize("seed", range(20))
def test_no_difference_of_two_published_numbers_is_below_five(seed):
    """Every number that the page can show, each with the blocks behind it, against every other."""
    dice = random.Random(seed)
    grids = [f"{community}00{number}" for community in (RED, CLOUD) for number in (1, 2, 3)]
    codes = ["ENV01", "ENV05", "MUN03", "POL01"]
    matters = [
        matter(place, code, dice.randint(1, 7), month=month)
        for place, code, month in product([*grids, RED, STREET], codes, (MONTH, NEXT))
        if dice.random() < 0.6
    ]
    blocks = fold(matters)
    assert sum(block.count for block in blocks) <= sum(row.count for row in matters)
    assert all(block.count >= LEAST for block in blocks)
    assert len({(row.area, row.code, row.group, row.month) for row in blocks}) == len(blocks)
    numbers = []
    for area, group, month in product(["", STREET, RED, CLOUD, *grids], ["", "ENV", "MUN", "POL"], [None, MONTH, NEXT]):
        numbers.append(
            frozenset(
                index
                for index, row in enumerate(blocks)
                if row.area.startswith(area) and group in {"", row.group} and month in {None, row.month}
            )
        )
    counts = Counter({index: row.count for index, row in enumerate(blocks)})
    differences = {sum(counts[index] for index in one - other) for one, other in product(numbers, numbers)}
    assert differences.isdisjoint(range(1, LEAST))


def test_months_follow_one_another_over_the_end_of_a_year():
    day = dt.date(2026, 1, 31)
    asked = {later: month_of(day, later).isoformat() for later in (-13, -1, 0, 1, 12)}
    assert asked == {-13: "2024-12-01", -1: "2025-12-01", 0: "2026-01-01", 1: "2026-02-01", 12: "2027-01-01"}
