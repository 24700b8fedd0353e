"""The clocks of the procedures are stored instants."""

from typing import ClassVar

from django.db import models

from grids.models import Unit
from procedures.models.matter import choices
from procedures.states.rule import ClockState, Procedure


class ProcedureClock(models.Model):
    """One clock of one procedure: `procedure` and `subject_id` name its row.

    `fire_at` is the next instant at which a timer has something to do (a warning, the due time), null
    when nothing more will happen; `step` counts what has been done. `why` keeps the inputs of the due
    time, so that it can be explained and computed again. `unit` answers for it.
    """

    procedure = models.CharField(max_length=10, choices=choices(Procedure))
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=14)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=choices(ClockState), default=ClockState.PENDING.value)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    fire_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    why = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["fire_at"], name="procedures_clock_due", condition=models.Q(fire_at__isnull=False)),
            models.Index(fields=["procedure", "subject_id"], name="procedures_clock_of_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "subject_id", "kind"],
                condition=models.Q(state="pending"),
                name="procedures_clock_one_live_per_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(fire_at=None) | models.Q(state="pending"), name="procedures_clock_only_pending_fires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.procedure} {self.subject_id}"
