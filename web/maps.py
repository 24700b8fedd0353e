"""What every map of the pages needs: outlines that a phone can draw, tiles by setting, the shift that tiles need."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count

from grids.datum import gcj02, shifted, wgs84
from grids.levels import Level
from grids.models import Area
from grids.outlines import middle_of

MOST_OUTLINES: Final = 500
FINEST_FIRST: Final = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.COUNTY, Level.CITY)
SHADES: Final = 5
"""From the emptiest to the fullest outline of a map; 0 is none."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An area with its GeoJSON geometry in WGS-84."""

    code: str
    name: str
    geometry: dict[str, Any]


def has_outlines(inside: str) -> bool:
    """Whether there is an outline in an area, or anywhere where it is "". One statement."""
    return (Area.objects.subtree(inside) if inside else Area.objects.all()).exclude(boundary=None).exists()


def outlines(inside: Collection[str] | None = None, levels: Sequence[Level] = FINEST_FIRST) -> list[Outline]:
    """The outlines of the first level that has some, and no more than 500: inside some areas, or all there are.

    Two statements.
    """
    found = (Area.objects.all() if inside is None else Area.objects.subtree(*inside)).exclude(boundary=None)
    counts = dict(found.order_by().values_list("level").annotate(Count("pk")))
    fitting = next((level for level in levels if 0 < counts.get(level, 0) <= MOST_OUTLINES), None)
    if fitting is None:
        return []
    rows = found.of_level(fitting).values_list("code", "name", "boundary")
    return [Outline(code, name, boundary or {}) for code, name, boundary in rows]


def middles(codes: Collection[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of those areas that have an outline, by code. One statement."""
    rows = Area.objects.filter(code__in=codes).exclude(boundary=None).values_list("code", "boundary")
    return {code: middle_of(boundary) for code, boundary in rows}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map says of an area: how many, the same in words, and where a click leads. None: not told."""

    count: int | None
    words: str
    url: str = ""


def drawn(areas: Iterable[Outline], show: Callable[[Outline], Shown]) -> dict[str, Any]:
    """The outlines as GeoJSON for `map.js`, the fuller the darker."""
    shown = [(area, show(area)) for area in areas]
    most = max((told.count or 0 for _area, told in shown), default=0)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": area.name,
                    "count": told.count,
                    "words": told.words,
                    "url": told.url,
                    "shade": shade(told.count or 0, most),
                },
                "geometry": as_drawn(area.geometry),
            }
            for area, told in shown
        ],
    }


def shade(count: int, most: int) -> int:
    """0 for none, then 1 to 5 in equal steps up to the most."""
    return -(-SHADES * count // most) if most else 0


def position(longitude: float, latitude: float) -> tuple[float, float]:
    """Latitude and longitude as the map draws them."""
    east, north = gcj02(longitude, latitude) if _is_shifted() else (longitude, latitude)
    return round(north, 6), round(east, 6)


def tapped(latitude: float, longitude: float) -> tuple[float, float]:
    """Latitude and longitude in WGS-84 of a point that somebody tapped on the map."""
    if not _is_shifted():
        return latitude, longitude
    east, north = wgs84(longitude, latitude)
    return round(north, 6), round(east, 6)


def as_drawn(geometry: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON geometry as the map draws it."""
    return shifted(geometry) if _is_shifted() else geometry


def tiles() -> dict[str, Any] | None:
    """What the scripts need to know of the tiles; None where there are none."""
    if not settings.MAP_TILES:
        return None
    return {
        "url": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
        "max_zoom": settings.MAP_MAX_ZOOM,
    }


def tiles_origin() -> str:
    """The server of the tiles for the content policy; empty for none, and for this site."""
    parts = urlsplit(settings.MAP_TILES)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _is_shifted() -> bool:
    return bool(settings.MAP_TILES) and settings.MAP_DATUM == "gcj02"
