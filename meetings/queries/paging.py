"""Lists of meetings, the latest day first, paged by keyset."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid

PAGE = 50
Row = TypeVar("Row", bound=Model)


def page(rows: "QuerySet[Row]", cursor: str) -> tuple[list[Row], str]:
    """Fifty rows and the cursor of the next page, empty at the end. Raises `bad_cursor` (400)."""
    if cursor:
        day, pk = _parsed(cursor)
        rows = rows.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))
    found = list(rows.order_by("-day", "-pk")[: PAGE + 1])
    return found[:PAGE], _cursor(found[PAGE - 1]) if len(found) > PAGE else ""


def _cursor(row: Any) -> str:
    return f"{row.day.isoformat()}.{row.pk}"


def _parsed(cursor: str) -> tuple[dt.date, int]:
    day, _dot, pk = cursor.partition(".")
    try:
        if not pk.isascii() or len(pk) > 18:
            raise ValueError(pk)
        return dt.date.fromisoformat(day), int(pk)
    except ValueError:
        raise invalid("bad_cursor", _("This page of the list is not known. Begin at the first."), "cursor") from None
