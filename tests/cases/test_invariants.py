"""Random walks through the process: whatever people and clocks do, the invariants of §4.5 hold.

Each walk is drawn from a seed: at every step somebody of the cast uses a verb that is offered, or the
clock moves on. After every step the whole record of the case is looked at again.
"""

import datetime as dt
import random
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.refusals import Refusal
from cases import casefile, rules, verification
from cases.actions import (
    asking,
    checking,
    deciding,
    extending,
    followup,
    handling,
    helping,
    leading,
    merging,
    reopening,
    supervision,
    suspending,
    timers,
    triage,
    urging,
)
from cases.models import (
    AssistTask,
    CallRecord,
    Case,
    CaseEvent,
    Deadline,
    DeadlineChange,
    DecisionRequest,
    LeaderCase,
    Milestone,
    Question,
    Rating,
    Text,
)
from cases.reasons import REASONS
from cases.states import OPEN, State, Supervision, Verb
from cases.world import viewer_in, world
from tests.town import AT, COMMUNITY, COUNTY, GRID, NEXT_GRID, OTHER_GRID, STREET

STEPS = 30
CATEGORIES = ["ENV01", "SAF02", "ENV08", "LIV02", "PTY01", "POL02", None]


def promised(at):
    """A step for the day after tomorrow."""
    return {"what": "完成", "due_on": at.date() + dt.timedelta(days=2)}


def milestone(draw):
    """Any of the milestones there are, or none."""
    return draw.choice([*Milestone.objects.values_list("pk", flat=True), 0])


def arguments(draw, town, verb, at):
    """Input that a person could give to the verb, right or wrong."""
    reason = draw.choice(list(REASONS.get(verb, {"": ""})))
    unit = town.unit(draw.choice([GRID, OTHER_GRID, NEXT_GRID, COMMUNITY, STREET, "property", "section", "department"]))
    return {
        Verb.DISPATCH: {"category": draw.choice(["ENV01", "SAF02", "POL02"]), "area_code": draw.choice([GRID, None])},
        Verb.REJECT: {"reason": reason, "reply": "说明理由"},
        Verb.REFER: {"reason": reason, "reply": "请走法定途径"},
        Verb.CANCEL: {"reason": reason, "text": "误报"},
        Verb.MERGE: {"into": draw.choice(list(Case.objects.values_list("number", flat=True)))},
        Verb.UNMERGE: {"text": "不是一回事"},
        Verb.NOTE: {"kind": draw.choice(["visit", "phone", "internal"]), "text": "记录"},
        Verb.SIGN: {},
        Verb.SETTLE: {"reply": "当场处理"},
        Verb.SUBMIT_RESULT: {"reply": "已处理", "outcome": draw.choice(["resolved", "explained"])},
        Verb.RETURN_ORDER: {"reason": reason, "text": "不属于本单位"},
        Verb.ESCALATE: {"reason": reason, "text": "请上级处理"},
        Verb.DELEGATE: {"reason": reason, "text": "指导意见"},
        Verb.DECIDE_RETURN: {"approve": draw.choice([True, False]), "unit": unit},
        Verb.REASSIGN: {"reason": reason, "unit": unit},
        Verb.DESIGNATE: {"reason": reason, "unit": unit},
        Verb.SUPERVISE: {"level": draw.choice(["normal", "yellow", "red"]), "text": "督办"},
        Verb.CANCEL_SUPERVISION: {"text": "已整改"},
        Verb.REQUEST_EXTENSION: {"reason": reason, "amount": draw.choice(["1 WD", "4 WH", "3 CD"]), "text": "延期"},
        Verb.DECIDE_EXTENSION: {"approve": draw.choice([True, False])},
        Verb.REQUEST_SUSPENSION: {"reason": reason, "text": "挂账", "review_on": at.date() + dt.timedelta(days=2)},
        Verb.DECIDE_SUSPENSION: {"approve": True},
        Verb.RESUME: {},
        Verb.TERMINATE: {"reason": reason, "reply": "依法终止"},
        Verb.ASSIGN_LEADER: {
            "text": "方案",
            "milestones": [{"what": "完成", "due_on": at.date() + dt.timedelta(days=2)}],
        },
        Verb.MEET_MILESTONE: {"milestone": milestone(draw)},
        Verb.DECIDE_REOPEN: {"approve": draw.choice([True, False]), "text": "决定"},
        Verb.PASS_CHECK: {"text": ""},
        Verb.REWORK: {"reason": reason, "text": "未完成"},
        Verb.CALLBACK: {"contacted": draw.choice([True, False]), "solved": "yes", "satisfaction": "satisfied"},
        Verb.REOPEN: {"reason": reason, "text": "复发"},
        Verb.ASK_REQUESTER: {"text": "具体在几楼？"},
        Verb.REQUEST_ASSIST: {"unit": unit, "text": "请协助清运", "limit": draw.choice(["", "1 WH", "5 WD"])},
        Verb.WHISTLE: {"unit": unit, "kind": draw.choice(["emergency", "hard_issue"]), "text": "请到场"},
        Verb.REPLY_ASSIST: {
            "text": "已到场",
            "done": draw.choice([True, False]),
            "arrived": draw.choice([True, False]),
        },
        Verb.RATE_ASSIST: {"useful": draw.choice([True, False])},
        Verb.URGE: {"text": ""},
    }[verb]


