"""Which unit a county's or street's category goes to (派单目录)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class DispatchRule(models.Model):
    """Cases of a category (or of a whole group, three letters) in the unit's area go to the unit."""

    category_code = models.CharField(_("category or group"), max_length=8)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispatch_rules")
    since = models.DateField(_("in force since"))
    until = models.DateField(_("last day in force"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispatch rule")
        verbose_name_plural = _("dispatch rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category_code", "unit", "since"], name="cases_dispatch_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.category_code} -> {self.unit_id}"
