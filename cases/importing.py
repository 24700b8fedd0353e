"""Rows of a foreign table as reports: which column is what, and what each row says.

The headers of hotlines and message boards are known in Chinese and English; others are mapped by
hand. A row either becomes an `ImportRow` whole or is refused with a reason; nothing is guessed.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases import texts
from cases.actions.intake import ImportRow
from cases.actions.triage import known_category
from cases.catalogue import Catalogue
from cases.models import Case
from cases.worktime import FIRST_DAY
from cases.world import ZONE, World
from grids import locate
from grids.locate import Place
from grids.tables import Row
from grids.versions import Tokens
from residents import contact

HEADERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "number": ("编号", "工单编号", "工单号", "留言编号", "受理编号", "信件编号", "external_number"),
        "subject": ("主题", "标题", "留言主题", "诉求标题", "title"),
        "details": ("详情", "内容", "留言详情", "诉求内容", "正文", "text", "content"),
        "sent_at": ("时间", "留言时间", "来电时间", "受理时间", "上报时间", "reported_at", "time"),
        "area_code": ("区域编码", "网格编码", "行政区划代码"),
        "lat": ("纬度", "latitude"),
        "lon": ("经度", "lng", "longitude"),
        "address": ("地址", "事发地址", "地点"),
        "category": ("小类", "小类代码", "案件类别"),
        "name": ("姓名", "联系人", "诉求人"),
        "phone": ("电话", "联系电话", "手机"),
    }
)
"""Our columns, each with the headers under which others write it."""

NUMBER_LENGTH: Final = Case._meta.get_field("external_number").max_length or 0
REJECTED_LINE, REJECTED_BECAUSE = "rejected_line", "rejected_because"
"""The two columns that a file of rejects has before those of its original."""

_OURS: Final = {theirs: ours for ours, names in HEADERS.items() for theirs in (ours, *names)}
_DATE: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Their header of each of our columns that the file has, and the headers that are left out."""

    theirs: Mapping[str, str]
    ignored: tuple[str, ...]

    def of(self, row: Row, ours: str) -> str:
        """The trimmed cell of one of our columns, empty where the file has none."""
        header = self.theirs.get(ours)
        return row.values[header].strip() if header else ""


def columns(headers: Iterable[str], by_hand: Mapping[str, str]) -> Columns:
    """Finds our columns among their headers; `by_hand` maps a header to one of our names and goes first.

    Raises `Refusal` invalid: `unknown_column` (a mapping to or from what is not there),
    `ambiguous_column` (two headers for one of ours), `columns_missing` (no number, or no words).
    """
    headers = list(headers)
    _check_mapping(headers, by_hand)
    theirs: dict[str, str] = {ours: header for header, ours in by_hand.items()}
    for header in headers:
        ours = _OURS.get(header.strip().lower())
        if ours is None or header in by_hand or ours in by_hand.values():
            continue
        if ours in theirs:
            raise invalid(
                "ambiguous_column",
                _("“%(first)s” and “%(second)s” both mean “%(ours)s”: choose one with --map.")
                % {"first": theirs[ours], "second": header, "ours": ours},
            )
        theirs[ours] = header
    if "number" not in theirs or not {"subject", "details"} & theirs.keys():
        raise invalid(
            "columns_missing", _("No column holds the number, or none the words: name them with --map “theirs=ours”.")
        )
    known = {*theirs.values(), REJECTED_LINE, REJECTED_BECAUSE}
    return Columns(theirs, tuple(header for header in headers if header not in known))


def _check_mapping(headers: list[str], by_hand: Mapping[str, str]) -> None:
    for header, ours in by_hand.items():
        if header not in headers:
            raise invalid("unknown_column", _("The file has no column “%(name)s”.") % {"name": header})
        if ours not in HEADERS:
            names = ", ".join(HEADERS)
            raise invalid(
                "unknown_column", _("“%(name)s” is none of our columns: %(names)s") % {"name": ours, "names": names}
            )
    if len(set(by_hand.values())) < len(by_hand):
        raise invalid("ambiguous_column", _("Two columns are mapped to the same one of ours."))


class Reader:
    """Reads rows against the reference data of one moment; make a new one for each batch."""

    def __init__(self, found: Columns, present: World, tokens: Tokens) -> None:
        self._columns = found
        self._present = present
        self._tokens = tokens

    def number(self, row: Row) -> str:
        """The external number. Raises `Refusal` invalid `row_broken`, `number_missing` or `too_long`."""
        if row.problem:
            raise invalid("row_broken", row.problem)
        number = texts.clean(self._columns.of(row, "number"), "number", required=False)
        if not number:
            raise invalid("number_missing", _("The number is missing."), "number")
        if len(number) > NUMBER_LENGTH:
            raise invalid("too_long", _("The number is longer than 60 characters."), "number")
        return number

    def read(self, row: Row, number: str) -> ImportRow:
        """The row as a report. Raises `Refusal` invalid for what is wrong with it."""
        of = self._columns.of
        subject, details, address = of(row, "subject"), of(row, "details"), of(row, "address")
        category = of(row, "category")
        return ImportRow(
            external_number=number,
            text=texts.clean(_joined(subject, details)),
            reported_at=self._sent_at(row),
            place=self._place(row, _joined(address, subject, details)),
            category_code=_category_code(self._present.catalogue, category, self._present.today) if category else None,
            contact=contact.clean(of(row, "name"), of(row, "phone")) or None,
            address=address,
        )

    def _sent_at(self, row: Row) -> dt.datetime:
        if "sent_at" not in self._columns.theirs:
            return self._present.at
        sent_at = local_instant(self._columns.of(row, "sent_at"))
        if sent_at > self._present.at:
            raise invalid("in_the_future", _("The time lies in the future."), "sent_at")
        return sent_at

    def _place(self, row: Row, words: str) -> Place:
        """By area code, else by point, else by what the words name; the root where they name nothing."""
        code, lat, lon = (self._columns.of(row, name) for name in ("area_code", "lat", "lon"))
        if code:
            return locate.by_area(code, self._tokens)
        if lat or lon:
            try:
                point = float(lat), float(lon)
            except ValueError:
                raise invalid("bad_point", _("Latitude and longitude are not numbers."), "lat") from None
            return locate.by_point(*point, self._tokens)
        return locate.by_text(words, self._tokens)


def local_instant(text: str) -> dt.datetime:
    """`2019/2/28 11:25:05` or `2019-02-28 11:25:05` in the office's time zone; seconds or time may be missing.

    Raises `Refusal` invalid `bad_time`: no date, none of the calendar's, or before 2000.
    """
    match = _DATE.fullmatch(text)
    refusal = invalid("bad_time", _("“%(text)s” is not a time that can be used.") % {"text": text[:30]}, "sent_at")
    if match is None:
        raise refusal
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        instant = dt.datetime(year, month, day, hour, minute, second, tzinfo=ZONE)
    except ValueError:
        raise refusal from None
    if instant.date() < FIRST_DAY:
        raise refusal
    return instant


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _category_code(catalogue: Catalogue, text: str, on: dt.date) -> str:
    """The code of a category in force, named by its code or by its Chinese name."""
    named = [category.code for category in catalogue.all_in_force(on) if category.name_zh == text]
    return known_category(catalogue, named[0] if len(named) == 1 else text.upper(), on).code
