"""Lists of areas stay short in a large installation: coarser levels instead of a list without end."""

from grids.levels import Level
from grids.tree import AreaNode, Directory
from web.staff import area_choices


def city(communities):
    """One street with so many communities of two grids each."""
    areas = {"100": AreaNode("100", "街道", Level.STREET, None)}
    for number in range(communities):
        code = f"100{number:03}"
        areas[code] = AreaNode(code, f"社区{number}", Level.COMMUNITY, "100")
        for grid in ("01", "02"):
            areas[code + grid] = AreaNode(code + grid, f"网格{grid}", Level.GRID, code)
    areas["10000001001"] = AreaNode("10000001001", "一号楼", Level.BUILDING, "10000001")
    return Directory(areas, {}, {}, {}, {}, {}, {})


def test_a_small_subtree_is_shown_down_to_its_grids():
    assert area_choices.tree(city(2), ["100001"]) == [
        ("100001", "社区1"),
        ("10000101", "\N{IDEOGRAPHIC SPACE}网格01"),
        ("10000102", "\N{IDEOGRAPHIC SPACE}网格02"),
    ]


def test_a_large_one_stops_at_the_level_that_still_fits():
    assert len(area_choices.tree(city(99), ["100"])) == 298  # the street, 99 communities, 198 grids
    assert [len(code) for code, _name in area_choices.tree(city(100), ["100"])] == [3] + [6] * 100
    assert area_choices.tree(city(400), ["100"]) == [("100", "街道")]


def test_without_an_area_of_ones_own_there_is_nothing_to_choose():
    assert area_choices.tree(city(2), []) == []
