"""The transition grid: every state × every verb of staff, by the person who has the verb.

Written by hand from the case process, never derived from `RULES`. `ok`: offered and accepted;
`-`: wrong state. A second table says who of the cast has each verb on a case in the grid.
"""

import datetime as dt

import pytest

from cases import casefile, rules
from cases.actions import checking, extending, handling, helping, leading, merging, reopening, suspending, triage
from cases.models import Case, Deadline, Proposal, Rating
from cases.states import RULES, State, Verb
from cases.world import viewer_in, world
from grids.models import Post
from tests.town import AT, COMMUNITY, local

STATES = ["reported", "dispatched", "processing", "suspended", "checking", "closed", "archived"]
GRID = """
verb                 by         reported dispatched processing suspended checking closed archived
dispatch             community  ok       -          -          -         -        -      -
reject               community  ok       -          -          -         -        -      -
refer                community  ok       -          -          -         -        -      -
cancel               community  ok       ok         ok         ok        ok       -      -
merge                community  ok       ok         -          -         -        -      -
unmerge              community  -        -          -          -         -        ok     -
note                 grid       -        ok         ok         ok        ok       -      -
sign                 grid       -        ok         -          -         -        -      -
settle               grid       -        ok         ok         -         -        -      -
submit_result        grid       -        -          ok         -         -        -      -
return_order         grid       -        ok         -          -         -        -      -
escalate             grid       -        -          ok         -         -        -      -
delegate             community  -        -          ok         -         -        -      -
decide_return        community  -        ok         -          -         -        -      -
reassign             community  -        ok         ok         -         -        -      -
designate            community  -        ok         ok         -         -        -      -
request_extension    grid       -        -          ok         -         -        -      -
decide_extension     community  -        -          ok         -         -        -      -
request_suspension   grid       -        -          ok         -         -        -      -
decide_suspension    street     -        -          ok         -         -        -      -
resume               street     -        -          -          ok        -        -      -
terminate            community  -        ok         ok         ok        -        -      -
assign_leader        street     -        ok         ok         ok        ok       -      -
meet_milestone       grid       -        ok         ok         ok        -        -      -
decide_reopen        community  -        -          -          -         -        ok     -
ask_requester        community  ok       ok         ok         ok        -        -      -
request_assist       grid       -        -          ok         -         -        -      -
whistle              street     -        ok         ok         -         -        -      -
reply_assist         section    -        ok         ok         ok        -        -      -
rate_assist          grid       -        ok         ok         ok        ok       ok     -
urge                 community  ok       ok         ok         ok        ok       -      -
supervise            street     ok       ok         ok         ok        ok       -      -
cancel_supervision   street     ok       ok         ok         ok        ok       ok     -
pass_check           checker    -        -          -          -         ok       -      -
rework               checker    -        -          -          -         ok       -      -
callback             callback   -        -          -          -         -        ok     -
reopen               callback   -        -          -          -         -        ok     -
"""
ROWS = [line.split() for line in GRID.strip().splitlines()[1:]]
LATER = local("2026-03-03 11:00")

WHO = {
    # On a case that the first grid holds, in a state where the verb can be used.
    "dispatch": {"community", "community2"},
    "reject": {"community", "community2"},
    "refer": {"community", "community2"},
    "cancel": {"community", "community2"},
    "merge": {"community", "community2"},
    "unmerge": {"community", "community2"},
    "note": {"grid"},
    "sign": {"grid"},
    "settle": {"grid"},
    "submit_result": {"grid"},
    "return_order": {"grid"},
    "escalate": {"grid"},
    "delegate": {"community", "community2"},
    "decide_return": {"community", "community2"},
    "reassign": {"community", "community2"},
    "designate": {"community", "community2"},
    "request_extension": {"grid"},
    "decide_extension": {"community", "community2"},
    "request_suspension": {"grid"},
    "decide_suspension": {"street", "county"},
    "resume": {"street", "county"},
    "terminate": {"community", "community2"},
    "assign_leader": {"street", "county"},
    "meet_milestone": {"grid"},
    "decide_reopen": {"community", "community2"},
    "ask_requester": {"community", "community2"},
    "request_assist": {"grid"},
    "whistle": {"community", "community2", "street", "street2", "county", "county2"},
    "reply_assist": {"section"},
    "rate_assist": {"grid", "community", "community2", "street", "street2", "county", "county2"},
    "urge": {"community", "community2"},
    "supervise": {"community", "community2", "street", "street2", "county", "county2"},
    "cancel_supervision": {"community", "community2", "street", "street2", "county", "county2"},
    "pass_check": {"checker"},
    "rework": {"checker"},
    "callback": {"callback"},
    "reopen": {"callback"},
}


ASKED = {
    ("processing", "decide_extension"): lambda case, worker: extending.request_extension(
        case, by=worker, at=AT, reason="weather", amount="1 WD", text="连日下雨"
    ),
    ("processing", "decide_suspension"): lambda case, worker: suspending.request_suspension(
        case, by=worker, at=AT, reason="season", text="开春补种", review_on=dt.date(2026, 4, 1)
    ),
    ("closed", "decide_reopen"): lambda case, worker: reopening.request_reopen(case, at=AT, text="又坏了"),
    ("dispatched", "terminate"): lambda case, worker: proposed(case),
    ("processing", "terminate"): lambda case, worker: proposed(case),
    ("suspended", "terminate"): lambda case, worker: proposed(case),
}


