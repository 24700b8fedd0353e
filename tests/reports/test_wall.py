"""What a wall shows: numbers with the eyes of the area's office, and no small number of a sensitive kind."""

import pytest
from django.utils import timezone

from cases.world import world
from reports.displays import eyes
from reports.models import Display
from reports.wall import Kind, released, wall

STREET, COMMUNITY, GRID = "430101", "430101001", "43010100101"


def kind(code, count, *, guarded=False):
    return Kind(code, code, count, guarded)


@pytest.mark.parametrize(
    ("kinds", "total", "shown"),
    [
        ([kind("ENV01", 1), kind("PTY01", 3)], 4, ["PTY01", "ENV01"]),  # nothing to hide
        ([kind("ENV01", 9), kind("DIS01", 5, guarded=True)], 14, ["ENV01", "DIS01"]),
        # Four disputes would be fourteen less ten: the smaller of the others goes too.
        ([kind("ENV01", 9), kind("PTY01", 1), kind("DIS01", 4, guarded=True)], 14, ["ENV01"]),
        ([kind("ENV01", 9), kind("DIS01", 4, guarded=True)], 13, []),
        ([kind("ENV01", 9), kind("DIS01", 4, guarded=True)], 14, ["ENV01"]),  # with one not yet of any kind
        ([kind("ENV01", 9), kind("DIS01", 4, guarded=True), kind("CIV05", 1, guarded=True)], 14, ["ENV01"]),
        ([], 0, []),
        ([kind(f"ENV{n:02}", 20 - n) for n in range(10)], 155, [f"ENV{n:02}" for n in range(8)]),
    ],
)
def test_small_sensitive_numbers_are_neither_shown_nor_to_be_worked_out(kinds, total, shown):
    assert [found.code for found in released(kinds, total)] == shown


def look(county, code=STREET):
    present = world(timezone.now())
    return wall(code, present, eyes(Display(area_id=code), present))


@pytest.mark.django_db
def test_kinds_are_counted_by_category_and_guarded_where_sensitive(county):
    for _n in range(4):
        county.case(GRID, "DIS01")
    for _n in range(6):
        county.case(GRID, "ENV01")
    county.case(GRID, "PTY01", state="closed", disposed_at="2026-03-02 09:00")
    found = look(county)
    assert found.overview.whole.stock.open == 10
    assert found.kinds == ()  # ten less six would tell the four disputes
    county.case(GRID, "DIS01")
    assert [(kind.code, kind.count) for kind in look(county).kinds] == [("ENV01", 6), ("DIS01", 5)]
    county.case(GRID, "PTY01", sensitive=True)
    assert [(kind.code, kind.count) for kind in look(county).kinds] == [("ENV01", 6)]


@pytest.mark.django_db
def test_a_display_sees_what_the_office_of_its_area_sees(county):
    county.case(GRID, complained_unit=county.offices[COMMUNITY])
    county.case(GRID)
    assert look(county, COMMUNITY).overview.whole.stock.open == 1


@pytest.mark.django_db
def test_a_wall_knows_no_complaint_about_staff_and_no_lead_for_the_police(county):
    """Of any area: the office complained about would find one more on the street's wall than on its own."""
    county.case(GRID, complained_unit=county.offices[COMMUNITY])
    for _n in range(6):
        county.case(GRID, "CIV05")
        county.case(GRID, "ORD03")
    county.case(GRID, None, state="reported", due_at=None)
    county.case(GRID)
    found = look(county, STREET)
    assert found.overview.whole.stock.open == 2
    assert [kind.code for kind in found.kinds] == ["ENV01"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_wall_costs_the_same_for_one_and_three_kinds(county, count, django_assert_num_queries):
    for code in ("ENV01", "PTY01", "DIS01")[:count]:
        county.case(GRID, code)
    present = world(timezone.now())
    viewer = eyes(Display(area_id=STREET), present)
    with django_assert_num_queries(5):  # those of the overview, and the kinds
        wall(STREET, present, viewer)
