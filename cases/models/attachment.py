"""Photos of a case."""

from typing import ClassVar

from django.db import models

from cases.models.case import Case


class Attachment(models.Model):
    """A photo, re-encoded as JPEG without metadata; served only through the case's own gate.

    `public` photos came from the requester or go with the reply; the others are staff's.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    seq = models.PositiveIntegerField()
    file = models.FileField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    public = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"photo of case {self.case_id}"
