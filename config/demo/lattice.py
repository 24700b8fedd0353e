"""Outlines that cover a street without a gap: sixteen bent quadrilaterals over one lattice of points.

Neighbours share their edge point by point, so nothing overlaps and nothing is left out. Coordinates
are WGS-84, longitude first, as GeoJSON wants them.
"""

from collections.abc import Sequence
from functools import cache

from config.demo.dice import Dice

Point = tuple[float, float]
Ring = list[Point]

WEST, SOUTH = 115.4200, 30.4000
STEP_LONGITUDE, STEP_LATITUDE = 0.0080, 0.0066
BEND = 0.22
"""How far a point strays from the lattice, as a share of its mesh."""
SIDE = 4
"""Grids along each side of the street; a community is a block of two by two."""


@cache
def _point(column: float, row: float) -> Point:
    """A lattice point (whole numbers) or the middle of an edge between two, strayed."""
    dice = Dice("lattice", column, row)
    stray = BEND if column == int(column) and row == int(row) else BEND / 2
    longitude = WEST + (column + dice.share(-stray, stray)) * STEP_LONGITUDE
    latitude = SOUTH + (row + dice.share(-stray, stray)) * STEP_LATITUDE
    return round(longitude, 6), round(latitude, 6)


def outline(column: int, row: int, size: int = 1) -> dict[str, object]:
    """The GeoJSON polygon of a square of `size` × `size` grids whose south-west corner is given."""
    steps = [step / 2 for step in range(2 * size)]
    ring: Ring = [_point(column + step, row) for step in steps]
    ring += [_point(column + size, row + step) for step in steps]
    ring += [_point(column + size - step, row + size) for step in steps]
    ring += [_point(column, row + size - step) for step in steps]
    return {"type": "Polygon", "coordinates": [[list(point) for point in [*ring, ring[0]]]]}


def corner_of_grid(community: int, grid: int) -> tuple[int, int]:
    """South-west corner of a grid; communities and grids are counted from 0, blocks two by two."""
    return 2 * (community % 2) + grid % 2, 2 * (community // 2) + grid // 2


def inside(column: int, row: int, dice: Dice) -> Point:
    """A point well inside a grid: (longitude, latitude)."""
    corners: Sequence[Point] = [_point(column + x, row + y) for x in (0, 1) for y in (0, 1)]
    weights = [dice.share(0.2, 1.0) for _corner in corners]
    total = sum(weights)
    longitude = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)) / total
    latitude = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)) / total
    return round(longitude, 6), round(latitude, 6)
