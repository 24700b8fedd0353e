"""Rating, callback, withdrawal, reopening: what the requester and the callback clerk do."""

import pytest

from accounts.refusals import Refusal
from cases import casefile, rules
from cases.actions import checking, contact, deciding, followup, handling, timers
from cases.models import CallRecord, Case, CaseEvent, Deadline, Rating, Text
from cases.states import Verb
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from notices.models import Notice
from residents.models import Requester
from tests.town import COMMUNITY, COUNTY, GRID, OTHER_GRID, local

CLOSED = local("2026-03-03 15:00")


@pytest.fixture
def closed(town):
    """A case that the grid handled, checked and closed on a Tuesday at 15:00."""
    return close(town, town.report("ENV01"))


def close(town, case):
    worker = town.user("grid")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    return checking.pass_check(case, by=town.user("checker"), at=CLOSED)


def call(town, case, at, contacted, **answers):
    return followup.callback(case, by=town.user("callback"), at=local(at), contacted=contacted, **answers)


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def test_nobody_reached_is_no_rating_and_the_third_time_unreachable(town, closed):
    for day in ("04", "05", "06"):
        call(town, closed, f"2026-03-{day} 09:00", False, solved="yes", satisfaction="very_satisfied")
    assert Rating.objects.count() == 0
    events = CaseEvent.objects.filter(case=closed, verb="callback").order_by("seq")
    assert [event.data for event in events] == [
        {"contacted": False, "attempt": 1},
        {"contacted": False, "attempt": 2},
        {"contacted": False, "attempt": 3, "unreachable": True},
    ]
    assert (
        code(call, town, closed, "2026-03-09 09:00", True, solved="yes", satisfaction="satisfied") == "calls_exhausted"
    )


def test_the_callback_clock_runs_until_somebody_is_reached_or_the_third_attempt(town, closed):
    """Closed on a Tuesday at 15:00: three working days are Friday at 15:00."""

    def clock():
        return Deadline.objects.get(case=closed, kind="callback")

    assert clock().due_at == local("2026-03-06 15:00")
    for day in ("04", "05"):
        call(town, closed, f"2026-03-{day} 09:00", False)
        assert (clock().state, clock().fire_at) == ("pending", clock().due_at)
    call(town, closed, "2026-03-06 09:00", False)
    assert (clock().state, clock().fire_at) == ("met", None)


def test_a_third_attempt_after_three_working_days_is_late_and_the_level_above_has_heard(town, closed):
    call(town, closed, "2026-03-04 09:00", False)
    timers.run(local("2026-03-06 15:00"))
    told = Notice.objects.filter(kind="callback_overdue").values_list("to_id", flat=True)
    assert set(told) == {town.unit("callback"), town.unit(COUNTY)}
    call(town, closed, "2026-03-06 16:00", False)
    assert Deadline.objects.get(case=closed, kind="callback").state == "pending"
    call(town, closed, "2026-03-09 09:00", True, solved="yes", satisfaction="satisfied")
    assert Deadline.objects.get(case=closed, kind="callback").state == "late"


def test_one_attempt_a_day(town, closed):
    call(town, closed, "2026-03-04 09:00", False)
    assert code(call, town, closed, "2026-03-04 23:59", False) == "called_today"
    call(town, closed, "2026-03-05 00:01", False)


def test_a_reached_requester_rates_through_the_clerk_with_the_record_of_the_call(town, closed):
    call(town, closed, "2026-03-04 09:00", True, solved="partly", satisfaction="dissatisfied", text="还有一堆")
    rating = Rating.objects.get(case=closed)
    assert (rating.solved, rating.satisfaction, rating.call) == ("partly", "dissatisfied", CallRecord.objects.get())
    told = Notice.objects.filter(kind="rated_dissatisfied").values_list("to_id", flat=True)
    assert list(told) == [town.unit(COMMUNITY)]
    assert Deadline.objects.get(case=closed, kind="callback").state == "met"


