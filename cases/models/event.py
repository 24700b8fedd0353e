"""The append-only history of a case."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from cases.models.case import Case
from cases.states import State, Verb
from grids.models import Post, Unit


class CaseEvent(models.Model):
    """One verb. PostgreSQL refuses UPDATE, DELETE and TRUNCATE on this table.

    `hash` covers every field but `recorded_at` and the hash of the previous event of the case, so
    the events of a case are one chain; the case row keeps the head and the count. `by` null and
    `cause` set: a timer did it. `unit` is the post's unit, `holder` who holds the case afterwards.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=20, choices=[(verb.value, verb.value) for verb in Verb])
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State], blank=True)
    to_state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State])
    reason = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="cases_event_seq_once")]
        indexes: ClassVar = [models.Index(fields=["recorded_at"], name="cases_event_recorded")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.verb}"


class Anchor(models.Model):
    """A day's signed digest over the heads of all cases that the day touched, chained to the day before."""

    day = models.DateField(unique=True)
    until = models.DateTimeField()
    case_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"anchor {self.day}"
