"""XLSX as lines of text: what a person sees in the cell, as far as a file tells it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

Line = tuple[int, tuple[str, ...], "str | Promise"]
"""Number from 1, cells, problem."""

MOST_UNPACKED_BYTES = 1024 * 1024 * 1024
MOST_ROWS = 1_048_576
# A spreadsheet's number is a double: from sixteen digits on the last ones are guesses.
FIRST_UNCERTAIN_INTEGER = 10**15


def is_sheet(head: bytes) -> bool:
    """The bytes begin like a ZIP archive, which an XLSX is."""
    return head.startswith(b"PK\x03\x04")


def is_old_sheet(head: bytes) -> bool:
    """The bytes begin like an OLE container: an XLS, or an XLSX behind a password."""
    return head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def sheet_lines(path: Path) -> tuple[int, Iterator[Line]]:
    """The number of rows of the first sheet, 0 where it is not told, and the rows.

    Raises `Refusal` file_binary or file_too_large (field `file`). A sheet that turns out to be damaged
    further down ends with a line that says so.
    """
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, OSError):
        raise _damaged() from None
    if unpacked > MOST_UNPACKED_BYTES:
        raise invalid("file_too_large", _("The sheet is too large. Save it as CSV UTF-8."), field="file")
    # The few processes that read a sheet load its library, numpy included; all others start without.
    from openpyxl import load_workbook  # noqa: PLC0415 -- as said

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parsing of a damaged file meets
        raise _damaged() from None
    told = sheet.max_row or 0
    # A file may claim a million columns; without the claim each row is as wide as what it holds.
    sheet.reset_dimensions()
    return told, _lines(book, sheet.iter_rows(values_only=True))


def _lines(book: "Workbook", rows: Iterable[tuple[object, ...]]) -> Iterator[Line]:
    number = 0
    try:
        for number, values in enumerate(rows, start=1):
            if number > MOST_ROWS:
                yield number, (), _("The sheet has more rows than a sheet can have.")
                return
            problem = _("A number this long lost its last digits: format its column as text.")
            lost = any(_has_lost_digits(value) for value in values)
            yield number, tuple(_text(value) for value in values), problem if lost else ""
    except Exception:  # noqa: BLE001 - as above; the lines before the damage are good
        yield number + 1, (), _("The sheet is damaged from this row on.")
    finally:
        book.close()


def _has_lost_digits(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= FIRST_UNCERTAIN_INTEGER


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _damaged() -> Refusal:
    return invalid("file_binary", _("This is not a table: the file is damaged or holds something else."), field="file")
