"""Writing notices in the transaction that made them true."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from notices import bulk
from notices.models import Notice
from notices.words import KINDS

# Numbers and codes only: names and residents' words do not fit through.
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class To:
    """Whom: one user, the desk of one unit, or who asked (contact data is found when it is sent)."""

    kind: Literal["user", "unit", "requester"]
    id: int


def put(
    kind: str,
    *,
    to: To,
    about: tuple[str, str],
    key: str,
    at: dt.datetime,
    params: Mapping[str, str | int] | None = None,
    critical: bool = False,
) -> Notice:
    """An unsaved notice for `write`.

    `about` is (kind, id); `key` names the fact and its addressee, so that it is told once. Raises
    KeyError for a kind without a sentence and ValueError for a parameter that is not a number or code.
    """
    KINDS[kind]
    for name, value in (params or {}).items():
        if not _CODE.fullmatch(str(value)):
            raise ValueError(f"{kind}: parameter {name} is not a number or code")
    return Notice(
        kind=kind,
        to_kind=to.kind,
        to_id=to.id,
        about_kind=about[0],
        about_id=about[1],
        key=key,
        params=dict(params or {}),
        critical=critical,
        at=at,
    )


def statements(notices: Sequence[Notice]) -> list[bulk.Statement]:
    """The insert for a caller who writes more in one go; what was told before under its key is left out."""
    return bulk.insert(notices, conflict="key")


def write(notices: Iterable[Notice]) -> None:
    """Insert in the caller's transaction, one statement; what was told before under its key is left out."""
    bulk.run(statements(list(notices)))
