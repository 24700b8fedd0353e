"""What the requester says of the result, and the calls that asked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class Solved(models.TextChoices):
    """Is the matter solved?"""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Satisfaction(models.TextChoices):
    """How satisfied is the requester?"""

    VERY_SATISFIED = "very_satisfied", _("Very satisfied")
    SATISFIED = "satisfied", _("Satisfied")
    BASICALLY_SATISFIED = "basically_satisfied", _("Basically satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", _("Very dissatisfied")


class CallRecord(models.Model):
    """One attempt of a callback clerk to reach the requester."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    contacted = models.BooleanField()

    def __str__(self) -> str:
        return f"call for case {self.case_id}"


class Rating(models.Model):
    """One rating a case. Entered by the requester, or by a clerk with the record of a call."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="rating")
    solved = models.CharField(max_length=8, choices=Solved.choices)
    satisfaction = models.CharField(max_length=20, choices=Satisfaction.choices)
    call = models.ForeignKey(CallRecord, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(solved__in=Solved.values), name="cases_rating_solved_known"),
            models.CheckConstraint(
                condition=models.Q(satisfaction__in=Satisfaction.values), name="cases_rating_satisfaction_known"
            ),
        ]

    def __str__(self) -> str:
        return f"rating of case {self.case_id}"
