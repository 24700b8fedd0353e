"""Reopening because the requester asks, and what the second time brings (case process §4.3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import checking, followup, handling, reopening, timers
from cases.actions.figures import set_figure
from cases.models import Case, CaseEvent, Deadline, DecisionRequest, LeaderCase, Text
from cases.queries import progress
from notices.models import Notice
from tests.town import AT, COMMUNITY, COUNTY, STREET, local

CLOSED = local("2026-03-03 15:00")
ASKED = local("2026-03-04 09:00")


@pytest.fixture
def closed(town):
    return finish(town, handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT), CLOSED)


def finish(town, case, at):
    handling.submit_result(case, by=town.user("grid"), at=at, reply="已处理")
    return checking.pass_check(case, by=town.user("checker"), at=at)


def ask(case, at=ASKED, text="又漏水了"):
    return reopening.request_reopen(case, at=at, text=text)


def decide(town, case, at=ASKED, approve=True, by="community"):
    return reopening.decide_reopen(case, by=town.user(by), at=at, approve=approve, text="再派人去看。")


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def test_granted_it_is_worked_on_again_as_after_a_callback(town, closed):
    case = decide(town, ask(closed))
    assert (case.state, case.outcome, case.reopen_count, case.supervision) == ("processing", "", 1, "normal")
    assert DecisionRequest.objects.get(case=case).end == "approved"
    assert Deadline.objects.get(case=case, kind="archive").state == "ended"
    resolve = Deadline.objects.filter(case=case, kind="resolve").latest("id")
    # LIV09: three working days; half of them from Wednesday 09:00 is Thursday at 14:30 and half an hour.
    assert (resolve.state, resolve.due_at, case.due_at) == ("pending", resolve.due_at, resolve.due_at)
    assert resolve.why["share"] == 50
    assert Notice.objects.filter(kind="resident_reopened", to_id=case.requester_id).count() == 1


def test_refused_the_requester_reads_why_and_the_answer_stands(town, closed):
    case = decide(town, ask(closed), approve=False)
    assert (case.state, case.outcome, case.reopen_count) == ("closed", "resolved", 0)
    read = progress.of(case, ASKED)
    assert (read.reply, read.steps[-1].text) == ("已处理", "再派人去看。")
    assert [step.what for step in read.steps[-2:]] == ["reopen_asked", "reopen_refused"]
    assert not read.may_ask_reopen
    assert Notice.objects.filter(kind="resident_replied").count() == 1


def test_once_per_closing(town, closed):
    case = ask(closed)
    assert code(ask, case) == "asked_before"
    case = decide(town, case, approve=False)
    assert code(ask, case) == "asked_before"


def test_after_another_closing_it_may_be_asked_again(town, closed):
    case = decide(town, ask(closed))
    case = finish(town, case, local("2026-03-04 11:00"))
    assert progress.of(case, local("2026-03-04 12:00")).may_ask_reopen
    assert ask(case, local("2026-03-04 12:00")).state == "closed"


@pytest.mark.parametrize(("at", "answer"), [("2026-04-02 15:00", "ok"), ("2026-04-02 15:00:01", "window_passed")])
def test_within_thirty_days_of_closing(town, closed, at, answer):
    assert progress.of(closed, local(at)).may_ask_reopen is (answer == "ok")
    if answer == "ok":
        ask(closed, local(at))
    else:
        assert code(ask, closed, local(at)) == answer


def test_a_county_sets_how_long_it_may_be_asked(town):
    set_figure("reopen_window", "10 CD", since=AT.date(), by=None, at=AT)
    case = finish(town, handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT), CLOSED)
    last, after = local("2026-03-13 15:00"), local("2026-03-13 15:00:01")
    assert [progress.of(case, at).may_ask_reopen for at in (last, after)] == [True, False]
    assert code(ask, case, after) == "window_passed"


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_it_needs_words(town, closed, text):
    assert code(ask, closed, text=text) == "empty"
    assert not DecisionRequest.objects.exists()


def test_what_nobody_handled_is_not_reopened(town):
    case = followup.withdraw(town.report("LIV09"), at=AT)
    assert code(ask, case) == "wrong_state"


def test_two_people_decide_at_once_the_second_finds_it_decided(town, closed):
    case = decide(town, ask(closed), approve=False)
    assert code(decide, town, case, by="community2") == "no_request"


def test_undecided_it_is_never_refused_and_each_day_one_level_more_hears_of_it(town, closed):
    """Asked on Wednesday at 09:00: due on Thursday at 09:00, told again on Friday."""
    case = ask(closed)
    heard = []
    for day in ("05", "06"):
        timers.run(local(f"2026-03-{day} 09:00"))
        timers.run(local(f"2026-03-{day} 09:00"))
        told = Notice.objects.filter(kind="reopen_undecided").order_by("id").values_list("to_id", flat=True)
        heard.append(list(told)[sum(map(len, heard)) :])
    community, street, county = (town.unit(code) for code in (COMMUNITY, STREET, COUNTY))
    assert heard == [[community, street], [community, street, county]]
    assert CaseEvent.objects.filter(case=case, cause="decide", verb="warn").count() == 2
    assert decide(town, Case.objects.get(pk=case.pk), local("2026-03-06 10:00")).state == "processing"


def test_it_is_not_archived_before_the_requester_is_answered(town, closed):
    case = ask(closed, local("2026-04-02 14:59"))
    timers.run(local("2026-04-02 15:00"))
    assert Case.objects.get(pk=case.pk).state == "closed"
    decide(town, case, local("2026-04-03 10:00"), approve=False)
    timers.run(local("2026-04-07 18:00"))
    assert Case.objects.get(pk=case.pk).state == "archived"


def test_a_callback_that_reopens_overtakes_the_request(town, closed):
    case = ask(closed)
    followup.reopen(case, by=town.user("callback"), at=ASKED, reason="not_solved", text="没有解决")
    assert DecisionRequest.objects.get(case=case).end == "overtaken"
    assert not Deadline.objects.filter(case=case, kind="decide", state="pending").exists()


def test_the_second_time_a_leader_is_wanted_and_the_card_is_yellow(town, closed):
    case = decide(town, ask(closed))
    case = finish(town, case, local("2026-03-04 11:00"))
    case = decide(town, ask(case, local("2026-03-04 12:00")), local("2026-03-04 12:10"))
    assert (case.reopen_count, case.supervision, case.has_leader) == (2, "yellow", True)
    wanted = LeaderCase.objects.get(case=case)
    assert (wanted.unit_id, wanted.leader_id, wanted.ended_at) == (town.unit(STREET), None, None)
    event = CaseEvent.objects.get(case=case, verb="assign_leader")
    assert (event.by_id, event.cause, event.reason) == (None, "reopen", "reopened_twice")
    assert Notice.objects.filter(kind="leader_wanted", to_id=town.unit(STREET)).count() == 1


def test_the_words_of_the_requester_are_kept_as_the_requesters(town, closed):
    case = ask(closed)
    assert Text.objects.get(case=case, seq=case.event_count).kind == "resident"
