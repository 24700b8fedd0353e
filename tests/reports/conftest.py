"""A small county with people, and a way to lay down cases as they stand."""

import datetime as dt
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Category
from cases.world import viewer
from grids import versions
from grids.models import Area, Post, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")

AREAS = [
    ("43", "city", None),
    ("4301", "county", "43"),
    ("430101", "street", "4301"),
    ("430101001", "community", "430101"),
    ("43010100101", "grid", "430101001"),
    ("430101002", "community", "430101"),
    ("430102", "street", "4301"),
]


def at(text):
    """An instant from its local form."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class County:
    """Areas with their offices; `case` lays down a row as it stands, past the actions."""

    def __init__(self):
        for code, level, parent in AREAS:
            Area.objects.create(code=code, name=f"{level} {code}", level=level, parent_id=parent)
            Unit.objects.create(kind="office", name=f"office {code}", area_id=code)
        self.offices = {unit.area_id: unit for unit in Unit.objects.all()}
        self.categories = {row.code: row for row in Category.objects.all()}
        self._numbers = count(1)
        versions.bump("directory")

    def community(self, code):
        """One more community in the street of its code."""
        Area.objects.create(code=code, name=f"community {code}", level="community", parent_id=code[:6])
        self.offices[code] = Unit.objects.create(kind="office", name=f"office {code}", area_id=code)
        versions.bump("directory")

    def person(self, code, role="unit_head", unit=None, area=None):
        """A user with one post since 2020."""
        user = User.objects.create(username=f"u{next(self._numbers)}", name="某人")
        unit = unit or self.offices[code]
        Post.objects.create(user=user, unit=unit, role=role, area_id=area, since=dt.date(2020, 1, 1))
        versions.bump("directory")
        return user

    def viewer(self, code, role="unit_head", **more):
        """The same, looking."""
        return viewer(self.person(code, role, **more), timezone.now())

    def case(self, code, category="ENV01", **columns):
        """A case at a place, reported on 1 March 2026 unless said otherwise."""
        row = {"state": "processing", "reported_at": "2026-03-01 09:00", "due_at": "2026-03-02 09:00"} | columns
        for name, value in row.items():
            if name.endswith("_at") and isinstance(value, str):
                row[name] = at(value)
        if row["state"] != "reported":
            row.setdefault("dispatched_at", row["reported_at"])
        if row["state"] in {"closed", "archived"}:
            row.setdefault("closed_at", row.get("disposed_at"))
            row.setdefault("outcome", "resolved")
            row.setdefault("closed_level", "grid")
        office = self.offices[code]
        row = {"holder": office, "holder_level": "grid", "held_since": row["reported_at"], "channel": "web"} | row
        found = self.categories[category] if category else None
        return Case.objects.create(number=f"{next(self._numbers):014}", area_id=code, category=found, **row)


@pytest.fixture
def county():
    return County()
