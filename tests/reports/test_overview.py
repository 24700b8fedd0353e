"""The overview of an area: each number by hand, the order, the worst, the weeks, and who may read it."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from reports.overview import overview
from reports.queries import figures
from reports.rates import Rate
from reports.stock import Record, Stock
from tests.reports.conftest import at

pytestmark = pytest.mark.django_db

NOW = at("2026-03-03 10:00")
STREET, COMMUNITY, OTHER, GRID = "430101", "430101001", "430101002", "43010100101"


def look(county, code=STREET, viewer=None):
    return overview(code, NOW, viewer or county.viewer(code))


def shown(found):
    return [(part.area.code, part.stock) for part in found.parts]


@pytest.mark.parametrize(
    ("columns", "stock"),
    [
        ({}, Stock(open=1, overdue=1)),
        ({"due_at": "2026-03-03 09:59:59", "state": "dispatched"}, Stock(open=1, overdue=1)),
        ({"due_at": "2026-03-03 10:00"}, Stock(open=1, due_today=1)),
        ({"due_at": "2026-03-03 23:59:59"}, Stock(open=1, due_today=1)),
        ({"due_at": "2026-03-04 00:00"}, Stock(open=1)),
        ({"state": "suspended"}, Stock(open=1, suspended=1)),  # its clock stands still
        ({"state": "checking", "disposed_at": "2026-03-03 09:00"}, Stock(open=1)),
        ({"state": "reported", "due_at": None, "category": None}, Stock(open=1)),
        ({"supervision": "red", "severity": "critical"}, Stock(open=1, overdue=1, red=1, critical=1)),
        ({"supervision": "yellow", "due_at": "2026-03-09 09:00"}, Stock(open=1, yellow=1)),
        ({"supervision": "normal", "severity": "urgent", "due_at": "2026-03-09 09:00"}, Stock(open=1)),
        ({"state": "closed", "disposed_at": "2026-03-03 09:00", "supervision": "red"}, Stock()),
    ],
)
def test_what_each_number_counts(county, columns, stock):
    county.case(GRID, **columns)
    found = look(county)
    assert found.whole.stock == stock
    assert dict(shown(found)) == {COMMUNITY: stock, OTHER: Stock()}


def test_what_burns_most_comes_first_and_what_lies_nowhere_apart(county):
    for _n in range(2):
        county.case(OTHER)
    county.case(GRID)
    county.case(COMMUNITY, due_at="2026-03-03 12:00", supervision="red")
    county.case(STREET)
    found = look(county)
    assert shown(found) == [
        (OTHER, Stock(open=2, overdue=2)),
        (COMMUNITY, Stock(open=2, overdue=1, due_today=1, red=1)),
    ]
    assert found.elsewhere.stock == Stock(open=1, overdue=1)
    assert found.whole.stock == Stock(open=5, overdue=4, due_today=1, red=1)
    assert [(node.code, count) for node, count in found.worst] == [(OTHER, 2), (COMMUNITY, 1)]


def test_the_worst_communities_are_named_from_the_county_on_and_no_grid_ever(county):
    county.case(GRID)
    county.case("430102")  # known to the street alone: in no community
    city = look(county, "43")
    assert [(node.code, count) for node, count in city.worst] == [(COMMUNITY, 1)]
    assert shown(city) == [("4301", Stock(open=2, overdue=2))]
    assert look(county, COMMUNITY).worst == ()


def test_grids_stand_in_their_own_order_without_rates(county):
    county.case(GRID)
    community = look(county, COMMUNITY)
    assert [(part.area.code, part.record) for part in community.parts] == [(GRID, None)]
    assert community.whole.record == Record(due=1)
    grid = look(county, GRID)
    county.case(COMMUNITY)
    assert look(county, COMMUNITY).elsewhere.record is None
    assert (grid.parts, grid.whole.record, grid.whole.stock.open) == ((), None, 1)


def test_rates_are_those_of_the_page_of_figures(county):
    done = {"state": "closed", "disposed_at": "2026-03-02 08:00"}
    county.case(GRID, **done)
    county.case(GRID, **done | {"disposed_at": "2026-03-02 10:00"}, closed_level="community")
    county.case(OTHER, **done, outcome="withdrawn", due_at="2026-02-28 09:00")  # was late, and nobody's success
    county.case(OTHER, state="suspended")
    county.case(OTHER, due_at="2026-02-01 09:00")  # thirty-one days ago
    county.case(OTHER, due_at="2026-02-02 00:00")  # the first of the thirty days
    viewer = county.viewer(STREET)
    found = look(county, viewer=viewer)
    assert (found.since, found.until) == (dt.date(2026, 2, 2), dt.date(2026, 3, 3))
    assert found.whole.record == Record(due=4, on_time=1, handled=2, in_grid=1)
    behind = figures(STREET, found.since, found.until, NOW, viewer)
    assert found.whole.record.on_time_rate == behind.total.dispose_on_time_rate == Rate(1, 4)
    assert found.whole.record.in_grid_rate == behind.closed_at_level_rates["grid"] == Rate(1, 2)


def test_thirteen_weeks_beside_those_of_the_year_before(county):
    county.case(GRID, reported_at="2026-03-02 00:00")  # a Monday
    county.case(GRID, reported_at="2026-03-01 23:59", state="closed", disposed_at="2026-03-02 09:00")
    county.case(GRID, reported_at="2025-12-07 23:59")  # the Sunday before the first week
    county.case(GRID, reported_at="2025-03-09 23:59")  # the Sunday of the same week, a year before
    county.case(GRID, reported_at="2025-03-10 00:00")
    weeks = look(county).weeks
    assert [week.monday.isoformat() for week in (weeks[0], weeks[-1])] == ["2025-12-08", "2026-03-02"]
    assert len(weeks) == 13
    assert (weeks[-1].received, weeks[-1].closed, weeks[-1].received_before) == (1, 1, 1)
    assert (weeks[-2].received, sum(week.received for week in weeks)) == (1, 2)


@pytest.mark.parametrize("code", ["43", "4301", "430102", "430109", "", "43010"])
def test_nobody_reads_outside_the_own_subtree(county, code):
    with pytest.raises(Refusal, match="no such area"):
        overview(code, NOW, county.viewer(STREET))


def test_only_what_the_viewer_may_see_is_counted(county):
    county.case(GRID, complained_unit=county.offices[STREET])
    assert look(county).whole.stock == Stock()
    assert look(county, "4301").whole.stock == Stock(open=1, overdue=1)


def test_the_way_leads_down_from_the_own_area(county):
    assert [node.code for node in look(county, GRID, county.viewer(STREET)).path] == [STREET, COMMUNITY, GRID]


@pytest.mark.parametrize("count", [1, 3])
def test_however_many_parts_it_costs_the_same(county, count, django_assert_num_queries):
    for number in range(count):
        county.community(f"43010200{number}")
        county.case(f"43010200{number}")
    viewer = county.viewer("4301")
    with django_assert_num_queries(4):  # what is open; rates, received, closed
        found = look(county, "430102", viewer)
    assert len(found.parts) == count
    with django_assert_num_queries(1):  # what has been is kept for a while
        look(county, "430102", viewer)


def test_what_is_open_is_as_of_now_and_what_has_been_ten_minutes_old_at_most(county):
    viewer = county.viewer(STREET)
    look(county, viewer=viewer)
    county.case(GRID, state="closed", disposed_at="2026-03-02 08:00")
    county.case(GRID)
    found = look(county, viewer=viewer)
    assert (found.whole.stock.open, found.whole.record, found.weeks[-1].closed) == (1, Record(), 0)
    county.case(GRID, complained_unit=county.offices[STREET])  # who sees more does not get what was kept for others
    assert look(county, viewer=county.viewer("4301")).whole.record == Record(due=3, on_time=1, handled=1, in_grid=1)
    tomorrow = overview(STREET, NOW + dt.timedelta(days=1), viewer)
    assert (tomorrow.whole.record, tomorrow.past_at) == (Record(2, 1, 1, 1), tomorrow.at)
