"""A suspension: an objective cause, a leader's decision, a day on which the case goes on (case process §4.3)."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases import casefile, rules
from cases.actions import followup, handling, suspending, timers, triage
from cases.models import Case, CaseEvent, Deadline, DeadlineChange, DecisionRequest
from cases.queries import progress
from cases.states import Verb
from cases.world import viewer_in, world
from notices.models import Notice
from tests.town import AT, GRID, STREET, local

ASKED = local("2026-03-03 10:30")
DECIDED = local("2026-03-03 11:00")
REVIEW = dt.date(2026, 3, 17)


def processing(town, category="LIV09"):
    return handling.sign(town.report(category), by=town.user("grid"), at=AT)


def ask(town, case, at=ASKED, review_on=REVIEW, reason="season", by="grid"):
    return suspending.request_suspension(
        case, by=town.user(by), at=at, reason=reason, text="开春回暖后由绿化队补种。", review_on=review_on
    )


def decide(town, case, at=DECIDED, approve=True, by="street"):
    return suspending.decide_suspension(case, by=town.user(by), at=at, approve=approve)


def suspended(town, category="LIV09"):
    return decide(town, ask(town, processing(town, category)))


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def clock(case, kind):
    return Deadline.objects.filter(case=case, kind=kind).latest("id")


def test_suspended_the_clocks_stand_and_the_day_of_review_is_waited_for(town):
    case = suspended(town)
    assert (case.state, case.suspension_count) == ("suspended", 1)
    for kind in ("resolve", "level", "respond"):
        assert (clock(case, kind).state, clock(case, kind).stopped_at, clock(case, kind).fire_at) == (
            "stopped",
            DECIDED,
            None,
        )
    review = clock(case, "review")
    assert (review.due_at, review.fire_at) == (local("2026-03-17 00:00"), local("2026-03-17 00:00"))
    timers.run(local("2026-03-16 23:59"))
    assert Case.objects.get(pk=case.pk).event_count == case.event_count


def test_on_the_day_of_review_it_goes_on_by_itself_with_what_was_left(town):
    case = suspended(town)
    old = {kind: clock(case, kind).due_at for kind in ("resolve", "level", "respond")}
    at = local("2026-03-17 00:00")
    timers.run(at)
    timers.run(at)
    case = Case.objects.get(pk=case.pk)
    event = CaseEvent.objects.get(case=case, verb="resume")
    assert (event.by_id, event.cause, event.reason, case.state) == (None, "review", "review_day", "processing")
    calendar = world(at).calendar
    for kind in ("resolve", "level", "respond"):
        found = clock(case, kind)
        left = calendar.between(DECIDED, old[kind], working=True)
        assert (found.state, found.stopped_at) == ("pending", None)
        assert calendar.between(at, found.due_at, working=True) == left
        change = DeadlineChange.objects.get(deadline=found)
        assert (change.old_due_at, change.new_due_at, change.why) == (old[kind], found.due_at, "suspension")
    assert case.due_at == clock(case, "resolve").due_at
    assert clock(case, "review").state == "met"
    assert Notice.objects.filter(kind="case_resumed", to_id=town.unit(GRID)).count() == 1


def test_a_leader_resumes_earlier(town):
    case = suspended(town)
    case = suspending.resume(case, by=town.user("county"), at=local("2026-03-05 09:00"), text="资金已到位")
    assert case.state == "processing"
    assert (clock(case, "review").state, clock(case, "review").fire_at) == ("ended", None)
    timers.run(local("2026-03-17 00:00"))
    assert CaseEvent.objects.filter(case=case, verb="resume").count() == 1


def test_two_leaders_resume_at_once_the_second_finds_it_in_hand(town):
    case = suspended(town)
    suspending.resume(case, by=town.user("street"), at=DECIDED)
    assert code(suspending.resume, case, by=town.user("county"), at=DECIDED) == "wrong_state"


def test_a_person_resumes_after_the_timer_did(town):
    case = suspended(town)
    timers.run(local("2026-03-17 00:00"))
    late = local("2026-03-17 00:00")
    assert code(suspending.resume, case, by=town.user("street"), at=late) == "wrong_state"


def test_the_requester_reads_cause_and_day_and_no_other_promise(town):
    case = suspended(town)
    told = Notice.objects.get(kind="resident_suspended")
    assert (told.to_id, told.params) == (case.requester_id, {})
    read = progress.of(case, DECIDED)
    assert read.steps[-1].sentence == (
        "It has to wait until 2026-03-17. The reason: The season does not allow the work. "
        "On that day it goes on by itself."
    )
    assert (read.promise_at, read.waits_until, read.is_late) == (None, REVIEW, False)
    timers.run(local("2026-03-17 00:00"))
    case = Case.objects.get(pk=case.pk)
    read = progress.of(case, local("2026-03-17 08:00"))
    assert (read.promise_at, read.waits_until) == (case.due_at, None)
    resumed = Notice.objects.get(kind="resident_resumed")
    assert resumed.params == {"promise": case.due_at.date().isoformat()}


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_the_day_of_review_is_one_of_the_next_ninety(town, days):
    case = processing(town)
    day = dt.date(2026, 3, 3) + dt.timedelta(days=days)
    assert code(ask, town, case, review_on=day) == "bad_review_date"


@pytest.mark.parametrize("days", [1, 90])
def test_tomorrow_and_the_ninetieth_day_are_accepted(town, days):
    day = dt.date(2026, 3, 3) + dt.timedelta(days=days)
    assert DecisionRequest.objects.get(case=ask(town, processing(town), review_on=day)).review_on == day


def test_today_is_a_local_day(town):
    """At 00:30 in the office it is the day before in UTC: the local tomorrow is the first day allowed."""
    case = processing(town)
    night = local("2026-03-04 00:30")
    assert code(ask, town, case, at=night, review_on=dt.date(2026, 3, 4)) == "bad_review_date"
    ask(town, case, at=night, review_on=dt.date(2026, 3, 5))


def test_decided_after_the_day_of_review_it_can_only_be_refused(town):
    case = ask(town, processing(town), at=local("2026-03-03 17:00"), review_on=dt.date(2026, 3, 4))
    late = local("2026-03-04 09:00")
    assert code(decide, town, case, late) == "review_passed"
    assert decide(town, case, late, approve=False).state == "processing"


def test_undecided_for_a_working_day_counts_as_refused_and_the_leader_is_supervised(town):
    case = ask(town, processing(town))
    timers.run(local("2026-03-04 10:30"))
    events = CaseEvent.objects.filter(case=case, cause="decide").order_by("seq")
    assert [(one.verb, one.reason) for one in events] == [
        ("decide_suspension", "no_decision"),
        ("supervise", "no_decision"),
    ]
    assert events[1].data["unit"] == town.unit(STREET)
    assert Case.objects.get(pk=case.pk).state == "processing"
    assert code(decide, town, case, local("2026-03-04 10:30")) == "no_request"


def test_refused_the_clocks_run_on(town):
    case = decide(town, ask(town, processing(town)), approve=False)
    assert (case.state, clock(case, "resolve").state, case.suspension_count) == ("processing", "pending", 0)
    assert DecisionRequest.objects.get(case=case).end == "refused"


def test_only_a_street_or_county_leader_of_the_place_decides(town):
    case = ask(town, processing(town))
    present = world(DECIDED)
    file = casefile.read(case)
    may = {
        name
        for name, user in town.users.items()
        if rules.may(viewer_in(present, user), Verb.DECIDE_SUSPENSION, file, present) is None
    }
    assert may == {"street", "county"}


def test_who_asked_does_not_decide_in_another_post(town):
    case = processing(town)
    Case.objects.filter(pk=case.pk).update(holder=town.unit(STREET), holder_level="street")
    case = ask(town, Case.objects.get(pk=case.pk), by="street")
    assert code(decide, town, case, by="street") == "second_person"
    assert decide(town, case, by="county").state == "suspended"


def test_withdrawn_while_suspended_its_clocks_are_over(town):
    case = suspended(town)
    case = followup.withdraw(case, at=local("2026-03-10 09:00"))
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert {clock(case, kind).state for kind in ("resolve", "level", "respond", "review")} == {"ended"}
    timers.run(local("2026-03-17 00:00"))
    assert not CaseEvent.objects.filter(case=case, verb="resume").exists()


def test_cancelled_while_suspended(town):
    case = suspended(town)
    for name in ("community", "community2"):
        case = triage.cancel(case, by=town.user(name), at=local("2026-03-10 09:00"), reason="test", text="测试")
    assert (case.state, clock(case, "review").state) == ("closed", "ended")


def test_a_note_while_suspended_meets_the_standing_first_contact_in_time(town):
    case = suspended(town)
    handling.note(case, by=town.user("grid"), at=local("2026-03-12 09:00"), kind="phone", text="已告知进展")
    assert (clock(case, "respond").state, clock(case, "respond").stopped_at) == ("met", DECIDED)


def test_a_first_contact_missed_before_is_not_missed_again_after_the_suspension(town):
    """LIV09: first contact within one working day; nobody called, then the case was suspended."""
    case = processing(town)
    timers.run(local("2026-03-04 10:00"))
    case = ask(town, Case.objects.get(pk=case.pk), at=local("2026-03-04 10:10"))
    case = decide(town, case, at=local("2026-03-04 10:20"))
    timers.run(local("2026-03-17 00:00"))
    timers.run(local("2026-03-17 09:00"))
    missed = CaseEvent.objects.filter(case=case, cause="respond")
    assert missed.count() == 1


def test_after_a_night_of_downtime_it_goes_on_once(town):
    case = suspended(town)
    timers.run(local("2026-03-17 06:00"))
    timers.run(local("2026-03-17 06:00"))
    assert CaseEvent.objects.filter(case=case, verb="resume").count() == 1
    assert clock(case, "review").state == "met"
