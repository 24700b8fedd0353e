"""Units that help with a case."""

from typing import ClassVar

from django.db import models

from grids.models import Unit


class Assist(models.Model):
    """A unit assists from `since` until `until`; `why` is the verb or rule that made it so."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="assists", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "unit"], name="cases_assist_once"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} assists case {self.case_id}"
