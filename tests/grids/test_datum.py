"""WGS-84 to GCJ-02: points that public libraries publish with their tests, and what stays where it is."""

import pytest

from grids.datum import gcj02, shifted, wgs84

# Latitude and longitude before and after: three from eviltransform, one from coordtransform.
KNOWN = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
]


@pytest.mark.parametrize(("before", "after"), KNOWN)
def test_known_points(before, after):
    longitude, latitude = gcj02(before[1], before[0])
    assert (latitude, longitude) == pytest.approx(after, abs=1e-9)


@pytest.mark.parametrize("point", [(2.3522, 48.8566), (72.0, 30.0), (137.9, 30.0), (100.0, 0.8), (100.0, 56.0)])
def test_outside_china_nothing_moves(point):
    assert gcj02(*point) == point


@pytest.mark.parametrize(("before", "after"), [*KNOWN, ((48.8566, 2.3522), (48.8566, 2.3522))])
def test_the_way_back(before, after):
    longitude, latitude = wgs84(after[1], after[0])
    assert (latitude, longitude) == pytest.approx(before, abs=1e-7)  # a hundredth of a metre


def test_every_position_of_a_geometry_moves():
    ring = [[116.404, 39.915], [116.414, 39.915], [116.414, 39.925], [116.404, 39.915]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    moved = shifted(polygon)
    assert moved["coordinates"][0][0] == moved["coordinates"][0][3] == [116.410244, 39.916404]
    many = shifted({"type": "MultiPolygon", "coordinates": [[ring]]})
    assert (many["type"], many["coordinates"][0]) == ("MultiPolygon", moved["coordinates"])
    assert polygon["coordinates"][0][0] == [116.404, 39.915]
