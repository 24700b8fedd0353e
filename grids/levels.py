"""The six levels of the area tree, lowest to highest. Data only."""

from enum import StrEnum


class Level(StrEnum):
    """A level of an area; `rank` orders them, building 0 to city 5."""

    BUILDING = "building"
    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    COUNTY = "county"
    CITY = "city"

    @property
    def rank(self) -> int:
        """0 for a building … 5 for the city."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}