MODULES = (
    *(handling, triage, deciding, checking, supervision, followup, extending, suspending, leading, reopening, merging),
    asking,
    helping,
    urging,
)
ACTIONS = {verb: getattr(module, verb) for verb in Verb for module in MODULES if hasattr(module, verb)}


def offers(town, case, at):
    present = world(at)
    file = casefile.read(case)
    return [
        (name, verb)
        for name, user in town.users.items()
        for verb in rules.actions(viewer_in(present, user), file, present)
    ]


def walk(town, seed):
    draw, at = random.Random(seed), AT
    category, area = draw.choice(CATEGORIES), draw.choice([GRID, OTHER_GRID])
    town.report(category, area=area)  # into which the other one may be merged
    case = town.report(category, area=area)
    for _step in range(STEPS):
        case = Case.objects.get(pk=case.pk)
        at += dt.timedelta(minutes=draw.choice([1, 7, 50, 300, 1500]))
        before = case.event_count
        found = offers(town, case, at)
        if case.state == State.CLOSED and draw.random() < 0.3:
            with suppress(Refusal):
                reopening.request_reopen(case, at=at, text="没有解决")
            yield case, at
            continue
        if not found or draw.random() < 0.25:
            timers.run(at)
            yield case, at
            continue
        name, verb = draw.choice(found)
        try:
            ACTIONS[verb](case, by=town.user(name), at=at, **arguments(draw, town, verb, at))
        except Refusal:
            assert Case.objects.get(pk=case.pk).event_count == before
        else:
            mine = CaseEvent.objects.filter(case=case, seq__gt=before, verb=verb, by=town.user(name))
            assert mine.count() == 1
        yield case, at


BY_NOBODY = {"report", "dispatch", "request_reopen"}


def look(town, case):
    case = Case.objects.get(pk=case.pk)
    events = list(CaseEvent.objects.filter(case=case).order_by("seq"))
    assert list(verification.problems(iter([case]))) == []
    clock_runs(case)
    supervision_rises(events)
    units_differ(town, case, events)
    closing_is_complete(case, events)
    nothing_is_forgotten(case)
    no_helper_is_forgotten(case)
    assert all(event.by_id is not None or event.cause or event.verb in BY_NOBODY for event in events)


def clock_runs(case):
    """1 and 2: the whole-case clock runs while dispatched or processing, and moves only with a record."""
    resolve = list(Deadline.objects.filter(case=case, kind="resolve").order_by("id"))
    if case.state in {State.DISPATCHED, State.PROCESSING}:
        assert resolve[-1].state == "pending"
        assert resolve[-1].due_at == case.due_at
    if case.state == State.SUSPENDED:
        assert (resolve[-1].state, resolve[-1].fire_at) == ("stopped", None)
        assert Deadline.objects.filter(case=case, kind="review", state="pending").count() == 1
    if case.state == State.CHECKING:
        assert (resolve[-1].state, resolve[-1].stopped_at) == ("stopped", case.disposed_at)
    for deadline in resolve:
        changes = list(DeadlineChange.objects.filter(deadline=deadline).order_by("id"))
        if changes:
            assert changes[-1].new_due_at == deadline.due_at
        assert {change.why for change in changes} <= {"rework", "reopen", "extension", "suspension"}
    assert len(resolve) == (case.dispatched_at is not None) + case.reopen_count


