"""What has to be done soon or not at all: returning an order, sending a case back down (case process §4.3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import handling
from tests.town import AT, COMMUNITY, GRID, local


def attempt(run, *args, **given):
    """`ok`, or the code of the refusal."""
    try:
        run(*args, **given)
    except Refusal as refusal:
        return refusal.code
    return "ok"


@pytest.mark.parametrize(
    ("category", "at", "answer"),
    [
        ("ENV01", "2026-03-04 10:00:00", "ok"),  # 1 WD from Tuesday 10:00
        ("ENV01", "2026-03-04 10:00:01", "window_passed"),
        ("SAF02", "2026-03-03 12:00:00", "ok"),  # urgent: 2 CH
        ("SAF02", "2026-03-03 12:00:01", "window_passed"),
        ("LIV02", "2026-03-03 10:00:00", "critical"),
    ],
)
def test_an_order_goes_back_within_its_window(town, category, at, answer):
    case = town.report(category)
    assert case.holder_id == town.unit(GRID)
    given = {"by": town.user("grid"), "at": local(at), "reason": "not_my_duty", "text": "不在职责内"}
    assert attempt(handling.return_order, case, **given) == answer


def raised(town):
    """A case that went up to the community on Tuesday at 10:00, signed there."""
    case, worker = town.report("ORD03"), town.user("grid")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="visit", text="看过")
    case = handling.escalate(case, by=worker, at=AT, reason="needs_funds", text="需要资金")
    return handling.sign(case, by=town.user("community"), at=AT)


def send_down(town, case, at=AT):
    given = {"by": town.user("community"), "at": at, "reason": "guidance_given", "text": "照此办理"}
    return attempt(handling.delegate, case, **given)


@pytest.mark.parametrize(("at", "answer"), [("2026-03-04 10:00:00", "ok"), ("2026-03-04 10:00:01", "window_passed")])
def test_a_case_goes_back_down_within_a_working_day(town, at, answer):
    assert send_down(town, raised(town), local(at)) == answer


def test_a_level_sends_a_case_back_down_once(town):
    case, worker = raised(town), town.user("grid")
    assert send_down(town, case) == "ok"
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="visit", text="又看过")
    case = handling.escalate(case, by=worker, at=AT, reason="needs_funds", text="还是需要资金")
    assert case.holder_id == town.unit(COMMUNITY)
    handling.sign(case, by=town.user("community"), at=AT)
    assert send_down(town, case) == "delegated_before"
