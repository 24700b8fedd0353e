"""What an assisting unit is asked to do, and how it went."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from grids.models import Unit


class TaskKind(models.TextChoices):
    """Asked by the holder, or called by a street or community (吹哨报到) for one of three needs."""

    ASSIST = "assist", _("Assistance")
    EMERGENCY = "emergency", _("Whistle: emergency")
    ENFORCEMENT = "enforcement", _("Whistle: joint enforcement")
    HARD_ISSUE = "hard_issue", _("Whistle: hard issue")


WHISTLES = (TaskKind.EMERGENCY, TaskKind.ENFORCEMENT, TaskKind.HARD_ISSUE)


class AssistTask(models.Model):
    """One task of an assisting unit, with its own clock (`Deadline.item`).

    `seq` is the event that asked, whose text is the task. A whistle is met by arriving (`arrived_at`); every
    task ends with a reply (`replied_seq`) or when the case goes on without it (`end` overtaken). Both sides
    are rated, facts instead of points: the helper says whether the call was `justified`, the caller whether
    the help was `useful`.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=12, choices=TaskKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    seq = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)
    replied_seq = models.PositiveIntegerField(null=True)
    justified = models.BooleanField(null=True)
    useful = models.BooleanField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "due_at"], name="cases_task_open", condition=models.Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"task of unit {self.unit_id} in case {self.case_id}"
