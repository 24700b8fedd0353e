"""The prepared words in use, held in memory and reloaded when one changes."""

from collections.abc import Iterable

from cases.models import Category, ReplyTemplate
from cases.states import Verb
from grids.versions import Held, Tokens


class ReplyTable:
    """Templates by verb; those of the category first, then of its group, then those for all."""

    def __init__(self, rows: Iterable[ReplyTemplate]) -> None:
        self._rows = sorted(rows, key=lambda row: (-len(row.category_code), row.position, row.pk))

    def of(self, verb: Verb, category: Category | None) -> list[ReplyTemplate]:
        """What fits a verb on a case of this category, the closest first."""
        codes = {"", category.code, category.group} if category else {""}
        return [row for row in self._rows if row.verb == verb and row.category_code in codes]


def _load() -> ReplyTable:
    return ReplyTable(ReplyTemplate.objects.filter(active=True))


_held = Held("catalogue", _load)
"""Under the token of the catalogue, as the other rules."""


def current(present: Tokens | None = None) -> ReplyTable:
    """The table as of now; pass tokens already read to save the statement."""
    return _held.get(present)
