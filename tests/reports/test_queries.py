"""The figures of an area: each convention by hand, and who may read them."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.refusals import Refusal
from cases.filters import CaseFilter
from cases.models import Assist, Case, Category, Rating, ReturnRequest
from grids import versions
from grids.models import Unit
from reports.overview import overview
from reports.queries import figures, scope
from reports.rates import Rate
from tests.reports.conftest import at

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
NOW = at("2026-04-01 00:00")
GRID = "43010100101"


def march(county, code="430101", now=NOW, viewer=None):
    return figures(code, *MARCH, now, viewer or county.viewer(code))


def test_received_and_closed_belong_to_the_period_in_which_they_happened(county):
    county.case(GRID, reported_at="2026-03-01 00:00")
    county.case(GRID, reported_at="2026-03-31 23:59:59")
    county.case(GRID, reported_at="2026-02-28 23:59:59", state="closed", disposed_at="2026-03-01 00:00")
    county.case(GRID, reported_at="2026-04-01 00:00", state="reported", due_at=None, category=None)
    county.case(GRID, reported_at="2026-02-01 09:00", state="closed", disposed_at="2026-04-01 00:00")
    total = march(county).total
    assert (total.received, total.dispatched, total.closed) == (2, 2, 1)


@pytest.mark.parametrize(
    ("columns", "due", "disposed", "on_time"),
    [
        ({"state": "closed", "disposed_at": "2026-03-02 09:00"}, 1, 1, 1),  # at the due time is in time
        ({"state": "closed", "disposed_at": "2026-03-02 09:00:01"}, 1, 1, 0),
        ({"state": "checking", "disposed_at": "2026-03-01 10:00"}, 1, 1, 1),
        ({"state": "processing"}, 1, 0, 0),
        ({"state": "archived", "disposed_at": "2026-03-05 10:00", "outcome": "explained"}, 1, 1, 0),
        ({"state": "suspended"}, 0, 0, 0),
        ({"state": "processing", "due_at": "2026-04-01 00:00"}, 0, 0, 0),  # next month's
        ({"state": "processing", "due_at": "2026-02-28 23:59"}, 0, 0, 0),
        ({"state": "closed", "outcome": "cancelled", "closed_at": "2026-03-09 09:00"}, 0, 0, 0),
        ({"state": "closed", "outcome": "referred", "closed_at": "2026-03-01 09:00"}, 0, 0, 0),
        ({"state": "closed", "outcome": "rejected", "closed_at": "2026-03-01 09:00"}, 0, 0, 0),
        ({"state": "closed", "outcome": "merged", "closed_at": "2026-03-01 09:00"}, 0, 0, 0),
        ({"state": "archived", "outcome": "merged", "closed_at": "2026-03-03 09:00"}, 0, 0, 0),  # late at its master
        ({"state": "closed", "outcome": "withdrawn", "closed_at": "2026-03-02 09:00"}, 0, 0, 0),
        ({"state": "closed", "outcome": "withdrawn", "closed_at": "2026-03-02 09:01"}, 1, 0, 0),  # was late
    ],
)
def test_what_is_due_and_in_time(county, columns, due, disposed, on_time):
    county.case(GRID, **columns)
    total = march(county).total
    assert (total.due, total.disposed, total.on_time) == (due, disposed, on_time)
    assert total.dispose_on_time_rate == Rate(on_time, due)


def test_a_case_due_later_this_month_is_not_late_yet(county):
    county.case(GRID, due_at="2026-03-20 09:00")
    assert march(county, now=at("2026-03-20 09:00")).total.due == 0
    assert march(county, now=at("2026-03-20 09:00:01")).total.due == 1


def test_open_and_overdue_are_of_now_whatever_the_period(county):
    county.case(GRID, reported_at="2025-11-01 09:00", due_at="2025-11-02 09:00")  # overdue since November
    county.case(GRID, due_at="2026-04-09 09:00")
    county.case(GRID, state="checking", disposed_at="2026-03-05 10:00")  # late, but its handler is done
    county.case(GRID, state="reported", due_at=None, category=None)
    county.case(GRID, state="closed", disposed_at="2026-03-05 10:00")
    total = march(county).total
    assert (total.open, total.overdue) == (4, 1)


def test_the_list_the_overview_and_the_street_page_call_the_same_cases_overdue(county):
    """One case of every state, each past its due time, and some that are not."""
    done = {"disposed_at": "2026-03-05 10:00"}
    for state in ("dispatched", "processing", "suspended"):
        county.case(GRID, state=state)
        county.case(GRID, state=state, due_at="2026-04-01 00:00")
    for state in ("checking", "closed", "archived"):
        county.case(GRID, state=state, **done)
    county.case(GRID, state="reported", due_at=None, category=None)
    viewer = county.viewer("430101")
    listed = CaseFilter({"overdue": "true"}, Case.objects.visible_to(viewer), NOW).qs
    assert {case.state for case in listed} == {"dispatched", "processing"}
    counted = march(county, viewer=viewer).total.overdue, overview("430101", NOW, viewer).whole.stock.overdue
    assert (listed.count(), *counted) == (2, 2, 2)
    assert march(county, viewer=viewer).total.suspended == 2  # they stand beside it


def test_closed_at_level_rates_are_over_what_was_handled(county):
    done = {"state": "closed", "disposed_at": "2026-03-02 09:00"}
    for level, outcome in [
        ("grid", "resolved"), ("grid", "resolved"), ("grid", "explained"), ("community", "resolved"),
        ("street", "withdrawn"), ("street", "rejected"), ("county", "cancelled"), ("county", "referred"),
    ]:  # fmt: skip
        county.case(GRID, closed_level=level, outcome=outcome, **done)
    found = march(county)
    assert found.closed_at_level_rates == {
        "grid": Rate(3, 4), "community": Rate(1, 4), "street": Rate(0, 4), "county": Rate(0, 4), "city": Rate(0, 4),
    }  # fmt: skip
    assert found.outcomes == {
        "resolved": 3, "explained": 1, "withdrawn": 1, "rejected": 1, "referred": 1, "cancelled": 1,
    }  # fmt: skip
    assert found.total.closed == 8


def test_merged_cases_are_demand_n_times_and_handling_once(county):
    county.case(GRID, state="closed", disposed_at="2026-03-02 08:00", merged_count=2)
    for _follower in range(2):
        county.case(GRID, state="closed", outcome="merged", closed_at="2026-03-01 10:00", closed_level="grid")
    found, total = march(county), march(county).total
    assert (total.received, total.dispatched, total.closed) == (3, 1, 1)
    assert (total.due, total.disposed, total.on_time) == (1, 1, 1)
    assert found.outcomes == {"resolved": 1, "merged": 2}
    assert found.closed_at_level_rates["grid"] == Rate(1, 1)
    assert [(line.code, line.counts.received, line.counts.closed) for line in found.by_category] == [("ENV01", 3, 1)]


def test_by_category_and_by_part_of_the_area(county):
    old = Category.objects.get(code="ENV01")
    Category.objects.filter(pk=old.pk).update(until=dt.date(2026, 3, 15))
    newer = Category.objects.create(
        code="ENV01", since=dt.date(2026, 3, 16), group="ENV", group_zh="市容环境", group_id="environment_appearance",
        name_zh="暴露垃圾", name_id="exposed_garbage", level="grid", severity="general", respond_limit="2 WH",
        resolve_limit="1 WD", personal_data="none",
    )  # fmt: skip
    versions.bump("catalogue")
    county.case(GRID)
    county.case(GRID)
    county.categories["ENV01"] = newer
    county.case("430101001")
    county.case("430101002", category="TRF01")
    county.case("430101", category=None, state="reported", due_at=None)
    county.case("430102", category="TRF01")  # another street
    found = march(county)
    assert [(line.code, line.group, line.counts.received) for line in found.by_category] == [
        ("ENV01", "ENV", 3), ("TRF01", "TRF", 1), ("", "", 1),
    ]  # fmt: skip
    assert [(line.code, line.name, line.counts.received) for line in found.by_area] == [
        ("430101", "street 430101", 1),
        ("430101001", "community 430101001", 3),
        ("430101002", "community 430101002", 1),
    ]
    assert found.total.received == 5


def test_parts_without_a_case_are_shown_too(county):
    assert [line.code for line in march(county).by_area] == ["430101001", "430101002"]
    assert [line.code for line in march(county, code=GRID).by_area] == []


def test_rework_return_and_satisfaction(county):
    done = {"state": "closed", "disposed_at": "2026-03-02 08:00"}
    cases = [county.case(GRID, rework_count=n, **done) for n in (0, 2, 1)]
    for case, word in zip(cases, ["very_satisfied", "satisfied", "basically_satisfied"], strict=True):
        Rating.objects.create(case=case, solved="yes", satisfaction=word, at=at("2026-03-09 09:00"))
    elsewhere = county.case("430102", **done)
    Rating.objects.create(case=elsewhere, solved="yes", satisfaction="satisfied", at=at("2026-03-09 09:00"))
    for case, when in [(cases[0], "2026-03-01 12:00"), (cases[1], "2026-02-01 12:00"), (elsewhere, "2026-03-01 12:00")]:
        ReturnRequest.objects.create(case=case, unit=case.holder, reason="not_my_duty", at=at(when))
    found = march(county)
    assert found.total.rework_rate == Rate(3, 3)
    assert found.return_rate == Rate(1, 3)
    assert found.satisfaction_rate == Rate(2, 3)
    assert found.satisfaction_rate.percent == Decimal("66.67")


@pytest.mark.parametrize(
    ("code", "helps", "now", "rate"),
    [
        (GRID, False, "2026-03-20 09:00", Rate(0, 0)),
        (GRID, False, "2026-04-01 00:00", Rate(0, 1)),
        ("430101", False, "2026-03-20 09:00", Rate(0, 1)),
        ("430101", True, "2026-03-20 09:00", Rate(0, 0)),
    ],
)
def test_who_handled_a_case_does_not_read_its_rating_from_a_rate_of_one(county, code, helps, now, rate):
    """The case page seals the rating until the next month (hazard E9): the figures must not tell it."""
    case = county.case(GRID, state="closed", disposed_at="2026-03-02 08:00")
    Rating.objects.create(case=case, solved="no", satisfaction="dissatisfied", at=at("2026-03-09 09:00"))
    if helps:
        Assist.objects.create(case=case, unit=county.offices["430101"], since=at("2026-03-01 12:00"), why="escalate")
    assert march(county, code=GRID, now=at(now), viewer=county.viewer(code)).satisfaction_rate == rate


def test_tianmen_december_2016(county):
    """The published month: 972 due, 911 disposed of them, 737 in time."""
    case = county.case(GRID, state="closed", disposed_at="2026-03-02 08:00")
    columns = {
        field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields if field.name != "id"
    }
    make = type(case)
    rows = [make(**columns | {"number": f"9{n:09}", "external_number": ""}) for n in range(971)]
    for n, row in enumerate(rows):
        if n >= 736:
            row.disposed_at = at("2026-03-02 09:01")
        if n >= 910:
            row.state, row.outcome, row.closed_at, row.disposed_at = "processing", "", None, None
    make.objects.bulk_create(rows)
    total = march(county).total
    assert (total.dispose_rate, total.dispose_on_time_rate) == (Rate(911, 972), Rate(737, 972))
    assert (total.dispose_rate.percent, total.dispose_on_time_rate.percent) == (Decimal("93.72"), Decimal("75.82"))


@pytest.mark.parametrize(
    ("role", "post_area", "code", "allowed"),
    [
        ("unit_head", "430101", "430101", True),
        ("unit_head", "430101", "430101001", True),
        ("clerk", "4301", "430102", True),
        ("leader", "430101", "430101", True),
        ("unit_head", "430101", "430102", False),  # a neighbour
        ("unit_head", "430101", "4301", False),  # above
        ("unit_head", "430101", "999", False),
        ("grid_worker", "430101", "430101", False),  # no right to figures
        ("administrator", "4301", "430101", False),
        ("auditor", "4301", "430101", False),
    ],
)
def test_who_may_read_figures(county, role, post_area, code, allowed):
    viewer = county.viewer(post_area, role)
    if allowed:
        assert march(county, code, viewer=viewer).area_code == code
    else:
        with pytest.raises(Refusal) as refused:
            march(county, code, viewer=viewer)
        assert refused.value.kind == "not_found"


def test_a_post_narrowed_to_one_community_reads_that_one(county):
    viewer = county.viewer("430101", area="430101001")
    assert scope(viewer) == ["430101001"]
    assert march(county, "430101001", viewer=viewer).area_code == "430101001"
    with pytest.raises(Refusal):
        march(county, "430101", viewer=viewer)


def test_a_department_reads_no_area_figures(county):
    department = Unit.objects.create(kind="department", name="城管局", area_id="4301")
    viewer = county.viewer("4301", unit=department)
    assert scope(viewer) == []
    with pytest.raises(Refusal):
        march(county, "4301", viewer=viewer)


def test_a_complaint_about_the_own_office_is_not_even_counted(county):
    street = county.offices["430101"]
    county.case(GRID, category="CIV05", complained_unit=street)
    county.case(GRID)
    assert march(county).total.received == 1
    assert [line.code for line in march(county).by_category] == ["ENV01"]
    assert march(county, viewer=county.viewer("4301")).total.received == 2


def test_widest_scope_first(county):
    assert scope(county.viewer("4301")) == ["4301"]


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("2026-03-02", "2026-03-01", "until"),
        ("1999-12-31", "2026-03-01", "since"),
        ("2026-03-01", "9999-12-31", "until"),
    ],
)
def test_a_period_that_is_none(county, since, until, field):
    with pytest.raises(Refusal) as refused:
        figures("430101", dt.date.fromisoformat(since), dt.date.fromisoformat(until), NOW, county.viewer("430101"))
    assert (refused.value.kind, refused.value.code, refused.value.field) == ("invalid", "bad_period", field)


@pytest.mark.parametrize("cases", [1, 3])
def test_the_number_of_statements_does_not_grow(county, cases, django_assert_num_queries):
    for number in range(cases):
        county.case(GRID, category=["ENV01", "TRF01", "MUN01"][number], state="closed", disposed_at="2026-03-02 08:00")
    viewer = county.viewer("430101")
    march(county, viewer=viewer)  # the catalogue is in memory now
    with django_assert_num_queries(5):
        march(county, viewer=viewer)
