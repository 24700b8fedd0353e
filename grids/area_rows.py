"""Rows of an area file: read, and checked against one another and against what is there.

Nothing is written here. Every bad row is told with its line and a sentence for whoever made the file.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid
from grids.levels import Level
from grids.naming import tidy_name
from grids.outline_words import OUTLINE_PROBLEMS
from grids.outlines import BadOutline, shape_of
from grids.tables import Row, Table
from grids.tree import AreaNode

NEEDED = ("code", "name", "level", "parent_code")
OPTIONAL = ("aliases", "boundary")
HEADERS = {name: name for name in (*NEEDED, *OPTIONAL)} | {
    "编码": "code",
    "名称": "name",
    "层级": "level",
    "上级编码": "parent_code",
    "别名": "aliases",
    "边界": "boundary",
}
# The name of its office is a little longer and must fit too.
LONGEST_NAME = 70
MAX_CODE = 24
CODE = re.compile(r"[0-9A-Za-z]{1,24}")
ALIAS_ENDS = re.compile(r"[|;；、]")
LEVELS = {level.value: level for level in Level} | {
    "市": Level.CITY,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "县(区)": Level.COUNTY,
    "街道": Level.STREET,
    "乡镇": Level.STREET,
    "社区": Level.COMMUNITY,
    "村": Level.COMMUNITY,
    "网格": Level.GRID,
    "楼栋": Level.BUILDING,
}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as a file gives it. `aliases` or `boundary` None: the file does not say, what is there stays."""

    line: int
    code: str
    name: str
    level: Level
    parent_code: str | None
    aliases: tuple[str, ...] | None = None
    boundary: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why one line cannot be taken, and the code that stood there."""

    line: int
    reason: "str | Promise"
    code: str = ""


class BadRows(Exception):
    """The file holds rows that cannot be taken; nothing was written."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        super().__init__(f"{len(rows)} bad rows")
        self.rows = sorted(rows, key=lambda row: row.line)


def read_rows(table: Table) -> tuple[list[AreaRow], list[BadRow]]:
    """The rows that make sense by themselves, and those that do not.

    Raises `Refusal` missing_columns (field `file`).
    """
    columns = {HEADERS[header.lower()]: header for header in table.headers if header.lower() in HEADERS}
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise invalid(
            "missing_columns", _("These columns are missing: %(names)s") % {"names": ", ".join(missing)}, field="file"
        )
    rows, bad = [], []
    for row in table.rows:
        try:
            rows.append(_read(row, columns))
        except Refusal as refusal:
            bad.append(BadRow(row.line, refusal.message, row.values.get(columns["code"], "").strip()))
    return rows, bad


def unknown_columns(table: Table) -> list[str]:
    """Columns that the import does not read."""
    return [header for header in table.headers if header.lower() not in HEADERS]


def _read(row: Row, columns: Mapping[str, str]) -> AreaRow:
    if row.problem:
        raise _bad(row.problem)
    code, level, parent, aliases, boundary = (
        row.values[columns[name]].strip() if name in columns else ""
        for name in ("code", "level", "parent_code", "aliases", "boundary")
    )
    if not CODE.fullmatch(code):
        raise _bad(_("A code has 1 to %(limit)d letters and digits.") % {"limit": MAX_CODE})
    if level.lower() not in LEVELS:
        raise _bad(_("“%(level)s” is no level.") % {"level": level[:20]})
    names = dict.fromkeys(tidy_name(alias) for alias in ALIAS_ENDS.split(aliases) if alias.strip())
    return AreaRow(
        line=row.line,
        code=code,
        name=tidy_name(row.values[columns["name"]], longest=LONGEST_NAME),
        level=LEVELS[level.lower()],
        parent_code=parent or None,
        aliases=tuple(names) if "aliases" in columns else None,
        boundary=_outline(boundary) if boundary else None,
    )


def _outline(text: str) -> dict[str, Any]:
    try:
        geometry: dict[str, Any] = json.loads(text)
        shape_of(geometry)
    except BadOutline as problem:
        raise _bad(OUTLINE_PROBLEMS[problem.reason]) from None
    except (ValueError, RecursionError):
        raise _bad(OUTLINE_PROBLEMS["not_geojson"]) from None
    return geometry


