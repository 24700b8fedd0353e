import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases.world import world
from meetings.actions import items, receptions
from meetings.queries import public
from tests.meetings.conftest import TODAY, begun, leader_day, property_day
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, FAR_GRID, GRID, NEXT_GRID, STREET, local, place

DAY = dt.timedelta(days=1)


def kinds(area, at=AT):
    return [row.kind for row in public.coming(world(at), area)]


def test_who_receives_when_and_where(town):
    leader_day(town)
    row = public.coming(world(AT), GRID)[0]
    assert (row.kind, row.area, row.who, row.day, row.begins, row.ends, row.place) == (
        "leader_reception",
        "金牛山街道",
        "测试street",
        TODAY,
        dt.time(9),
        dt.time(11),
        "街道信访接待室",
    )


def test_a_place_sees_what_is_held_for_it(town):
    property_day(town)
    leader_day(town, day=TODAY + DAY)
    for area in (BUILDING, GRID, COMMUNITY, STREET, COUNTY, ""):
        assert kinds(area) == ["property_reception", "leader_reception"]
    assert kinds(NEXT_GRID) == ["leader_reception"]
    assert kinds(FAR_GRID) == []


def test_what_is_over_or_called_off_is_not_announced(town):
    leader_day(town)
    late = leader_day(town, day=TODAY + DAY)
    assert kinds(GRID, local("2026-03-03 10:59")) == ["leader_reception"] * 2
    assert kinds(GRID, local("2026-03-03 11:00")) == ["leader_reception"]
    receptions.call_off(late, by=town.user("street"), at=AT)
    assert kinds(GRID, local("2026-03-03 11:00")) == []


def test_the_board_shows_numbers_and_nothing_else(town):
    session = begun(property_day(town), town, "community")
    facts = {"by": town.user("community"), "at": AT}
    items.record_case(session, **facts, text="电梯坏了。", place=place(GRID), category="PTY04")
    items.record_answer(session, **facts, text="答复")
    board = public.board(world(AT), session.pk)
    assert (board.session.who, board.counts.items, board.counts.settled) == ("安居物业", 2, 1)
    assert [row.counts for row in public.boards(world(AT))] == [board.counts]


def test_no_board_before_it_begins_and_none_after_90_days(town):
    session = property_day(town)
    for at, begins in [(AT, False), (AT + 91 * DAY, True)]:
        if begins:
            begun(session, town, "community")
        with pytest.raises(Refusal) as refused:
            public.board(world(at), session.pk)
        assert refused.value.kind == "not_found"
        assert public.boards(world(at)) == []


def test_the_public_lists_cost_the_same_for_one_and_three(town, django_assert_num_queries):
    present = world(AT)
    for count in (1, 3):
        for days in range(count):
            if count == 1 or days:
                begun(leader_day(town, day=TODAY - days * DAY, begins=dt.time(7 + count)), town, "street")
        for days in range(count):
            if count == 1 or days:
                leader_day(town, day=TODAY + (days + 1) * DAY)
        with django_assert_num_queries(2):
            assert len(public.boards(present)) == count
        with django_assert_num_queries(1):
            assert len(public.coming(present, GRID)) == count + 1