@pytest.mark.parametrize(("answers", "wrong"), [({}, "solved"), ({"solved": "yes"}, "satisfaction")])
def test_a_reached_requester_needs_both_answers_or_nothing_is_written(town, closed, answers, wrong):
    with pytest.raises(Refusal) as refused:
        call(town, closed, "2026-03-04 09:00", True, **answers)
    assert (refused.value.code, refused.value.field) == ("unknown_answer", wrong)
    assert CallRecord.objects.count() == 0


def test_the_clerk_does_not_overwrite_the_requesters_own_rating(town, closed):
    followup.rate(closed, at=local("2026-03-04 08:00"), solved="no", satisfaction="very_dissatisfied")
    assert code(call, town, closed, "2026-03-04 09:00", True, solved="yes", satisfaction="satisfied") == "already_rated"
    assert Rating.objects.get(case=closed).solved == "no"


def test_the_requester_changes_the_own_rating_and_both_are_in_the_record(town, closed):
    followup.rate(closed, at=local("2026-03-04 08:00"), solved="no", satisfaction="dissatisfied", text="没清")
    followup.rate(closed, at=local("2026-03-05 08:00"), solved="yes", satisfaction="satisfied")
    assert Rating.objects.get(case=closed).solved == "yes"
    assert [event.data["solved"] for event in CaseEvent.objects.filter(case=closed, verb="rate").order_by("seq")] == [
        "no",
        "yes",
    ]
    assert Text.objects.get(case=closed, kind="resident").body == "没清"


def test_an_open_case_is_not_rated(town):
    assert code(followup.rate, town.report("ENV01"), at=CLOSED, solved="yes", satisfaction="satisfied") == "wrong_state"


def test_without_contact_there_is_no_callback(town):
    case = close(town, town.report("ENV01", phone=""))
    assert not Deadline.objects.filter(case=case, kind="callback").exists()
    assert code(call, town, case, "2026-03-04 09:00", True, solved="yes", satisfaction="satisfied") == "no_contact"


def test_withdrawal_closes_and_ends_every_clock(town):
    case = followup.withdraw(town.report("ENV01"), at=CLOSED, text="已经自己清了")
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert set(Deadline.objects.filter(case=case, state="pending").values_list("kind", flat=True)) == {"archive"}
    assert code(followup.withdraw, case, at=CLOSED) == "wrong_state"


@pytest.mark.parametrize("category", ["SAF02", "LIV02"])
def test_a_matter_of_safety_goes_on_without_its_requester(town, category):
    case = town.report(category)
    requester = case.requester_id
    case = followup.withdraw(case, at=local("2026-03-03 10:01"))
    assert (case.state, case.requester, case.holder_id) == ("dispatched", None, town.unit(GRID))
    assert Requester.objects.get(pk=requester).phone_masked == ""
    assert code(followup.withdraw, case, at=CLOSED) == "wrong_state"


@pytest.mark.parametrize(("at", "answer"), [("2026-04-02 15:00", "ok"), ("2026-04-02 15:00:01", "window_passed")])
def test_reopening_ends_thirty_days_after_closing(town, closed, at, answer):
    present = world(local(at))
    refusal = rules.may(viewer_in(present, town.user("callback")), Verb.REOPEN, casefile.read(closed), present)
    assert (refusal.code if refusal else "ok") == answer


def test_a_reopened_case_goes_the_whole_way_again(town, closed):
    case = followup.reopen(
        closed, by=town.user("callback"), at=local("2026-03-05 09:00"), reason="not_solved", text="没有解决"
    )
    case = handling.submit_result(case, by=town.user("grid"), at=local("2026-03-05 10:00"), reply="重新清运")
    case = checking.pass_check(case, by=town.user("checker"), at=local("2026-03-05 11:00"))
    assert (case.state, case.reopen_count) == ("closed", 1)
    states = Deadline.objects.filter(case=case, kind="resolve").order_by("id").values_list("state", flat=True)
    assert list(states) == ["met", "met"]
    timers.run(local("2026-04-04 11:00"))
    assert Case.objects.get(pk=case.pk).state == "archived"


WHO_REVEALS = {
    "dispatched": {"grid"},
    "closed": {"callback"},
}


