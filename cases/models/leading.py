"""A leader in charge of a case (领导包案), with the steps that were promised."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case
from grids.models import Unit


class LeaderCase(models.Model):
    """Who leads a case from `at` until `ended_at`. A case reopened twice waits here for its leader (`leader` null).

    `seq` is the event whose text is the plan, `closing_seq` the one with the closing note.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="leaderships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=True
    )
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="cases_leader_one_now")
        ]

    def __str__(self) -> str:
        return f"leader of case {self.case_id}"


class Milestone(models.Model):
    """One promised step, due at an instant; it has its own clock (`Deadline.item`)."""

    leadership = models.ForeignKey(LeaderCase, on_delete=models.PROTECT, related_name="milestones")
    what = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"milestone {self.pk} of leadership {self.leadership_id}"
