"""Which area a point lies in. Pure.

Outlines are GeoJSON geometries in WGS-84, longitude first.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grids.levels import Level

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


class BadOutline(ValueError):
    """The geometry cannot be an area's outline; `reason` is one word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outlined:
    """An area with its outline."""

    code: str
    level: Level
    shape: BaseGeometry


def shape_of(geometry: object) -> BaseGeometry:
    """The shape of a GeoJSON geometry.

    Raises `BadOutline` with the reason not_polygon, not_geojson, empty, self_crossing or outside_world.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadOutline("not_polygon")
    try:
        with np.errstate(invalid="ignore"):
            shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, shapely.errors.ShapelyError):
        raise BadOutline("not_geojson") from None
    if shape.is_empty:
        raise BadOutline("empty")
    if not shapely.is_valid(shape):
        raise BadOutline("self_crossing")
    west, south, east, north = shape.bounds
    if not is_on_earth(south, west) or not is_on_earth(north, east):
        raise BadOutline("outside_world")
    return shape


def middle_of(geometry: object) -> tuple[float, float]:
    """Longitude and latitude of a point that lies well inside an outline. Raises `BadOutline`."""
    point = shape_of(geometry).representative_point()
    return float(point.x), float(point.y)


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Finite and within ±90, ±180 degrees."""
    return math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


class _Layer:
    """The outlines of one level, by code."""

    def __init__(self, areas: Sequence[Outlined]) -> None:
        self.codes = [area.code for area in areas]
        self._shapes = np.array([area.shape for area in areas], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        # A prepared shape builds its index on first use, and shapely lets go of the interpreter meanwhile.
        self._one_by_one = Lock()

    def places(self, xs: Floats, ys: Floats) -> Indexes:
        """For each point the place of the first code over it, or the number of codes."""
        asked, near = self._tree.query(shapely.points(xs, ys))
        with self._one_by_one:
            inside = shapely.intersects_xy(self._shapes[near], xs[asked], ys[asked])
        first = np.full(len(xs), len(self.codes))
        np.minimum.at(first, asked[inside], near[inside])
        return first


class Outlines:
    """All outlines of an installation, ready to be asked for points."""

    def __init__(self, areas: Iterable[Outlined]) -> None:
        ordered = sorted(areas, key=lambda area: (area.level.rank, area.code))
        self._layers = [_Layer(list(layer)) for _level, layer in groupby(ordered, key=lambda area: area.level)]

    @property
    def empty(self) -> bool:
        """No area has an outline."""
        return not self._layers

    def at(self, longitude: float, latitude: float) -> str | None:
        """The code of the lowest area over a point, its edge included; None outside all.

        Where two of a level meet or overlap, the lower code.
        """
        return self.at_each([longitude], [latitude])[0]

    def at_each(self, longitudes: Sequence[float] | Floats, latitudes: Sequence[float] | Floats) -> list[str | None]:
        """The same for many points at once."""
        xs, ys = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
        found: list[str | None] = [None] * len(xs)
        open_ = np.arange(len(xs))
        for layer in self._layers:
            if not len(open_):
                break
            places = layer.places(xs[open_], ys[open_])
            hit = places < len(layer.codes)
            for point, place in zip(open_[hit].tolist(), places[hit].tolist(), strict=True):
                found[point] = layer.codes[place]
            open_ = open_[~hit]
        return found
