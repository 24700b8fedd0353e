"""From WGS-84 to GCJ-02, in which the maps of Chinese providers are drawn, and back. Pure.

Inside Gezhi every coordinate is WGS-84; what goes onto such tiles is shifted at the edge, by the formula that
open-source map libraries share. It is exact to about a metre, far below the width of an outline.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

_AXIS: Final = 6378245.0
_ECCENTRICITY: Final = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271


def gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Longitude and latitude as the tiles need them; unchanged outside the rectangle around China."""
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    phi = math.radians(latitude)
    bend = 1 - _ECCENTRICITY * math.sin(phi) ** 2
    north = _northward(x, y) * 180 / (math.pi * _AXIS * (1 - _ECCENTRICITY) / bend**1.5)
    east = _eastward(x, y) * 180 / (math.pi * _AXIS / math.sqrt(bend) * math.cos(phi))
    return longitude + east, latitude + north


def wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """Longitude and latitude of a point on such tiles: the reverse of `gcj02`, to far less than a metre."""
    east, north = longitude, latitude
    for _round in range(4):  # the shift hardly changes with the place, so each round is a hundred times closer
        drawn = gcj02(east, north)
        east, north = east + longitude - drawn[0], north + latitude - drawn[1]
    return east, north


def _waves(value: float, *terms: tuple[float, float]) -> float:
    """Two thirds of a sum of sines of πv: amplitude and factor of each."""
    return sum(amplitude * math.sin(factor * math.pi * value) for amplitude, factor in terms) * 2 / 3


def _northward(x: float, y: float) -> float:
    """Metres towards north."""
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, (20.0, 6.0), (20.0, 2.0))
        + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    )


def _eastward(x: float, y: float) -> float:
    """Metres towards east."""
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, (20.0, 6.0), (20.0, 2.0))
        + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    )


def shifted(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON geometry with every position in GCJ-02."""
    return {**geometry, "coordinates": _shifted(geometry["coordinates"])}


def _shifted(part: Any) -> Any:
    if part and isinstance(part[0], int | float):
        return [round(value, 6) for value in gcj02(part[0], part[1])]
    return [_shifted(inner) for inner in part]
