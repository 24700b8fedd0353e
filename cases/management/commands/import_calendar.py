"""`manage.py import_calendar FILE`: the holidays and shifted working days of one year."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from cases.actions.calendar import replace_year
from cases.calendar_rows import read_rows
from grids.tables import read_table


class Command(BaseCommand):
    """Replaces the calendar of the year that the file is about; all of it, or nothing where a row is bad."""

    help = (
        "Replace one year of the working calendar from a CSV or XLSX file with the columns day (2027-02-08), "
        "working (yes/no: no is a holiday, yes a Saturday or Sunday that is worked) and name."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            days = read_rows(read_table(options["file"]))
            # A file without a day has no year; any will do to be refused with the sentence for it.
            year = days[0].day.year if days else timezone.now().year
            moved = replace_year(year, days, by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError("\n".join([str(refusal.message), _("Nothing was changed.")])) from refusal
        self.stdout.write(
            _("%(year)s: %(days)d days read, %(moved)d running due times moved.")
            % {"year": year, "days": len(days), "moved": moved}
        )
