"""Registers a group of alarm devices with its key, and its devices from a CSV file."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.refusals import Refusal
from cases.actions import alarms
from cases.models import DeviceGroup


class Command(BaseCommand):
    help = (
        "Makes a device group or gives it a new key, which is printed this once; "
        "--devices FILE registers devices (CSV with code, area_code, address)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="code of the group")
        parser.add_argument("--name", default="", help="name of the group; with it the group gets a new key")
        parser.add_argument("--area", default="", help="code of the area in which its devices stand")
        parser.add_argument("--category", default="SAF01", help="category of the cases that its signals make")
        parser.add_argument("--devices", help="CSV file: code, area_code, address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal

    @transaction.atomic
    def _handle(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        if options["name"]:
            key = alarms.save_group(
                code=options["code"],
                name=options["name"],
                area_code=options["area"],
                category_code=options["category"],
                by=None,
                at=at,
            )
            self.stdout.write(f"key of {options['code']}: {key}")
        group = DeviceGroup.objects.filter(code=options["code"]).first()
        if group is None:
            raise CommandError("there is no such group; --name and --area make it")
        if options["devices"]:
            with Path(options["devices"]).open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            for row in rows:
                code, area = row.get("code") or "", row.get("area_code") or ""
                address = row.get("address") or ""
                alarms.save_device(group, code=code, area_code=area, address=address, active=True, by=None, at=at)
            self.stdout.write(f"{len(rows)} devices of {group.code}")