def check_rows(rows: Sequence[AreaRow], there: Mapping[str, AreaNode], bad: Sequence[BadRow] = ()) -> list[BadRow]:
    """What is wrong with the rows together, given the areas that are there already.

    `bad` are rows that could not even be read; what lies in one of them is not blamed for it.
    """
    levels = {code: node.level for code, node in there.items()} | {row.code: row.level for row in rows}
    widths = _widths(rows, there)
    times = Counter(row.code for row in rows)
    unread = {row.code for row in bad}
    found = []
    for row in rows:
        reason = _twice(row, times) or _misfit(row, there, widths)
        if reason is None and row.parent_code not in unread:
            reason = _misplaced(row, levels)
        if reason is not None:
            found.append(BadRow(row.line, reason, row.code))
    return [*bad, *found, *_swallowed(rows, there, levels)]


def _twice(row: AreaRow, times: Mapping[str, int]) -> "str | Promise | None":
    return _("The code %(code)s stands in the file twice.") % {"code": row.code} if times[row.code] > 1 else None


def _misfit(row: AreaRow, there: Mapping[str, AreaNode], widths: Mapping[Level, int]) -> "str | Promise | None":
    """The level is not the one the area has, or the width not the one of the level."""
    known = there.get(row.code)
    if known is not None and known.level != row.level:
        return _("%(code)s is there already as a %(level)s.") % {"code": row.code, "level": known.level}
    if len(row.code) != widths[row.level]:
        text = _("The code has %(width)d characters, those of a %(level)s have %(usual)d.")
        return text % {"width": len(row.code), "level": row.level, "usual": widths[row.level]}
    return None


def _misplaced(row: AreaRow, levels: Mapping[str, Level]) -> "str | Promise | None":
    """The parent is not the nearest area whose code this code begins with, or not above it."""
    nearest = _nearest(row.code, levels)
    parent = row.parent_code
    if parent is not None and parent not in levels:
        return _("The parent %(parent)s is neither in the file nor there already.") % {"parent": parent}
    if parent is not None and (not row.code.startswith(parent) or parent == row.code):
        return _("The code %(code)s does not begin with its parent's, %(parent)s.") % {
            "code": row.code,
            "parent": parent,
        }
    if parent != nearest:
        return _("By its code the area lies in %(nearest)s, which is not its parent.") % {"nearest": nearest}
    if parent is not None and levels[parent].rank <= row.level.rank:
        return _("A %(level)s cannot lie in a %(above)s.") % {"level": row.level, "above": levels[parent]}
    return None


def _swallowed(rows: Iterable[AreaRow], there: Mapping[str, AreaNode], levels: Mapping[str, Level]) -> list[BadRow]:
    """New areas between an area that is there and its parent, when the file does not move that area."""
    lines = {row.code: row.line for row in rows}
    bad = []
    for code, node in there.items():
        nearest = _nearest(code, levels)
        if code not in lines and nearest != node.parent_code and nearest in lines:
            text = _("%(code)s, already there, would lie in this area: put it into the file with this parent.")
            bad.append(BadRow(lines[nearest], text % {"code": code}, nearest))
    return bad


def _nearest(code: str, levels: Mapping[str, Level]) -> str | None:
    """The longest other code that this one begins with."""
    return next((code[:width] for width in range(len(code) - 1, 0, -1) if code[:width] in levels), None)


def _widths(rows: Sequence[AreaRow], there: Mapping[str, AreaNode]) -> dict[Level, int]:
    """Each level's width of code: as it is there already, else as most of the file has it."""
    seen: dict[Level, Counter[int]] = defaultdict(Counter)
    for row in rows:
        seen[row.level][len(row.code)] += 1
    widths = {level: counter.most_common(1)[0][0] for level, counter in seen.items()}
    return widths | {node.level: len(node.code) for node in there.values()}


def _bad(reason: "str | Promise") -> Refusal:
    return invalid("bad_row", reason)
