"""Who reported the same reads and hears of every public step, and may ask to have it reopened."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases import casefile, query_code, verification
from cases.actions import (
    asking,
    checking,
    extending,
    followup,
    handling,
    merging,
    reopening,
    suspending,
    timers,
    triage,
    urging,
)
from cases.actions.applying import Draft
from cases.ledger import Ledger
from cases.models import Case, CaseEvent, DecisionRequest, Text
from cases.queries import progress
from cases.world import world
from notices.models import Notice
from tests.town import AT, local

LATER = AT + dt.timedelta(minutes=30)
WORDS = "三单元门口又堆满了"
DECISION = "今日再派人清运。"


def fresh(case):
    return Case.objects.get(pk=case.pk)


def read(case, at):
    return progress.track(case.number, query_code.of(case.number), at)


def ask(case, at, text=WORDS):
    return reopening.request_reopen(fresh(case), at=at, text=text)


def code(run, *args, **more):
    with pytest.raises(Refusal) as refused:
        run(*args, **more)
    assert str(refused.value.message).endswith(".")
    return refused.value.code


@pytest.fixture
def followed(town):
    """A case, and two others that were merged into it."""
    cases = [town.report(phone=f"1381234567{n}") for n in range(3)]
    for case in cases[1:]:
        merging.merge(case, by=town.user("community"), at=LATER, into=cases[0].number)
    return cases


# verb on the case that goes on: by whom, what it takes; the notice to a follower; what a follower reads
STEPS = [
    ("sign", handling.sign, "grid", {}, "", "taken_on"),
    ("note", handling.note, "grid", {"kind": "visit", "text": "已到现场"}, "", ""),
    (
        "request_extension",
        extending.request_extension,
        "grid",
        {"reason": "weather", "amount": "4 WH", "text": "下雨"},
        "",
        "",
    ),
    ("decide_extension", extending.decide_extension, "community", {"approve": True}, "extended", "extended"),
    (
        "request_suspension",
        suspending.request_suspension,
        "grid",
        {"reason": "season", "text": "开春补种", "review_on": dt.date(2026, 4, 1)},
        "",
        "",
    ),
    ("decide_suspension", suspending.decide_suspension, "street", {"approve": True}, "suspended", "suspended"),
    ("resume", suspending.resume, "street", {}, "resumed", "resumed"),
    ("ask_requester", asking.ask_requester, "grid", {"text": "几楼？"}, "", ""),
    ("answer", asking.answer, None, {"text": "我家三楼"}, "", ""),
    ("urge", urging.urge, None, {}, "", ""),
    ("submit_result", handling.submit_result, "grid", {"reply": "已清运"}, "", "done"),
    ("rework", checking.rework, "checker", {"reason": "not_done", "text": "还在"}, "", "not_done"),
    ("submit_result", handling.submit_result, "grid", {"reply": "已清运"}, "", "done"),
    ("pass_check", checking.pass_check, "checker", {}, "closed", "finished"),
    ("rate", followup.rate, None, {"solved": "no", "satisfaction": "dissatisfied", "text": "没有清"}, "", ""),
    ("request_reopen", reopening.request_reopen, None, {"text": "没有清"}, "", "reopen_wanted"),
    (
        "decide_reopen",
        reopening.decide_reopen,
        "community",
        {"approve": False, "text": DECISION},
        "replied",
        "reopen_refused",
    ),
    ("reopen", followup.reopen, "callback", {"reason": "not_solved", "text": "没有解决"}, "reopened", "reopened"),
    ("cancel", triage.cancel, "community", {"reason": "test", "text": "误报"}, "", ""),
    ("cancel", triage.cancel, "community2", {"reason": "test", "text": "误报"}, "ended", "finished"),
]


def test_a_follower_hears_and_reads_every_public_step_and_no_other(town, followed):
    """The table is by hand; each notice is about the follower's own number and leaves no word of anybody."""
    master, follower, _third = followed
    for place, (verb, action, by, takes, kind, what) in enumerate(STEPS, start=1):
        heard = Notice.objects.filter(to_kind="requester", to_id=follower.requester_id).count()
        known = len(read(follower, LATER).steps)
        at = LATER + dt.timedelta(minutes=place)
        who = {"by": town.user(by)} if by else {}
        action(fresh(master), at=at, **who, **takes)
        told = Notice.objects.filter(to_kind="requester", to_id=follower.requester_id).order_by("id")[heard:]
        assert [(row.kind, row.about_id) for row in told] == (
            [(f"resident_{kind}", follower.number)] if kind else []
        ), verb
        steps = read(follower, at).steps[known:]
        assert [step.what for step in steps] == ([what] if what else []), verb
        assert [step.text for step in steps if step.text] == ([DECISION] if verb == "decide_reopen" else []), verb
    shown = read(follower, LATER + dt.timedelta(hours=2))
    assert not shown.may_urge
    assert shown.question is None
    assert list(verification.problems()) == []


