"""What waits for a second person: proposals and return requests."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case
from grids.models import Unit


class Proposal(models.Model):
    """The first half of a two-person verb. Open until confirmed, overtaken or lapsed after 1 WD."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    verb = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="cases_proposal_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.verb} proposed for case {self.case_id}"


class ReturnRequest(models.Model):
    """A unit says that a case is not its own. `end`: approved, refused, withdrawn, overtaken or lapsed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="return_requests", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "unit"], name="cases_return_once_per_unit"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="cases_return_one_open"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} returns case {self.case_id}"
