"""Takes a table of reports in, batch by batch: each row is imported whole, known already, or rejected."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid
from cases.actions import intake
from cases.actions.intake import ImportRow
from cases.importing import Columns, Reader
from cases.models import Case
from cases.states import Channel
from cases.world import world
from grids import locate
from grids.levels import Level
from grids.tables import Row, Table
from grids.versions import tokens

BATCH: Final = 500
"""Rows a transaction: an import that is interrupted goes on where it stopped."""

Rejected = tuple[Row, "str | Promise"]


@dataclass
class Tally:
    """What became of the rows so far. `places` counts the imported ones by the level of their place."""

    imported: int = 0
    known: int = 0
    rejected: int = 0
    below_root: int = 0
    places: Counter[Level] = field(default_factory=Counter)

    def add(self, report: ImportRow, root_code: str) -> None:
        """One more row imported."""
        self.imported += 1
        self.places[report.place.level] += 1
        self.below_root += report.place.area_code != root_code


@dataclass
class Importer:
    """One run over one table. `dry_run` does everything but write."""

    columns: Columns
    channel: Channel
    at: dt.datetime
    dry_run: bool = False
    tally: Tally = field(default_factory=Tally)
    _lines: dict[str, int] = field(default_factory=dict)
    """Where each number stood first."""

    def run(self, table: Table) -> Iterator[tuple[int, list[Rejected]]]:
        """Takes the rows in; after each batch yields the line reached and the rows rejected with their reasons.

        A number that the channel has already is left as it is, so that a second run changes nothing; a
        number that stands twice in the file is rejected the second time. Raises `Refusal` conflict
        `no_areas` in an installation without areas.
        """
        while rows := list(islice(table.rows, BATCH)):
            rejected = self._batch(rows)
            self.tally.rejected += len(rejected)
            yield rows[-1].line, rejected

    def _batch(self, rows: list[Row]) -> list[Rejected]:
        present = tokens()
        root_code = locate.root(present).area_code
        reader = Reader(self.columns, world(self.at), present)
        numbers, rejected = self._numbered(reader, rows)
        known = self._known(numbers)
        self.tally.known += len(known)
        ready: list[tuple[Row, ImportRow]] = []
        for number, row in numbers.items():
            if number in known:
                continue
            try:
                ready.append((row, reader.read(row, number)))
            except Refusal as refusal:
                rejected.append((row, refusal.message))
        rejected += self._write(ready, root_code)
        return sorted(rejected, key=lambda pair: pair[0].line)

    def _numbered(self, reader: Reader, rows: list[Row]) -> tuple[Mapping[str, Row], list[Rejected]]:
        numbers: dict[str, Row] = {}
        rejected: list[Rejected] = []
        for row in rows:
            try:
                number = reader.number(row)
                if self._lines.setdefault(number, row.line) != row.line:
                    message = _("The number stands in line %(line)d already.") % {"line": self._lines[number]}
                    raise invalid("number_twice", message, "number")
                numbers[number] = row
            except Refusal as refusal:
                rejected.append((row, refusal.message))
        return numbers, rejected

    def _known(self, numbers: Mapping[str, Row]) -> set[str]:
        found = Case.objects.filter(channel=self.channel, external_number__in=list(numbers))
        return set(found.values_list("external_number", flat=True))

    def _write(self, ready: list[tuple[Row, ImportRow]], root_code: str) -> list[Rejected]:
        """All in one transaction; where that fails, each row in its own, so that one row stops only itself."""
        try:
            self._import([report for _row, report in ready])
        except (Refusal, IntegrityError):
            return self._write_singly(ready, root_code)
        for _row, report in ready:
            self.tally.add(report, root_code)
        return []

    def _write_singly(self, ready: list[tuple[Row, ImportRow]], root_code: str) -> list[Rejected]:
        rejected: list[Rejected] = []
        for row, report in ready:
            try:
                self._import([report])
            except Refusal as refusal:
                rejected.append((row, refusal.message))
            except IntegrityError:
                # Another import of the same file was quicker; anything else is a fault to be seen.
                if not self._known({report.external_number: row}):
                    raise
                self.tally.known += 1
            else:
                self.tally.add(report, root_code)
        return rejected

    def _import(self, reports: list[ImportRow]) -> None:
        if reports and not self.dry_run:
            intake.import_batch(reports, channel=self.channel, at=self.at)
