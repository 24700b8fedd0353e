"""What an area has beside its cases: hazards on the list, and communities that have screened their disputes."""

import datetime as dt
from dataclasses import dataclass

from cases.viewer import Viewer
from cases.world import ZONE
from grids.tree import AreaNode
from meetings import scope
from meetings.queries import screenings
from procedures import queries as procedures
from procedures.queries import HazardCount
from reports.figures import Figures
from reports.rates import Rate


@dataclass(frozen=True, slots=True)
class Screening:
    """排查覆盖: communities with a screening meeting in the month, over all of the area; and those without one."""

    month: dt.date
    rate: Rate
    missing: tuple[AreaNode, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Hazards by grade, D first, as of now; no `screening` for who takes no part in meetings."""

    hazards: tuple[HazardCount, ...]
    screening: Screening | None


def beside(found: Figures, viewer: Viewer) -> Beside:
    """The same for the area of figures that the viewer has read. Two statements.

    The month is the one in which the period ends, the present one where it has not ended.
    """
    hazards = tuple(procedures.hazard_counts(viewer, found.area_code, found.at))
    if not scope.hosts(viewer, found.area_code):
        return Beside(hazards, None)
    until = min(found.until, found.at.astimezone(ZONE).date())
    met = screenings.coverage(viewer, found.area_code, until)
    return Beside(hazards, Screening(met.month, Rate(len(met.held), met.communities), tuple(met.missing)))
