"""Deadlines are stored instants."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.states import DeadlineKind, DeadlineState
from grids.models import Unit


class Deadline(models.Model):
    """One clock of a case.

    `fire_at` is the next instant at which a timer has something to do with it (a warning, the due
    time, a further step), null when nothing more will happen; `step` counts what has been done.
    `why` keeps the inputs of the due time (limit, share, cap) so that it can be explained.
    `unit` answers for it. `item` is the task, question or milestone whose clock it is, null for a clock of
    the case itself.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DeadlineKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in DeadlineState])
    starts_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    fire_at = models.DateTimeField(null=True)
    item = models.BigIntegerField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    why = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["fire_at"], name="cases_deadline_due", condition=models.Q(fire_at__isnull=False))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind", "item"],
                nulls_distinct=False,
                condition=models.Q(state__in=["pending", "stopped"]),
                name="cases_deadline_one_live_per_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(fire_at=None) | models.Q(state="pending"), name="cases_deadline_only_pending_fires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class DeadlineChange(models.Model):
    """A due time moved: old, new, why, who (case process, invariant 2)."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="changes")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    why = models.CharField(max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.why}"
