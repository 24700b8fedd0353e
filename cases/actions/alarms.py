"""What alarm devices send becomes a case at once; a burst of one device is one case.

A signal goes through the same intake, routing and clocks as a resident's report (case process, invariant
13): the category of the group is certain, the device's place too, so that the grid is told in the same
transaction.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.encryption import encrypt
from accounts.models import User
from accounts.refusals import invalid, not_found
from cases.actions import intake
from cases.models import Alarm, Case, Device, DeviceGroup
from cases.states import OPEN
from grids import directory, locate

FOLDED_FOR = dt.timedelta(hours=2)
"""A signal this soon after the last one of its device belongs to the same matter while its case is open."""
LONGEST_KIND, LONGEST_ID = 40, 80


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a signal. `is_new`: a case was made for it."""

    case_number: str
    is_new: bool


@transaction.atomic
def receive(
    group: DeviceGroup, *, device: str, external_id: str, kind: str, happened_at: dt.datetime, at: dt.datetime
) -> Received:
    """Takes a signal in. The same `external_id` of a device again changes nothing and answers the same.

    `kind` is the supplier's word for the signal, kept as it is. Raises `Refusal`: 404 `unknown_device`, 400
    `bad_alarm` for an id or kind that is empty or too long.
    """
    _check(external_id, kind)
    # The lock makes the signals of one device wait for each other: of fifty at once, one makes the case.
    sender = Device.objects.select_for_update().filter(group=group, code=device, active=True).first()
    if sender is None:
        raise not_found(_("There is no such device."))
    earlier = sender.alarms.filter(external_id=external_id).select_related("case").first()
    if earlier is not None:
        return Received(earlier.case.number, is_new=False)
    latest = sender.alarms.filter(at__gt=at - FOLDED_FOR).select_related("case").order_by("-at", "-id").first()
    folds = latest is not None and latest.case.state in OPEN
    case = latest.case if latest is not None and folds else _case(group, sender, kind, at)
    Alarm.objects.create(
        device=sender, external_id=external_id, kind=kind, happened_at=happened_at, at=at, case_id=case.pk
    )
    return Received(case.number, is_new=not folds)


def _check(external_id: str, kind: str) -> None:
    for text, longest in ((external_id, LONGEST_ID), (kind, LONGEST_KIND)):
        if not 0 < len(text) <= longest or not text.isprintable():
            raise invalid("bad_alarm", _("An alarm has an id and a kind, in short plain words."))


def _case(group: DeviceGroup, device: Device, kind: str, at: dt.datetime) -> Case:
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Alarm “%(kind)s” of device %(device)s (%(group)s).")
        text = str(words) % {"kind": kind, "device": device.code, "group": group.name}
    return intake.from_device(
        text=text,
        at=at,
        place=locate.by_area(device.area_id),
        category_code=group.category_code,
        address=device.address,
    )


@transaction.atomic
def save_group(*, code: str, name: str, area_code: str, category_code: str, by: User | None, at: dt.datetime) -> str:
    """Makes a group, or changes the one of that code and gives it a new key; the old key ends. Returns the key.

    The key is shown this once. Raises `Refusal` invalid `unknown_area`, `unknown_category`.
    """
    category = intake.category_in_force(category_code, at)
    place = locate.by_area(area_code)
    key = secrets.token_urlsafe(32)
    values = {"name": name, "area_id": place.area_code, "category_code": category.code, "key": encrypt(key)}
    group, _new = DeviceGroup.objects.update_or_create(code=code, defaults=values)
    audit.record(by=by, verb="set_device_key", subject_kind="device_group", subject_id=group.pk, at=at)
    return key


@transaction.atomic
def save_device(
    group: DeviceGroup, *, code: str, area_code: str, address: str, active: bool, by: User | None, at: dt.datetime
) -> Device:
    """Registers a device, or moves it. Raises `Refusal` invalid `unknown_area`, `outside_group`."""
    place = locate.by_area(area_code)
    if not directory.current().contains(group.area_id, place.area_code):
        raise invalid("outside_group", _("The device stands outside its group's area."), "area_code")
    values = {"area_id": place.area_code, "address": address, "active": active}
    device, _new = Device.objects.update_or_create(group=group, code=code, defaults=values)
    audit.record(by=by, verb="save_device", subject_kind="device", subject_id=device.pk, at=at)
    return device
