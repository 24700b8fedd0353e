"""What needs no post, by hand: what a requester, a link and a timer do in every state.

`x`: accepted; `.`: refused. The verbs of staff are in test_transitions.py.
"""

import copy
import datetime as dt

from accounts.models import User
from accounts.refusals import Refusal
from cases import rules
from cases.actions import asking, checking, followup, handling, links, reopening, urging
from cases.actions.applying import Draft
from cases.actions.helping import Reply
from cases.casefile import CaseFile
from cases.ledger import Ledger
from cases.models import AccessLink, Assist, AssistTask, Case, Question
from cases.states import Verb
from cases.world import world
from tests.town import AT, COMMUNITY, GRID, local

LATER = local("2026-03-03 11:00")
STATES = ["reported", "dispatched", "processing", "suspended", "checking", "closed", "archived"]

# What the requester does, with the query code or by a link; nobody of the staff has these.
REQUESTER = """
answer          x x x x x . .
urge            x x x x x . .
withdraw        x x x x x . .
rate            . . . . . x .
request_reopen  . . . . . x .
link:question   x x x x x . .
link:rating     . . . . . x .
link:task       . x x x . . .
"""
ASKS = {
    "answer": lambda case: asking.answer(case, at=LATER, text="三楼"),
    "urge": lambda case: urging.urge(case, at=LATER),
    "withdraw": lambda case: followup.withdraw(case, at=LATER),
    "rate": lambda case: followup.rate(case, at=LATER, solved="yes", satisfaction="satisfied"),
    "request_reopen": lambda case: reopening.request_reopen(case, at=LATER, text="又坏了"),
    "link:question": lambda case: links.answer(token(case, "question"), at=LATER, text="三楼"),
    "link:rating": lambda case: links.rate(token(case, "rating"), at=LATER, solved="yes", satisfaction="satisfied"),
    "link:task": lambda case: links.reply(token(case, "task"), at=LATER, answer=Reply("已清运")),
}


def token(case, kind):
    """A link that was made while it could be; for a task that has no end yet."""
    item, user = Question.objects.filter(case=case).values_list("pk", flat=True).first(), User.objects.first()
    if kind == "task":
        unit = {"case": case, "unit_id": case.holder_id}
        Assist.objects.create(**unit, since=AT, why="whistle")
        given = {"kind": "hard_issue", "asked_by_unit_id": case.holder_id, "at": AT, "seq": 1, "due_at": LATER}
        item = AssistTask.objects.create(**unit, **given, by=user).pk
    made = {"made_by": user, "at": AT, "expires_at": LATER + dt.timedelta(days=9)}
    AccessLink.objects.create(digest=links.digest_of(case.number), kind=kind, case=case, item=item, **made)
    return case.number


def brought_to(town, state):
    """A case with an open question, brought to a state by people; suspended and archived are set by hand."""
    category, area, asker = (None, COMMUNITY, "community") if state == "reported" else ("ENV01", GRID, "grid")
    case, worker = town.report(category, area=area), town.user("grid")
    case = asking.ask_requester(case, by=town.user(asker), at=AT, text="几楼？")
    if state not in {"reported", "dispatched"}:
        case = handling.sign(case, by=worker, at=AT)
    if state in {"checking", "closed", "archived"}:
        case = handling.submit_result(case, by=worker, at=AT, reply="已处理")
    if state in {"closed", "archived"}:
        case = checking.pass_check(case, by=town.user("checker"), at=AT)
    if state in {"suspended", "archived"}:
        Case.objects.filter(pk=case.pk).update(state=state)
    return Case.objects.get(pk=case.pk)


def said(call):
    try:
        call()
    except Refusal as refusal:
        return refusal.code
    return "ok"


def test_the_requester_in_every_state(town):
    rows = {line.split()[0]: line.split()[1:] for line in REQUESTER.strip().splitlines()}
    assert set(rows) == set(ASKS)
    for verb, cells in rows.items():
        found = [said(lambda verb=verb, state=state: ASKS[verb](brought_to(town, state))) for state in STATES]
        refused = "link_over" if verb == "link:task" else "wrong_state"
        assert found == ["ok" if cell == "x" else refused for cell in cells], verb


# Every state from which anybody or anything may record a verb at all: people, timers, and in the chains of merged
# cases (case process §4.3 and §4.4). What is no cell here cannot be written, whichever code tries.
RECORDED = """
report              . . . . . . .
dispatch            x . . . . . .
reject              x . . . . . .
refer               x . . . . . .
note                . x x x x . .
sign                . x . . . . .
settle              . x x . . . .
submit_result       . . x . . . .
pass_check          . . . . x . .
rework              . . . . x . .
return_order        . x . . . . .
decide_return       . x . . . . .
reassign            . x x . . . .
designate           . x x . . . .
escalate            . x x . . . .
delegate            . . x . . . .
cancel              x x x x x . .
terminate           . x x x . . .
merge               x x x x x . .
unmerge             x x x x x x .
ask_requester       x x x x . . .
answer              x x x x x . .
request_extension   . . x . . . .
decide_extension    . . x . . . .
request_suspension  . . x . . . .
decide_suspension   . . x . . . .
resume              . . . x . . .
request_assist      . . x . . . .
whistle             . x x . . . .
reply_assist        . x x x . . .
rate_assist         . x x x x x .
assign_leader       . x x x x . .
meet_milestone      . x x x . . .
urge                x x x x x . .
withdraw            x x x x x x .
rate                . . . . . x .
callback            . . . . . x .
reopen              . . . . . x .
request_reopen      . . . . . x .
decide_reopen       . . . . . x .
archive             . . . . . x .
supervise           x x x x x . .
cancel_supervision  x x x x x x .
warn                x x x x x x .
lapse               x x x x x . .
"""


def test_what_can_be_recorded_in_every_state(town):
    rows = {line.split()[0]: line.split()[1:] for line in RECORDED.strip().splitlines()}
    assert set(rows) == set(Verb)
    case, present = town.report("ENV01"), world(LATER)
    for verb, cells in rows.items():
        found = []
        for state in STATES:
            file = CaseFile(copy.copy(case))
            file.case.state = state
            try:
                Draft(present, file, Ledger(present)).apply(Verb(verb))
            except RuntimeError:
                found.append(".")
            else:
                found.append("x")
        assert found == cells, verb


def test_the_tables_name_every_verb_that_is_not_the_staffs():
    asked = {line.split()[0] for line in REQUESTER.strip().splitlines() if ":" not in line}
    assert set(Verb) - set(rules.STAFF_VERBS) == asked - {"urge"} | {"report", "archive", "warn", "lapse"}
