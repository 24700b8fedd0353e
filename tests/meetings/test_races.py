"""Two people at the same moment."""

import pytest

from meetings.actions import items, receptions, screenings
from meetings.models import Item, ReceptionSession
from tests.meetings.conftest import begun, leader_day, post_of, screening
from tests.races.test_verbs import together
from tests.town import AT, GRID, build, place

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_summaries_one_is_refused():
    town = build()
    session = begun(leader_day(town, deputy=post_of(town, "street2", "unit_head")), town, "street")
    people = [town.user("street"), town.user("street2")]
    found = together(*[lambda who=who: receptions.summarise(session, by=who, at=AT, text="好").state for who in people])
    assert sorted(found) == ["summarised", "wrong_state"]


def test_four_items_at_once_get_four_numbers():
    town = build()
    session = begun(leader_day(town), town, "street")
    facts = {"by": town.user("street"), "at": AT, "text": "路灯不亮。", "place": place(GRID), "category": "ENV01"}
    together(*[lambda: items.record_case(session, **facts).item.number] * 4)
    assert list(Item.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_plans_for_one_hour_make_one_reception():
    town = build()
    found = together(*[lambda: leader_day(town).state] * 2)
    assert sorted(found) == ["already_planned", "planned"]
    assert ReceptionSession.objects.count() == 1


def test_two_reports_one_is_refused():
    town = build()
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    found = together(*[lambda: screenings.report(meeting, by=town.user("community"), at=AT).state] * 2)
    assert sorted(found) == ["reported", "wrong_state"]