def proposed(case):
    """The holder's proposal as its row: who confirms it is asked here."""
    Deadline.objects.create(
        case=case, kind="proposal", state="pending", starts_at=AT, due_at=local("2026-03-04 10:00"), unit_id=None
    )
    holder = Post.objects.filter(unit_id=case.holder_id).first()
    Proposal.objects.create(case=case, verb="terminate", reason="object_gone", seq=2, by=holder.user, at=AT)
    return case


def with_leader(town, case, verb):
    """For the verb that meets it a milestone is open, wherever a leader can demand one."""
    if verb != "meet_milestone" or case.state not in {"dispatched", "processing"}:
        return case
    leader = town.user("street")
    steps = [{"what": "疏通", "due_on": dt.date(2026, 3, 6)}]
    return leading.assign_leader(case, by=leader, at=AT, text="两周内解决", milestones=steps)


def in_state(town, state, verb):
    """A case in the state, with what the verb's guards ask for."""
    category = None if state == "reported" else "ENV01"
    case = town.report(category, area=COMMUNITY if state == "reported" else "370211001001001")
    worker = town.user("grid")
    if state in {"processing", "suspended", "checking", "closed", "archived"}:
        case = handling.sign(case, by=worker, at=AT)
        case = handling.note(case, by=worker, at=AT, kind="visit", text="已上门查看")
    case = helped(town, case, state, verb)
    if state == "processing" and verb == "delegate":
        case = handling.escalate(case, by=worker, at=AT, reason="needs_funds", text="需要资金")
        case = handling.sign(case, by=town.user("community"), at=AT)
    if state in {"checking", "closed", "archived"}:
        case = handling.submit_result(case, by=worker, at=AT, reply="已处理")
    if state in {"closed", "archived"}:
        case = checking.pass_check(case, by=town.user("checker"), at=AT)
    if state == "dispatched" and verb == "decide_return":
        case = handling.return_order(case, by=worker, at=AT, reason="not_my_area", text="不在本网格")
    case = ASKED.get((state, verb), lambda case, worker: case)(case, worker)
    case = with_leader(town, case, verb)
    forced = {"state": state} if state in {"suspended", "archived"} else {}
    if verb == "cancel_supervision":
        forced["supervision"] = "normal"
    if forced:
        Case.objects.filter(pk=case.pk).update(**forced)
    return Case.objects.get(pk=case.pk)


def merged(town):
    case, other = town.report("ENV01"), town.report("ENV01")
    return merging.merge(case, by=town.user("community"), at=AT, into=other.number)


def helped(town, case, state, verb):
    """The section has a task, and has replied where the reply is to be rated."""
    if state in {"reported", "archived"} or verb not in {"reply_assist", "rate_assist"}:
        return case
    unit = town.unit("section")
    case = helping.whistle(case, by=town.user("street"), at=AT, unit=unit, kind="hard_issue", text="请到场")
    return case if verb == "reply_assist" else helping.reply_assist(case, by=town.user("section"), at=AT, text="已到")


def answer(town, case, name, verb):
    present = world(LATER)
    refusal = rules.may(viewer_in(present, town.user(name)), Verb(verb), casefile.read(case), present)
    return "ok" if refusal is None else refusal.code


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_grid(town, row):
    verb, name, *cells = row
    cases = {state: in_state(town, state, verb) for state in STATES}
    if verb == "unmerge":
        cases["closed"] = merged(town)
    found = {state: answer(town, case, name, verb) for state, case in cases.items()}
    assert found == {state: "wrong_state" if cell == "-" else cell for state, cell in zip(STATES, cells, strict=True)}


@pytest.mark.parametrize("verb", sorted(WHO))
def test_who_has_the_verb(town, verb):
    row = next(row for row in ROWS if row[0] == verb)
    state = STATES[row[2:].index("ok")]
    if "supervis" in verb:
        state = "dispatched"  # while reported the triage desk holds it
    case = merged(town) if verb == "unmerge" else in_state(town, state, verb)
    assert {name for name in town.users if answer(town, case, name, verb) == "ok"} == WHO[verb]


def test_the_grid_names_every_verb_of_staff():
    staff = {verb for verb, rule in RULES.items() if rule.permission is not None} - {Verb.REPORT}
    assert {row[0] for row in ROWS} == staff == set(WHO)
    assert set(STATES) == {state.value for state in State}


def test_settle_is_offered_only_where_the_category_allows_it(town):
    allowed, not_allowed = town.report("ENV01"), town.report("SAF02")
    assert answer(town, allowed, "grid", "settle") == "ok"
    assert answer(town, not_allowed, "grid", "settle") == "not_on_the_spot"


def test_what_actions_lists_is_what_may_says(town):
    case = town.report("ENV01")
    present = world(LATER)
    viewer = viewer_in(present, town.user("grid"))
    assert rules.actions(viewer, casefile.read(case), present) == [
        Verb.NOTE,
        Verb.SIGN,
        Verb.SETTLE,
        Verb.RETURN_ORDER,
        Verb.ASK_REQUESTER,
    ]


def test_the_proposer_cannot_confirm_and_a_second_person_can(town):
    case = town.report(None, area=COMMUNITY)
    triage.reject(case, by=town.user("community"), at=AT, reason="not_public_duty", reply="不属于公共事务")
    case = Case.objects.get(pk=case.pk)
    assert case.state == "reported"
    assert answer(town, case, "community", "reject") == "second_person"
    assert answer(town, case, "community2", "refer") == "other_proposal"
    case = triage.reject(
        case, by=town.user("community2"), at=LATER, reason="not_public_duty", reply="建议向业委会反映。"
    )
    assert (case.state, case.outcome) == ("closed", "rejected")
    assert not Rating.objects.exists()
