"""What a requester reads: the own words and the reply, and never a word of the staff."""

import pytest

from accounts.refusals import Refusal
from cases import query_code
from cases.actions import checking, followup, handling, triage
from cases.queries import progress
from tests.town import AT, COMMUNITY, GRID, local

REPLY = "已清运干净，今后每天两次巡查。"
INTERNAL = "此人多次投诉，注意稳控。"


def told(case, at=AT):
    return progress.track(case.number, query_code.of(case.number), at)


def story(seen):
    return [(step.what.value, step.unit) for step in seen.steps]


def test_track_tells_state_promise_and_timeline(town):
    case = town.report()
    seen = told(case)
    assert (seen.state, seen.outcome, seen.reply) == ("dispatched", "", "")
    assert (seen.request, seen.area.name) == ("楼道口的垃圾三天没有人清运，气味很大。", "红星第一网格")
    assert (seen.promise_at, seen.is_late) == (local("2026-03-04 10:00"), False)
    assert told(case, at=local("2026-03-04 10:01")).is_late
    assert story(seen) == [("received", "红星第一网格办公室"), ("passed_on", "红星第一网格办公室")]
    assert (seen.may_withdraw, seen.may_rate) == (True, False)


def test_track_promises_the_dispatch_before_there_is_more(town):
    seen = told(town.report(None))
    assert (seen.state, seen.promise_at) == ("reported", local("2026-03-03 12:00"))


def test_track_shows_the_reply_only_when_the_check_is_passed(town):
    case, worker, checker = town.report(), town.user("grid"), town.user("checker")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="internal", text=INTERNAL)
    handling.submit_result(case, by=worker, at=AT, reply="已处理")
    assert (told(case).state, told(case).reply) == ("checking", "")
    checking.rework(case, by=checker, at=AT, reason="not_done", text=INTERNAL)
    assert (told(case).state, told(case).reply) == ("processing", "")
    handling.submit_result(case, by=worker, at=AT, reply=REPLY)
    checking.pass_check(case, by=checker, at=AT, text=INTERNAL)
    seen = told(case)
    assert (seen.state, seen.outcome, seen.reply, seen.promise_at) == ("closed", "resolved", REPLY, None)
    assert (seen.may_withdraw, seen.may_rate, seen.closed_at) == (False, True, AT)
    unit = "红星第一网格办公室"
    kinds = ("received", "passed_on", "taken_on", "done", "not_done", "done", "finished")
    assert story(seen) == [(kind, unit) for kind in kinds]


def test_track_follows_the_case_upwards(town):
    case, worker = town.report(), town.user("grid")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="visit", text=INTERNAL)
    handling.escalate(case, by=worker, at=AT, reason="needs_funds", text=INTERNAL)
    assert story(told(case))[-1] == ("passed_on", "红星社区办公室")
    assert town.unit(COMMUNITY) != town.unit(GRID)


def test_track_never_reads_the_words_of_staff(town):
    case, clerk = town.report(None), town.user("community")
    triage.reject(case, by=clerk, at=AT, reason="not_public_duty", reply=INTERNAL)
    seen = told(case)
    assert INTERNAL not in repr((seen.request, seen.reply, seen.steps))
    assert (seen.state, story(seen)) == ("reported", [("received", "红星社区办公室")])
    triage.reject(case, by=town.user("community2"), at=AT, reason="not_public_duty", reply=REPLY)
    assert (told(case).reply, told(case).outcome) == (REPLY, "rejected")


def test_track_keeps_the_own_rating_and_its_words(town):
    case, worker = town.report(), town.user("grid")
    handling.sign(case, by=worker, at=AT)
    handling.submit_result(case, by=worker, at=AT, reply=REPLY)
    checking.pass_check(case, by=town.user("checker"), at=AT)
    followup.rate(case, at=AT, solved="no", satisfaction="dissatisfied", text="还是有味道")
    seen = told(case)
    assert (seen.rating.solved, seen.steps[-1].what, seen.steps[-1].text) == ("no", "rated", "还是有味道")


def test_track_ends_with_the_withdrawal_although_a_safety_matter_goes_on(town):
    case = town.report("SAF02")
    followup.withdraw(case, at=AT, text="不用了")
    handling.sign(case, by=town.user("grid"), at=AT)
    seen = told(case)
    assert (seen.state, seen.outcome, seen.closed_at, seen.promise_at) == ("closed", "withdrawn", AT, None)
    assert [step.what for step in seen.steps] == ["received", "passed_on", "withdrawn"]
    assert (seen.may_rate, seen.may_withdraw) == (False, False)


def refused(number, code):
    with pytest.raises(Refusal) as caught:
        progress.track(number, code, AT)
    return caught.value.kind, caught.value.code, str(caught.value.message)


def test_track_does_not_tell_a_wrong_code_from_a_wrong_number(town):
    case = town.report()
    right = query_code.of(case.number)
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    unknown = "20260303999999"
    answers = [
        refused(case.number, wrong),
        refused(case.number, ""),
        refused(case.number, "１２３４５６７８"),
        refused(unknown, right),
        refused(unknown, query_code.of(unknown)),
        refused("", ""),
        refused("x" * 5000, right),
        refused("\0", right),
    ]
    assert set(answers) == {("not_found", "not_found", str(answers[0][2]))}


def test_track_limits_the_tries_of_one_number(town, monkeypatch):
    monkeypatch.setattr(progress, "TRIES_PER_HOUR", 2)
    case, other = town.report(), town.report()
    told(case)
    assert refused(case.number, "00000000")[1] == "not_found"
    assert refused(case.number, query_code.of(case.number))[1] == "too_many_tries"
    assert told(other).state == "dispatched"


@pytest.mark.parametrize("signs", [0, 3])
def test_track_takes_six_statements(town, django_assert_num_queries, signs):
    case, worker = town.report(), town.user("grid")
    for _ in range(signs):
        handling.note(case, by=worker, at=AT, kind="phone", text="已联系")
    told(case)
    with django_assert_num_queries(6):
        told(case)
