"""The map on which a place is tapped, where its tiles are drawn beside what is stored."""

import re

import pytest

from grids.models import Area
from grids.versions import bump
from tests.town import GRID, OTHER_GRID

EAST, NORTH = 0.0052, 0.0004
"""Degrees by which tiles of Chinese providers lie beside WGS-84 here, to half of the last digit or so."""


@pytest.fixture
def chinese_tiles(settings, town):
    """Two squares of a hundredth of a degree side by side, on tiles in GCJ-02."""
    for code, west in ((GRID, 120.0), (OTHER_GRID, 120.01)):
        ring = [[west, 36.0], [west + 0.01, 36.0], [west + 0.01, 36.01], [west, 36.01], [west, 36.0]]
        Area.objects.filter(code=code).update(boundary={"type": "Polygon", "coordinates": [ring]})
    bump("boundaries")
    settings.MAP_TILES, settings.MAP_DATUM = "https://tiles.example/{z}/{x}/{y}.png", "gcj02"
    return settings


def chosen(client, **asked):
    body = client.get("/report/places/", asked).text
    kept = tuple(float(re.search(rf'name="{name}" value="([^"]*)"', body)[1]) for name in ("lat", "lon"))
    drawn = tuple(map(float, re.search(r'data-drawn="([^"]*)"', body)[1].split(",")))
    return "红星第一网格" in body, kept, drawn


def test_outlines_and_tiles_fit_one_another(client, chinese_tiles):
    moved = client.get("/report/outlines/")
    assert moved.json()["tiles"] == {"url": chinese_tiles.MAP_TILES, "attribution": "", "max_zoom": 18}
    corner = moved.json()["features"][0]["geometry"]["coordinates"][0][0]
    assert corner == pytest.approx([120 + EAST, 36 + NORTH], abs=0.0005)
    chinese_tiles.MAP_DATUM = "wgs84"
    plain = client.get("/report/outlines/", headers={"If-None-Match": moved.headers["ETag"]})
    assert plain.status_code == 200  # outlines kept by a browser go with the setting
    assert plain.json()["features"][0]["geometry"]["coordinates"][0][0] == [120.0, 36.0]


def test_a_tap_is_taken_back_and_a_position_is_drawn_beside_itself(client, chinese_tiles):
    spot = (36.005, 120.005)
    is_here, kept, drawn = chosen(client, lat=spot[0], lon=spot[1])
    assert (is_here, kept) == (True, spot)
    assert drawn == pytest.approx((spot[0] + NORTH, spot[1] + EAST), abs=0.0005)
    is_here, kept, again = chosen(client, lat=drawn[0], lon=drawn[1], tapped="1")
    assert (is_here, again) == (True, drawn)
    assert kept == pytest.approx(spot, abs=2e-6)
    chinese_tiles.MAP_DATUM = "wgs84"
    assert chosen(client, lat=spot[0], lon=spot[1], tapped="1") == (True, spot, spot)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e309", "999", "x"])
def test_a_tap_that_is_no_point_is_refused(client, chinese_tiles, value):
    answer = client.get("/report/places/", {"lat": value, "lon": "120.005", "tapped": "1"})
    assert answer.status_code == 200
    assert "data-drawn" not in answer.text
