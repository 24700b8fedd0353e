"""Supervision only rises until it is cancelled (case process §4.5, invariant 5)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import extending, handling, helping, supervision, timers
from cases.models import Case, CaseEvent
from tests.town import AT, local


def press(town, case, level):
    """The level afterwards, or the code of the refusal."""
    try:
        return supervision.supervise(case, by=town.user("street"), at=AT, level=level, text="抓紧办理").supervision
    except Refusal as refusal:
        return refusal.code


LOWER = "supervision_only_rises"


@pytest.mark.parametrize(
    ("first", "then", "after"),
    [
        ("normal", "yellow", "yellow"),
        ("normal", "red", "red"),
        ("normal", "normal", LOWER),
        ("yellow", "red", "red"),
        ("yellow", "yellow", LOWER),
        ("yellow", "normal", LOWER),
        ("red", "normal", LOWER),
        ("red", "red", LOWER),
    ],
)
def test_a_person_raises_it_and_lowers_it_never(town, first, then, after):
    case = town.report()
    assert press(town, case, first) == first
    assert press(town, case, then) == after
    assert Case.objects.get(pk=case.pk).supervision == (first if after == LOWER else after)


def test_a_timer_leaves_a_higher_one_as_it_is(town):
    """Yellow by hand; a missed response, which alone would make it normal, is noted and no more."""
    case = town.report()
    press(town, case, "yellow")
    timers.run(local("2026-03-03 12:00"))
    assert Case.objects.get(pk=case.pk).supervision == "yellow"
    events = CaseEvent.objects.filter(case=case, cause="respond").values_list("verb", "to_state")
    assert list(events) == [("warn", "dispatched")]


def test_a_task_that_runs_out_leaves_a_higher_one_as_it_is(town):
    """Red by hand; a helper who does not reply would alone make it normal."""
    case = handling.sign(town.report("PTY01"), by=town.user("grid"), at=AT)
    asked = {"unit": town.unit("section"), "text": "请协助清运", "limit": "1 WH"}
    case = helping.request_assist(case, by=town.user("grid"), at=AT, **asked)
    press(town, case, "red")
    timers.run(local("2026-03-03 11:00"))
    assert levels(case, "assist") == ["red"]


def test_a_decision_that_nobody_makes_leaves_a_higher_one_as_it_is(town):
    """Yellow by hand; an extension that is not decided within four working hours would alone make it normal."""
    case = handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)
    asked = {"reason": "weather", "amount": "1 WD", "text": "连日下雨，无法施工。"}
    case = extending.request_extension(case, by=town.user("grid"), at=AT, **asked)
    press(town, case, "yellow")
    timers.run(local("2026-03-03 16:30"))
    assert levels(case, "decide") == ["yellow"]


def levels(case, cause):
    """What each event of the cause made of the supervision, and what stands on the case."""
    events = CaseEvent.objects.filter(case=case, cause=cause, verb="supervise").order_by("seq")
    found = [event.data["level"] for event in events]
    assert Case.objects.get(pk=case.pk).supervision == found[-1]
    return found


def test_cancelled_it_may_rise_again(town):
    case = town.report()
    press(town, case, "red")
    supervision.cancel_supervision(case, by=town.user("street"), at=AT, text="已到位")
    assert press(town, case, "normal") == "normal"
