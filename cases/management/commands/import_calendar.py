"""`manage.py import_calendar FILE`: the holidays and shifted working days of one year."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from cases.actions.calendar import Day, replace_year
from cases.models import CalendarDay
from grids.tables import Row, Table, read_table

COLUMNS = {"day": "day", "working": "working", "name": "name", "日期": "day", "上班": "working", "名称": "name"}
WORKING = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False, "是": True, "否": False}
MAX_NAME = CalendarDay._meta.get_field("name").max_length or 0


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
            days = self._read(read_table(options["file"]))
            year = days[0].day.year if days else 0
            moved = replace_year(year, days, by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(
            _("%(year)s: %(days)d days read, %(moved)d running due times moved.")
            % {"year": year, "days": len(days), "moved": moved}
        )

    def _read(self, table: Table) -> list[Day]:
        headers = {COLUMNS.get(header.strip().lower()): header for header in table.headers}
        missing = {"day", "working"} - set(headers)
        if missing:
            raise CommandError(_("These columns are missing: %(names)s") % {"names": ", ".join(sorted(missing))})
        days, bad = [], []
        for row in table.rows:
            try:
                days.append(_day(row, headers))
            except ValueError as error:
                bad.append(_("line %(line)d: %(reason)s") % {"line": row.line, "reason": error})
        if bad:
            raise CommandError("\n".join([*bad, _("Nothing was changed.")]))
        return days


def _day(row: Row, headers: dict[str | None, str]) -> Day:
    """One row; ValueError with a sentence for people."""
    if row.problem:
        raise ValueError(row.problem)
    text, working = row.values[headers["day"]].strip(), row.values[headers["working"]].strip().lower()
    try:
        year, month, number = (int(part) for part in text.partition(" ")[0].replace("/", "-").split("-"))
        day = dt.date(year, month, number)
    except ValueError:
        raise ValueError(_("“%(text)s” is not a date.") % {"text": text[:20]}) from None
    if working not in WORKING:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": working[:20]})
    name = row.values[headers["name"]].strip() if "name" in headers else ""
    if len(name) > MAX_NAME:
        raise ValueError(_("The name is longer than %(limit)d characters.") % {"limit": MAX_NAME})
    return Day(day, WORKING[working], name)
