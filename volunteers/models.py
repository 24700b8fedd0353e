"""Reporting in, service posts, claims.

There is no table of volunteers, no ranking and no total by person for staff: hours are the
volunteer's own record (hazard E4), and the kind of a report-in is the person's own declaration (E19).
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.viewer import Viewer
from grids.models import Area
from grids.models.area import code_end
from grids.roles import Permission
from volunteers.states import ClaimState, PostState, ReportKind


def _choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


def _values(enum: Any) -> list[str]:
    # Plain words: a migration must not hang on the enum of a later day.
    return [member.value for member in enum]


class ReportIn(models.Model):
    """A person offers help to a community (双报到). Leaving removes the row: nothing of it is kept.

    `organisation` is the partner unit for which the person comes, where `kind` is `unit`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="report_ins")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="report_ins"
    )
    kind = models.CharField(max_length=20, choices=_choices(ReportKind))
    organisation = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["area"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "area"], name="volunteers_report_in_once"),
            models.CheckConstraint(condition=Q(kind__in=_values(ReportKind)), name="volunteers_report_in_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.UNIT.value) | Q(organisation=""),
                name="volunteers_report_in_organisation_of_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} in {self.area_id}"


class ServicePostQuerySet(models.QuerySet["ServicePost"]):
    """Reads of service posts; everybody's start is `visible_to`."""

    def visible_to(self, viewer: Viewer) -> "ServicePostQuerySet":
        """Posts of the communities where the viewer reported in or works at or above, and claimed ones."""
        communities = ReportIn.objects.filter(user_id=viewer.user_id).values("area_id")
        claims = Claim.objects.filter(post=OuterRef("pk"), volunteer_id=viewer.user_id)
        condition = Q(area_id__in=communities) | Q(Exists(claims))
        for post in viewer.posts:
            unit = viewer.directory.units[post.unit_id]
            if unit.sees_subtree and post.allows(Permission.VIEW):
                code = post.area_code or unit.area_code
                condition |= Q(area_id__gte=code, area_id__lt=code_end(code))
        return self.filter(condition)

    def ahead(self, at: Any) -> "ServicePostQuerySet":
        """Published posts that have not ended, the next one first."""
        return self.filter(state=PostState.PUBLISHED, ends_at__gt=at).order_by("starts_at", "id")


class ServicePost(models.Model):
    """Work for which a community looks for volunteers. All instants are UTC.

    `area` is the community, `place` where in it. `taken` counts the active claims; the database
    keeps it at or below `needed`.
    """

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="service_posts"
    )
    place = models.ForeignKey(Area, on_delete=models.PROTECT, to_field="code", db_column="place_code", related_name="+")
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what to do"), max_length=2000)
    needed = models.PositiveIntegerField(_("volunteers needed"))
    taken = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    state = models.CharField(max_length=10, choices=_choices(PostState), default=PostState.PUBLISHED.value)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField()

    objects = ServicePostQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "starts_at"], name="volunteers_post_ahead")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(taken__lte=F("needed")), name="volunteers_post_taken_within_needed"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="volunteers_post_needs_somebody"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_post_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=_values(PostState)), name="volunteers_post_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def places_left(self) -> int:
        """How many more may claim it."""
        return self.needed - self.taken


class Claim(models.Model):
    """One volunteer's part in one post. `hours` are the volunteer's own record; nobody else reads them."""

    post = models.ForeignKey(ServicePost, on_delete=models.PROTECT, related_name="claims", db_index=False)
    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=_choices(ClaimState), default=ClaimState.CLAIMED.value)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "volunteer"], name="volunteers_claim_once"),
            models.CheckConstraint(condition=Q(state__in=_values(ClaimState)), name="volunteers_claim_state_known"),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CONFIRMED.value, hours__gt=0)
                | (~Q(state=ClaimState.CONFIRMED.value) & Q(hours=None)),
                name="volunteers_claim_hours_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.volunteer_id} at post {self.post_id}"
