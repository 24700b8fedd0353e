"""`manage.py import_cases FILE --channel hotline`: the messages of another system become cases."""

import argparse
import csv
import os
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from cases.actions.imports import Importer, Rejected, Tally
from cases.importing import HEADERS, REJECTED_BECAUSE, REJECTED_LINE, Columns, columns
from cases.states import Channel
from grids.levels import Level
from grids.tables import Table, read_table

BAR = 30
SHOWN = 20


class Command(BaseCommand):
    """Reads the file, hands its rows to the importer, writes the rejects, says what happened."""

    help = (
        "Import messages from a CSV or XLSX file. The columns are found by their headers; ours are: "
        + ", ".join(HEADERS)
        + ". A row that cannot be imported goes with its reason into the rejects file, which can be mended and "
        "imported like any other; rows whose number the channel has already are left alone."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--channel", required=True, choices=[channel.value for channel in Channel])
        parser.add_argument(
            "--map", action="append", default=[], metavar="THEIRS=OURS", help="the column THEIRS holds our OURS"
        )
        parser.add_argument("--rejects", type=Path, help="default: FILE-rejects.csv in the current folder")
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        target: Path = options["rejects"] or _free(f"{path.stem}-rejects")
        _check_target(target, path)
        try:
            table = read_table(path)
            found = columns(table.headers, _by_hand(options["map"]))
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self._say_columns(found)
        importer = Importer(found, Channel(options["channel"]), timezone.now(), dry_run=options["dry_run"])
        with Rejects(target, table) as rejects:
            try:
                for line, rejected in importer.run(table):
                    self._progress(line, table.lines)
                    if not importer.dry_run:
                        rejects.write(rejected)
                    self._say_rejected(rejected, importer.tally)
            except Refusal as refusal:
                raise CommandError(str(refusal.message)) from refusal
        self._say_end(importer, target)

    def _say_columns(self, found: Columns) -> None:
        for ours, theirs in found.theirs.items():
            self.stdout.write(f"  {ours} <- {theirs}")
        if found.ignored:
            self.stdout.write(_("Columns left out: %(names)s") % {"names": ", ".join(found.ignored)})

    def _progress(self, line: int, lines: int) -> None:
        """A bar on a terminal; a log gets none."""
        if self.stderr.isatty():
            share = min(line / lines, 1.0) if lines else 1.0
            filled = round(share * BAR)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {share:4.0%}", style_func=str, ending="")

    def _say_rejected(self, rejected: Iterable[Rejected], tally: Tally) -> None:
        """The first reasons; all of them stand in the file."""
        if tally.rejected <= SHOWN:
            for row, reason in rejected:
                self.stdout.write(_("line %(line)d: %(reason)s") % {"line": row.line, "reason": reason})

    def _say_end(self, importer: Importer, target: Path) -> None:
        tally = importer.tally
        if self.stderr.isatty():
            self.stderr.write("")
        if importer.dry_run:
            self.stdout.write(_("Dry run: nothing was written."))
        counts = {"imported": tally.imported, "known": tally.known, "rejected": tally.rejected}
        self.stdout.write(_("%(imported)d imported, %(known)d known already, %(rejected)d rejected.") % counts)
        if tally.imported:
            placed = {"count": tally.below_root, "share": f"{tally.below_root / tally.imported:.1%}"}
            self.stdout.write(_("%(count)d (%(share)s) placed below the root area:") % placed)
            for level in reversed(Level):
                if tally.places[level]:
                    self.stdout.write(f"  {level}: {tally.places[level]}")
        if tally.rejected and not importer.dry_run:
            self.stdout.write(_("The rejected rows are in %(file)s.") % {"file": target})


def _free(stem: str) -> Path:
    """A name in the current folder that no file has yet: the rejects of another day are not replaced."""
    names = chain([f"{stem}.csv"], (f"{stem}-{number}.csv" for number in count(2)))
    return next(path for path in map(Path, names) if not path.exists())


def _check_target(target: Path, path: Path) -> None:
    """Before anything is imported: the rejects will have a place that is not the file's own."""
    if target.resolve() == path.resolve():
        raise CommandError(_("The rejects file would replace the file itself: choose another with --rejects."))
    if not os.access(target.resolve().parent, os.W_OK) or target.is_dir():
        raise CommandError(_("The rejects cannot be written to %(file)s: choose with --rejects.") % {"file": target})


def _by_hand(pairs: Iterable[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals:
            raise CommandError(_("Write --map as THEIRS=OURS."), returncode=2)
        mapping[theirs.strip()] = ours.strip().lower()
    return mapping


class Rejects:
    """The file of rejected rows, made with the first of them; each batch is on disk before the next begins.

    It is a table like its original, with the line and the reason before the old columns, so it can
    be mended and imported again.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._kept = [
            index for index, name in enumerate(table.headers) if name not in {REJECTED_LINE, REJECTED_BECAUSE}
        ]
        self._headers = [table.headers[index] for index in self._kept]
        self._width = len(table.headers)
        self._stack = ExitStack()
        self._file: Any = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def write(self, rejected: Iterable[Rejected]) -> None:
        """Appends rows."""
        for row, reason in rejected:
            if self._file is None:
                self._file = self._stack.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
                csv.writer(self._file).writerow([REJECTED_LINE, REJECTED_BECAUSE, *self._headers])
            kept = [row.cells[index] for index in self._kept if index < len(row.cells)]
            csv.writer(self._file).writerow([row.line, reason, *kept, *row.cells[self._width :]])
        if self._file is not None:
            self._file.flush()
