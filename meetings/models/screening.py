"""Dispute screening (矛盾纠纷排查): the open disputes of an area, and a decision on each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case
from cases.viewer import Viewer
from grids.models import Area, Post, Unit
from meetings.models.columns import choices, values
from meetings.scope import within
from meetings.states import Decision, MeetingState


class ScreeningQuerySet(models.QuerySet["ScreeningMeeting"]):
    """Reads of screening meetings; every read starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "ScreeningQuerySet":
        """The meetings of the viewer's offices and of what lies below them."""
        return self.filter(within(viewer))


class ScreeningMeeting(models.Model):
    """One meeting of a community or a street. `reported_to` is the office above, where there is one."""

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    day = models.DateField()
    state = models.CharField(max_length=10, choices=choices(MeetingState), default=MeetingState.PLANNED.value)
    participants = models.ManyToManyField(Post, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField(null=True)
    reported_to = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    acknowledged_at = models.DateTimeField(null=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "-day", "-id"], name="meetings_screening_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "day"], name="meetings_screening_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=values(MeetingState)), name="meetings_screening_state_known"),
            models.CheckConstraint(
                condition=Q(state=MeetingState.REPORTED.value, reported_by__isnull=False, reported_at__isnull=False)
                | (~Q(state=MeetingState.REPORTED.value) & Q(reported_by=None, reported_at=None, acknowledged_at=None)),
                name="meetings_screening_report_has_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.day}"


class AgendaItem(models.Model):
    """One case on the agenda and what was decided. Of the case nothing but the link is kept.

    `picked`: put there by hand, not as an open dispute. `noted`: the decision stands on the case too.
    """

    meeting = models.ForeignKey(ScreeningMeeting, on_delete=models.CASCADE, related_name="agenda", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    picked = models.BooleanField(default=False)
    decision = models.CharField(max_length=20, choices=choices(Decision), blank=True)
    text = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    noted = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "case"], name="meetings_agenda_case_once"),
            models.CheckConstraint(
                condition=Q(decision="", text="", unit=None, due_on=None, decided_by=None, decided_at=None)
                | (
                    Q(decision__in=values(Decision), unit__isnull=False, due_on__isnull=False)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(text="")
                ),
                name="meetings_agenda_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: case {self.case_id}"
