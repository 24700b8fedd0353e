"""Petition matters: their dates, and nothing about who petitions (hazard E1)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.viewer import Viewer
from procedures import scope
from procedures.limits import MOST_REPRESENTATIVES
from procedures.models.matter import Matter, choices, unit_field
from procedures.states.petition import FinishReason, Outcome, State, Way
from procedures.states.rule import Procedure


class PetitionQuerySet(models.QuerySet["PetitionHandover"]):
    """Reads of petition matters; every read of staff starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "PetitionQuerySet":
        """The only door: government posts that see the case, the unit that answers and the desk."""
        return self.filter(scope.petitions(viewer))


class PetitionHandover(Matter):
    """One case that lies in the legal petition system too. `unit` answers, `desk` keeps the dates.

    Who petitions stands with the case; here is only how many speak for the others (Art. 20: at most 5).
    """

    PROCEDURE = Procedure.PETITION

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    unit = unit_field()
    desk = unit_field()
    state = models.CharField(max_length=20, choices=choices(State))
    system_number = models.CharField(max_length=40, unique=True)
    representatives = models.PositiveSmallIntegerField(default=1)
    received_on = models.DateField()
    assigned_at = models.DateTimeField()
    objected_at = models.DateTimeField(null=True)
    informed_on = models.DateField(null=True)
    informed_way = models.CharField(max_length=7, choices=choices(Way), blank=True)
    accepted_on = models.DateField(null=True)
    extended_days = models.PositiveSmallIntegerField(default=0)
    finish_reason = models.CharField(max_length=12, choices=choices(FinishReason), blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="procedures_petition_one_running_per_case"
            ),
            models.CheckConstraint(
                condition=Q(representatives__gte=1, representatives__lte=MOST_REPRESENTATIVES),
                name="procedures_petition_at_most_five_representatives",
            ),
            models.CheckConstraint(
                condition=Q(state="final", ended_at__isnull=False) | ~Q(state="final") & Q(ended_at=None),
                name="procedures_petition_final_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"petition matter {self.pk}"

    @property
    def registrar_id(self) -> int | None:
        """The office that registered it."""
        return self.desk_id


class PetitionLetter(models.Model):
    """One written answer: the decision, the review or the re-review. `stage` is the state it was given in."""

    petition = models.ForeignKey(PetitionHandover, on_delete=models.PROTECT, related_name="letters", db_index=False)
    stage = models.CharField(max_length=20, choices=choices(State))
    outcome = models.CharField(max_length=16, choices=choices(Outcome))
    decided_on = models.DateField()
    served_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "stage"], name="procedures_letter_one_per_stage"),
            models.CheckConstraint(
                condition=Q(served_on=None) | Q(served_on__gte=models.F("decided_on")),
                name="procedures_letter_served_after_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of petition matter {self.petition_id}"
