"""What the demo street is made of: outlines, dice, texts and the script, each by itself."""

import json
from collections import Counter

import pytest
import shapely
from shapely.geometry import shape

from cases.models import Category
from config.demo import lattice, script
from config.demo.dice import Dice
from config.demo.twists import TWISTS
from config.demo.wording import DATA, data


def test_the_outlines_cover_the_street_without_gap_or_overlap():
    corners = [lattice.corner_of_grid(community, grid) for community in range(4) for grid in range(4)]
    assert sorted(corners) == [(column, row) for column in range(4) for row in range(4)]
    grids = [shape(lattice.outline(*corner)) for corner in corners]
    assert all(grid.is_valid for grid in grids)
    street = shape(lattice.outline(0, 0, 4))
    assert shapely.union_all(grids).equals(street)
    assert sum(grid.area for grid in grids) == pytest.approx(street.area, rel=1e-12)
    for community in range(4):
        column, row = lattice.corner_of_grid(community, 0)
        parts = [grids[4 * community + place] for place in range(4)]
        assert shapely.union_all(parts).equals(shape(lattice.outline(column, row, 2)))


def test_points_lie_inside_their_grid():
    for column in range(4):
        for row in range(4):
            grid, dice = shape(lattice.outline(column, row)), Dice("points", column, row)
            for _throw in range(50):
                assert grid.contains(shapely.Point(lattice.inside(column, row, dice)))


def test_dice_fall_the_same_way_every_time():
    dice = Dice("seed", 7)
    assert [dice.between(1, 6) for _throw in range(12)] == [3, 5, 4, 1, 5, 1, 6, 2, 2, 1, 4, 1]
    dice = Dice("seed", 7)
    assert (dice.pick("abc"), dice.chance(0.0), dice.chance(1.0)) == ("b", False, True)
    assert sorted(dice.shuffled(range(20))) == list(range(20))
    assert Counter(Dice("w").weighted({"a": 1}) for _throw in range(3)) == {"a": 3}


def test_the_texts_are_many_and_name_known_categories(db):
    texts = data("texts")
    assert set(texts) <= set(Category.objects.values_list("code", flat=True))
    assert len({request for entry in texts.values() for request in entry["requests"]}) >= 120
    for path in sorted(DATA.glob("*.json")):
        assert json.loads(path.read_text(encoding="utf-8"))


def test_the_script_asks_for_nothing_unknown():
    stories = data("script")["stories"]
    words = {word for shares in stories.values() for story in shares for word in story.split()}
    words |= {word for row in data("script")["finale"] for word in row.get("twists", "").split()}
    assert words - {"halt"} <= set(TWISTS)
    assert set(script.ASIDES) == set(data("script")["asides"])
