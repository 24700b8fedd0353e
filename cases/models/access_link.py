"""Keys for people without an account."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case


class LinkKind(models.TextChoices):
    """What the holder of the link may do, and nothing else."""

    TASK = "task", "task"
    QUESTION = "question", "question"
    RATING = "rating", "rating"


class AccessLink(models.Model):
    """A link that opens one page for one purpose until it expires, is used up or revoked.

    Only the SHA-256 digest of its token is kept. `item` is the task's or the question's id. Contact data of
    the requester is on none of these pages.
    """

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    item = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("at")), name="cases_link_expires_after_creation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} link to case {self.case_id}"
