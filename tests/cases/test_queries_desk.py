"""The desk: every case lies on the pile of the one who has to act next, and on no other desk."""

import datetime as dt

import pytest

from cases.actions import checking, followup, handling, helping, triage
from cases.models import Case
from cases.queries import desk
from cases.states import DeadlineKind, DeadlineState
from cases.world import viewer_in, world
from tests.town import AT, STREET, local

REPLY = "已清运干净。"
NEXT_DAY = local("2026-03-04 09:00")


def piles(town, name, at=AT):
    """The piles of a desk that have something on them."""
    present = world(at)
    read = desk.read(present, viewer_in(present, town.user(name)))
    return {group.pile.value: [row.number for row in group.rows] for group in read.groups if group.rows}


def signed(town, **more):
    case = town.report(**more)
    return handling.sign(case, by=town.user("grid"), at=case.reported_at)


def checked(town, case, outcome="resolved"):
    handling.submit_result(case, by=town.user("grid"), at=AT, reply=REPLY, outcome=outcome)
    return checking.pass_check(case, by=town.user("checker"), at=AT)


def test_desk_has_to_sign_before_due_today_and_overdue(town):
    new = town.report(at=NEXT_DAY)
    due_today = signed(town)
    overdue = signed(town, at=local("2026-03-02 09:00"))
    in_hand = signed(town, category="ORD03")
    assert piles(town, "grid", NEXT_DAY) == {
        "to_sign": [new.number],
        "due_today": [due_today.number],
        "overdue": [overdue.number],
        "in_hand": [in_hand.number],
    }
    assert piles(town, "grid2", NEXT_DAY) == {}


def test_desk_begins_with_what_is_due_first(town):
    later, sooner = town.report("ORD03"), town.report("ENV01")
    assert piles(town, "grid")["to_sign"] == [sooner.number, later.number]


def test_desk_of_the_triage_and_of_its_second_person(town):
    case = town.report(None)
    assert piles(town, "community") == piles(town, "community2") == {"to_triage": [case.number]}
    assert piles(town, "street") == {}
    triage.reject(case, by=town.user("community"), at=AT, reason="not_public_duty", reply=REPLY)
    assert piles(town, "community") == {}
    assert piles(town, "community2") == {"to_confirm": [case.number]}


def test_desk_above_triages_after_the_accept_time(town):
    case = town.report(None)
    Case.objects.filter(pk=case.pk).update(triage_also=town.unit(STREET))
    assert piles(town, "street") == {"to_triage": [case.number]}


def test_desk_of_a_return(town):
    case = town.report()
    handling.return_order(case, by=town.user("grid"), at=AT, reason="not_my_duty", text="不在职责内")
    assert piles(town, "grid") == {"waiting": [case.number]}
    assert piles(town, "community") == {"to_decide": [case.number]}
    assert piles(town, "next_community") == {}


def test_desk_of_the_checker(town):
    case = signed(town)
    handling.submit_result(case, by=town.user("grid"), at=AT, reply=REPLY)
    assert piles(town, "checker") == {"to_check": [case.number]}
    assert piles(town, "grid") == {"waiting": [case.number]}
    assert piles(town, "far_checker") == {}


def test_desk_of_the_callback_clerk(town):
    case = checked(town, signed(town))
    checked(town, signed(town, phone=""))
    assert piles(town, "callback") == {"to_call": [case.number]}
    followup.callback(case, by=town.user("callback"), at=AT, contacted=False)
    assert piles(town, "callback") == {}
    assert piles(town, "callback", NEXT_DAY) == {"to_call": [case.number]}
    followup.rate(case, at=NEXT_DAY, solved="yes", satisfaction="satisfied")
    assert piles(town, "callback", NEXT_DAY) == {}


def test_desk_counts_up_to_a_cap_and_shows_the_first(town, monkeypatch):
    monkeypatch.setattr(desk, "CAP", 3)
    monkeypatch.setattr(desk, "ROWS", 2)
    for _ in range(4):
        town.report()
    present = world(AT)
    group = desk.read(present, viewer_in(present, town.user("grid"))).groups[0]
    assert (group.pile, group.count, group.more, len(group.rows)) == ("to_sign", 3, True, 2)


def test_desk_of_the_administrator_has_a_number_and_no_case(town):
    case = signed(town)
    handling.submit_result(case, by=town.user("grid"), at=AT, reply=REPLY)
    Case.objects.filter(pk=case.pk).update(checking_unit=None)
    present = world(AT)
    seen = desk.read(present, viewer_in(present, town.user("administrator")))
    assert (seen.groups, seen.unchecked) == ([], 1)
    assert desk.read(present, viewer_in(present, town.user("street"))).unchecked is None


def test_desk_of_somebody_without_a_post_is_empty(town):
    assert piles(town, "nobody") == piles(town, "auditor") == {}


def test_desk_lapsed_proposal_waits_for_nobody(town):
    case = town.report(None)
    triage.reject(case, by=town.user("community"), at=AT, reason="not_public_duty", reply=REPLY)
    case.proposals.update(ended_at=AT, end="lapsed")
    case.deadlines.filter(kind=DeadlineKind.PROPOSAL).update(state=DeadlineState.LATE, fire_at=None)
    assert piles(town, "community2") == {"to_triage": [case.number]}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["grid", "street"])
def test_desk_takes_four_statements(town, django_assert_num_queries, name, count):
    for _ in range(count):
        signed(town)
        town.report(None, area=STREET)
    present = world(AT + dt.timedelta(minutes=5))
    viewer = viewer_in(present, town.user(name))
    with django_assert_num_queries(4):  # piles, cases, words, clocks
        assert sum(len(group.rows) for group in desk.read(present, viewer).groups) == count


def test_desk_shows_a_helper_the_clock_of_the_own_task(town):
    """The case of the longer task is due first; the pile goes by the tasks, and what was met goes by the case."""
    urgent, calm = signed(town), signed(town, category="ORD03")
    street = {"by": town.user("street"), "at": AT, "unit": town.unit("section"), "text": "请到场"}
    helping.whistle(urgent, kind="hard_issue", **street)
    helping.whistle(calm, kind="emergency", **street)
    helping.request_assist(urgent, by=town.user("grid"), at=AT, unit=town.unit("property"), text="请清运")

    def helped(name, at=AT):
        present = world(at)
        read = desk.read(present, viewer_in(present, town.user(name)))
        (group,) = (group for group in read.groups if group.pile == "to_help")
        return [(row.number, row.clock.due_at) for row in group.rows]

    assert helped("section") == [(calm.number, local("2026-03-03 10:30")), (urgent.number, local("2026-03-06 10:00"))]
    assert helped("property") == [(urgent.number, local("2026-03-03 16:00"))]
    helping.reply_assist(calm, by=town.user("section"), at=AT, arrived=True, done=False)
    assert helped("section") == [(urgent.number, local("2026-03-06 10:00")), (calm.number, local("2026-03-03 16:30"))]
