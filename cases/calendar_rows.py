"""A year's holidays and shifted working days as people hand them over: lines of text, or a table."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from accounts.refusals import invalid
from cases.models import CalendarDay
from grids.tables import Row, Table

COLUMNS: Final = {
    "day": "day", "working": "working", "name": "name", "日期": "day", "上班": "working", "名称": "name",
}  # fmt: skip
WORKING: Final = {
    "yes": True,
    "no": False,
    "1": True,
    "0": False,
    "true": True,
    "false": False,
    "是": True,
    "否": False,
}
WORDS: Final = {"work": True, "班": True, "上班": True, "补班": True, "off": False, "休": False, "放假": False}
LONGEST_NAME: Final = CalendarDay._meta.get_field("name").max_length or 0
MOST_LINES: Final = 1000
SHOWN: Final = 10
"""More bad lines than these are not told one by one."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Day:
    """A holiday, or a Saturday or Sunday that is worked."""

    day: dt.date
    working: bool
    name: str = ""


def read_lines(text: str) -> list[Day]:
    """Lines such as `2027-01-01 off 元旦` and `2027-02-06 work`; empty ones are left out.

    Raises `Refusal` invalid `bad_lines` (field `lines`), naming each bad line.
    """
    lines = [(number, line.split(maxsplit=2)) for number, line in enumerate(text.splitlines(), start=1)]
    if len(lines) > MOST_LINES:
        raise invalid("bad_lines", _("A year has fewer lines than that."), "lines")
    return _all(((number, parts) for number, parts in lines if parts), _of_line, "lines")


def lines_of(days: Iterable[Day], *, work: str = "work", off: str = "off") -> str:
    """The days as `read_lines` takes them, with two of its WORDS."""
    return "\n".join(f"{row.day} {work if row.working else off} {row.name}".rstrip() for row in days)


def read_rows(table: Table) -> list[Day]:
    """The rows of a table with the columns day, working and name.

    Raises `Refusal` invalid (field `file`) `missing_columns`, `bad_lines`.
    """
    headers = {COLUMNS.get(header.strip().lower(), ""): header for header in table.headers}
    missing = {"day", "working"} - set(headers)
    if missing:
        text = _("These columns are missing: %(names)s") % {"names": ", ".join(sorted(missing))}
        raise invalid("missing_columns", text, "file")
    return _all(((row.line, row) for row in table.rows), lambda row: _of_row(row, headers), "file")


def _all(rows: Iterable[tuple[int, T]], read: Callable[[T], Day], field: str) -> list[Day]:
    days, bad = [], []
    for number, row in rows:
        try:
            days.append(read(row))
        except ValueError as error:
            bad.append(_("line %(line)d: %(reason)s") % {"line": number, "reason": error})
    if bad:
        more = [_("%(count)d more lines") % {"count": len(bad) - SHOWN}] if len(bad) > SHOWN else []
        raise invalid("bad_lines", "\n".join([*bad[:SHOWN], *more]), field)
    return days


def _of_line(parts: list[str]) -> Day:
    """One line; ValueError with a sentence for people."""
    day = _day(parts[0])
    word = parts[1].lower() if len(parts) > 1 else ""
    if word not in WORDS:
        raise ValueError(_("After the date stands “off” for a holiday or “work” for a day that is worked."))
    return Day(day, WORDS[word], _name(parts[2] if len(parts) > 2 else ""))


def _of_row(row: Row, headers: Mapping[str, str]) -> Day:
    """One row; ValueError with a sentence for people."""
    if row.problem:
        raise ValueError(row.problem)
    day, working = _day(row.values[headers["day"]].strip()), row.values[headers["working"]].strip().lower()
    if working not in WORKING:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": working[:20]})
    return Day(day, WORKING[working], _name(row.values[headers["name"]] if "name" in headers else ""))


def _day(text: str) -> dt.date:
    try:
        year, month, number = (int(part) for part in text.partition(" ")[0].replace("/", "-").split("-"))
        return dt.date(year, month, number)
    except (ValueError, OverflowError):
        raise ValueError(_("“%(text)s” is not a date.") % {"text": text[:20]}) from None


def _name(text: str) -> str:
    tidy = text.strip()
    if len(tidy) > LONGEST_NAME:
        raise ValueError(_("The name is longer than %(limit)d characters.") % {"limit": LONGEST_NAME})
    if not tidy.isprintable():
        raise ValueError(_("The name contains characters that cannot be shown."))
    return tidy
