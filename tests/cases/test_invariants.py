"""Random walks through the process: whatever people and clocks do, the invariants of §4.5 hold.

After every step of a walk (tests/cases/walks.py) the whole record of that case is looked at again.

Where each invariant is held (W: `look` here, after every step of the walks; `bench/mutants.py` breaks them):

 1 the clock stands only when suspended or disposed: W `clock_runs`; tests/cases/test_timers.py, test_suspending.py
 2 a due time moves with a record: W `clock_runs`; tests/cases/test_calendar.py, test_extending.py
 3 three units, and never the accused: W `units_differ`; test_the_accused_never_learn_of_it below,
   tests/cases/test_staff_conduct.py, test_followup.py
 4 one event a verb, in a chain: W `done`, `verification.problems`; test_events_are_never_changed below, test_chain.py
 5 supervision rises: W `supervision_rises`; tests/cases/test_supervision.py
 6 merged cases mirror their master: W `merged_mirrors`; tests/cases/test_merging.py, tests/races/test_verbs.py
 7 closed with a reply, unless the requester withdrew: W `closing_is_complete`
 8 within the subtree of a post, or on the own task: W `acts_where_it_stands`; tests/cases/test_transitions.py
 9 satisfied by the requester or a call on record: W `closing_is_complete`; tests/cases/test_followup.py
10 two persons: W `closing_is_complete`; tests/cases/test_two_persons.py, tests/races/test_verbs.py
11 a timer fires once: W `fires_once`; tests/races/test_verbs.py, tests/cases/test_timers.py
12 adding is walking minute by minute: tests/cases/test_worktime.py, 2004-2030
13 every door writes the same events: tests/flows/test_doors.py, test_one_case.py, tests/architecture/test_surfaces.py
"""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction

from cases import casefile, query_code, rules, verification
from cases.actions import timers
from cases.models import (
    AssistTask,
    CallRecord,
    Case,
    CaseEvent,
    Deadline,
    DeadlineChange,
    DecisionRequest,
    LeaderCase,
    Question,
    Rating,
    Text,
)
from cases.queries import progress
from cases.states import OPEN, State, Supervision, Verb
from cases.world import viewer_in, world
from grids.models import Unit
from notices.models import Notice
from tests.cases.walks import act, walk
from tests.town import AT, COMMUNITY, COUNTY, GRID, OTHER_GRID

WALKS = 6

BY_REQUESTER = {"report", "dispatch", "answer", "urge", "rate", "request_reopen", "withdraw", "reply_assist"}
BY_SYSTEM = {
    *("escalate", "supervise", "decide_return", "decide_extension", "decide_suspension", "resume"),
    *("assign_leader", "warn", "lapse", "archive"),
}


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
    merged_mirrors(case)
    acts_where_it_stands(case, events)
    for event in events:
        assert event.by_id or event.verb in (BY_SYSTEM if event.cause else BY_REQUESTER), event


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
        assert {change.why for change in changes} <= {"rework", "reopen", "extension", "suspension", "desk_fault"}
    assert len(resolve) == (case.dispatched_at is not None) + case.reopen_count


def nothing_is_forgotten(case):
    """An open request has its clock, and a clock to decide its request; a milestone that waits rings once."""
    asked = DecisionRequest.objects.filter(case=case, ended_at=None).count()
    returned = case.return_requests.filter(ended_at=None).count()
    assert Deadline.objects.filter(case=case, kind="decide", state="pending").count() == asked + returned
    led = LeaderCase.objects.filter(case=case, ended_at=None).exists()
    assert led or not Deadline.objects.filter(case=case, kind="milestone", state="pending").exists()


def merged_mirrors(case):
    """6: whoever follows reads where the other case stands; nobody stays merged into what was merged itself."""
    if case.master_id is None or case.withdrawn_at is not None:
        return
    assert case.master.master_id is None
    own, other = (progress.track(one.number, query_code.of(one.number), case.closed_at) for one in (case, case.master))
    assert (own.state, own.outcome, own.reply) == (other.state, other.outcome, other.reply)


def acts_where_it_stands(case, events):
    """8: every person acted in a post over the place, or in the unit that held the case or helped."""
    beside = {event.holder_id for event in events} | {assist.unit_id for assist in case.assists.all()}
    places = {case.area_id, *(event.data.get("from_area", case.area_id) for event in events)}
    units = Unit.objects.in_bulk({event.unit_id for event in events if event.by_id})
    for unit in units.values():
        assert unit.pk in beside or any(place.startswith(unit.area_id) for place in places), unit


def fires_once(at):
    """11: at the same instant the timers have nothing left to do."""
    before = CaseEvent.objects.count()
    assert timers.run(at) == 0
    assert CaseEvent.objects.count() == before


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
    if case.outcome == "withdrawn":
        assert [event.by_id for event in events if event.verb == "withdraw"] == [None]
        return
    assert Text.objects.filter(case=case, kind="reply").exclude(body="").exists()
    assert not LeaderCase.objects.filter(case=case, ended_at=None).exists()
    if case.outcome in TWO_PERSONS:
        verb = TWO_PERSONS[case.outcome]
        persons = [event.by_id for event in events if event.verb == verb][-2:]
        assert len(set(persons)) == 2
    for rating in Rating.objects.filter(case=case):
        rated = [event for event in events if event.verb == ("rate" if rating.call_id is None else "callback")]
        assert (rated[-1].by_id is None) is (rating.call_id is None)
        assert rating.call_id is None or CallRecord.objects.get(pk=rating.call_id).contacted


@pytest.mark.long
def test_invariants_hold_on_random_walks(town):
    reached = set()
    for seed in range(WALKS):
        for case, at, did in walk(town, seed):
            look(town, case)
            reached.add(did)
            if did is None:
                fires_once(at)
    assert len(reached) > 26, f"walks that hardly do anything prove nothing: {sorted(map(str, reached))}"


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


def test_the_accused_never_learn_of_it(town):
    """3: a walk of a complaint about staff tells and shows nothing to the office complained about, nor below it."""
    case = town.report("CIV05")
    below = {town.unit(name) for name in (COMMUNITY, GRID, OTHER_GRID, "property")}
    draw, at, times = random.Random(3), AT, Counter()
    for _step in range(15):
        case, at = Case.objects.get(pk=case.pk), at + dt.timedelta(minutes=draw.choice([1, 50, 300]))
        act(draw, town, case, at, times)
        timers.run(at)
    present, accused = world(at), ["community", "community2", "grid", "grid2", "property"]
    for name in accused:
        viewer = viewer_in(present, town.user(name))
        assert rules.actions(viewer, casefile.read(case), present) == []
        assert not Case.objects.visible_to(viewer).exists()
    assert not Notice.objects.filter(to_kind="unit", to_id__in=below).exists()
    assert not below & set(CaseEvent.objects.values_list("unit_id", flat=True))
    assert CaseEvent.objects.filter(case=case).count() > 10


def test_nobody_acts_outside_the_subtree_of_a_current_post(town):
    """8: over the whole product of the far cast and the verbs."""
    case = town.report("ENV01")
    far = ["far_grid", "far_community", "far_street", "far_checker", "next_community", "grid2", "grid3", "nobody"]
    present = world(AT)
    for name in far:
        viewer = viewer_in(present, town.user(name))
        assert rules.actions(viewer, casefile.read(case), present) == []
    assert COUNTY in case.area_id[: len(COUNTY)]
