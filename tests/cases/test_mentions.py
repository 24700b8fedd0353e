"""`@name` in an internal note: told is who may read it, and nobody else is told or even shown."""

import pytest

from accounts.models import User
from cases import casefile, mentions
from cases.actions import deciding, handling
from cases.mentions import Colleague
from cases.models import Case
from cases.queries import colleagues
from cases.scope import sees
from cases.world import viewer, world
from notices.models import Notice
from tests.town import AT, COMMUNITY, FAR_GRID, GRID, OTHER_GRID

LI, LI_TOO = Colleague(1, "李明", "甲社区"), Colleague(2, "李明", "乙街道")
LONG, WANG = Colleague(3, "李明月", "甲社区"), Colleague(4, "王 芳", "甲社区")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("请@李明看一下", {1, 2}),
        ("请@李明（乙街道）看一下", {2}),
        ("@李明月你好，@王 芳也看", {3, 4}),
        ("没有人被点名：李明", set()),
        ("a@b.cn @ @@李", set()),
        ("@@李明月", {3}),
    ],
)
def test_the_longest_name_after_the_mark_counts(text, named):
    assert mentions.found(text, [LI, LI_TOO, LONG, WANG]) == named


def test_one_case_is_seen_as_the_lists_show_it(town):
    """`sees` and `visible_to` are two ways to one answer: for everybody and every kind of case."""
    held = deciding.reassign(
        town.report("ENV01"), by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed"
    )
    cases = [held, town.report("ENV01", area=FAR_GRID), town.report("CIV05"), town.report(None, area=COMMUNITY)]
    cases += [town.report("SAF02"), town.report("ENV01", area=OTHER_GRID)]
    Case.objects.filter(pk=cases[5].pk).update(sensitive=True)
    for case in Case.objects.all():
        helpers = casefile.read(case).helper_ids
        for user in User.objects.all():
            who = viewer(user, AT)
            shown = Case.objects.visible_to(who).filter(pk=case.pk).exists()
            assert sees(who, case, helpers) == shown, (case.number, user.username)


def note(town, case, text, who="community", kind="internal"):
    return handling.note(case, by=town.user(who), at=AT, kind=kind, text=text)


def told():
    return set(Notice.objects.filter(kind="mentioned").values_list("to_kind", "to_id"))


def held_by(town, unit):
    return deciding.reassign(
        town.report("ENV01"), by=town.user("community"), at=AT, unit=town.unit(unit), reason="better_placed"
    )


@pytest.fixture
def signed(town):
    return handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)


def test_the_named_hear_of_it_once_and_not_who_names_themselves(town, signed):
    note(town, signed, "请@测试community 和@测试street 关注，@测试grid 自己记下。@测试community", who="grid")
    assert told() == {("user", town.user(name).pk) for name in ("community", "street")}
    assert Notice.objects.filter(kind="mentioned").count() == 2


@pytest.mark.parametrize("name", ["grid2", "far_street", "administrator", "nobody", "property"])
def test_who_does_not_see_the_case_hears_nothing(town, signed, name):
    note(town, signed, f"请@测试{name} 关注", who="grid")
    assert told() == set()


def test_a_company_hears_nothing_of_a_note_that_it_may_not_read(town):
    case = held_by(town, "property")
    file, present = casefile.read(case), world(AT)
    of_office = {row.name for row in colleagues.of(file, present, town.unit(GRID))}
    of_company = {row.name for row in colleagues.of(file, present, town.unit("property"))}
    assert "测试grid" in of_office
    assert of_company == {"测试property"}  # no list of the offices
    note(town, case, "请@测试grid 关注", who="property")
    assert told() == set()


def test_an_attempt_names_nobody(town, signed):
    note(town, signed, "请@测试community 关注", who="grid", kind="visit")
    assert told() == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_names_cost_one_statement(town, signed, count, django_assert_num_queries):
    file, present = casefile.read(signed), world(AT)
    with django_assert_num_queries(1):
        assert len(colleagues.of(file, present, town.unit(GRID))) > count
