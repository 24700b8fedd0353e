"""What the tables are made of."""

from dataclasses import dataclass
from enum import StrEnum

from grids.roles import Permission


class Procedure(StrEnum):
    """The matters that run on clocks of their own, beside a case or alone."""

    MEDIATION = "mediation"
    PETITION = "petition"
    HAZARD = "hazard"


class Actor(StrEnum):
    """In which standing towards the matter a verb is used.

    `unit`: the unit that runs it (mediates, answers, rectifies). `desk`: the office that registered it.
    `holder`: the government unit that holds its case. `office`: an office at street level or above whose
    area contains the place. `around`: a government post whose area contains the place.
    """

    UNIT = "unit"
    DESK = "desk"
    HOLDER = "holder"
    OFFICE = "office"
    AROUND = "around"
    SYSTEM = "system"


class ClockState(StrEnum):
    """`met`, `late` and `ended` are over; a clock that rang stays pending until somebody acts."""

    PENDING = "pending"
    MET = "met"
    LATE = "late"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table.

    `target` None: the state stays, or follows from the facts. One of the `permissions` is enough; none at
    all: no member of staff has the verb.
    """

    sources: frozenset[str]
    target: str | None
    actors: frozenset[Actor]
    permissions: frozenset[Permission]


def of(*members: str) -> frozenset[str]:
    """Some states."""
    return frozenset(members)


def by(*members: Actor) -> frozenset[Actor]:
    """Some standings."""
    return frozenset(members)


def needs(*members: Permission) -> frozenset[Permission]:
    """One of some permissions."""
    return frozenset(members)
