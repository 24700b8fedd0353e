"""Mediation: parties who agreed to it, sessions, the agreement and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.viewer import Viewer
from grids.models import Post
from procedures import scope
from procedures.models.matter import Matter, choices, unit_field, values
from procedures.states.mediation import ENDED, Confirmation, Form, State
from procedures.states.rule import Procedure
from residents.models import Requester


class MediationQuerySet(models.QuerySet["MediationCase"]):
    """Reads of mediations; every read of staff starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "MediationQuerySet":
        """The only door: government posts that see the case, and the unit that mediates."""
        return self.filter(scope.mediations(viewer))


class MediationCase(Matter):
    """One mediation of one dispute. `unit` is the mediation committee or community office that mediates."""

    PROCEDURE = Procedure.MEDIATION

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    unit = unit_field()
    state = models.CharField(max_length=20, choices=choices(State))
    mediators = models.ManyToManyField(Post, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    extended_days = models.PositiveSmallIntegerField(default=0)

    objects = MediationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="procedures_mediation_one_running_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=values(ENDED), ended_at__isnull=False)
                | ~Q(state__in=values(ENDED)) & Q(ended_at=None),
                name="procedures_mediation_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"mediation {self.pk}"


class MediationParty(models.Model):
    """One side of the dispute. Reached from its mediation alone: there is no person across cases (hazard E1).

    `position` 0 is party A (甲方), 1 party B, and so on.
    """

    mediation = models.ForeignKey(MediationCase, on_delete=models.PROTECT, related_name="parties", db_index=False)
    position = models.PositiveSmallIntegerField()
    contact = models.OneToOneField(Requester, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mediation", "position"], name="procedures_party_position_once"),
            models.CheckConstraint(
                condition=Q(consented_at=None) | Q(refused_at=None), name="procedures_party_says_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"party {self.position} of mediation {self.mediation_id}"


class MediationSession(models.Model):
    """One sitting. `record` is for those who mediate alone."""

    mediation = models.ForeignKey(MediationCase, on_delete=models.PROTECT, related_name="sessions")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    present = models.CharField(max_length=200)
    record = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["held_at", "id"]

    def __str__(self) -> str:
        return f"session of mediation {self.mediation_id}"


class MediationAgreement(models.Model):
    """What the parties agreed on, in writing or by word of mouth (人民调解法 Art. 28–31, 33)."""

    mediation = models.OneToOneField(MediationCase, on_delete=models.PROTECT, related_name="agreement")
    form = models.CharField(max_length=7, choices=choices(Form))
    facts = models.TextField()
    content = models.TextField()
    way = models.TextField()
    agreed_on = models.DateField()
    perform_by = models.DateField()
    effective_on = models.DateField(null=True)
    confirmation_asked_on = models.DateField(null=True)
    confirmation = models.CharField(max_length=9, choices=choices(Confirmation), blank=True)
    confirmation_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(perform_by__gte=models.F("agreed_on")), name="procedures_agreement_performed_after_agreed"
            ),
            models.CheckConstraint(
                condition=Q(confirmation="", confirmation_on=None)
                | ~Q(confirmation="") & Q(confirmation_on__isnull=False, confirmation_asked_on__isnull=False),
                name="procedures_agreement_confirmation_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement of mediation {self.mediation_id}"
