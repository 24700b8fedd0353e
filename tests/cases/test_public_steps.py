"""What a requester is told of: every verb, by hand."""

import datetime as dt

from cases import public_steps
from cases.actions import checking, handling, merging, timers, triage
from cases.models import CaseEvent
from cases.states import State, Verb
from cases.world import ZONE
from notices.models import Notice
from notices.words import KINDS
from tests.town import AT, GRID, local

# verb: what is told when it closes the case, when it is granted, when it is refused, and else.
# "-" is nothing.
BY_HAND = """
report              -         -            -         -
dispatch            dispatched dispatched  dispatched dispatched
reject              ended     -            -         -
refer               ended     -            -         -
cancel              ended     -            -         -
terminate           ended     -            -         -
note                -         -            -         -
sign                -         -            -         -
settle              closed    -            -         -
submit_result       -         -            -         -
pass_check          closed    -            -         -
rework              -         -            -         -
return_order        -         -            -         -
decide_return       -         reassigned   -         -
reassign            reassigned reassigned  reassigned reassigned
escalate            reassigned reassigned  reassigned reassigned
delegate            reassigned reassigned  reassigned reassigned
request_extension   -         -            -         -
decide_extension    -         extended     -         -
request_suspension  -         -            -         -
decide_suspension   -         suspended    -         -
resume              resumed   resumed      resumed   resumed
assign_leader       -         -            -         -
meet_milestone      -         -            -         -
ask_requester       question  question     question  question
answer              -         -            -         -
request_assist      -         -            -         -
whistle             -         -            -         -
reply_assist        -         -            -         -
rate_assist         -         -            -         -
urge                -         -            -         -
supervise           -         -            -         -
cancel_supervision  -         -            -         -
callback            -         -            -         -
reopen              reopened  reopened     reopened  reopened
request_reopen      -         -            -         -
decide_reopen       replied   reopened     replied   replied
rate                -         -            -         -
withdraw            -         -            -         -
archive             -         -            -         -
warn                -         -            -         -
lapse               -         -            -         -
"""


def short(verb, to, data):
    return public_steps.kind_of(Verb(verb), to, data).removeprefix("resident_") or "-"


def test_each_verb_tells_what_the_table_says():
    found = [
        [
            verb,
            short(verb, State.CLOSED, {}),
            short(verb, None, {"approve": True}),
            short(verb, None, {"approve": False}),
            short(verb, None, {}),
        ]
        for verb in (line.split()[0] for line in BY_HAND.strip().splitlines())
    ]
    assert found == [line.split() for line in BY_HAND.strip().splitlines()]


def test_what_depends_on_more_than_that():
    assert short("merge", State.CLOSED, {"master": "1"}) == "merged"
    assert short("merge", None, {"merged": "2"}) == "-"
    assert short("unmerge", None, {"master": "1"}) == "unmerged"
    assert short("unmerge", None, {"merged": "2"}) == "-"
    assert short("designate", None, {"from_unit": 1, "to_unit": 2}) == "reassigned"
    assert short("designate", None, {"from_unit": 1, "to_unit": 1}) == "-"


def test_no_verb_is_forgotten_and_every_kind_has_its_sentence():
    assert set(public_steps.TOLD) | public_steps.SILENT == set(Verb)
    assert not set(public_steps.TOLD) & public_steps.SILENT
    sent = {kind for told in public_steps.TOLD.values() for kind, _applies in told} | {"resident_received"}
    assert sent == {kind for kind in KINDS if kind.startswith("resident_")}
    assert sent > public_steps.PROMISING


def told(case):
    rows = Notice.objects.filter(to_kind="requester", to_id=case.requester_id).order_by("id")
    return [(row.kind.removeprefix("resident_"), row.about_id == case.number, row.params) for row in rows]


def test_a_requester_is_told_from_the_report_to_the_reply_and_followers_with_them(town):
    case, clerk, grid = town.report(None), town.user("community"), town.user("grid")
    later = AT + dt.timedelta(minutes=1)
    assert told(case) == [("received", True, {"promise": "2026-03-03"})]
    case = triage.dispatch(case, by=clerk, at=later, category="ENV01", unit=town.unit(GRID))
    other = town.report(phone="13900001111", at=later)
    merging.merge(other, by=clerk, at=later, into=case.number)
    handling.sign(case, by=grid, at=later)
    handling.note(case, by=grid, at=later, kind="visit", text="已到现场。")
    case = handling.escalate(case, by=grid, at=later, reason="beyond_authority", text="需要社区协调。")
    handling.sign(case, by=clerk, at=later)
    handling.submit_result(case, by=clerk, at=later, reply="已清运干净。")
    checking.rework(case, by=town.user("checker"), at=later, reason="not_done", text="还有一半。")
    handling.submit_result(case, by=clerk, at=later, reply="已清运干净。")
    checking.pass_check(case, by=town.user("checker"), at=later)
    promise = {"promise": "2026-03-04"}
    assert told(case)[1:] == [("dispatched", True, promise), ("reassigned", True, promise), ("closed", True, {})]
    assert told(other) == [
        ("dispatched", True, promise),
        ("merged", True, {}),
        ("reassigned", True, promise),
        ("closed", True, {}),
    ]


def test_a_proposal_is_nobodys_business_and_its_confirmation_is(town):
    case = town.report(None)
    words = {"at": AT, "reason": "not_public_duty", "reply": "可向业委会反映。"}
    case = triage.reject(case, by=town.user("community"), **words)
    assert [kind for kind, _own, _params in told(case)] == ["received"]
    triage.reject(case, by=town.user("community2"), **words)
    assert [kind for kind, _own, _params in told(case)] == ["received", "ended"]


def test_a_requester_hears_once_a_day_that_a_report_climbs(town):
    """A critical case rises every quarter of an hour where nobody acts: one message says it, the page has all."""
    case = town.report("SAF01", at=local("2026-03-03 23:00"))
    for minutes in range(0, 150, 10):
        timers.run(local("2026-03-03 23:00") + dt.timedelta(minutes=minutes))
    steps = CaseEvent.objects.filter(case=case, verb="escalate").order_by("seq").values_list("at", flat=True)
    days = {at.astimezone(ZONE).date() for at in steps}
    assert len(steps) > len(days)
    assert Notice.objects.filter(kind="resident_reassigned", to_id=case.requester_id).count() == len(days)
