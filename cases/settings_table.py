"""The figures as people have set them, held in memory and reloaded when a row changes."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable

from django.conf import settings

from cases import figures
from cases.figures import Figures, Value
from cases.models import Setting
from grids.versions import Held, Tokens

Row = tuple[str, dt.date, Value]


class SettingsTable:
    """Every value of every figure with its first day."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: row[1])
        self._days = [since for _name, since, _value in self._rows]
        self._held: dict[tuple[int, int], Figures] = {}

    def on(self, day: dt.date) -> Figures:
        """What is in force on a local day. The sampling of the installation counts until a row says otherwise."""
        count = bisect_right(self._days, day)
        key = count, settings.SETTLE_SAMPLING_PERCENT
        if key not in self._held:
            base = Figures(sampling_percent=settings.SETTLE_SAMPLING_PERCENT)
            self._held[key] = figures.changed(base, ((name, value) for name, _since, value in self._rows[:count]))
        return self._held[key]


def _load() -> SettingsTable:
    rows = Setting.objects.filter(name__in=figures.NAMES).values_list("name", "since", "value")
    return SettingsTable((name, since, figures.read(name, str(value))) for name, since, value in rows)


_held = Held("catalogue", _load)
"""Under the token of the catalogue: both are rules that change a few times a year."""


def current(present: Tokens | None = None) -> SettingsTable:
    """The table as of now; pass tokens already read to save the statement."""
    return _held.get(present)