def nothing_is_forgotten(case):
    """An open request has its clock, and a clock to decide its request; a milestone that waits rings once."""
    asked = DecisionRequest.objects.filter(case=case, ended_at=None).count()
    returned = case.return_requests.filter(ended_at=None).count()
    assert Deadline.objects.filter(case=case, kind="decide", state="pending").count() == asked + returned
    led = LeaderCase.objects.filter(case=case, ended_at=None).exists()
    assert led or not Deadline.objects.filter(case=case, kind="milestone", state="pending").exists()


def supervision_rises(events):
    """5: only upwards until somebody cancels it."""
    level = Supervision.NONE
    for event in events:
        if event.verb == Verb.SUPERVISE:
            assert Supervision(event.data["level"]).rank >= level.rank
            level = Supervision(event.data["level"])
        if event.verb == Verb.CANCEL_SUPERVISION:
            level = Supervision.NONE


def units_differ(town, case, events):
    """3: who handles does not check, who checks does not call back."""
    for event in events:
        if event.verb in {Verb.PASS_CHECK, Verb.REWORK}:
            assert event.unit_id != event.holder_id
    if case.checking_unit_id:
        assert case.checking_unit_id not in {case.holder_id, case.callback_unit_id}
    if case.callback_unit_id:
        assert case.callback_unit_id != case.holder_id


def no_helper_is_forgotten(case):
    """Every open task and question has an open case, and a live clock until its unit has come."""
    open_tasks = list(AssistTask.objects.filter(case=case, ended_at=None))
    question = Question.objects.filter(case=case, ended_at=None).first()
    live = Deadline.objects.filter(case=case, state="pending", item__isnull=False)
    waits = {task.pk for task in open_tasks if task.kind == "assist" or task.arrived_at is None}
    assert set(live.filter(kind__in=["assist", "whistle"]).values_list("item", flat=True)) == waits
    assert list(live.filter(kind="question").values_list("item", flat=True)) == ([question.pk] if question else [])
    assert case.state in {State.DISPATCHED, State.PROCESSING, State.SUSPENDED} or not open_tasks
    assert case.state in OPEN or question is None
    assert case.holder_id not in {task.unit_id for task in open_tasks}


TWO_PERSONS = {"rejected": "reject", "referred": "refer", "cancelled": "cancel", "terminated": "terminate"}


def closing_is_complete(case, events):
    """7, 9, 10: a reply, a rating only with a call or from the requester, two persons."""
    if case.state in OPEN:
        return
    if case.outcome == "merged":
        assert case.master.merged_count > 0
        return
    assert Text.objects.filter(case=case, kind="reply").exclude(body="").exists()
    assert not LeaderCase.objects.filter(case=case, ended_at=None).exists()
    if case.outcome in TWO_PERSONS:
        verb = TWO_PERSONS[case.outcome]
        persons = [event.by_id for event in events if event.verb == verb][-2:]
        assert len(set(persons)) == 2
    for rating in Rating.objects.filter(case=case):
        assert rating.call is not None
        assert CallRecord.objects.get(pk=rating.call_id).contacted


@pytest.mark.parametrize("seed", range(8))
def test_invariants_hold_on_a_random_walk(town, seed):
    steps = 0
    for case, _at in walk(town, seed):
        look(town, case)
        steps += 1
    assert steps == STEPS


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_caseevent SET reason = 'x'",
        "DELETE FROM cases_caseevent",
        "UPDATE cases_caseevent SET hash = hash WHERE seq = 1",
    ],
)
def test_events_are_never_changed_at_the_database(town, statement):
    town.report("ENV01")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_changed_text_a_changed_head_and_a_lost_event_are_found(town):
    case = town.report("ENV01")
    Text.objects.filter(case=case).update(body="改过的话")
    assert [line.split(": ")[1] for line in verification.problems()] == ["its text was changed"]
    Text.objects.filter(case=case).update(body="", search=None, salt=b"", erased_at=AT)
    assert list(verification.problems()) == []
    Case.objects.filter(pk=case.pk).update(event_count=1)
    assert [line.split(": ")[1] for line in verification.problems()] == [
        "the head on the case is not the head of the chain"
    ]


def test_nobody_acts_outside_the_subtree_of_a_current_post(town):
    """8: over the whole product of the far cast and the verbs."""
    case = town.report("ENV01")
    far = ["far_grid", "far_community", "far_street", "far_checker", "next_community", "grid2", "grid3", "nobody"]
    present = world(AT)
    for name in far:
        viewer = viewer_in(present, town.user(name))
        assert rules.actions(viewer, casefile.read(case), present) == []
    assert COUNTY in case.area_id[: len(COUNTY)]
