"""Which unit a county's or street's category goes to (派单目录)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Unit


class Hours(models.TextChoices):
    """When a rule holds."""

    ALWAYS = "always", _("At all times")
    WORKING = "working", _("In working hours")
    OFF = "off", _("Outside working hours")


class DispatchRule(models.Model):
    """Cases of a category (or of a whole group, three letters) at a place and an hour go to the unit.

    Rules are asked in the order of `position`; the first that fits decides. Without an `area` the rule holds
    in the unit's own area.
    """

    category_code = models.CharField(_("category or group"), max_length=8)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", null=True, blank=True, related_name="+"
    )
    hours = models.CharField(_("hours"), max_length=8, choices=Hours.choices, default=Hours.ALWAYS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispatch_rules")
    since = models.DateField(_("in force since"))
    until = models.DateField(_("last day in force"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispatch rule")
        verbose_name_plural = _("dispatch rules")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category_code", "unit", "area", "hours", "since"],
                nulls_distinct=False,
                name="cases_dispatch_rule_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_code} -> {self.unit_id}"
