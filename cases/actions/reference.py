"""The reference data that ships with the product: the catalogue and the working calendar.

The loaders take the registry of a migration or `django.apps.apps`; rows that are there already stay
as they are, so running them twice changes nothing and a county's own changes survive.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.apps.registry import Apps

DATA: Final = Path(__file__).resolve().parent.parent / "data"
SINCE: Final = dt.date(2000, 1, 1)
"""The shipped versions are in force since then, so that old messages can be filed too."""

_FLAGS: Final = frozenset({"on_the_spot", "evidence", "publish"})


def load(apps: Apps) -> None:
    """Both kinds; what a database needs after it was emptied."""
    load_catalogue(apps)
    load_calendar(apps)


def load_catalogue(apps: Apps) -> None:
    """The 102 categories of `data/catalogue.csv`."""
    category = apps.get_model("cases", "Category")
    rows = [
        category(since=SINCE, **{name: text == "yes" if name in _FLAGS else text for name, text in row.items()})
        for row in _rows("catalogue.csv")
    ]
    category.objects.bulk_create(rows, ignore_conflicts=True)
    _bump(apps, "catalogue")


def load_calendar(apps: Apps) -> None:
    """The holidays and shifted working days (调休) of the known years, from `data/calendar.csv`."""
    calendar_day = apps.get_model("cases", "CalendarDay")
    rows = [
        calendar_day(day=dt.date.fromisoformat(row["day"]), working=row["working"] == "yes", name=row["name"])
        for row in _rows("calendar.csv")
    ]
    calendar_day.objects.bulk_create(rows, ignore_conflicts=True)
    _bump(apps, "calendar")


def unload(apps: Apps) -> None:
    """Takes both kinds away again, for a migration backwards."""
    apps.get_model("cases", "Category").objects.all().delete()
    apps.get_model("cases", "CalendarDay").objects.all().delete()
    apps.get_model("grids", "Version").objects.filter(name__in=("catalogue", "calendar")).delete()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _bump(apps: Apps, name: str) -> None:
    """As `grids.versions.bump`, on the registry of a migration."""
    apps.get_model("grids", "Version").objects.update_or_create(name=name, defaults={"token": uuid4()})
