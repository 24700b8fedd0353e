"""How often an order goes back, and what never goes down (case process §4.2, return; §4.3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import deciding, handling
from cases.models import Case
from tests.town import AT, COMMUNITY, GRID, OTHER_GRID


def send_back(town, case, name):
    """What asking for another holder gives: `ok`, or the code of the refusal."""
    try:
        handling.return_order(case, by=town.user(name), at=AT, reason="not_my_area", text="不在本网格")
    except Refusal as refusal:
        return refusal.code
    return "ok"


def decide(town, case, unit=None):
    to = town.unit(unit) if unit else None
    return deciding.decide_return(case, by=town.user("community"), at=AT, approve=unit is not None, unit=to)


def test_a_unit_returns_a_case_once_and_after_two_units_the_level_above_designates(town):
    case = town.report("ENV01")
    assert send_back(town, case, "grid") == "ok"
    assert decide(town, case).holder_id == town.unit(GRID)
    assert send_back(town, case, "grid") == "returned_before"
    other = town.report("ENV01")
    for name, unit in (("grid", OTHER_GRID), ("grid2", "property")):
        assert send_back(town, other, name) == "ok"
        assert decide(town, other, unit).holder_id == town.unit(unit)
    assert send_back(town, other, "property") == "returns_ended"


def test_a_designated_unit_keeps_the_case(town):
    case = town.report("ENV01")
    deciding.designate(case, by=town.user("community"), at=AT, unit=town.unit(GRID), reason="duty_disputed")
    assert send_back(town, case, "grid") == "designated"


def test_nothing_is_sent_down_beyond_the_duty_of_the_lower_unit(town):
    """A matter of the community, given to its grid by the street, comes back up and stays up."""
    case, worker, street = town.report("ENV02"), town.user("grid"), town.user("street")
    assert case.holder_id == town.unit(COMMUNITY)
    case = deciding.reassign(case, by=street, at=AT, unit=town.unit(GRID), reason="better_placed")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="visit", text="看过")
    case = handling.escalate(case, by=worker, at=AT, reason="needs_funds", text="需要资金")
    handling.sign(case, by=town.user("community"), at=AT)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Refusal) as refused:
        handling.delegate(case, by=town.user("community"), at=AT, reason="guidance_given", text="照此办理")
    assert refused.value.code == "beyond_duty"
    assert str(refused.value.message) == "The matter is beyond the lower unit's duty list."


def test_a_result_needs_words_to_the_requester(town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    for reply in ("", " \n", "\u200b"):
        with pytest.raises(Refusal) as refused:
            handling.submit_result(case, by=town.user("grid"), at=AT, reply=reply)
        assert (refused.value.code, refused.value.field) == ("empty", "reply")
    assert Case.objects.get(pk=case.pk).state == "processing"
