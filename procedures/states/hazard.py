"""A hazard of a building, from found to cleared (销号). Data only; rule source: case process §4.6."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from grids.roles import Permission
from procedures.states.rule import Actor, Rule, by, needs, of


class State(StrEnum):
    """Where a hazard stands."""

    FOUND = "found"
    GRADED = "graded"
    CONTROLLED = "controlled"
    RECTIFIED = "rectified"
    RECHECKED = "rechecked"
    CLEARED = "cleared"


class Verb(StrEnum):
    """Everything that people do to it."""

    FIND = "find"
    GRADE = "grade"
    CONTROL = "control"
    RECTIFY = "rectify"
    RECHECK = "recheck"
    CLEAR = "clear"
    FIND_AGAIN = "find_again"


class Kind(StrEnum):
    """What is dangerous."""

    SELF_BUILT = "self_built"
    DANGEROUS_HOUSE = "dangerous_house"
    GAS = "gas"
    ELECTRICITY = "electricity"
    FIRE = "fire"
    FACADE = "facade"


class Grade(StrEnum):
    """A: safe · B: single parts dangerous · C: a part of the building dangerous · D: the whole building."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def rank(self) -> int:
        """0 for A … 3 for D."""
        return list(Grade).index(self)


AT_ONCE = frozenset({Grade.C, Grade.D})
"""Grades that need control measures before anything is repaired."""


class Clock(StrEnum):
    """The clocks of a hazard."""

    GRADE = "grade"
    CONTROL = "control"
    RECTIFY = "rectify"
    RECHECK = "recheck"
    CLEAR = "clear"


CATEGORY_OF: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.SELF_BUILT: "BLD01",
        Kind.DANGEROUS_HOUSE: "BLD02",
        Kind.GAS: "SAF07",
        Kind.ELECTRICITY: "SAF07",
        Kind.FIRE: "SAF04",
        Kind.FACADE: "SAF05",
    }
)
"""Under which category a hazard opens a case, and cases of which categories it may hang on."""

S, A, P = State, Actor, Permission

RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.FIND: Rule(of(), S.FOUND, by(A.AROUND), needs(P.REPORT)),
        Verb.GRADE: Rule(of(S.FOUND, S.GRADED, S.CONTROLLED), S.GRADED, by(A.OFFICE), needs(P.DECIDE)),
        Verb.CONTROL: Rule(of(S.GRADED), S.CONTROLLED, by(A.UNIT), needs(P.HANDLE)),
        Verb.RECTIFY: Rule(of(S.GRADED, S.CONTROLLED), S.RECTIFIED, by(A.UNIT), needs(P.HANDLE)),
        Verb.RECHECK: Rule(of(S.RECTIFIED), None, by(A.AROUND), needs(P.CHECK, P.DECIDE)),
        Verb.CLEAR: Rule(of(S.GRADED, S.RECHECKED), S.CLEARED, by(A.OFFICE), needs(P.DECIDE)),
        Verb.FIND_AGAIN: Rule(of(S.CLEARED), None, by(A.AROUND), needs(P.REPORT)),
    }
)
