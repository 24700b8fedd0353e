"""What the requester is asked, and what came back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case


class Question(models.Model):
    """One question to the requester, open until answered or expired (5 WD).

    The words stand in the texts of the events `seq` and `answered_seq`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    seq = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)
    answered_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="cases_question_one_open")
        ]

    def __str__(self) -> str:
        return f"question in case {self.case_id}"
