"""Where something is: a code, a point or a text becomes an area."""

from dataclasses import dataclass

from grids.levels import Level


@dataclass(frozen=True, slots=True)
class Place:
    """An area with how it was found: `area_code`, `place_code`, `point`, `text` or `root`."""

    area_code: str
    level: Level
    how: str
    confidence: float
    latitude: float | None = None
    longitude: float | None = None
    evidence: tuple[str, ...] = ()
