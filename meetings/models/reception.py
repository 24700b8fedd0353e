"""Receptions: somebody receives people, and each matter becomes a case or is answered at once.

Nobody who came is kept here: contact data go to `residents` with the case (hazards E1, E7).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Case
from cases.viewer import Viewer
from grids.models import Area, Post, Unit
from meetings.models.columns import choices, values
from meetings.scope import company_ids, within
from meetings.states import ItemKind, SessionKind, SessionState


class ReceptionQuerySet(models.QuerySet["ReceptionSession"]):
    """Reads of receptions. For a member of staff every read starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "ReceptionQuerySet":
        """The sessions of the viewer's offices and below, and those of the viewer's property company."""
        return self.filter(within(viewer) | Q(unit_id__in=company_ids(viewer)))


class ReceptionSession(models.Model):
    """One sitting on one day. Times are those of the office's clock.

    A leader reception belongs to a street and has a `leader`; a property-manager day belongs to a
    community or an estate's grid and has the property company as `unit`.
    """

    kind = models.CharField(max_length=20, choices=choices(SessionKind))
    state = models.CharField(max_length=12, choices=choices(SessionState), default=SessionState.PLANNED.value)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=80)
    leader = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    deputy = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "-day", "-id"], name="meetings_session_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "area", "day", "begins"], name="meetings_session_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="meetings_session_ends_after_begin"),
            models.CheckConstraint(condition=Q(state__in=values(SessionState)), name="meetings_session_state_known"),
            models.CheckConstraint(
                condition=Q(kind=SessionKind.LEADER_RECEPTION.value, leader__isnull=False, unit=None)
                | Q(kind=SessionKind.PROPERTY_RECEPTION.value, leader=None, deputy=None, unit__isnull=False),
                name="meetings_session_leader_or_company",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.SUMMARISED.value, signed_by__isnull=False, signed_at__isnull=False)
                | (~Q(state=SessionState.SUMMARISED.value) & Q(signed_by=None, signed_at=None)),
                name="meetings_session_summary_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_id} {self.day}"


class Item(models.Model):
    """One matter of a reception, numbered from 1: a case, or what was answered at once.

    `text` is the short record of an answer, without names; of a case there is only the link.
    `instruction` is the leader's word on a case (领导批示), for whoever holds it.
    """

    session = models.ForeignKey(ReceptionSession, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=choices(ItemKind))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    instruction = models.TextField(blank=True)
    instructed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    instructed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="meetings_item_number_once"),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.CASE.value, case__isnull=False, text="")
                | (Q(kind=ItemKind.ANSWER.value, case=None, instruction="") & ~Q(text="")),
                name="meetings_item_case_or_answer",
            ),
            models.CheckConstraint(
                condition=Q(instruction="", instructed_by=None, instructed_at=None)
                | (~Q(instruction="") & Q(instructed_by__isnull=False, instructed_at__isnull=False)),
                name="meetings_item_instruction_has_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.number}"
