"""A sensitive matter stays with government units (case process §4.2, what a post shows)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import deciding, dispatch_rules, handling, triage
from cases.models import Case
from cases.world import viewer_in, world
from grids.models import Unit, UnitKind
from grids.versions import bump
from tests.town import AT, COMMUNITY, GRID, OTHER_GRID, SINCE
from web.staff import unit_choices

SENSITIVE, PLAIN = "LIV01", "PTY01"
"""Both start at the grid of their place."""


def refused(run, *args, **kwargs):
    with pytest.raises(Refusal) as found:
        run(*args, **kwargs)
    return found.value.code, found.value.field


@pytest.fixture
def committee(town):
    """A committee of the community: outside government as the company is."""
    unit = Unit.objects.create(kind=UnitKind.OWNERS_COMMITTEE, name="业委会", area_id=COMMUNITY)
    bump("directory")
    return unit.pk


@pytest.mark.parametrize("verb", ["reassign", "designate", "decide_return"])
def test_the_level_above_gives_it_to_no_company_and_no_committee(town, committee, verb):
    case = town.report(SENSITIVE)
    more = {"reason": {"reassign": "better_placed", "designate": "leader_order"}.get(verb)}
    if verb == "decide_return":
        case = handling.return_order(case, by=town.user("grid"), at=AT, reason="not_my_duty", text="请另派")
        more = {"approve": True}
    act, head = getattr(deciding, verb), town.user("community")
    for unit in (town.unit("property"), committee):
        assert refused(act, case, by=head, at=AT, unit=unit, **more) == ("sensitive", "unit")
    assert Case.objects.get(pk=case.pk).holder_id == town.unit(GRID)
    assert act(case, by=head, at=AT, unit=town.unit(OTHER_GRID), **more).holder_id == town.unit(OTHER_GRID)


def test_the_desk_dispatches_it_to_no_company(town):
    case, unit, desk = town.report(None), town.unit("property"), town.user("community")
    given = {"by": desk, "at": AT, "unit": unit, "area_code": GRID}
    assert refused(triage.dispatch, case, category=SENSITIVE, **given) == ("sensitive", "unit")
    assert triage.dispatch(case, category=PLAIN, **given).holder_id == unit


def test_a_dispatch_rule_that_names_a_company_is_passed_over(town):
    """A family dispute stays with the community office; a repair may go to the company."""
    for category in ("DIS02", "PTY04"):
        dispatch_rules.name_unit(category, town.unit("property"), since=SINCE, by=None, at=AT)
    assert town.report("DIS02").holder_id == town.unit(COMMUNITY)
    assert town.report("PTY04").holder_id == town.unit("property")


@pytest.mark.parametrize(("category", "is_offered"), [(SENSITIVE, False), (PLAIN, True)])
def test_the_pages_offer_what_the_actions_take(town, category, is_offered):
    present = world(AT)
    viewer, company = viewer_in(present, town.user("community")), str(town.unit("property"))
    held = town.report(category)
    waiting = town.report(category, area=COMMUNITY)
    assert waiting.state == "reported"
    decided = dict(unit_choices.for_decision(viewer, held, present))
    dispatched = dict(unit_choices.for_dispatch(viewer, waiting, present))
    assert (company in decided, company in dispatched) == (is_offered, is_offered)
    assert str(town.unit(OTHER_GRID)) in decided
