"""What was changed in a kind of rule, newest first, with its difference: from the audit trail."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from cases.queries import audit as queries
from web.staff.audit import ENTRY_WORDS

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; `name` is empty where the line says already what it is."""

    name: "str | Promise"
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change by one person."""

    at: dt.datetime
    who: str
    what: "str | Promise"
    about: "str | Promise"
    changes: tuple[Change, ...]


def history(
    *kinds: str,
    names: Mapping[str, "str | Promise"],
    about: Callable[[AuditEntry], "str | Promise"],
    shown: Callable[[str, object], str] = lambda _name, value: str(value),
    subject: str = "",
) -> list[Line]:
    """The latest fifty changes of these kinds of subject, or of one `subject` of them.

    `names` says what each changed value is called, `about` what the entry is about, `shown` puts a value in words.
    One statement.
    """
    return [
        Line(
            at=row.at,
            who=row.user.name if row.user else str(_("Automatic")),
            what=ENTRY_WORDS.get(row.verb, row.verb),
            about=about(row),
            changes=tuple(_changes(row, names, shown)),
        )
        for row in queries.of_rules(*kinds, subject=subject)
    ]


def _changes(
    row: AuditEntry, names: Mapping[str, "str | Promise"], shown: Callable[[str, object], str]
) -> Iterator[Change]:
    """In the order of the names."""
    changes = row.data.get("changes", {})
    for name in names:
        if name in changes:
            old, new = (_short(shown(name, value)) if value else "" for value in changes[name])
            yield Change(names[name], old, new)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