@pytest.mark.parametrize("state", sorted(WHO_REVEALS))
def test_contact_is_revealed_to_who_deals_with_the_case_now_and_to_nobody_else(town, state):
    case = town.report("ENV01")
    if state == "closed":
        case = close(town, case)
    answers = {}
    for name, user in town.users.items():
        try:
            answers[name] = contact.reveal(case, by=user, at=CLOSED, purpose="tell_result").phone
        except Refusal as refusal:
            answers[name] = refusal.code
    able = WHO_REVEALS[state]
    assert answers == {name: "13812345678" if name in able else "identity_sealed" for name in town.users}


def test_a_person_of_the_handlers_unit_neither_checks_nor_calls_back(town, closed):
    """The units differ, but the person is the same: posts in both."""
    worker = town.user("grid")
    for unit, role in (("checking", "checker"), ("callback", "callback_clerk")):
        Post.objects.create(user=worker, unit=town.units[unit], role=role, since="2020-01-01")
    bump("directory")
    case = town.report("ENV01")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    assert code(checking.pass_check, case, by=worker, at=CLOSED) == "own_work"
    assert code(followup.callback, closed, by=worker, at=local("2026-03-04 09:00"), contacted=False) == "own_work"


@pytest.mark.parametrize("verb", ["callback", "reopen"])
def test_the_person_who_could_check_it_neither_calls_back_nor_opens_it_again(town, closed, verb):
    """Posts in the checking unit and in the callback unit."""
    clerk = town.user("callback")
    Post.objects.create(user=clerk, unit=town.units["checking"], role="checker", since="2020-01-01")
    bump("directory")
    given = {"contacted": False} if verb == "callback" else {"reason": "not_solved", "text": "没有解决"}
    assert code(getattr(followup, verb), closed, by=clerk, at=local("2026-03-04 09:00"), **given) == "own_work"


def test_a_reopened_case_needs_a_new_attempt_before_it_goes_up(town):
    case = town.report("ENV01")
    handling.note(case, by=town.user("grid"), at=local("2026-03-03 10:04"), kind="visit", text="看过")
    case = close(town, case)
    case = followup.reopen(
        case, by=town.user("callback"), at=local("2026-03-05 09:00"), reason="not_solved", text="没有解决"
    )
    worker, at = town.user("grid"), local("2026-03-05 09:30")
    assert code(handling.escalate, case, by=worker, at=at, reason="needs_funds", text="太难") == "attempt_missing"


def test_a_checker_appointed_later_gets_the_waiting_case(town):
    Post.objects.filter(role="checker").update(until="2026-03-01")
    bump("directory")
    case = town.report("ENV01")
    worker = town.user("grid")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    case = handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    assert case.checking_unit_id == town.unit(COMMUNITY)
    timers.run(local("2026-03-04 11:00"))
    Post.objects.filter(user=town.user("checker")).update(until=None)
    bump("directory")
    timers.run(local("2026-03-05 10:59:59"))
    assert Case.objects.get(pk=case.pk).checking_unit_id == town.unit(COMMUNITY)
    timers.run(local("2026-03-05 11:00"))
    assert Case.objects.get(pk=case.pk).checking_unit_id == town.unit("checking")
    assert not Deadline.objects.filter(case=case, kind="check", fire_at__isnull=False).exists()


@pytest.mark.parametrize("how", ["reassign", "return"])
def test_a_neighbour_who_takes_the_case_gets_it_with_the_place_put_right(town, how):
    case, community, at = town.report("ENV01"), town.user("community"), local("2026-03-03 10:20")
    if how == "return":
        handling.return_order(case, by=town.user("grid"), at=at, reason="not_my_area", text="在二网格")
        case = deciding.decide_return(case, by=community, at=at, approve=True, unit=town.unit(OTHER_GRID))
    else:
        case = deciding.reassign(case, by=community, at=at, unit=town.unit(OTHER_GRID), reason="wrong_unit")
    assert (case.area_id, case.holder_id) == (OTHER_GRID, town.unit(OTHER_GRID))
    event = CaseEvent.objects.filter(case=case).latest("seq")
    assert (event.data["from_area"], event.data["area"]) == (GRID, OTHER_GRID)
    visible = Case.objects.visible_to(viewer_in(world(at), town.user("grid2")))
    assert visible.filter(pk=case.pk).exists()
