"""`manage.py import_areas FILE`: the area tree of an installation, with the office of each area."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import Refusal
from grids.actions.areas import Imported, import_areas
from grids.area_rows import BadRow, BadRows, read_rows, unknown_columns
from grids.tables import Row, Table, read_table

STEP = 1000


class Command(BaseCommand):
    """Writes every row or, where one is bad, none."""

    help = (
        "Import areas from a CSV or XLSX file with the columns code, name, level (city, county, street, community, "
        "grid, building), parent_code and, if wanted, aliases (separated by | ; or 、) and boundary (GeoJSON). "
        "Importing again renames. Nothing is written when a row is bad."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = read_table(options["file"])
            self._name_unknown(table)
            rows, bad = read_rows(replace(table, rows=self._with_progress(table)))
            result = import_areas(rows, by=None, at=timezone.now(), bad=bad, dry_run=options["dry_run"])
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        except BadRows as problem:
            raise CommandError(_listed(problem.rows)) from problem
        self.stdout.write(_told(result))
        if options["dry_run"]:
            self.stdout.write(_("This was a dry run: nothing was written."))

    def _name_unknown(self, table: Table) -> None:
        unknown = unknown_columns(table)
        if unknown:
            self.stderr.write(_("Columns that are not read: %(names)s") % {"names": ", ".join(unknown)})

    def _with_progress(self, table: Table) -> Iterator[Row]:
        """The rows, with a line on stderr that says how far the reading is."""
        for count, row in enumerate(table.rows, start=1):
            if count % STEP == 0:
                share = min(100, 100 * row.line // table.lines) if table.lines else 0
                self.stderr.write(_("%(rows)d rows read (%(share)d %%)") % {"rows": count, "share": share}, ending="\r")
            yield row


def _listed(rows: list[BadRow]) -> str:
    lines = [_("line %(line)d: %(reason)s") % {"line": row.line, "reason": row.reason} for row in rows]
    count = len(rows)
    told = ngettext("%(count)d bad row; nothing was written.", "%(count)d bad rows; nothing was written.", count)
    return "\n".join([*lines, told % {"count": count}])


def _told(result: Imported) -> str:
    return _("%(new)d new areas, %(changed)d changed, %(same)d as they were; %(offices)d offices founded.") % {
        "new": result.new,
        "changed": result.changed,
        "same": result.same,
        "offices": result.offices,
    }
