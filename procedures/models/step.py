"""What was done in a procedure, by whom, in which post."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from grids.models import Unit
from procedures.models.matter import choices
from procedures.states.rule import Procedure


class ProcedureStep(models.Model):
    """One verb on one procedure. `text` is for staff alone and can be erased; `data` holds numbers and codes.

    The deed itself stands in the audit trail as well, which nobody can change.
    """

    procedure = models.CharField(max_length=10, choices=choices(Procedure))
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["procedure", "subject_id", "id"], name="procedures_step_of_subject")]

    def __str__(self) -> str:
        return f"{self.verb} of {self.procedure} {self.subject_id}"
