"""Rows by keyset: the id from which a page goes on, as it stands in an address."""

import re

from django.db.models import BigIntegerField

_ID = re.compile(r"[0-9]{1,19}", re.ASCII)
LARGEST_ID = BigIntegerField.MAX_BIGINT


def id_in(text: str) -> int | None:
    """The id of a row, None for what can be none: no plain number, or larger than the database counts."""
    found = int(text) if _ID.fullmatch(text) else None
    return found if found is not None and found <= LARGEST_ID else None
