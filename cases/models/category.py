"""The catalogue: 102 minor categories in 13 groups, in versions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.states import Severity
from grids.levels import Level

PERSONAL_DATA = [("none", _("None beyond contact")), ("personal", _("Personal")), ("sensitive", _("Sensitive"))]


class Category(models.Model):
    """One version of a minor category. A case keeps the version under which it was filed.

    Categories are never deleted, only ended: the row in force on a day has
    `since <= day and (until is null or day <= until)`. Limits are a number and a unit
    (`min CH CD` run on the clock, `WH WD` on the working calendar; 1 WD = 420 working minutes).
    """

    code = models.CharField(_("code"), max_length=8, db_index=True)
    since = models.DateField(_("in force since"))
    until = models.DateField(_("last day in force"), null=True, blank=True)
    group = models.CharField(_("group"), max_length=4)
    group_zh = models.CharField(max_length=30)
    group_id = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=40)
    name_id = models.CharField(max_length=60)
    level = models.CharField(_("first level"), max_length=10, choices=[(level.value, level.value) for level in Level])
    severity = models.CharField(max_length=10, choices=[(value.value, value.value) for value in Severity])
    respond_limit = models.CharField(max_length=10)
    resolve_limit = models.CharField(max_length=10)
    milestones = models.CharField(max_length=120, blank=True)
    lead_department = models.CharField(max_length=60, blank=True)
    on_the_spot = models.BooleanField(default=False)
    evidence = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)
    personal_data = models.CharField(max_length=10, choices=PERSONAL_DATA)
    emergency_hint = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "since"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "since"], name="cases_category_version_once"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="cases_category_until_after_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language; the English one is the identifier in words."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_id.replace("_", " ").capitalize()

    @property
    def group_name(self) -> str:
        """The group's name in the reader's language."""
        return (
            self.group_zh if (get_language() or "").startswith("zh") else self.group_id.replace("_", " ").capitalize()
        )

    @property
    def is_sensitive(self) -> bool:
        """Needs a permission more to be seen (case process §4.2)."""
        return self.personal_data == "sensitive"

    @property
    def is_safety(self) -> bool:
        """A matter of safety goes on although its requester withdraws."""
        return self.group == "SAF"
