"""The timeline in words: one sentence for whatever can happen to a case."""

import pytest
from django.utils import translation

from cases.queries.page import EventLine
from cases.states import Verb
from cases.story import told
from grids.levels import Level
from grids.tree import UnitNode
from tests.town import AT

UNIT = UnitNode(1, "office", "红星社区办公室", "370211001001", Level.COMMUNITY, True, True, True)
DUE = {"due_at": "2026-03-02T07:42:00+00:00"}
ROUTE = [["level_holds", {"unit": "红星社区办公室"}]]
DRAWN = "Some of the cases that are settled on the spot are drawn by chance and checked."


def line(verb, **more):
    facts = {
        "seq": 1,
        "at": AT,
        "by": "",
        "unit": None,
        "holder": UNIT,
        "from_state": "processing",
        "to_state": "processing",
        "reason": "",
        "cause": "",
        "data": {},
        "text": "",
        "text_kind": "",
        "erased": False,
    }
    return EventLine(**{"verb": Verb(verb), **facts, **more})


# verb, what the event carries, title, note
TOLD = [
    ("report", {"data": {"channel": "hotline"}}, "Reported: 12345 hotline", ""),
    (
        "dispatch",
        {"data": {"why": ROUTE}},
        "Dispatched to 红星社区办公室",
        (
            "Place and category are certain, so it was dispatched without the triage desk. "
            "So 红星社区办公室 holds the case."
        ),
    ),
    (
        "dispatch",
        {"by": "李受理", "data": {"why": ROUTE}},
        "Dispatched to 红星社区办公室",
        "So 红星社区办公室 holds the case.",
    ),
    (
        "report",
        {"data": {"channel": "web", "why": [["category_not_chosen", {}], ["waits_at_triage", {"unit": "福山街道"}]]}},
        "Reported: Web page",
        "Nobody chose a category yet. It waits at the triage desk of 福山街道.",
    ),
    ("report", {"data": {"channel": "web", "why": ROUTE}}, "Reported: Web page", ""),
    ("sign", {}, "Signed by 红星社区办公室", ""),
    ("note", {"data": {"kind": "visit"}}, "Visit", ""),
    ("note", {"data": {"kind": "internal"}}, "Internal note", "Internal: it is no attempt."),
    ("settle", {"data": {"sampled": False}}, "Settled on the spot", ""),
    ("settle", {"data": {"sampled": True}}, "Settled on the spot, drawn for a check", DRAWN),
    ("submit_result", {"data": {"outcome": "explained"}}, "Result submitted: Explained", ""),
    ("pass_check", {}, "Pass the check", ""),
    ("rework", {"reason": "not_done"}, "Send back for rework", "Reason: Not done."),
    ("return_order", {"reason": "not_my_area"}, "Return the order", "Reason: Not in the unit's area."),
    ("decide_return", {"data": {"approve": True}}, "Return approved, now with 红星社区办公室", ""),
    (
        "decide_return",
        {"data": {"approve": False, **DUE}, "cause": "decide", "reason": "no_decision"},
        "Return refused",
        (
            "Clock: “To decide”, due 2026-03-02 15:42. "
            "A return that nobody decides in time counts as refused; the case stays where it is."
        ),
    ),
    ("reassign", {"reason": "wrong_unit"}, "Reassigned to 红星社区办公室", "Reason: Sent to the wrong unit."),
    ("designate", {"reason": "leader_order"}, "Designated: 红星社区办公室", "Reason: A leader's order."),
    (
        "escalate",
        {"cause": "level", "reason": "level_expired", "data": DUE},
        "Went up to 红星社区办公室",
        "Clock: “At this level”, due 2026-03-02 15:42. A case whose time at a level has run out goes one level up.",
    ),
    ("delegate", {}, "Sent down to 红星社区办公室", ""),
    (
        "request_extension",
        {"data": {"amount": "2 WD"}, "reason": "weather"},
        "Asked for more time: 2 working days",
        "Reason: The weather does not allow the work.",
    ),
    (
        "decide_extension",
        {"data": {"approve": True, "until": "2026-03-04T02:00:00+00:00"}, "reason": "weather"},
        "More time granted: due 2026-03-04 10:00",
        "Reason: The weather does not allow the work.",
    ),
    (
        "decide_extension",
        {"data": {"approve": False, **DUE}, "cause": "decide", "reason": "no_decision"},
        "More time refused",
        (
            "Clock: “To decide”, due 2026-03-02 15:42. "
            "A request for more time that nobody decides in time counts as refused."
        ),
    ),
    (
        "request_suspension",
        {"data": {"review_on": "2026-04-01"}, "reason": "season"},
        "Asked to suspend the case until 2026-04-01",
        "Reason: The season does not allow the work.",
    ),
    ("decide_suspension", {"data": {"approve": True, "review_on": "2026-04-01"}}, "Suspended until 2026-04-01", ""),
    ("decide_suspension", {"data": {"approve": False}}, "Suspension refused", ""),
    (
        "resume",
        {"cause": "review", "reason": "review_day", "data": DUE},
        "Goes on after the suspension",
        (
            "Clock: “Suspended until”, due 2026-03-02 15:42. "
            "A suspended case goes on by itself when its day of review begins."
        ),
    ),
    (
        "terminate",
        {"data": {"step": "confirmed"}, "reason": "object_gone"},
        "Confirmed: Terminate the case",
        "Reason: What the request was about is no longer there.",
    ),
    ("assign_leader", {"data": {"leader": 7}, "by": "张"}, "A leader is in charge", ""),
    (
        "assign_leader",
        {"data": {"unit": 1}, "cause": "reopen", "reason": "reopened_twice"},
        "A leader has to take charge",
        "A case that is reopened for the second time needs a leader.",
    ),
    ("meet_milestone", {"data": {"due_on": "2026-03-06"}}, "Milestone of 2026-03-06 met", ""),
    ("request_reopen", {}, "Ask to reopen", ""),
    ("decide_reopen", {"data": {"approve": True}}, "Reopened because the requester asked", ""),
    ("decide_reopen", {"data": {"approve": False}}, "Reopening refused", ""),
    ("reject", {"data": {"step": "proposed"}}, "Proposed: Do not accept", ""),
    ("cancel", {"data": {"step": "confirmed"}, "reason": "test"}, "Confirmed: Cancel the case", "Reason: A test."),
    ("refer", {"data": {"step": "confirmed"}}, "Confirmed: Refer to another route", ""),
    ("withdraw", {"to_state": "closed"}, "Withdraw the request", ""),
    (
        "withdraw",
        {"to_state": "processing"},
        "Withdraw the request",
        "A matter of safety goes on without its requester.",
    ),
    (
        "withdraw",
        {"to_state": "closed", "data": {"goes_on": True, "others": True}},
        "Withdraw the request",
        "Others have reported it too: it goes on for them.",
    ),
    ("merge", {"data": {"master": "20260302000001"}}, "Merged into case 20260302000001", ""),
    (
        "merge",
        {"data": {"master": "20260302000001"}, "cause": "follow"},
        "Merged into case 20260302000001",
        "The requester chose to follow that case.",
    ),
    ("merge", {"data": {"merged": "20260302000002"}}, "Case 20260302000002 was merged into this one", ""),
    ("unmerge", {"data": {"master": "20260302000001"}}, "No longer merged into case 20260302000001", ""),
    ("unmerge", {"data": {"merged": "20260302000002"}}, "Case 20260302000002 is no longer merged into this one", ""),
    ("rate", {"data": {"solved": "partly", "satisfaction": "satisfied"}}, "Solved: Partly · Satisfied", ""),
    ("rate", {"data": {}}, "Rated by the requester", ""),
    (
        "callback",
        {"data": {"contacted": True, "solved": "yes", "satisfaction": "satisfied"}},
        "Called back. Solved: Yes · Satisfied",
        "",
    ),
    ("callback", {"data": {"contacted": False, "attempt": 2}}, "Called, not reached (attempt 2)", ""),
    (
        "callback",
        {"data": {"contacted": False, "attempt": 3, "unreachable": True}},
        "Called a third time: cannot be reached",
        "",
    ),
    ("callback", {"data": {}}, "Called back", ""),
    ("reopen", {"reason": "not_solved"}, "Reopen", "Reason: Not solved."),
    (
        "archive",
        {"cause": "archive"},
        "Archive",
        (
            "Clock: “To archive”. "
            "A case is archived when its time after closing has run out; from then on nothing of it changes."
        ),
    ),
    ("supervise", {"data": {"level": "red"}}, "Supervision: Red card", ""),
    (
        "supervise",
        {"data": {"level": "normal"}, "cause": "reopen", "reason": "reopened"},
        "Supervision: Supervised",
        "A case that is reopened is supervised.",
    ),
    ("cancel_supervision", {}, "Cancel the supervision", ""),
    (
        "warn",
        {"cause": "resolve", "data": {"step": 0, **DUE}},
        "Falls due soon: three quarters of the time have run",
        "Clock: “Whole case”, due 2026-03-02 15:42. The holder is warned once before the case is due.",
    ),
    (
        "warn",
        {"cause": "accept", "data": DUE},
        "Time ran out: To dispatch",
        (
            "Clock: “To dispatch”, due 2026-03-02 15:42. "
            "A report that is not dispatched in time is shown to the desk one level up as well."
        ),
    ),
    (
        "lapse",
        {"cause": "proposal", "data": DUE},
        "Proposal lapsed",
        (
            "Clock: “To confirm the proposal”, due 2026-03-02 15:42. "
            "A proposal that no second person confirms in time is void."
        ),
    ),
    ("ask_requester", {}, "Question to the requester", ""),
    ("answer", {}, "The requester has answered", ""),
    ("request_assist", {"data": {"kind": "assist"}}, "Task for another unit", ""),
    ("whistle", {"data": {"kind": "hard_issue"}}, "Whistle: hard issue", ""),
    ("reply_assist", {"data": {"done": True}}, "Helped: replied", ""),
    ("reply_assist", {"data": {"done": False, "arrived": True}}, "On the spot", ""),
    ("reply_assist", {"data": {"done": False, "arrived": False}}, "A word from the helping unit", ""),
    ("rate_assist", {"data": {"useful": True}}, "The help was useful", ""),
    ("rate_assist", {"data": {"useful": False}}, "The help was not useful", ""),
    ("urge", {"data": {"times": 2}}, "Urged for the 2. time", ""),
    (
        "lapse",
        {"cause": "question", "data": DUE},
        "The requester has not answered in time",
        (
            "Clock: “To be answered by the requester”, due 2026-03-02 15:42. "
            "Nobody waits for the answer any longer; who asked and the holder hear of it."
        ),
    ),
    (
        "supervise",
        {"data": {"level": "normal", **DUE}, "cause": "whistle"},
        "Supervision: Supervised",
        (
            "Clock: “To report to the whistle”, due 2026-03-02 15:42. "
            "A unit that does not come to the spot in time is supervised; its task stays open."
        ),
    ),
    ("note", {"data": {"kind": "visit"}, "erased": True}, "Visit", "The words have been erased."),
]


@pytest.mark.parametrize(("verb", "more", "title", "note"), TOLD)
def test_an_event_in_words(verb, more, title, note):
    with translation.override("en"):
        said = told(line(verb, **more))
    assert (said.title, " ".join(said.why)) == (title, note)


def test_every_verb_is_told():
    assert {row[0] for row in TOLD} == {verb.value for verb in Verb}


@pytest.mark.parametrize(
    ("verb", "more", "who"),
    [
        ("sign", {"by": "张网格", "unit": UNIT}, "张网格 · 红星社区办公室"),
        ("report", {}, "Requester"),
        ("rate", {}, "Requester"),
        ("answer", {}, "Requester"),
        ("urge", {}, "Requester"),
        ("urge", {"by": "李受理", "unit": UNIT}, "李受理 · 红星社区办公室"),
        ("reply_assist", {"unit": UNIT, "data": {"link": 1}}, "By a link · 红星社区办公室"),
        ("dispatch", {}, "Automatic"),
        ("report", {"data": {"channel": "alarm"}}, "Alarm device"),
        ("escalate", {"cause": "level", "data": DUE}, "Automatic"),
    ],
)
def test_who_did_it(verb, more, who):
    with translation.override("en"):
        assert told(line(verb, **more)).who == who
