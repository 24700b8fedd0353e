"""Free text in rows of its own, so that it can be erased without breaking the event chain."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from cases.models.case import Case


class TextKind(models.TextChoices):
    """What a text is. Only `request`, `reply` and `resident` may be shown to the resident."""

    REQUEST = "request"
    REPLY = "reply"
    RESIDENT = "resident"
    STAFF = "staff"


class Text(models.Model):
    """The words of the event with the same `case` and `seq`.

    The event carries SHA-256 of salt and body; erasing empties both and the search vector, and the
    chain still verifies. `search` holds the bigrams of a request's text.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="texts", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=TextKind.choices)
    body = models.TextField()
    salt = models.BinaryField(max_length=16)
    search = SearchVectorField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="cases_text_search", condition=models.Q(search__isnull=False))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_text_one_per_event"),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(body="", search=None), name="cases_text_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"
