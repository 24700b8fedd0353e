"""A complaint about staff (CIV05) never reaches the unit complained about (case process §4.5, invariant 3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import contact, deciding, handling, triage
from cases.models import Case
from cases.queries import audit
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from notices.models import Notice
from tests.town import AT, COMMUNITY, COUNTY, GRID, OTHER_GRID, OTHER_STREET, SINCE, STREET

ACCUSED = [COMMUNITY, GRID, OTHER_GRID, "property"]


def give(town, case, verb, unit):
    county, unit_id = town.user("county"), town.unit(unit)
    if verb == "decide_return":
        return deciding.decide_return(case, by=county, at=AT, approve=True, unit=unit_id)
    reason = {"reassign": "better_placed", "designate": "leader_order"}[verb]
    return getattr(deciding, verb)(case, by=county, at=AT, unit=unit_id, reason=reason)


@pytest.mark.parametrize("verb", ["reassign", "designate", "decide_return"])
def test_nobody_above_gives_it_to_the_accused_or_to_who_stands_below(town, verb):
    """The community is complained about, the street holds the case, the county decides."""
    case = town.report("CIV05")
    if verb == "decide_return":
        case = handling.return_order(case, by=town.user("street"), at=AT, reason="not_my_duty", text="请另派")
    for unit in ACCUSED:
        with pytest.raises(Refusal) as refused:
            give(town, case, verb, unit)
        assert (refused.value.code, refused.value.field) == ("unknown_unit", "unit")
    told = Notice.objects.filter(about_id=case.number, to_id__in=[town.unit(unit) for unit in ACCUSED])
    assert not told.exists()
    case.refresh_from_db()
    assert case.holder_id == town.unit(STREET)


def test_other_units_of_the_county_may_still_get_it(town):
    case = give(town, town.report("CIV05"), "reassign", OTHER_STREET)
    assert case.holder_id == town.unit(OTHER_STREET)
    assert case.complained_unit_id == town.unit(COMMUNITY)


@pytest.mark.parametrize(("unit", "is_told"), [(COMMUNITY, False), (STREET, True)])
def test_the_auditor_of_the_accused_does_not_read_of_it(town, unit, is_told):
    Post.objects.create(user=town.user("nobody"), unit=town.units[unit], role="auditor", since=SINCE)
    bump("directory")
    other, complaint = town.report("ENV01"), town.report("CIV05")
    contact.reveal(complaint, by=town.user("street"), at=AT, purpose="ask_details")
    viewer = viewer_in(world(AT), town.user("nobody"))
    assert {event.case for event in audit.events(viewer)} == ({other, complaint} if is_told else {other})
    assert audit.entries(viewer).filter(subject_id=complaint.number).exists() is is_told


def seeing(town, case):
    """Who of the cast sees the case."""
    present = world(AT)
    seen = {name: Case.objects.visible_to(viewer_in(present, user)) for name, user in town.users.items()}
    return {name for name, cases in seen.items() if cases.filter(pk=case.pk).exists()}


STREET_AND_UP = {"street", "street2", "county", "county2", "checker", "section", "callback"}
COUNTY_ONLY = {"county", "county2", "callback"}


def test_a_desk_that_files_a_complaint_about_itself_loses_it_at_once(town):
    """Without a category the report waits at the community; filed as CIV05 it is the street's."""
    case = town.report(None, text="社区工作人员态度恶劣")
    assert case.holder_id == town.unit(COMMUNITY)
    case = triage.dispatch(case, by=town.user("community"), at=AT, category="CIV05")
    assert (case.holder_id, case.complained_unit_id) == (town.unit(STREET), town.unit(COMMUNITY))
    assert seeing(town, case) == STREET_AND_UP
    for name in ("community", "community2"):
        with pytest.raises(Refusal):
            triage.cancel(case, by=town.user(name), at=AT, reason="test", text="撤销")


@pytest.mark.parametrize(
    ("about", "holder", "seen_by"),
    [(GRID, COMMUNITY, STREET_AND_UP | {"community", "community2"}), (COMMUNITY, STREET, STREET_AND_UP)],
)
def test_whoever_names_the_office_is_not_sorted_by_it(town, about, holder, seen_by):
    """Waiting for a category, and after the desk above has filed it."""
    case = town.report(None, complained_unit=town.unit(about))
    assert (case.state, case.holder_id, case.complained_unit_id) == ("reported", town.unit(holder), town.unit(about))
    assert seeing(town, case) == seen_by


def test_a_complaint_about_the_street_waits_and_is_handled_at_the_county(town):
    case = town.report(None, complained_unit=town.unit(STREET))
    assert (case.holder_id, seeing(town, case)) == (town.unit(COUNTY), COUNTY_ONLY)
    case = triage.dispatch(case, by=town.user("county"), at=AT, category="CIV05")
    assert (case.state, case.holder_id, seeing(town, case)) == ("dispatched", town.unit(COUNTY), COUNTY_ONLY)


def test_the_named_office_counts_where_the_category_is_chosen_too(town):
    """CIV05 at a grid would take the community for the accused; the street is, so the county handles it."""
    case = town.report("CIV05", complained_unit=town.unit(STREET))
    assert (case.holder_id, case.complained_unit_id) == (town.unit(COUNTY), town.unit(STREET))
    assert seeing(town, case) == COUNTY_ONLY


def test_nobody_stands_above_the_highest_office(town):
    case = town.report(None, complained_unit=town.unit(COUNTY))
    assert (case.holder_id, case.complained_unit_id) == (town.unit(COMMUNITY), None)
    assert case.routing[-2:] == [["no_higher_unit", {}], ["waits_at_triage", {"unit": "红星社区办公室"}]]


def test_no_other_matter_hides_from_the_office_of_its_place(town):
    case = town.report("ENV01", complained_unit=town.unit(COMMUNITY))
    assert (case.holder_id, case.complained_unit_id) == (town.unit(GRID), None)
    case = town.report(None, complained_unit=town.unit(COMMUNITY))
    case = triage.dispatch(case, by=town.user("street"), at=AT, category="ENV01", area_code=GRID)
    assert (case.holder_id, case.complained_unit_id) == (town.unit(GRID), None)


def test_an_office_that_is_none_is_refused(town):
    with pytest.raises(Refusal) as refused:
        town.report(None, complained_unit=0)
    assert (refused.value.code, refused.value.field) == ("unknown_unit", "complained_unit")
    assert not Case.objects.exists()
