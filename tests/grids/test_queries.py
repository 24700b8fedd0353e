"""What a place shows: its workers, its office's telephone, the party organisations that lead."""

import datetime as dt

import pytest

from accounts.models import User
from accounts.refusals import Kind, Refusal
from grids import directory
from grids.models import PartyKind, PartyOrganisation, PlaceCode, Post, Unit
from grids.queries import place_card, signs
from grids.roles import Role
from grids.versions import bump, tokens
from tests.town import BUILDING, COMMUNITY, COUNTY, GRID, NEXT_GRID, OTHER_GRID, STREET, build

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 3)


@pytest.fixture
def town():
    town = build()
    Unit.objects.filter(pk=town.unit(GRID)).update(phone="0731-88881234")
    for kind, area, secretary in [
        (PartyKind.STREET, STREET, "周书记"),
        (PartyKind.COMMUNITY, COMMUNITY, "吴书记"),
        (PartyKind.BRANCH, GRID, "郑书记"),
        (PartyKind.BUILDING_GROUP, BUILDING, "王组长"),
        (PartyKind.BRANCH, OTHER_GRID, "邻居"),
    ]:
        PartyOrganisation.objects.create(kind=kind, name=f"{area}支部", area_id=area, secretary=secretary)
    return town


def test_a_grid_shows_its_worker_its_office_and_its_branch(town):
    card = place_card(GRID, DAY)
    assert (card.area.name, card.office, card.phone) == ("红星第一网格", "红星第一网格办公室", "0731-88881234")
    assert [node.code for node in card.path] == [GRID, COMMUNITY, STREET, COUNTY]
    assert card.workers == ("测试grid",)
    assert [(led.kind, led.secretary) for led in card.party] == [
        ("branch", "郑书记"),
        ("community", "吴书记"),
        ("street", "周书记"),
    ]


def test_a_building_shows_its_group_and_the_team_of_its_grid(town):
    card = place_card(BUILDING, DAY)
    assert (card.office, card.workers) == ("红星第一网格办公室", ("测试grid",))
    assert [led.secretary for led in card.party] == ["王组长", "郑书记", "吴书记", "周书记"]
    assert card.party[0].kind == PartyKind.BUILDING_GROUP


def test_a_steward_is_shown_at_the_own_building_alone(town):
    assert place_card(BUILDING, DAY).stewards == ("测试steward",)
    assert place_card(GRID, DAY).stewards == ()


def test_a_community_shows_no_workers_of_its_grids(town):
    card = place_card(COMMUNITY, DAY)
    assert (card.office, card.workers) == ("红星社区办公室", ())


@pytest.mark.parametrize(
    ("since", "until", "shown"), [(0, None, True), (1, None, False), (-9, -1, False), (-9, 0, True)]
)
def test_only_who_holds_the_post_that_day_is_shown(town, since, until, shown):
    Post.objects.create(
        user=town.user("nobody"),
        unit_id=town.unit(NEXT_GRID),
        role=Role.GRID_WORKER,
        since=DAY + dt.timedelta(days=since),
        until=None if until is None else DAY + dt.timedelta(days=until),
    )
    bump("directory")
    assert ("测试nobody" in place_card(NEXT_GRID, DAY).workers) is shown


def test_a_closed_account_is_not_shown(town):
    User.objects.filter(username="grid").update(is_active=False)
    assert place_card(GRID, DAY).workers == ()


def test_two_posts_of_one_person_are_one_name(town):
    Post.objects.create(user=town.user("grid"), unit_id=town.unit(GRID), role=Role.GRID_WORKER, since=DAY)
    bump("directory")
    assert place_card(GRID, DAY).workers == ("测试grid",)


def test_a_place_that_is_not_there_is_not_found(town):
    with pytest.raises(Refusal) as refused:
        place_card("404", DAY)
    assert refused.value.kind == Kind.NOT_FOUND


@pytest.mark.parametrize(("code", "statements"), [(BUILDING, 3), (GRID, 3), (COMMUNITY, 2), (COUNTY, 2)])
def test_a_card_costs_three_statements_at_most(town, django_assert_num_queries, code, statements):
    present = tokens()
    place_card(code, DAY, present)
    with django_assert_num_queries(statements):
        place_card(code, DAY, present)


def hung(*codes):
    return [PlaceCode(code=code, area_id=code) for code in codes]


def test_a_sign_names_the_worker_the_office_and_the_street(town):
    Unit.objects.filter(pk=town.unit(STREET)).update(phone="0731-12345")
    building, neighbour = signs(hung(BUILDING, NEXT_GRID), DAY, directory.current())
    assert (building.workers, building.office, building.phone) == (("测试grid",), "红星第一网格办公室", "0731-88881234")
    assert (building.street, building.street_phone) == ("金牛山街道办公室", "0731-12345")
    assert [node.code for node in building.path] == [BUILDING, GRID, COMMUNITY, STREET, COUNTY]
    assert (neighbour.workers, neighbour.phone, neighbour.street_phone) == (("测试grid3",), "", "0731-12345")


def test_a_sign_follows_the_posts(town):
    Post.objects.filter(user=town.user("grid")).update(until=DAY - dt.timedelta(days=1))
    Post.objects.create(user=town.user("nobody"), unit_id=town.unit(GRID), role=Role.GRID_WORKER, since=DAY)
    bump("directory")
    assert signs(hung(BUILDING), DAY - dt.timedelta(days=1), directory.current())[0].workers == ("测试grid",)
    assert signs(hung(BUILDING), DAY, directory.current())[0].workers == ("测试nobody",)


@pytest.mark.parametrize("codes", [(GRID,), (GRID, BUILDING, NEXT_GRID)])
def test_signs_cost_two_statements_however_many(town, django_assert_num_queries, codes):
    present = directory.current()
    with django_assert_num_queries(2):
        signs(hung(*codes), DAY, present)
