"""Every automatic step names its clock and its rule, and the code writes no other."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from cases.reasons import SYSTEM_REASONS
from cases.states import DeadlineKind
from cases.story import told
from cases.story_why import RULES
from cases.words import DEADLINES
from tests.cases.test_story import DUE, line

ENOUGH = "The case is supervised as hard already, so this is only recorded."
SUPERVISED = {"level": "normal", "step": 1}
# verb, cause, what the event keeps, the rule in words
AUTOMATIC = [
    ("warn", "accept", {}, "A report that is not dispatched in time is shown to the desk one level up as well."),
    ("escalate", "sign", {}, "A critical case that nobody signs for in time goes one level up at once."),
    ("supervise", "sign", {}, "A case that nobody signs for in time is supervised."),
    ("warn", "sign", {}, ENOUGH),
    ("supervise", "respond", {}, "A case without a first contact in time is supervised."),
    ("warn", "respond", {}, ENOUGH),
    ("escalate", "level", {}, "A case whose time at a level has run out goes one level up."),
    ("warn", "resolve", {"step": 0}, "The holder is warned once before the case is due."),
    ("warn", "resolve", {"step": 1}, ENOUGH),
    ("supervise", "resolve", SUPERVISED, "A case that is overdue is supervised."),
    ("supervise", "resolve", {"level": "yellow", "step": 2}, "Working days overdue: 1. From then on: Yellow card."),
    ("supervise", "resolve", {"level": "red", "step": 6}, "Working days overdue: 5. From then on: Red card."),
    ("supervise", "resolve", {"level": "red", "step": 1}, "A critical case that is overdue gets a red card at once."),
    (
        "escalate",
        "resolve",
        {},
        "A case that is overdue goes one level up with every working day, a critical one every 15 minutes.",
    ),
    ("warn", "check", {}, "A check is never passed by time; the checkers and the level above them hear of it."),
    ("warn", "callback", {}, "Of a callback that was not made in time the level above hears as well."),
    (
        "decide_return",
        "decide",
        {},
        "A return that nobody decides in time counts as refused; the case stays where it is.",
    ),
    ("decide_extension", "decide", {}, "A request for more time that nobody decides in time counts as refused."),
    (
        "decide_suspension",
        "decide",
        {},
        "A suspension that nobody decides in time counts as refused; the case stays in hand.",
    ),
    (
        "warn",
        "decide",
        {},
        "A request to reopen is never refused by time; with each further limit one more office above hears of it.",
    ),
    ("supervise", "decide", {}, "Who owes a decision and gives none in time is supervised."),
    ("resume", "review", {}, "A suspended case goes on by itself when its day of review begins."),
    ("supervise", "assist", {}, "A unit that does not help in time is supervised; its task stays open."),
    ("supervise", "whistle", {}, "A unit that does not come to the spot in time is supervised; its task stays open."),
    ("lapse", "question", {}, "Nobody waits for the answer any longer; who asked and the holder hear of it."),
    (
        "supervise",
        "milestone",
        {},
        "A case whose milestone is not met in time is supervised, and its leader hears of it.",
    ),
    ("warn", "milestone", {}, ENOUGH),
    ("lapse", "proposal", {}, "A proposal that no second person confirms in time is void."),
    (
        "archive",
        "archive",
        {},
        "A case is archived when its time after closing has run out; from then on nothing of it changes.",
    ),
    ("supervise", "reopen", SUPERVISED, "A case that is reopened is supervised."),
    ("supervise", "reopen", {"level": "yellow"}, "A case that is reopened for the second time gets a yellow card."),
    ("assign_leader", "reopen", {}, "A case that is reopened for the second time needs a leader."),
    ("merge", "follow", {}, "The requester chose to follow that case."),
]


@pytest.mark.parametrize(("verb", "cause", "data", "rule"), AUTOMATIC)
def test_an_automatic_step_names_its_clock_and_its_rule(verb, cause, data, rule):
    with translation.override("en"):
        said = told(line(verb, cause=cause, data={**data, **DUE})).why
        clock = [f"Clock: “{DEADLINES[cause]}”, due 2026-03-02 15:42."] if cause in set(DeadlineKind) else []
    assert said == [*clock, rule]


def test_every_rule_is_held_by_a_row():
    assert {(verb, cause) for verb, cause, *_rest in AUTOMATIC} == set(RULES)


# Each function that writes a step without a person, with every (verb, cause, reason) that it can write. `press`
# supervises, or records that the case is supervised as hard already.
WRITES = {
    "timers._accept": [("warn", "accept", "")],
    "timers._sign": [("escalate", "sign", "not_signed"), ("supervise", "sign", ""), ("warn", "sign", "")],
    "timers._respond": [("supervise", "respond", ""), ("warn", "respond", "")],
    "timers._level": [("escalate", "level", "level_expired")],
    "timers._resolve": [("warn", "resolve", "")],
    "timers._overdue": [
        ("supervise", "resolve", ""),
        ("warn", "resolve", ""),
        ("escalate", "resolve", "overdue"),
    ],
    "timers._check": [("warn", "check", "")],
    "timers._callback": [("warn", "callback", "")],
    "timers._decide": [("decide_return", "decide", "no_decision"), ("supervise", "decide", "no_decision")],
    "timers._proposal": [("lapse", "proposal", "")],
    "timers._archive": [("archive", "archive", "")],
    "timers_helping.task": [("supervise", "assist", ""), ("supervise", "whistle", "")],
    "timers_helping.question": [("lapse", "question", "")],
    "extending.lapse": [("decide_extension", "decide", "no_decision"), ("supervise", "decide", "no_decision")],
    "suspending.lapse": [("decide_suspension", "decide", "no_decision"), ("supervise", "decide", "no_decision")],
    "suspending.review": [("resume", "review", "review_day")],
    "reopening.undecided": [("warn", "decide", "")],
    "reopening.press_on": [("supervise", "reopen", "reopened"), ("assign_leader", "reopen", "reopened_twice")],
    "leading.passed": [("supervise", "milestone", ""), ("warn", "milestone", "")],
    "intake._follow": [("merge", "follow", "")],
}
PASS_ON = {
    "applying.apply",
    "followup.archive",
    "handling.climb",
    "leading.want",
    "merging.join",
    "ringing.press",
    "ringing.press_decider",
    "supervision.raise_to",
    "suspending._go_on",
}
"""What those functions call with their cause."""


def automatic_functions():
    """Every function that names a cause, or calls one that takes it from the clock, and the reasons that it writes."""
    takers = {name.partition(".")[2] for name in PASS_ON}
    for path in Path("cases/actions").glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            named = any(keyword.arg == "cause" for call in calls for keyword in call.keywords)
            called = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
            if named or called & (takers & {"press", "press_decider", "want"}):
                given = [key.value for call in calls for key in call.keywords if key.arg == "reason"]
                reasons = {value.value for value in given if isinstance(value, ast.Constant)}
                yield f"{path.stem}.{function.name}", reasons


def test_every_automatic_step_of_the_code_has_its_rule():
    """A new automatic step fails here until it has a row; a row without a rule fails too."""
    found = dict(automatic_functions())
    assert set(found) == set(WRITES) | PASS_ON
    assert set().union(*found.values()) == set(SYSTEM_REASONS)
    written = {(verb, cause) for rows in WRITES.values() for verb, cause, _reason in rows}
    assert written == set(RULES)
    assert {reason for rows in WRITES.values() for *_step, reason in rows} - {""} == set(SYSTEM_REASONS)
    assert {cause for _verb, cause in written} >= set(DeadlineKind)
