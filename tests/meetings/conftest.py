"""Receptions and screenings in the town, on its Tuesday morning."""

import datetime as dt

import pytest

from grids.models import Post
from meetings.actions import receptions, screenings
from tests.town import AT, COMMUNITY, STREET

TODAY = dt.date(2026, 3, 3)
NINE, ELEVEN, NOON = dt.time(9), dt.time(11), dt.time(12)


def post_of(town, name, role):
    """The id of a cast member's post in a role."""
    return Post.objects.get(user=town.user(name), role=role).pk


def leader_day(town, by="street", **changes):
    """A leader reception of today at the street office."""
    given = {
        "by": town.user(by),
        "at": AT,
        "kind": "leader_reception",
        "area_code": STREET,
        "day": TODAY,
        "begins": NINE,
        "ends": ELEVEN,
        "place": "街道信访接待室",
        "leader": post_of(town, "street", "leader"),
    }
    return receptions.plan(**given | changes)


def property_day(town, by="community", **changes):
    """A property-manager day of today in the community."""
    given = {
        "by": town.user(by),
        "at": AT,
        "kind": "property_reception",
        "area_code": COMMUNITY,
        "day": TODAY,
        "begins": NINE,
        "ends": NOON,
        "place": "幸福里小区东门",
        "unit": town.unit("property"),
    }
    return receptions.plan(**given | changes)


def begun(session, town, by):
    """The reception is being held."""
    return receptions.begin(session, by=town.user(by), at=AT)


def screening(town, by="community", area=COMMUNITY, day=TODAY, **changes):
    """A screening meeting of today."""
    return screenings.plan(by=town.user(by), at=AT, area_code=area, day=day, **changes)


@pytest.fixture
def leaders(town):
    """A reception of the street's leader that is being held."""
    return begun(leader_day(town), town, "street")


@pytest.fixture
def company_day(town):
    """A property-manager day that is being held."""
    return begun(property_day(town), town, "community")
