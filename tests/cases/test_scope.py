"""Who sees which case (case process §4.2): a table by hand, for every member of the cast."""

import datetime as dt

import pytest

from cases.actions import deciding, handling
from cases.models import Assist, Case
from cases.routing import hidden_below
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from tests.town import (
    AT,
    BUILDING,
    COMMUNITY,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_COMMUNITY,
    OTHER_GRID,
    OTHER_STREET,
    STREET,
)

OFFICES_ABOVE = {"community", "community2", "street", "street2", "county", "county2"}
GROUPS = {"checker", "section", "callback"}
PLAIN = OFFICES_ABOVE | GROUPS


def who_sees(town, case):
    present = world(AT)
    return {
        name
        for name, user in town.users.items()
        if Case.objects.visible_to(viewer_in(present, user)).filter(pk=case.pk).exists()
    }


def test_a_plain_case_of_the_grid_shows_along_its_line_and_to_nobody_beside(town):
    assert who_sees(town, town.report("ENV01")) == PLAIN | {"grid"}


COUNTY_WIDE = {"county", "county2", "callback"}
STREET_WIDE = COUNTY_WIDE | {"street", "street2", "checker", "section"}


@pytest.mark.parametrize(
    ("place", "seen_by"),
    [
        (OTHER_GRID, STREET_WIDE | {"community", "community2", "grid2"}),
        (OTHER_COMMUNITY, STREET_WIDE | {"next_community"}),
        (NEXT_GRID, STREET_WIDE | {"next_community", "grid3"}),
        (OTHER_STREET, COUNTY_WIDE | {"far_street", "far_checker"}),
        (FAR_GRID, COUNTY_WIDE | {"far_street", "far_checker", "far_community", "far_grid"}),
    ],
)
def test_a_case_next_door_shows_to_nobody_here(town, place, seen_by):
    """Their codes come after the first grid's: a subtree has an end as well as a beginning."""
    assert who_sees(town, town.report(None, area=place)) == seen_by


def test_a_case_at_a_building_shows_to_its_steward_too(town):
    assert who_sees(town, town.report("ENV01", area=BUILDING)) == PLAIN | {"grid", "steward"}


def test_a_case_of_the_community_does_not_show_in_its_grids(town):
    assert who_sees(town, town.report(None, area=COMMUNITY)) == PLAIN


def test_a_sensitive_case_needs_a_permission_more(town):
    """ORD01 is sensitive and starts at the street: the grid worker of its place does not see it."""
    assert who_sees(town, town.report("ORD01")) == PLAIN


def test_a_sensitive_case_shows_to_the_grid_that_holds_it_and_to_no_steward(town):
    assert who_sees(town, town.report("LIV01", area=BUILDING)) == PLAIN | {"grid"}


def test_a_company_sees_what_it_holds_and_no_longer_when_it_does_not(town):
    case = town.report("PTY01")
    assert "property" not in who_sees(town, case)
    case = deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed")
    assert "property" in who_sees(town, case)
    case = deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit(GRID), reason="wrong_unit")
    assert "property" not in who_sees(town, case)


def test_a_department_sees_what_it_assists_only_while_it_does(town):
    case = town.report("ENV01")
    row = Assist.objects.create(case=case, unit=town.units["department"], since=AT, why="whistle")
    assert "department" in who_sees(town, case)
    row.until = AT
    row.save()
    assert "department" not in who_sees(town, case)


def test_a_complaint_about_staff_is_hidden_from_the_accused_and_everything_below(town):
    """CIV05 at a grid: the community is taken for the unit complained about, the street handles it."""
    case = town.report("CIV05")
    assert (case.holder_id, case.complained_unit_id) == (town.unit(STREET), town.unit(COMMUNITY))
    assert who_sees(town, case) == PLAIN - {"community", "community2"}


def test_a_complaint_about_the_street_goes_to_the_county(town):
    case = town.report("CIV05", area=STREET)
    assert case.complained_unit_id == town.unit(STREET)
    assert who_sees(town, case) == {"county", "county2", "callback"}


def test_a_second_post_elsewhere_does_not_open_a_complaint_about_ones_own_unit(town):
    case = town.report("CIV05")
    Post.objects.create(user=town.user("community"), unit=town.units["370211"], role="clerk", since=dt.date(2020, 1, 1))
    bump("directory")
    assert "community" not in who_sees(town, case)


@pytest.mark.parametrize(("since", "until"), [("2026-03-04", None), ("2020-01-01", "2026-03-02")])
def test_a_post_that_has_not_begun_or_is_over_shows_nothing(town, since, until):
    case = town.report("ENV01")
    Post.objects.filter(user=town.user("grid")).update(since=since, until=until)
    bump("directory")
    assert "grid" not in who_sees(town, case)


def test_a_person_who_left_sees_nothing(town):
    case = town.report("ENV01")
    user = town.user("grid")
    user.is_active = False
    assert not Case.objects.visible_to(viewer_in(world(AT), user)).filter(pk=case.pk).exists()


def test_a_case_that_climbed_still_shows_to_the_grid_of_its_place(town):
    case = town.report("ENV01")
    worker = town.user("grid")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="visit", text="看过")
    case = handling.escalate(case, by=worker, at=AT, reason="needs_funds", text="需要资金")
    assert who_sees(town, case) == PLAIN | {"grid"}


def test_hidden_below_is_the_unit_itself_and_its_subtree(town):
    directory = world(AT).directory
    hidden = {
        name
        for name, unit in town.units.items()
        if hidden_below(directory, town.unit(STREET), directory.units[unit.pk])
    }
    assert hidden == {
        STREET,
        COMMUNITY,
        "370211001002",
        GRID,
        "370211001001002",
        "370211001002001",
        "checking",
        "section",
        "property",
    }
