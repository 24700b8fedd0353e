"""The clocks by hand: one pass over what is due, at a moved clock where one is given."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cases.actions import timers
from cases.world import ZONE


class Command(BaseCommand):
    help = "Runs every timer that is due. --at moves the clock (demo and tests only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="an instant such as 2026-11-30T09:00, in the office's zone if it names none")

    def handle(self, *args: Any, **options: Any) -> None:
        at = self._instant(options["at"]) if options["at"] else timezone.now()
        done = timers.run(at)
        self.stdout.write(f"{done} cases at {at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}")

    @staticmethod
    def _instant(text: str) -> dt.datetime:
        if not settings.DEMO:
            raise CommandError("--at is for the demo (GEZHI_DEMO=1) and for tests: it writes events in the future")
        try:
            at = parse_datetime(text)
        except ValueError:
            at = None
        if at is None:
            raise CommandError(f"not an instant: {text}")
        return at if at.tzinfo else at.replace(tzinfo=ZONE)
