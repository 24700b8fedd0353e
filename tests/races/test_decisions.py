"""Decisions from above at the same moment: two people, or a person and the timer."""

import datetime as dt

import pytest

from cases import verification
from cases.actions import extending, handling, suspending, timers, triage
from cases.models import Case, CaseEvent, Deadline, DecisionRequest
from tests.races.test_verbs import together
from tests.town import AT, COMMUNITY, build, local

pytestmark = pytest.mark.django_db(transaction=True)


def processing(town):
    return handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)


def suspension_asked(town):
    return suspending.request_suspension(
        processing(town), by=town.user("grid"), at=AT, reason="season", text="开春补种", review_on=dt.date(2026, 3, 10)
    )


def test_two_people_decide_one_request_and_one_is_refused():
    town = build()
    case = extending.request_extension(
        processing(town), by=town.user("grid"), at=AT, reason="weather", amount="1 WD", text="下雨"
    )
    due = case.due_at
    yes, no = town.user("community"), town.user("community2")
    found = together(
        lambda: extending.decide_extension(case, by=yes, at=AT, approve=True).extension_count,
        lambda: extending.decide_extension(case, by=no, at=AT, approve=False).extension_count,
    )
    assert "no_request" in found
    assert CaseEvent.objects.filter(case=case, verb="decide_extension").count() == 1
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.due_at > due) is (DecisionRequest.objects.get(case=case).end == "approved")


def test_a_leader_resumes_while_the_timer_does():
    town = build()
    case = suspending.decide_suspension(suspension_asked(town), by=town.user("street"), at=AT, approve=True)
    day, leader = local("2026-03-10 00:00"), town.user("street")
    together(lambda: suspending.resume(case, by=leader, at=day).state, lambda: timers.run(day))
    timers.run(day)
    assert CaseEvent.objects.filter(case=case, verb="resume").count() == 1
    assert Case.objects.get(pk=case.pk).state == "processing"


def test_a_result_and_a_suspension_at_once_leave_one_of_them():
    town = build()
    case = suspension_asked(town)
    leader, worker = town.user("street"), town.user("grid")
    found = together(
        lambda: suspending.decide_suspension(case, by=leader, at=AT, approve=True).state,
        lambda: handling.submit_result(case, by=worker, at=AT, reply="已补种").state,
    )
    assert sorted(found) in (["suspended", "wrong_state"], ["checking", "wrong_state"])
    ended = DecisionRequest.objects.get(case=case).end
    assert ended == ("approved" if "suspended" in found else "overtaken")


def test_a_leader_resumes_while_the_level_above_confirms_a_termination():
    """Whoever is first, the case is terminated once, no clock runs on, and the record holds."""
    town = build()
    case = suspending.decide_suspension(suspension_asked(town), by=town.user("street"), at=AT, approve=True)
    Case.objects.filter(pk=case.pk).update(holder=town.unit(COMMUNITY), holder_level="community")
    ended = {"at": AT, "reason": "object_gone", "reply": "树已移走"}
    triage.terminate(case, by=town.user("community"), **ended)
    leader, head = town.user("street"), town.user("street2")
    found = together(
        lambda: suspending.resume(case, by=leader, at=AT).state,
        lambda: triage.terminate(case, by=head, **ended).outcome,
    )
    assert found[0] in {"processing", "wrong_state"}
    assert found[1] == "terminated"
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.state, fresh.outcome) == ("closed", "terminated")
    live = Deadline.objects.filter(case=case, state__in=["pending", "stopped"]).values_list("kind", flat=True)
    assert set(live) == {"archive"}
    assert list(verification.problems()) == []
