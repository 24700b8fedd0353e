"""The hazard register: buildings and places, never persons."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.viewer import Viewer
from grids.models import Area
from procedures import scope
from procedures.models.matter import Matter, choices, unit_field
from procedures.states.hazard import Grade, Kind, State
from procedures.states.rule import Procedure


class HazardQuerySet(models.QuerySet["HazardRecord"]):
    """Reads of the register; every read of staff starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "HazardQuerySet":
        """The only door: the own subtree, and what the own unit has to rectify."""
        return self.filter(scope.hazards(viewer))


class HazardRecord(Matter):
    """One hazard at one place. `unit` is the unit that has to control and rectify it, from grading on.

    `former` is the cleared record whose grade was wrong. `rectified_by` and `rectified_unit` are kept so that
    somebody else re-checks.
    """

    PROCEDURE = Procedure.HAZARD

    kind = models.CharField(max_length=15, choices=choices(Kind))
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    address = models.CharField(max_length=200, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    former = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="found_again")
    unit = unit_field(null=True)
    state = models.CharField(max_length=20, choices=choices(State))
    grade = models.CharField(max_length=1, choices=choices(Grade), blank=True)
    evacuated = models.BooleanField(default=False)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rectified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rectified_unit = unit_field(null=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["area", "-id"], name="procedures_hazard_by_place"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="found", grade="") | ~Q(state="found") & ~Q(grade="") & Q(unit__isnull=False),
                name="procedures_hazard_graded_has_grade_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(state="cleared", ended_at__isnull=False) | ~Q(state="cleared") & Q(ended_at=None),
                name="procedures_hazard_cleared_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"hazard {self.pk}"

    @property
    def place_code(self) -> str:
        """The code of the area in which it is."""
        return str(self.area_id)
