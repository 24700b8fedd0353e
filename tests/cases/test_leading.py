"""A leader in charge: who may be, the milestones, the end (case process §4.3)."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases.actions import checking, handling, leading, timers
from cases.models import Case, CaseEvent, Deadline, LeaderCase, Milestone
from cases.queries import desk
from cases.queries.desk import Pile
from cases.world import viewer_in, world
from notices.models import Notice
from tests.town import AT, COMMUNITY, GRID, STREET, local

DAY = dt.date(2026, 3, 6)
STEP = {"what": "疏通排水管", "due_on": DAY}


def processing(town):
    return handling.sign(town.report("LIV01"), by=town.user("grid"), at=AT)


def assign(town, case, at=AT, by="street", milestones=(STEP,), **more):
    return leading.assign_leader(
        case, by=town.user(by), at=at, text="两周内解决。", milestones=list(milestones), **more
    )


def meet(town, case, at, by="grid"):
    milestone = Milestone.objects.get()
    return leading.meet_milestone(case, by=town.user(by), at=at, milestone=milestone.pk, text="已疏通")


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def clock():
    return Deadline.objects.get(kind="milestone")


def test_who_decides_leads_unless_another_is_named(town):
    case = assign(town, processing(town))
    found = LeaderCase.objects.get()
    assert (found.leader, found.unit_id, found.seq) == (town.user("street"), town.unit(STREET), case.event_count)
    assert case.has_leader
    assert (clock().due_at, clock().unit_id) == (local("2026-03-06 18:00"), town.unit(GRID))


def test_the_county_names_the_leader_of_the_street_and_nobody_of_another(town):
    case = processing(town)
    assert code(assign, town, case, by="county", leader=town.user("far_street").pk) == "unknown_leader"
    for name in ("community", "street2", "grid", "nobody"):
        assert code(assign, town, case, by="county", leader=town.user(name).pk) == "unknown_leader"
    assert code(assign, town, case, by="street", leader=town.user("county").pk) == "unknown_leader"
    assert code(assign, town, case, leader=10**12) == "unknown_leader"
    assert not LeaderCase.objects.exists()
    assign(town, case, by="county", leader=town.user("street").pk)
    assert LeaderCase.objects.get().leader == town.user("street")


def test_another_leader_replaces_the_one_before(town):
    case = assign(town, processing(town))
    assign(town, case, by="county", milestones=())
    first, second = LeaderCase.objects.order_by("id")
    assert (first.end, second.end, second.leader) == ("replaced", "", town.user("county"))
    assert (clock().state, clock().fire_at) == ("ended", None)


@pytest.mark.parametrize(
    ("milestones", "refusal"),
    [
        ([STEP] * 9, "too_many_milestones"),
        ([{"what": "", "due_on": DAY}], "empty"),
        ([{"what": "长" * 121, "due_on": DAY}], "bad_milestone"),
        ([{"what": "昨天", "due_on": dt.date(2026, 3, 2)}], "bad_milestone"),
        ([{"what": "十年后", "due_on": dt.date(2036, 3, 2)}], "bad_milestone"),
    ],
)
def test_milestones_that_make_no_sense_are_refused_as_a_whole(town, milestones, refusal):
    assert code(assign, town, processing(town), milestones=milestones) == refusal
    assert not LeaderCase.objects.exists()
    assert not Milestone.objects.exists()


def test_today_before_the_office_closes_is_early_enough(town):
    assign(town, processing(town), milestones=[{"what": "今天", "due_on": dt.date(2026, 3, 3)}])
    assert clock().due_at == local("2026-03-03 18:00")


def test_met_in_time_nothing_rings(town):
    case = meet(town, assign(town, processing(town)), local("2026-03-06 18:00"))
    assert (clock().state, Milestone.objects.get().met_at) == ("met", local("2026-03-06 18:00"))
    assert CaseEvent.objects.get(case=case, verb="meet_milestone").data["due_on"] == "2026-03-06"
    assert code(meet, town, case, local("2026-03-06 18:00")) == "no_milestone"


def test_passed_the_holder_is_supervised_once_and_it_may_still_be_met_late(town):
    case = assign(town, processing(town))
    Deadline.objects.filter(case=case).exclude(kind="milestone").update(fire_at=None)
    timers.run(local("2026-03-06 18:00"))
    timers.run(local("2026-03-06 18:00"))
    event = CaseEvent.objects.get(case=case, cause="milestone")
    assert (event.verb, event.data["unit"]) == ("supervise", town.unit(GRID))
    told = Notice.objects.filter(kind="milestone_passed").values_list("to_id", flat=True)
    assert set(told) == {town.unit(GRID), town.unit(STREET)}
    meet(town, case, local("2026-03-09 09:00"))
    assert clock().state == "late"


def test_a_milestone_goes_with_the_case_to_its_next_holder(town):
    case = assign(town, processing(town))
    handling.note(case, by=town.user("grid"), at=AT, kind="visit", text="已上门")
    handling.escalate(case, by=town.user("grid"), at=AT, reason="needs_funds", text="缺资金")
    assert (clock().unit_id, clock().state) == (town.unit(COMMUNITY), "pending")


def test_the_milestone_of_another_case_is_unknown(town):
    other = assign(town, processing(town))
    case = assign(town, processing(town))
    foreign = Milestone.objects.get(leadership__case=other)
    met = {"by": town.user("grid"), "at": AT, "milestone": foreign.pk}
    assert code(leading.meet_milestone, case, **met) == "unknown_milestone"


def test_closing_the_case_ends_it(town):
    case = assign(town, processing(town))
    handling.submit_result(case, by=town.user("grid"), at=AT, reply="已办结")
    case = checking.pass_check(case, by=town.user("checker"), at=AT)
    assert LeaderCase.objects.get().end == "closed"
    assert clock().state == "ended"
    assert case.has_leader


def test_the_leaders_desk_shows_what_is_led_and_what_waits_for_a_leader(town):
    led = assign(town, processing(town), milestones=())
    waiting = processing(town)
    Case.objects.filter(pk=waiting.pk).update(has_leader=True)
    LeaderCase.objects.create(case=waiting, unit_id=town.unit(STREET), seq=1, at=AT)
    present = world(AT)
    piles = {
        name: {
            group.pile: [row.number for row in group.rows]
            for group in desk.read(present, viewer_in(present, town.user(name))).groups
        }
        for name in ("street", "county", "far_street")
    }
    assert (piles["street"][Pile.LED], piles["street"][Pile.TO_LEAD]) == ([led.number], [waiting.number])
    for name in ("county", "far_street"):
        assert (piles[name][Pile.LED], piles[name][Pile.TO_LEAD]) == ([], [])
