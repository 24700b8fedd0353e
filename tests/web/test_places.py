"""Choosing a place by walking down the tree or by name."""

from dataclasses import replace

import pytest

from grids import directory
from grids.levels import Level
from grids.tree import AreaNode
from tests.town import BUILDING, COMMUNITY, COUNTY, GRID, OTHER_COMMUNITY, OTHER_STREET, STREET
from web.places import MOST_ROWS, place_list


def codes(rows):
    return [row.code for row in rows.rows]


@pytest.fixture
def known(town):
    return directory.current()


def test_place_list_starts_at_the_first_fork(known):
    assert codes(place_list(known)) == [STREET, OTHER_STREET]


WALK = [
    (STREET, [COMMUNITY, OTHER_COMMUNITY], COUNTY),
    (GRID, [BUILDING], COMMUNITY),
    (BUILDING, [], GRID),
]


@pytest.mark.parametrize(("inside", "rows", "up"), WALK)
def test_place_list_shows_what_lies_inside_and_the_way_up(known, inside, rows, up):
    shown = place_list(known, inside=inside)
    assert (codes(shown), shown.inside.code, shown.up) == (rows, inside, up)


def test_place_list_of_an_unknown_area_starts_anew(known):
    shown = place_list(known, inside="nonsense")
    assert codes(shown) == [STREET, OTHER_STREET]


FINDS = [
    ("红星", [COMMUNITY, GRID, f"{COMMUNITY}002"]),
    ("红星 第一", [GRID]),
    ("金牛山 云峰社区", [OTHER_COMMUNITY]),
    ("1号楼", [BUILDING]),
    ("  1号楼  幸福里 ", [BUILDING]),
    ("月球", []),
]


@pytest.mark.parametrize(("query", "rows"), FINDS)
def test_place_list_finds_by_every_word(known, query, rows):
    assert sorted(codes(place_list(known, query=query))) == sorted(rows)


def test_place_list_names_a_place_with_those_above_it(known):
    row = place_list(known, query="1号楼").rows[0]
    assert (row.name, row.above, row.has_inside) == ("幸福里1号楼", "金牛山街道 红星社区 红星第一网格", False)
    assert place_list(known).rows[0].has_inside


def test_place_list_stops_at_thirty_and_says_so(known):
    assert MOST_ROWS == 30
    more = {f"{GRID}{n:03}": AreaNode(f"{GRID}{n:03}", f"{n}号楼", Level.BUILDING, GRID) for n in range(10, 40)}
    full = replace(known, areas={**known.areas, **more})
    shown = place_list(full, query="号楼")
    assert (len(shown.rows), shown.more) == (30, True)
    assert not place_list(known, query="号楼").more
