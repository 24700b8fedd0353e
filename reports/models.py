"""Wall displays: keys that open the big screen of an area and nothing else (ADR 12)."""

import datetime as dt
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Area

LONGEST: Final = dt.timedelta(days=90)


class Display(models.Model):
    """Whoever holds the key sees the big screen of the area until it expires or is withdrawn.

    Only the SHA-256 digest of the key is kept. `name` says where the display hangs.
    """

    name = models.CharField(_("where it hangs"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("at"), expires_at__lte=models.F("at") + LONGEST),
                name="reports_display_ends_within_ninety_days",
            )
        ]

    def __str__(self) -> str:
        return f"display {self.pk} of {self.area_id}"
