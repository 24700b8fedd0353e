"""Figures of the process that a county changes without a programmer, with dates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Setting(models.Model):
    """The value of one figure from a day on. Rows are added, never changed: the past keeps its rules."""

    name = models.CharField(max_length=40)
    since = models.DateField(_("in force since"))
    value = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "since"], name="cases_setting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"


class ReplyTemplate(models.Model):
    """Words for a verb and a category (or a group, or all: empty), with variables in braces."""

    verb = models.CharField(max_length=20)
    category_code = models.CharField(_("category or group"), max_length=8, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    title = models.CharField(_("title"), max_length=60)
    body = models.TextField(_("words"))
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["verb", "-category_code", "position", "id"]
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")

    def __str__(self) -> str:
        return self.title
