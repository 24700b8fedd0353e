"""Codes on QR sheets that name a place."""

from typing import ClassVar

from django.db import models

from grids.models.area import Area


class PlaceCode(models.Model):
    """A random code printed on a sheet; it names an area until it is revoked or expires."""

    code = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="place_codes"
    )
    spot = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at=None) | models.Q(expires_at__gt=models.F("created_at")),
                name="grids_place_code_expires_after_creation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} -> {self.area_id}"
