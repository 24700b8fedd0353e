"""Bars as rectangles of an SVG, drawn on the server: no script, and no style that the content policy refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.stock import Week

HEIGHT: Final = 100
STEP: Final = 40
"""The width of a week, in units of the drawing; the page stretches it to its own."""
BAR, GAP, EDGE = 14, 2, 5
MARK: Final = 2


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of a drawing, in its units; `kind` is its class."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rectangles in a box `width` × `height`; `most` is the value that reaches the top."""

    width: int
    height: int
    most: int
    rects: tuple[Rect, ...]


def weeks(found: Sequence[Week]) -> Drawing:
    """Two bars a week, what came in and what was closed, and a mark at the height of the year before."""
    numbers = [number for week in found for number in (week.received, week.closed, week.received_before)]
    most = max([*numbers, *(week.closed_before for week in found)], default=0)
    rects = [rect for place, week in enumerate(found) for rect in _week(STEP * place + EDGE, week, most or 1)]
    return Drawing(STEP * len(found), HEIGHT, most, tuple(rects))


def _week(left: int, week: Week, most: int) -> list[Rect]:
    columns = (("received", week.received, week.received_before), ("closed", week.closed, week.closed_before))
    rects = []
    for number, (kind, now, before) in enumerate(columns):
        x = left + number * (BAR + GAP)
        high = HEIGHT * now // most
        rects.append(Rect(kind, x, HEIGHT - high, BAR, high))
        if before:
            rects.append(Rect("before", x, min(HEIGHT - HEIGHT * before // most, HEIGHT - MARK), BAR, MARK))
    return rects
