"""One case from the report to the rating, and the events that it leaves."""

import pytest

from accounts.refusals import Refusal
from cases import verification
from cases.actions import checking, followup, handling
from cases.models import CaseEvent, Deadline
from cases.states import State
from tests.town import AT, COMMUNITY, GRID, local

REPLY = "已清运干净，今后每天两次巡查。"


def chain(case):
    return list(
        CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", "from_state", "to_state", "reason")
    )


def clocks(case):
    rows = Deadline.objects.filter(case=case).order_by("id").values_list("kind", "state", "due_at")
    return [(kind, state, due) for kind, state, due in rows]


def test_a_certain_report_is_dispatched_to_its_grid_at_once(town):
    case = town.report("ENV01")
    assert (case.state, case.holder_id, case.holder_level) == (State.DISPATCHED, town.unit(GRID), "grid")
    assert chain(case) == [("report", "", "reported", ""), ("dispatch", "reported", "dispatched", "")]
    # ENV01: 1 WD to resolve, 2 WH to respond; sign 4 WH is capped by the response; level 60 % of 1 WD.
    assert clocks(case) == [
        ("resolve", "pending", local("2026-03-04 10:00")),
        ("respond", "pending", local("2026-03-03 12:00")),
        ("sign", "pending", local("2026-03-03 12:00")),
        ("level", "pending", local("2026-03-03 16:42")),
    ]


def test_a_case_goes_up_one_level_and_is_closed_there(town):
    case = town.report("ENV01")
    worker, community, checker = town.user("grid"), town.user("community"), town.user("checker")
    handling.sign(case, by=worker, at=local("2026-03-03 10:10"))
    handling.note(case, by=worker, at=local("2026-03-03 10:30"), kind="visit", text="上门查看，堆放量大，需要清运车。")
    handling.escalate(case, by=worker, at=local("2026-03-03 11:00"), reason="needs_funds", text="需要清运车。")
    handling.sign(case, by=community, at=local("2026-03-03 11:05"))
    handling.submit_result(case, by=community, at=local("2026-03-03 15:00"), reply=REPLY)
    case = checking.pass_check(case, by=checker, at=local("2026-03-03 16:00"))
    assert (case.state, case.outcome, case.closed_level, case.holder_id) == (
        "closed",
        "resolved",
        "community",
        town.unit(COMMUNITY),
    )
    assert [row[0] for row in chain(case)] == [
        "report",
        "dispatch",
        "sign",
        "note",
        "escalate",
        "sign",
        "submit_result",
        "pass_check",
    ]
    case = followup.rate(case, at=local("2026-03-04 09:00"), solved="yes", satisfaction="satisfied")
    assert case.rating.solved == "yes"
    assert list(verification.problems()) == []


def test_without_an_attempt_nothing_leaves_the_grid(town):
    case = town.report("ENV01")
    handling.sign(case, by=town.user("grid"), at=AT)
    with pytest.raises(Refusal) as refused:
        handling.escalate(case, by=town.user("grid"), at=AT, reason="needs_funds", text="太难")
    assert refused.value.code == "attempt_missing"
    assert [row[0] for row in chain(case)] == ["report", "dispatch", "sign"]
