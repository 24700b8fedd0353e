"""What an installation lacks: workers, clerks, outlines, and ground that two grids share or none has. Pure.

Sizes are square metres, near enough to tell a drawing's sliver from a yard.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from grids.levels import Level
from grids.outlines import Outlined
from grids.roles import Role
from grids.tree import AreaNode, Directory

METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two grids that share ground."""

    codes: tuple[str, str]
    square_metres: float


@dataclass(frozen=True, slots=True)
class Hole:
    """Ground inside an area that none of the outlines within covers; the point lies in it."""

    code: str
    square_metres: float
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Excess:
    """Ground of an area that lies outside the outline of the area around it."""

    code: str
    around: str
    square_metres: float


def without(directory: Directory, level: Level, role: Role, on: dt.date, active: Collection[int]) -> list[AreaNode]:
    """Areas of a level whose office has nobody in the role on a day; `active` are the users who may sign in."""
    return [
        node
        for node in sorted(directory.areas.values(), key=lambda node: node.code)
        if node.level == level and not _is_staffed(directory, node.code, role, on, active)
    ]


def _is_staffed(directory: Directory, code: str, role: Role, on: dt.date, active: Collection[int]) -> bool:
    office = directory.offices.get(code)
    posts = directory.posts_by_unit.get(office.id, ()) if office else ()
    return any(post.role == role and post.is_current(on) and post.user_id in active for post in posts)


def without_outline(directory: Directory, outlined: Iterable[Outlined]) -> list[AreaNode]:
    """Grids that nobody has drawn."""
    drawn = {area.code for area in outlined}
    grids = (node for node in directory.areas.values() if node.level == Level.GRID and node.code not in drawn)
    return sorted(grids, key=lambda node: node.code)


def overlaps(outlined: Iterable[Outlined], tolerance: float) -> list[Overlap]:
    """Pairs of grids that share more than `tolerance` square metres, by code."""
    grids = sorted((area for area in outlined if area.level == Level.GRID), key=lambda area: area.code)
    shapes = np.array([area.shape for area in grids], dtype=object)
    firsts, seconds = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found = []
    for first, second in sorted(zip(firsts.tolist(), seconds.tolist(), strict=True)):
        if first < second:
            shared = square_metres(shapely.intersection(shapes[first], shapes[second]))
            if shared > tolerance:
                found.append(Overlap((grids[first].code, grids[second].code), shared))
    return found


def holes(directory: Directory, outlined: Sequence[Outlined], tolerance: float) -> list[Hole]:
    """Ground of more than `tolerance` square metres that an outlined area's own parts leave out.

    The parts of an area are the outlines next below it, buildings apart. Where nothing above is drawn,
    what the parts enclose counts as the area.
    """
    shapes = {area.code: area.shape for area in outlined if area.level != Level.BUILDING}
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, shape in shapes.items():
        above = [node.code for node in directory.path(code)][1:]
        if above:
            parts[next((other for other in above if other in shapes), above[-1])].append(shape)
    return [
        Hole(code, size, point.y, point.x)
        for code in sorted(parts)
        for size, point in _left_out(shapes.get(code), shapely.union_all(parts[code]))
        if size > tolerance
    ]


def excesses(directory: Directory, outlined: Iterable[Outlined], tolerance: float) -> list[Excess]:
    """Outlines that reach more than `tolerance` square metres beyond the nearest outline above, by code."""
    shapes = {area.code: area.shape for area in outlined}
    found = []
    for code in sorted(shapes):
        above = [node.code for node in directory.path(code)][1:]
        around = next((other for other in above if other in shapes), None)
        if around is not None:
            beyond = square_metres(shapely.difference(shapes[code], shapes[around]))
            if beyond > tolerance:
                found.append(Excess(code, around, beyond))
    return found


def _left_out(outline: BaseGeometry | None, covered: BaseGeometry) -> Iterator[tuple[float, shapely.Point]]:
    whole = outline if outline is not None else _filled(covered)
    for part in shapely.get_parts(shapely.difference(whole, covered)):
        if isinstance(part, Polygon):
            yield square_metres(part), part.representative_point()


def _filled(shape: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([Polygon(part.exterior) for part in shapely.get_parts(shape) if isinstance(part, Polygon)])


def square_metres(shape: BaseGeometry) -> float:
    """The size of a shape given in degrees."""
    if shape.is_empty:
        return 0.0
    return float(shape.area) * METRES_PER_DEGREE**2 * math.cos(math.radians(shape.centroid.y))
