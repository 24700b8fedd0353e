"""What waits for a decision from above: extensions, suspensions, reopenings."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case
from grids.models import Unit


class Wish(models.TextChoices):
    """What is asked for."""

    EXTENSION = "extension", "extension"
    SUSPENSION = "suspension", "suspension"
    REOPENING = "reopening", "reopening"


class DecisionRequest(models.Model):
    """One request and its decision. At most one is open a case; who asks second waits for the first answer.

    `seq` is the event that asked, whose text says why. An extension asks for `amount` (a limit such as
    `3 WD`), a suspension for `review_on` (local date, at most 90 calendar days away). `end`: approved,
    refused, lapsed (nobody decided in time), overtaken (the case moved on) or withdrawn. `unit` and `by`
    are null where the requester asked.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests", db_index=False)
    kind = models.CharField(max_length=10, choices=Wish.choices)
    number = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    amount = models.CharField(max_length=10, blank=True)
    review_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="cases_request_of_case")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="cases_request_one_open"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, end="") | models.Q(ended_at__isnull=False) & ~models.Q(end=""),
                name="cases_request_end_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} asked for case {self.case_id}"
