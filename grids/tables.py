"""Tables that offices hand over: CSV in the encodings of Chinese spreadsheets, or XLSX.

What the bytes are decides how a file is read, not what its name ends with. A file that is no table is
refused as a whole; a row that is broken is handed on with its problem, so that an import can name it.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid
from grids.sheets import Line, is_old_sheet, is_sheet, sheet_lines

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = 200
DELIMITERS = ",\t;"
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    `line` is the number of its first line in the file (or of its row in the sheet), counted from 1.
    `cells` are what stood there; `values` the same by header, missing cells empty. A row with a
    `problem` has no `values`.
    """

    line: int
    cells: tuple[str, ...]
    values: dict[str, str]
    problem: "str | Promise" = ""


@dataclass(frozen=True)
class Table:
    """`rows` is read once, while the file is being read; blank rows are left out.

    `lines` counts the lines of the file, so that `row.line / lines` tells how far a reader is. A
    column without a header is called by its place, `#3`.
    """

    headers: tuple[str, ...]
    lines: int
    rows: Iterator[Row]


def read_table(path: Path) -> Table:
    """Open a CSV or XLSX file whose first row that is not blank names the columns.

    Raises `Refusal` (invalid, field `file`): file_unreadable, file_too_large, file_empty, file_binary,
    file_old_sheet, file_encoding, duplicate_header, too_many_columns.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise _refuse(
            "file_unreadable", _("The file cannot be read: %(reason)s") % {"reason": error.strerror}
        ) from None
    if size == 0:
        raise _refuse("file_empty", _("The file is empty."))
    if size > MAX_BYTES:
        raise _refuse("file_too_large", _("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES >> 20})
    if is_old_sheet(head):
        raise _refuse(
            "file_old_sheet", _("This is an old or password-protected Excel file. Save it as .xlsx without a password.")
        )
    if is_sheet(head):
        return _table(*sheet_lines(path))
    return _read_csv(path)


def _read_csv(path: Path) -> Table:
    encoding, lines = _examine(path)
    # The module's limit is one for the process and low; the size of the file bounds a field here.
    csv.field_size_limit(MAX_BYTES)
    return _table(lines, _csv_lines(path, encoding))


def _examine(path: Path) -> tuple[str, int]:
    """The encoding of a text file and its number of lines, in one pass over the bytes."""
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start == codecs.BOM_UTF8:
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        lines = _lines_in(path, encoding)
        if lines is not None:
            return encoding, lines
    raise _refuse("file_encoding", _("The text is neither UTF-8 nor GBK. Save the file as CSV UTF-8."))


def _lines_in(path: Path, encoding: str) -> int | None:
    """The number of lines when every byte is text in this encoding, else None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, last = 0, "\n"
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return None
            if "\0" in text:
                raise _refuse("file_binary", _("This is not a table: the file holds binary data."))
            lines += text.count("\n")
            last = text[-1:] or last
            if not chunk:
                return lines + (last != "\n")


def _csv_lines(path: Path, encoding: str) -> Iterator[Line]:
    """The rows as they stand; a broken one is told, and what stood there is kept."""
    with path.open(encoding=encoding, newline="") as file:
        taken: list[str] = []
        reader = csv.reader(_keeping(file, taken), delimiter=_delimiter(path, encoding), strict=True)
        number = 1
        while True:
            taken.clear()
            try:
                yield number, tuple(next(reader)), ""
            except StopIteration:
                return
            except csv.Error:
                yield number, tuple(taken), _("The quotation marks in this row do not match.")
            number = reader.line_num + 1


def _keeping(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _delimiter(path: Path, encoding: str) -> str:
    """The separator that the first line uses most; a comma when it uses none."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _table(count_of_lines: int, lines: Iterator[Line]) -> Table:
    header = next((line for line in lines if line[2] or any(cell.strip() for cell in line[1])), None)
    if header is None:
        raise _refuse("file_empty", _("The file is empty."))
    _number, cells, problem = header
    if problem:
        raise _refuse("file_binary", problem)
    headers = _headers(cells)
    return Table(headers, count_of_lines, _rows(headers, lines))


def _headers(cells: Sequence[str]) -> tuple[str, ...]:
    names = [cell.strip().strip("\ufeff") for cell in cells]
    names = names[: max((place for place, name in enumerate(names, start=1) if name), default=0)]
    if len(names) > MAX_COLUMNS:
        raise _refuse("too_many_columns", _("The table has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})
    if any(not character.isprintable() for name in names for character in name):
        raise _refuse("file_binary", _("This is not a table: the file holds binary data."))
    twice = [name for name, times in Counter(name for name in names if name).items() if times > 1]
    if twice:
        raise _refuse("duplicate_header", _("These columns stand there twice: %(names)s") % {"names": ", ".join(twice)})
    return tuple(name or f"#{place}" for place, name in zip(count(1), names, strict=False))


def _rows(headers: tuple[str, ...], lines: Iterator[Line]) -> Iterator[Row]:
    for number, raw, problem in lines:
        width = max((place for place, cell in enumerate(raw, start=1) if cell.strip()), default=0)
        cells = raw[:width]
        if problem:
            yield Row(number, cells, {}, problem)
        elif len(cells) > len(headers):
            text = _("The row has %(cells)d cells, the header names %(columns)d columns.")
            yield Row(number, cells, {}, text % {"cells": len(cells), "columns": len(headers)})
        elif cells:
            padded = cells + ("",) * (len(headers) - len(cells))
            yield Row(number, cells, dict(zip(headers, padded, strict=True)))


def _refuse(code: str, message: "str | Promise") -> Refusal:
    return invalid(code, message, field="file")
