"""A complaint about staff (CIV05) never reaches the unit complained about (case process §4.5, invariant 3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import contact, deciding, handling
from cases.queries import audit
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from notices.models import Notice
from tests.town import AT, COMMUNITY, GRID, OTHER_GRID, OTHER_STREET, SINCE, STREET

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
