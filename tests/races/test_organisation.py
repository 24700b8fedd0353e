"""Two administrators at the same moment: one post, one office, one tree."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from grids.actions import posts
from grids.actions.areas import import_areas
from grids.area_rows import AreaRow
from grids.levels import Level
from grids.models import Area, Post, Unit
from grids.roles import Role
from tests.races.test_verbs import together
from tests.town import AT, GRID, build

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_post_is_given_once():
    town = build()
    person, team, by = town.user("nobody"), town.units[GRID], town.user("administrator")
    day = dt.date(2026, 3, 2)

    def assign():
        posts.assign(user=person, unit=team, role=Role.GRID_WORKER, since=day, by=by, at=AT)
        return "assigned"

    found = together(*[assign] * 4)
    assert sorted(found) == ["assigned", "post_overlaps", "post_overlaps", "post_overlaps"]
    assert Post.objects.filter(user=person).count() == AuditEntry.objects.count() == 1


def test_the_same_file_twice_makes_one_tree():
    rows = [AreaRow(2, "A", "A市", Level.CITY, None), AreaRow(3, "A7", "A7县", Level.COUNTY, "A")]
    found = together(*[lambda: import_areas(rows, by=None, at=AT).new] * 3)
    assert sorted(found) == [0, 0, 2]
    assert (Area.objects.count(), Unit.objects.count()) == (2, 2)
