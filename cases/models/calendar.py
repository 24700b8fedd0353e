"""The working calendar's exceptions, and the office hours."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a Saturday or Sunday worked (调休).

    A year is known when it has at least one row; an unknown year is computed on weekdays only.
    """

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=30, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OfficeHours(models.Model):
    """The office hours from a day on, such as `08:30–12:00, 15:00–18:30`. Rows are added, never changed.

    420 minutes a day, as one working day is by definition. Before the first row the usual hours hold.
    """

    since = models.DateField(_("in force since"), unique=True)
    frames = models.CharField(_("office hours"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since"]
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")

    def __str__(self) -> str:
        return f"{self.since} {self.frames}"
