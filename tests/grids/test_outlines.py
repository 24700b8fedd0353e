"""Points and outlines on a sheet of squares, one hundredth of a degree wide."""

import pytest

from grids.levels import Level
from grids.outlines import BadOutline, Outlined, Outlines, is_on_earth, shape_of


def square(west, south, width=1, height=1):
    """GeoJSON of a rectangle; units of a hundredth of a degree from 113° E, 28° N."""
    corners = [(west, south), (west + width, south), (west + width, south + height), (west, south + height)]
    ring = [[113 + x / 100, 28 + y / 100] for x, y in (*corners, corners[0])]
    return {"type": "Polygon", "coordinates": [ring]}


def outlined(code, level, geometry):
    return Outlined(code, level, shape_of(geometry))


@pytest.fixture(scope="module")
def outlines():
    return Outlines(
        [
            outlined("1012", Level.GRID, square(1, 0)),
            outlined("1011", Level.GRID, square(0, 0)),
            outlined("10111", Level.BUILDING, square(0.4, 0.4, 0.2, 0.2)),
            outlined("1013", Level.GRID, square(1.5, 0)),
            outlined("101", Level.COMMUNITY, square(0, 0, 4, 1)),
            outlined("102", Level.COMMUNITY, square(0, 1, 4, 1)),
            outlined("1", Level.STREET, square(0, 0, 4, 3)),
        ]
    )


POINTS = [
    (0.2, 0.2, "1011", "inside a grid"),
    (0.5, 0.5, "10111", "inside a building of the grid"),
    (0.4, 0.5, "10111", "on the wall of the building"),
    (1, 0.5, "1011", "on the edge of two grids: the lower code"),
    (1.7, 0.5, "1012", "where two grids overlap: the lower code"),
    (2.2, 0.5, "1013", "in the second of the two alone"),
    (3.5, 0.5, "101", "in a community where no grid is"),
    (0.5, 1, "1011", "on the edge of a grid and a community: the lower level"),
    (3.5, 1, "101", "on the edge of two communities"),
    (2, 2.5, "1", "in the street alone"),
    (0, 0, "1011", "a corner"),
    (4, 3, "1", "the opposite corner"),
    (4.001, 3, None, "just outside"),
    (-10, -10, None, "far outside"),
]


@pytest.mark.parametrize(("x", "y", "code"), [point[:3] for point in POINTS], ids=[point[3] for point in POINTS])
def test_a_point_finds_the_lowest_area_over_it(outlines, x, y, code):
    assert outlines.at(113 + x / 100, 28 + y / 100) == code


def test_many_points_are_found_as_each_alone(outlines):
    xs, ys = [113 + x / 100 for x, *_ in POINTS], [28 + y / 100 for _, y, *_ in POINTS]
    assert outlines.at_each(xs, ys) == [code for _x, _y, code, _why in POINTS]


def test_a_hole_is_outside_and_a_second_part_inside():
    ring, hole = square(0, 0, 4, 4)["coordinates"][0], square(1, 1, 2, 2)["coordinates"][0]
    far = square(8, 8)["coordinates"]
    outlines = Outlines([outlined("1", Level.GRID, {"type": "MultiPolygon", "coordinates": [[ring, hole], far]})])
    assert outlines.at(113.005, 28.005) == "1"
    assert outlines.at(113.02, 28.02) is None
    assert outlines.at(113.085, 28.085) == "1"


def test_without_outlines_there_is_nothing_to_find():
    outlines = Outlines([])
    assert outlines.empty
    assert outlines.at(113, 28) is None


RING = [[113, 28], [114, 28], [114, 29], [113, 28]]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "not_polygon"),
        ("Polygon", "not_polygon"),
        ({}, "not_polygon"),
        ({"type": "Point", "coordinates": [113, 28]}, "not_polygon"),
        ({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}}, "not_polygon"),
        ({"type": "Polygon"}, "not_geojson"),
        ({"type": "Polygon", "coordinates": 7}, "not_geojson"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"]]]}, "not_geojson"),
        ({"type": "Polygon", "coordinates": [[[113, 28], [114, 28]]]}, "not_geojson"),
        ({"type": "Polygon", "coordinates": [[None]]}, "empty"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "self_crossing"),
        ({"type": "Polygon", "coordinates": [[[113, 28], [113, 28], [113, 28], [113, 28]]]}, "self_crossing"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [181, 0], [181, 1], [0, 0]]]}, "outside_world"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [1, 1], [0, 0]]]}, "self_crossing"),
        ({"type": "Polygon", "coordinates": [[[28, 113], [28, 114], [29, 114], [28, 113]]]}, "outside_world"),
    ],
)
def test_what_is_no_outline_is_refused_with_its_reason(geometry, reason):
    with pytest.raises(BadOutline) as refused:
        shape_of(geometry)
    assert refused.value.reason == reason


def test_heights_are_left_out():
    shape = shape_of({"type": "Polygon", "coordinates": [[[*point, 40] for point in RING]]})
    assert not shape.has_z


@pytest.mark.parametrize(
    ("latitude", "longitude", "on_earth"),
    [
        (28.2, 113.1, True),
        (90, 180, True),
        (-90, -180, True),
        (113.1, 28.2, False),
        (0, 180.1, False),
        (float("nan"), 113, False),
        (28, float("inf"), False),
        (float("-inf"), 113, False),
    ],
)
def test_a_point_is_on_earth(latitude, longitude, on_earth):
    assert is_on_earth(latitude, longitude) is on_earth
