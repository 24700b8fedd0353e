"""Codes on QR sheets that name a place."""

import datetime as dt
from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models.area import Area, code_end
from grids.rules import Holder, kept_areas


class Facility(models.TextChoices):
    """What hangs or stands there, where a sheet names less than a building or grid."""

    FITNESS = "fitness", _("Fitness equipment")
    PLAYGROUND = "playground", _("Playground")
    REFUSE = "refuse", _("Refuse room")
    MANHOLE = "manhole", _("Manhole cover")
    LIGHT = "light", _("Street lamp")
    LIFT = "lift", _("Lift")
    FIRE = "fire", _("Fire equipment")
    CHARGING = "charging", _("Charging point")
    PARKING = "parking", _("Parking place")
    OTHER = "other", pgettext_lazy("facility", "Another facility")


class RevokeReason(models.TextChoices):
    """Why a sheet counts no more."""

    DAMAGED = "damaged", _("Damaged or faded")
    LOST = "lost", _("Torn off or lost")
    REPLACED = "replaced", _("Replaced by a new sheet")
    REMOVED = "removed", _("The place or facility is gone")
    MISUSED = "misused", _("Misused")
    OTHER = "other", pgettext_lazy("why a sheet is revoked", "Another reason")


class PlaceCodeQuerySet(models.QuerySet["PlaceCode"]):
    """Reads of place codes."""

    def visible_to(self, holder: Holder) -> "PlaceCodeQuerySet":
        """The codes in the areas whose sheets somebody keeps."""
        return self.inside(kept_areas(holder))

    def inside(self, area_codes: Collection[str]) -> "PlaceCodeQuerySet":
        """Codes of the areas and of everything below them."""
        found = models.Q(pk__in=[])
        for code in area_codes:
            found |= models.Q(area_id__gte=code, area_id__lt=code_end(code))
        return self.filter(found)

    def usable(self, at: dt.datetime) -> "PlaceCodeQuerySet":
        """Neither revoked nor expired at an instant."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=at), revoked_at=None)

    def ended(self, at: dt.datetime) -> "PlaceCodeQuerySet":
        """Revoked or expired by an instant."""
        return self.exclude(pk__in=self.usable(at).values("pk"))


class PlaceCode(models.Model):
    """A signed random code printed on a sheet; it names an area until it is revoked or expires.

    `spot` says in words where in the area the sheet hangs. A sheet of a `facility` is about that one thing, and
    its spot is the thing's name.
    """

    code = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="place_codes"
    )
    facility = models.CharField(_("facility"), max_length=12, choices=Facility.choices, blank=True)
    spot = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=12, choices=RevokeReason.choices, blank=True)

    objects = PlaceCodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at=None) | models.Q(expires_at__gt=models.F("created_at")),
                name="grids_place_code_expires_after_creation",
            ),
            models.CheckConstraint(
                condition=models.Q(facility="") | ~models.Q(spot=""), name="grids_place_code_facility_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(revoke_reason="") | models.Q(revoked_at__isnull=False),
                name="grids_place_code_reason_of_a_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} -> {self.area_id}"

    def is_usable(self, at: dt.datetime) -> bool:
        """Neither revoked nor expired at an instant."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)
