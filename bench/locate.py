"""Point → grid and text → area at the size of a city: 18,100 grids. `python bench/locate.py`.

Target: 100,000 points a second, asked together. Needs no database.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import shapely

from grids.levels import Level
from grids.outlines import Outlined, Outlines
from grids.placing import Gazetteer, Named

GRIDS, WIDE, SIZE = 18_100, 181, 0.004
WEST, SOUTH = 112.0, 28.0
POINTS, SINGLE, TEXTS = 1_000_000, 20_000, 2_000


def outlines(chance: random.Random) -> list[Outlined]:
    """A city of grids without a gap: a lattice with bent borders of nine points, shared by both sides."""
    high = GRIDS // WIDE
    corners = {
        (x, y): (x + chance.uniform(-0.2, 0.2), y + chance.uniform(-0.2, 0.2))
        for x in range(WIDE + 1)
        for y in range(high + 1)
    }
    borders: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[float, float]]] = {}

    def border(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        """From start up to, but without, end; the same line for both neighbours."""
        if (end, start) in borders:
            return [corners[start], *reversed(borders[end, start])]
        (x, y), (to_x, to_y) = corners[start], corners[end]
        bent = [
            (
                x + (to_x - x) * step / 10 + chance.uniform(-0.02, 0.02),
                y + (to_y - y) * step / 10 + chance.uniform(-0.02, 0.02),
            )
            for step in range(1, 10)
        ]
        borders[start, end] = bent
        return [corners[start], *bent]

    found = []
    for x in range(WIDE):
        for y in range(high):
            around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            ring = [point for side in range(4) for point in border(around[side], around[(side + 1) % 4])]
            shape = shapely.Polygon([(WEST + east * SIZE, SOUTH + north * SIZE) for east, north in ring])
            found.append(Outlined(f"43{x:04}{y:04}", Level.GRID, shape))
    return found


def names() -> list[Named]:
    """A city, 134 streets, the grids dealt out among them, every grid with four buildings."""
    streets = [Named(f"43{street:03}", "43", f"第{street}街道", (f"{street}号片",)) for street in range(134)]
    areas = [Named("43", None, "试验市"), *streets]
    for grid in range(GRIDS):
        code = f"43{grid % 134:03}{grid // 134:04}"
        houses = [Named(f"{code}{house}", code, f"{house}栋") for house in range(1, 5)]
        areas += [Named(code, code[:5], f"第{grid % 134}街道第{grid // 134}网格"), *houses]
    return areas


def timed(count: int, call: Callable[[], object]) -> str:
    """How many a second, with the load of the machine at the end."""
    start = time.perf_counter()
    call()
    rate = count / (time.perf_counter() - start)
    return f"{rate:>12,.0f}/s   load {os.getloadavg()[0]:.1f}"


def main() -> None:
    chance = random.Random(20_260_302)
    areas = outlines(chance)
    index = Outlines(areas)
    noise = np.random.default_rng(20_260_302)
    xs = WEST + noise.random(POINTS) * WIDE * SIZE
    ys = SOUTH + noise.random(POINTS) * (GRIDS // WIDE) * SIZE
    shapes = {area.code: area.shape for area in areas}
    sample = index.at_each(xs[:2000], ys[:2000])
    wrong = sum(
        code is not None and not shapes[code].covers(shapely.Point(x, y))
        for code, x, y in zip(sample, xs, ys, strict=False)
    )
    print(f"{len(areas):,} grids of {len(areas[0].shape.exterior.coords) - 1} corners; {wrong} of 2,000 points wrong")
    print("points together ", timed(POINTS, lambda: index.at_each(xs, ys)))
    singles = list(zip(xs[:SINGLE].tolist(), ys[:SINGLE].tolist(), strict=True))
    print("points one by one", timed(SINGLE, lambda: [index.at(x, y) for x, y in singles]))
    gazetteer = Gazetteer(names())
    texts = [f"第{n % 134}街道第{n % 130}网格{n % 4 + 1}栋楼道灯不亮,已经三天了,请派人来修。" * 3 for n in range(TEXTS)]
    print("texts one by one ", timed(TEXTS, lambda: [gazetteer.find(text) for text in texts]))


if __name__ == "__main__":
    main()
