"""The duty roster of a street: which leader is responsible on which day (领导带班)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.viewer import Viewer
from grids.models import Area, Post
from meetings.scope import within


class DutyDayQuerySet(models.QuerySet["DutyDay"]):
    """Reads of the roster."""

    def visible_to(self, viewer: Viewer) -> "DutyDayQuerySet":
        """The days of the streets whose meetings are the viewer's."""
        return self.filter(within(viewer))


class DutyDay(models.Model):
    """One leader, and perhaps a deputy, for one street and one day."""

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    day = models.DateField()
    leader = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    deputy = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    objects = DutyDayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "day"], name="meetings_duty_one_leader_a_day"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("leader")), name="meetings_duty_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.day}"
