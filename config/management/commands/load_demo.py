"""The demo street, loaded once; and its accounts."""

import datetime as dt
import unicodedata
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.passwords import DEMO_PASSWORD
from accounts.refusals import Refusal
from cases.world import ZONE
from config.demo import loading
from config.demo.organisation import demo_accounts


class Command(BaseCommand):
    help = "Loads the demo street with 400 cases of the last 90 days into an empty demo installation, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day up to which it plays; default: today")
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is for demo installations only: set GEZHI_DEMO=yes.")
        if options["accounts"]:
            self._print_accounts()
        elif loading.is_loaded():
            self.stdout.write("The demo street is there. Its accounts: manage.py load_demo --accounts")
        else:
            self._load(options["today"] or timezone.now().astimezone(ZONE).date())

    def _load(self, today: dt.date) -> None:
        try:
            refused = loading.load(today, self._say)
        except loading.Occupied:
            raise CommandError("This database has areas or cases of its own; the demo needs an empty one.") from None
        except Refusal as refusal:
            raise CommandError(f"The demo could not be loaded: {refusal.message}") from refusal
        for line in refused:
            self.stderr.write(f"refused: {line}")
        self.stdout.write("The demo street is loaded. Its accounts: manage.py load_demo --accounts")

    def _say(self, day: str) -> None:
        self.stdout.write(f"  … {day}")
        self.stdout.flush()

    def _print_accounts(self) -> None:
        if not loading.is_loaded():
            return
        rows = [(account.username, account.name, account.unit, account.roles) for account in demo_accounts()]
        widths = [max(_width(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([" ", *cells, row[3]]))
        self.stdout.write(_("Password of all: %(password)s") % {"password": DEMO_PASSWORD})


def _width(text: str) -> int:
    """Columns in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
