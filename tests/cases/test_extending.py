"""More time: asked before the case is due, decided above, told to the requester (case process §4.3)."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases import casefile, rules
from cases.actions import extending, handling, timers
from cases.models import Case, CaseEvent, Deadline, DeadlineChange, DecisionRequest
from cases.queries import progress
from cases.states import Verb
from cases.world import viewer_in, world
from notices.models import Notice
from tests.town import AT, COMMUNITY, COUNTY, GRID, STREET, local

ASKED = local("2026-03-03 10:30")


def processing(town, category="LIV09", worker="grid", at=AT):
    return handling.sign(town.report(category, at=at), by=town.user(worker), at=at)


def ask(town, case, at=ASKED, by="grid", amount="1 WD", reason="weather"):
    return extending.request_extension(
        case, by=town.user(by), at=at, reason=reason, amount=amount, text="连日下雨，无法施工。"
    )


def decide(town, case, at, approve=True, by="community"):
    return extending.decide_extension(case, by=town.user(by), at=at, approve=approve, text="同意。")


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def whole(case):
    return Deadline.objects.get(case=case, kind="resolve")


def test_granted_time_is_added_to_the_old_due_time_with_a_record_of_it(town):
    case = ask(town, processing(town))
    old = case.due_at
    level = Deadline.objects.get(case=case, kind="level").due_at
    request = DecisionRequest.objects.get(case=case)
    assert (request.kind, request.number, request.amount, request.seq) == ("extension", 1, "1 WD", case.event_count)
    case = decide(town, case, local("2026-03-03 11:00"))
    present = world(ASKED)
    assert case.due_at == present.calendar.add(old, 420, working=True)
    clock = whole(case)
    assert (clock.due_at, clock.state, clock.step) == (case.due_at, "pending", 0)
    assert AT < clock.fire_at == clock.warn_at < clock.due_at
    change = DeadlineChange.objects.get()
    assert (change.old_due_at, change.new_due_at, change.why) == (old, case.due_at, "extension")
    assert change.by == town.user("community")
    assert Deadline.objects.get(case=case, kind="level").due_at == level
    request.refresh_from_db()
    assert (request.end, request.decided_by, case.extension_count) == ("approved", town.user("community"), 1)
    assert Deadline.objects.get(case=case, kind="decide").state == "met"


def test_the_requester_reads_the_new_day_and_the_reason_of_the_list_only(town):
    case = ask(town, processing(town), amount="1 WD")
    case = decide(town, case, local("2026-03-03 11:00"))
    told = Notice.objects.get(kind="resident_extended")
    assert (told.to_kind, told.to_id, set(told.params)) == ("requester", case.requester_id, {"promise"})
    day = told.params["promise"]
    read = progress.of(case, local("2026-03-03 11:00"))
    step = read.steps[-1]
    assert step.sentence == (
        f"It takes longer than promised, until {day}. The reason: The weather does not allow the work."
    )
    assert step.text == ""
    assert read.promise_at == case.due_at


def test_refused_nothing_moves_and_it_may_be_asked_again(town):
    case = ask(town, processing(town))
    due = case.due_at
    case = decide(town, case, local("2026-03-03 11:00"), approve=False)
    assert (case.due_at, case.extension_count, DeadlineChange.objects.count()) == (due, 0, 0)
    assert not Notice.objects.filter(kind="resident_extended").exists()
    assert ask(town, case, local("2026-03-03 11:10")).event_count == case.event_count + 1


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        ("3 CD", "other_clock"),
        ("12 CH", "other_clock"),
        ("4 WD", "longer_than_limit"),
        ("1261 min", "other_clock"),
        ("0 WD", "bad_amount"),
        ("-1 WD", "bad_amount"),
        ("１ WD", "bad_amount"),
        ("1WD", "bad_amount"),
        ("99999999999999999999 WD", "bad_amount"),
        ("", "bad_amount"),
        ("1 WD; DROP TABLE", "bad_amount"),
    ],
)
def test_an_amount_is_a_limit_on_the_clock_of_the_case_and_no_longer(town, amount, refusal):
    """LIV09 is to be resolved in 3 working days."""
    case = processing(town)
    assert code(ask, town, case, amount=amount) == refusal
    assert not DecisionRequest.objects.exists()


@pytest.mark.parametrize("amount", ["3 WD", "21 WH", " 2 WD "])
def test_up_to_the_original_limit_is_accepted(town, amount):
    request = DecisionRequest.objects.get(case=ask(town, processing(town), amount=amount))
    assert request.amount == amount.strip()


def test_one_second_too_late_is_too_late(town):
    case = processing(town)
    due = case.due_at
    second = dt.timedelta(seconds=1)
    assert code(ask, town, case, at=due) == "too_late"
    assert code(ask, town, case, at=due + second) == "too_late"
    ask(town, case, at=due - second)
    assert Deadline.objects.get(case=case, kind="decide").due_at == due


def test_urgent_and_critical_cases_are_never_extended(town):
    for severity in ("urgent", "critical"):
        case = processing(town)
        Case.objects.filter(pk=case.pk).update(severity=severity)
        assert code(ask, town, case) == "never_extended"


def test_the_second_time_a_leader_decides_and_there_is_no_third(town):
    case = decide(town, ask(town, processing(town)), local("2026-03-03 10:40"))
    case = ask(town, case, local("2026-03-03 10:50"))
    clock = Deadline.objects.get(case=case, kind="decide", state="pending")
    assert clock.unit_id == town.unit(STREET)
    assert code(decide, town, case, local("2026-03-03 11:00")) == "not_your_verb"
    case = decide(town, case, local("2026-03-03 11:00"), by="street")
    assert case.extension_count == 2
    assert code(ask, town, case, local("2026-03-03 11:10")) == "no_third"


def test_one_request_at_a_time(town):
    case = ask(town, processing(town))
    assert code(ask, town, case) == "request_open"


def test_two_people_decide_one_request_the_second_finds_it_decided(town):
    case = ask(town, processing(town))
    decide(town, case, local("2026-03-03 11:00"))
    assert code(decide, town, case, local("2026-03-03 11:00"), approve=False, by="community2") == "no_request"
    assert CaseEvent.objects.filter(case=case, verb="decide_extension").count() == 1


def test_undecided_for_four_working_hours_counts_as_refused_and_the_decider_is_supervised(town):
    """Asked on Tuesday at 10:30: four working hours are at 17:00."""
    case = ask(town, processing(town))
    due = case.due_at
    timers.run(local("2026-03-03 16:59"))
    assert Case.objects.get(pk=case.pk).event_count == case.event_count
    timers.run(local("2026-03-03 17:00"))
    timers.run(local("2026-03-03 17:00"))
    events = list(CaseEvent.objects.filter(case=case, seq__gt=case.event_count).order_by("seq"))
    assert [(one.verb, one.reason, one.cause, one.by_id) for one in events] == [
        ("decide_extension", "no_decision", "decide", None),
        ("supervise", "no_decision", "decide", None),
    ]
    assert events[1].data["unit"] == town.unit(COMMUNITY)
    case = Case.objects.get(pk=case.pk)
    assert (case.due_at, case.extension_count, case.supervision) == (due, 0, "normal")
    assert DecisionRequest.objects.get(case=case).end == "lapsed"
    assert set(Notice.objects.filter(kind="extension_decided").values_list("to_id", flat=True)) == {town.unit(GRID)}


def at_the_top(town, case):
    """The county holds it: no level clock, nothing to climb to."""
    Deadline.objects.filter(case=case, kind="level").update(state="ended", fire_at=None)
    Case.objects.filter(pk=case.pk).update(holder=town.unit(COUNTY), holder_level="county")
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("timer_first", [True, False])
def test_at_the_due_instant_it_is_refused_whoever_comes_first(town, timer_first):
    case = at_the_top(town, processing(town))
    due = case.due_at
    case = ask(town, case, at=due - dt.timedelta(minutes=5), by="county")
    if timer_first:
        timers.run(due)
        assert code(decide, town, case, due, by="county2") == "no_request"
    else:
        assert code(decide, town, case, due, by="county2") == "too_late"
        timers.run(due)
    case = Case.objects.get(pk=case.pk)
    assert (case.due_at, case.extension_count) == (due, 0)
    assert DecisionRequest.objects.get(case=case).end == "lapsed"


@pytest.mark.parametrize("moves", ["escalate", "submit"])
def test_what_moves_the_case_overtakes_the_request(town, moves):
    case = ask(town, processing(town))
    worker = town.user("grid")
    if moves == "escalate":
        handling.note(case, by=worker, at=ASKED, kind="visit", text="已上门")
        handling.escalate(case, by=worker, at=ASKED, reason="needs_funds", text="缺资金")
    else:
        handling.submit_result(case, by=worker, at=ASKED, reply="已清运")
    assert DecisionRequest.objects.get(case=case).end == "overtaken"
    assert Deadline.objects.get(case=case, kind="decide").state == "ended"
    timers.run(local("2026-03-03 17:00"))
    assert not CaseEvent.objects.filter(case=case, verb="decide_extension").exists()


def test_the_top_decides_for_itself_by_another_person(town):
    case = ask(town, at_the_top(town, processing(town)), by="county")
    present = world(ASKED)
    file = casefile.read(case)
    refusal = rules.may(viewer_in(present, town.user("county")), Verb.DECIDE_EXTENSION, file, present)
    assert refusal.code == "second_person"
    assert decide(town, case, ASKED, by="county2").extension_count == 1


def test_over_a_week_with_a_worked_saturday_the_time_counts_it(town):
    """2026-02-14 is a Saturday worked in exchange for the Spring Festival."""
    friday = local("2026-02-13 09:00")
    case = ask(town, processing(town, "ENV01", at=friday), at=local("2026-02-13 09:30"), amount="1 WD")
    days = (case.due_at.date().isoformat(), decide(town, case, local("2026-02-13 10:00")).due_at.date().isoformat())
    assert days == ("2026-02-14", "2026-02-24")
