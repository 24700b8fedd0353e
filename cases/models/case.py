"""The case row."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.category import Category
from cases.scope import visible
from cases.states import OPEN, Channel, Outcome, Severity, State, Supervision
from cases.viewer import Viewer
from grids.levels import Level
from grids.models import Area, Unit
from residents.models import Requester


def _choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases. For a member of staff every read starts from `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "CaseQuerySet":
        """The only door to a case for a member of staff (case process §4.2, what a post shows)."""
        return self.filter(visible(viewer))

    def open(self) -> "CaseQuerySet":
        """Somebody still owes the requester something."""
        return self.filter(state__in=OPEN)


class Case(models.Model):
    """One matter at one place, held by exactly one unit at any time.

    `state` is assigned in one place only, `cases.actions.applying`. `area` is the place and never
    moves with the holder; `holder` is the triage desk's unit while reported, the handler's after
    disposal. `due_at` mirrors the due time of the resolve clock (null before dispatch), so that
    lists need no join. `in_mediation`: the parties are being brought together (case process §4.6), which the
    layer above says (`cases.actions.mediation`). All instants are UTC.
    """

    number = models.CharField(_("case number"), max_length=16, unique=True)
    external_number = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    state = models.CharField(max_length=10, choices=_choices(State))
    outcome = models.CharField(max_length=10, choices=_choices(Outcome), blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+", db_index=False
    )
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    suggested_category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    severity = models.CharField(max_length=10, choices=_choices(Severity), default=Severity.GENERAL)
    sensitive = models.BooleanField(default=False)
    complained_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    routing = models.JSONField(default=list)
    requester = models.ForeignKey(Requester, on_delete=models.PROTECT, null=True, related_name="+")

    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder_level = models.CharField(max_length=10, choices=_choices(Level))
    held_since = models.DateTimeField()
    arrived_by = models.CharField(max_length=20, blank=True)
    came_from = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    attempted_at = models.DateTimeField(null=True)
    triage_also = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    checking_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    callback_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    supervision = models.CharField(max_length=8, choices=_choices(Supervision), default=Supervision.NONE)
    designated = models.BooleanField(default=False)
    on_the_spot = models.BooleanField(default=False)
    return_count = models.PositiveSmallIntegerField(default=0)
    rework_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    suspension_count = models.PositiveSmallIntegerField(default=0)
    urge_count = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    master = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merged_count = models.PositiveSmallIntegerField(default=0)
    has_leader = models.BooleanField(default=False)
    in_mediation = models.BooleanField(default=False)
    delegated_levels = models.JSONField(default=list)
    escalation_count = models.PositiveSmallIntegerField(default=0)
    closed_level = models.CharField(max_length=10, choices=_choices(Level), blank=True)

    reported_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField(null=True)
    result_outcome = models.CharField(max_length=10, choices=_choices(Outcome), blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    event_count = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes: ClassVar = [
            models.Index(fields=["area", "-reported_at", "-id"], name="cases_case_area_newest"),
            models.Index(fields=["-reported_at", "-id"], name="cases_case_newest"),
            models.Index(
                fields=["holder", "state", "due_at", "id"],
                name="cases_case_held_by_state",
                condition=models.Q(state__in=OPEN),
            ),
            # What an overview looks back on: without these it reads every case that there ever was.
            models.Index(fields=["closed_at"], name="cases_case_closed", condition=models.Q(closed_at__isnull=False)),
            models.Index(fields=["due_at"], name="cases_case_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["checking_unit"], name="cases_case_to_check", condition=models.Q(state="checking")),
            models.Index(fields=["callback_unit"], name="cases_case_to_call", condition=models.Q(state="closed")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "external_number"],
                condition=~models.Q(external_number=""),
                name="cases_case_external_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["closed", "archived"], closed_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state__in=["closed", "archived"]) & models.Q(closed_at=None, outcome=""),
                name="cases_case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["reported", "closed", "archived"])
                | models.Q(category__isnull=False, dispatched_at__isnull=False, due_at__isnull=False),
                name="cases_case_dispatched_has_category_and_due",
            ),
            models.CheckConstraint(
                condition=models.Q(master=None) | models.Q(state__in=["closed", "archived"], outcome="merged"),
                name="cases_case_with_master_is_merged",
            ),
            models.CheckConstraint(
                condition=models.Q(master=None) | ~models.Q(master=models.F("id")), name="cases_case_not_own_master"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="checking") | models.Q(disposed_at__isnull=False),
                name="cases_case_checking_is_disposed",
            ),
        ]

    def __str__(self) -> str:
        return self.number
