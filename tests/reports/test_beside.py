"""Hazards and screenings of an area: what is counted, and for whom."""

import datetime as dt

import pytest

from cases.world import viewer
from meetings.actions import screenings
from reports.beside import beside
from reports.queries import figures
from reports.rates import Rate
from tests.meetings.conftest import TODAY
from tests.procedures.conftest import build_with_committees, found, graded
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, FAR_GRID, GRID, NEXT_GRID, STREET

MARCH = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.fixture
def town(db):
    return build_with_committees()


def of(town, name="street", area=STREET, period=MARCH, at=AT):
    seen = viewer(town.user(name), at)
    return beside(figures(area, *period, at, seen), seen)


def hazards(found):
    return [(count.grade, dict(count.states), count.on_list, count.overdue) for count in found.hazards]


def test_hazards_by_grade_and_state_of_the_area_alone(town):
    graded(town, "C", at=AT - 9 * DAY)  # 72 hours for control have passed
    graded(town, "D", area=GRID)
    for by, area in [("grid", BUILDING), ("grid3", NEXT_GRID), ("far_grid", FAR_GRID)]:
        found(town, by=by, area=area)
    graded_ones = [("D", {"graded": 1}, 1, 0), ("C", {"graded": 1}, 1, 1)]
    assert hazards(of(town)) == [*graded_ones, ("", {"found": 2}, 2, 0)]
    assert hazards(of(town, "county", COUNTY)) == [*graded_ones, ("", {"found": 3}, 3, 0)]
    assert hazards(of(town, "community", COMMUNITY)) == [*graded_ones, ("", {"found": 1}, 1, 0)]


def test_the_communities_that_met_in_the_month_in_which_the_period_ends(town):
    def told(**more):
        found = of(town, **more).screening
        return found.month.isoformat(), found.rate, [area.name for area in found.missing]

    community, then = town.user("community"), AT - 3 * DAY
    early = screenings.plan(by=community, at=then, area_code=COMMUNITY, day=TODAY - 3 * DAY)
    february = dt.date(2026, 1, 1), dt.date(2026, 2, 28)
    assert told(period=february) == ("2026-02-01", Rate(0, 2), ["红星社区", "云峰社区"])  # planned is not held
    screenings.begin(early, by=community, at=then)
    assert told(period=february) == ("2026-02-01", Rate(1, 2), ["云峰社区"])
    year = dt.date(2026, 1, 1), dt.date(2026, 12, 31)  # not over: the present month
    assert told(period=year) == ("2026-03-01", Rate(0, 2), ["红星社区", "云峰社区"])
    assert told(name="community", area=COMMUNITY, period=february) == ("2026-02-01", Rate(1, 1), [])


def test_nothing_of_meetings_for_who_takes_no_part_in_them(town):
    seen = viewer(town.user("street"), AT)
    read = figures(STREET, *MARCH, AT, seen)
    assert beside(read, viewer(town.user("checker"), AT)).screening is None
