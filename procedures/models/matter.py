"""What the three procedures have in common."""

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from cases.models import Case
from grids.models import Unit
from procedures.states.rule import Procedure


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of an enum as a field takes them."""
    return [(member.value, member.value) for member in enum]


def values(members: Any) -> list[str]:
    """Plain words, sorted: a migration must not hang on the enum of a later day."""
    return sorted(member.value for member in members)


class Matter(models.Model):
    """One procedure. `unit` runs it; `ended_at` is set in the states from which nothing follows.

    `state` is assigned in one place only, `procedures.actions.frame`. All instants are UTC.
    """

    PROCEDURE: ClassVar[Procedure]

    state: Any
    case: Any
    case_id: Any
    unit_id: Any
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def place_code(self) -> str:
        """The code of the area in which it is."""
        found: Case = self.case
        return str(found.area_id)

    @property
    def registrar_id(self) -> int | None:
        """The office that registered it, where that is another than the unit."""
        return None


def unit_field(*, null: bool = False) -> Any:
    """A reference to a unit that nobody follows backwards."""
    return models.ForeignKey(Unit, on_delete=models.PROTECT, null=null, related_name="+")
