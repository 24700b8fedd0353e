"""Alarm devices: groups with a key, devices with a place, what they sent."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from grids.models import Area


class DeviceGroup(models.Model):
    """Devices of one supplier or building that sign with one key. The key is encrypted at rest."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+")
    category_code = models.CharField(_("category"), max_length=8)
    key = models.BinaryField()
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("device group")
        verbose_name_plural = _("device groups")

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """One sensor at one place below its group's area."""

    group = models.ForeignKey(DeviceGroup, on_delete=models.PROTECT, related_name="devices")
    code = models.CharField(_("code"), max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "code"], name="cases_device_once")]

    def __str__(self) -> str:
        return self.code


class Alarm(models.Model):
    """One signal, received once (`external_id` of its group); a burst of one device is one case."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    external_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alarms")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "-at"], name="cases_alarm_of_device")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "external_id"], name="cases_alarm_received_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of device {self.device_id}"
