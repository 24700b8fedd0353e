"""Open cases in groups that may be one matter: by hand, in scope, in one statement."""

import datetime as dt

import pytest

from cases.actions import handling, merging, triage
from cases.models import Case
from cases.queries import duplicate_groups
from cases.queries.duplicate_groups import Member, _connect
from cases.world import viewer_in, world
from tests.town import AT, BUILDING, COMMUNITY, GRID, NEXT_GRID, OTHER_GRID

LATER = AT + dt.timedelta(minutes=30)
RUBBISH = "幸福里3号楼东侧垃圾桶满了三天没人清运，苍蝇很多"
SMELL = "3号楼东边垃圾桶已经满了，味道大，苍蝇很多"
PAPER = "三单元楼道堆满纸箱，消防通道堵了"


def found(town, name="community", at=LATER):
    present = world(at)
    return duplicate_groups.groups(present, viewer_in(present, town.user(name)))


def numbers(group):
    return {member.number for member in group.members}


def test_cases_of_one_spot_and_category_with_like_words_stand_together(town, django_assert_num_queries):
    together = [town.report(text=RUBBISH), town.report(text=SMELL, area=BUILDING), town.report(text=RUBBISH)]
    pair = [town.report(text=RUBBISH, area=OTHER_GRID) for _ in range(2)]
    town.report(text=PAPER)  # other words
    town.report("ENV05", text=RUBBISH)  # another category
    town.report(text=RUBBISH, area=NEXT_GRID)  # another community
    for _ in range(2):
        town.report("LIV02", text=RUBBISH)  # sensitive
        town.report("CIV05", text=RUBBISH, complained_unit=town.unit(GRID))
        town.report(text=PAPER, area=NEXT_GRID, at=AT - dt.timedelta(days=31))
    present = world(LATER)
    viewer = viewer_in(present, town.user("community"))
    with django_assert_num_queries(1):
        first, second = duplicate_groups.groups(present, viewer)
    assert numbers(first) == {case.number for case in together}
    assert numbers(second) == {case.number for case in pair}
    assert (first.area.code, first.category.code, first.more) == (GRID, "ENV01", 0)
    for name, sizes in (
        ("street", [3, 2]),
        ("county", [3, 2]),
        ("next_community", []),
        ("far_street", []),
        ("nobody", []),
    ):
        assert [len(group.members) for group in found(town, name)] == sizes, name
    assert [len(group.members) for group in found(town, at=LATER + dt.timedelta(days=31))] == []


def test_what_goes_on_is_due_first_and_most_severe(town):
    late, early = town.report(text=RUBBISH), town.report(text=RUBBISH, at=AT - dt.timedelta(hours=1))
    urgent = triage.dispatch(
        town.report(None, text=RUBBISH, area=COMMUNITY),
        by=town.user("community"),
        at=LATER,
        category="ENV01",
        severity="urgent",
        area_code=GRID,
    )
    (group,) = found(town)
    assert [member.number for member in group.members] == [urgent.number, early.number, late.number]
    assert all(member.can_be_merged and member.can_go_on for member in group.members)


def test_a_case_that_nobody_filed_joins_the_likeliest_of_its_community(town):
    filed = town.report(text=RUBBISH)
    town.report("ENV05", text=PAPER)
    unfiled = town.report(None, text=SMELL, area=COMMUNITY)
    town.report(None, text=RUBBISH, area=NEXT_GRID)
    (group,) = found(town)
    assert [member.number for member in group.members] == [filed.number, unfiled.number]
    assert [member.can_go_on for member in group.members] == [True, False]
    merging.merge(unfiled, by=town.user("community"), at=LATER, into=filed.number)
    assert found(town) == []


def test_a_group_in_which_nothing_can_be_merged_any_more_is_not_shown(town):
    cases = [town.report(text=RUBBISH) for _ in range(2)]
    handling.sign(cases[0], by=town.user("grid"), at=LATER)
    (group,) = found(town)
    assert [member.can_be_merged for member in group.members] == [False, True]
    handling.sign(cases[1], by=town.user("grid"), at=LATER)
    assert found(town) == []
    assert Case.objects.filter(state="processing").count() == 2


def member(number, words):
    return Member(number, GRID, 1, "dispatched", "general", AT, AT, 0, 2, words)


@pytest.mark.parametrize("order", ["abc", "acb", "cba", "bac"])
def test_groups_are_connected_in_whatever_order_they_came(order):
    """a is like b and b is like c: all three stand together, though a and c have nothing in common."""
    words = {"a": "垃圾桶满了没人清运", "b": "垃圾桶满了没人清运路灯不亮晚上看不见路", "c": "路灯不亮晚上看不见路"}
    rows, groups_of = [member(name, words[name]) for name in order], {}
    for place, row in enumerate(rows):
        _connect(groups_of, row, rows[:place])
    assert {id(group) for group in groups_of.values()} == {id(groups_of["a"])}
    assert {row.number for row in groups_of["a"]} == set("abc")