def finish(town, case, at=LATER):
    handling.sign(fresh(case), by=town.user("grid"), at=at)
    handling.submit_result(fresh(case), by=town.user("grid"), at=at, reply="已清运")
    checking.pass_check(fresh(case), by=town.user("checker"), at=at)


def test_a_follower_asks_to_have_the_case_reopened_that_went_on(town, followed):
    master, follower, third = followed
    asked, decided = LATER + dt.timedelta(hours=1), LATER + dt.timedelta(hours=2)
    assert code(ask, follower, LATER) == "wrong_state"  # the other case is still open
    assert not read(follower, LATER).may_ask_reopen
    finish(town, master)
    assert [read(case, asked).may_ask_reopen for case in followed] == [True, True, True]
    ask(follower, asked)
    request = DecisionRequest.objects.get()
    assert (request.case_id, request.ended_at) == (master.pk, None)
    own, theirs = CaseEvent.objects.filter(verb="request_reopen").order_by("case_id")
    events = {own.case_id: own.data, theirs.case_id: theirs.data}
    assert events == {follower.pk: {"master": master.number}, master.pk: {"merged": follower.number}}
    kinds = dict(Text.objects.filter(body=WORDS).values_list("case_id", "kind"))
    assert kinds == {follower.pk: "resident", master.pk: "staff"}
    # Each reads who asked, and nobody but the one who asked reads the words.
    last = {case.pk: read(case, asked).steps[-1] for case in followed}
    assert {pk: (step.what, step.text) for pk, step in last.items()} == {
        master.pk: ("reopen_wanted", ""),
        follower.pk: ("reopen_asked", WORDS),
        third.pk: ("reopen_wanted", ""),
    }
    assert [code(ask, case, asked) for case in followed] == ["request_open", "asked_before", "request_open"]
    assert [read(case, asked).may_ask_reopen for case in followed] == [False, False, False]
    reopening.decide_reopen(fresh(master), by=town.user("community"), at=decided, approve=False, text=DECISION)
    for case in followed:
        step = read(case, decided).steps[-1]
        assert (step.what, step.text) == ("reopen_refused", DECISION)
    # Refused to one, another may still ask, once.
    assert [read(case, decided).may_ask_reopen for case in followed] == [True, False, True]
    assert code(ask, follower, decided) == "asked_before"
    ask(third, decided)
    reopening.decide_reopen(fresh(master), by=town.user("community"), at=decided, approve=True, text=DECISION)
    assert (fresh(master).state, fresh(master).reopen_count) == ("processing", 1)
    assert [read(case, decided).state for case in followed] == ["processing"] * 3
    assert {fresh(case).state for case in (follower, third)} == {"closed"}
    assert list(verification.problems()) == []


def test_a_follower_asks_as_long_as_everybody_else(town, followed):
    master, follower, third = followed
    finish(town, master, local("2026-03-03 15:00"))
    last = local("2026-04-02 15:00")
    assert code(ask, follower, last + dt.timedelta(seconds=1)) == "window_passed"
    assert not read(follower, last + dt.timedelta(seconds=1)).may_ask_reopen
    assert code(ask, follower, last, " ") == "empty"
    assert ask(follower, last).state == "closed"
    Case.objects.filter(pk=third.pk).update(withdrawn_at=LATER)
    assert code(ask, third, last) == "wrong_state"
    assert not read(third, last).may_ask_reopen


def test_nothing_is_reopened_any_more_once_the_case_is_archived(town, followed):
    master, follower, _third = followed
    finish(town, master, LATER)
    timers.run(local("2026-05-05 10:00"))
    assert fresh(master).state == "archived"
    assert code(ask, follower, local("2026-05-05 10:01")) == "wrong_state"


def test_who_stands_alone_again_asks_for_the_own_case(town, followed):
    master, follower, _third = followed
    merging.unmerge(fresh(follower), by=town.user("community"), at=LATER, text="不是一回事")
    finish(town, master)
    assert code(ask, follower, LATER) == "wrong_state"
    finish(town, follower)
    ask(follower, LATER)
    assert DecisionRequest.objects.get().case_id == follower.pk


def test_what_was_merged_or_undone_meanwhile_is_looked_at_anew(town, followed):
    master, follower, _third = followed
    present = world(LATER)
    for case, believed in ((follower, None), (follower, follower.pk), (master, follower.pk)):
        draft = Draft(present, casefile.read(fresh(case)), Ledger(present))
        assert code(merging.beside_master, draft, believed) == "stale"
    assert merging.beside_master(draft, None) is None
