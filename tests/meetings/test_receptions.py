import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.world import viewer, world
from grids.models import Post
from grids.versions import bump
from meetings.actions import duty, items, receptions
from meetings.models import Item, ReceptionSession
from meetings.queries import receptions as queries
from tests.meetings.conftest import ELEVEN, NINE, TODAY, begun, leader_day, post_of, property_day
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, FAR_COMMUNITY, GRID, NEXT_GRID, STREET, place

DAY = dt.timedelta(days=1)


def code_of(call, *args, **facts):
    with pytest.raises(Refusal) as refused:
        call(*args, **facts)
    return refused.value.code


def verbs(town, name, session):
    return [str(verb) for verb in queries.sitting(world(AT), viewer(town.user(name), AT), session).actions]


def test_the_whole_way_of_a_reception(town):
    session = leader_day(town)
    assert session.state == "planned"
    session = receptions.begin(session, by=town.user("street2"), at=AT)
    assert (session.state, session.begun_at) == ("held", AT)
    items.record_answer(session, by=town.user("street"), at=AT, text="解释了停车收费标准。")
    session = receptions.summarise(session, by=town.user("street"), at=AT, text="接待一人一事，当场答复。")
    assert (session.state, session.signed_by.username, session.signed_at) == ("summarised", "street", AT)
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "plan_reception",
        "begin_reception",
        "record_reception_item",
        "summarise_reception",
    ]


def test_on_a_sunday_too(town):
    sunday = dt.date(2026, 3, 8)
    assert leader_day(town, day=sunday).day == sunday


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "party"}, "unknown_kind"),
        ({"area_code": COMMUNITY}, "unknown_area"),
        ({"area_code": COUNTY}, "unknown_area"),
        ({"area_code": "x"}, "unknown_area"),
        ({"day": TODAY + 366 * DAY}, "bad_day"),
        ({"day": TODAY - 31 * DAY}, "bad_day"),
        ({"ends": NINE}, "bad_time"),
        ({"place": " "}, "bad_name"),
        ({"place": "\x00"}, "bad_name"),
        ({"place": "长" * 81}, "bad_name"),
        ({"leader": None}, "no_leader"),
        ({"leader": -1}, "unknown_leader"),
        ({"by": "far_street"}, "not_your_unit"),
        ({"by": "community"}, "not_your_unit"),
        ({"by": "grid"}, "not_your_verb"),
        ({"by": "property"}, "not_your_verb"),
        ({"by": "auditor"}, "not_your_verb"),
    ],
)
def test_what_cannot_be_planned(town, changes, code):
    assert code_of(leader_day, town, **changes) == code
    assert not ReceptionSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": STREET, "by": "street"}, "unknown_area"),
        ({"area_code": BUILDING}, "unknown_area"),
        ({"area_code": FAR_COMMUNITY}, "not_your_unit"),
        ({"unit": None}, "unknown_unit"),
        ({"unit": "department"}, "unknown_unit"),
    ],
)
def test_a_property_day_needs_a_company_of_the_area(town, changes, code):
    if changes.get("unit"):
        changes = {**changes, "unit": town.unit(changes["unit"])}
    assert code_of(property_day, town, **changes) == code


def test_a_company_of_another_community_is_none(town):
    changes = {"area_code": "370211001002", "by": "next_community"}
    assert code_of(property_day, town, **changes) == "unknown_unit"


def test_the_leader_comes_from_the_duty_roster(town):
    leader, deputy = post_of(town, "street", "leader"), post_of(town, "street2", "unit_head")
    facts = {"by": town.user("street"), "at": AT, "area_code": STREET, "since": TODAY, "until": TODAY}
    duty.set_days(**facts, leader=leader, deputy=deputy)
    session = leader_day(town, leader=None)
    assert (session.leader_id, session.deputy_id) == (leader, deputy)


def test_one_reception_at_a_time_in_one_place(town):
    leader_day(town)
    assert code_of(leader_day, town, ends=ELEVEN) == "already_planned"
    assert leader_day(town, begins=dt.time(14), ends=dt.time(16)).pk


def test_nothing_is_recorded_before_it_begins_or_after_its_summary(town):
    session, clerk = leader_day(town, day=TODAY + DAY), town.user("street")
    assert code_of(items.record_answer, session, by=clerk, at=AT, text="答复") == "wrong_state"
    assert code_of(receptions.begin, session, by=clerk, at=AT) == "too_early"
    assert code_of(receptions.summarise, session, by=clerk, at=AT, text="好") == "wrong_state"
    session = begun(leader_day(town), town, "street")
    receptions.summarise(session, by=clerk, at=AT, text="接待结束。")
    assert code_of(items.record_answer, session, by=clerk, at=AT, text="答复") == "wrong_state"
    assert code_of(receptions.summarise, session, by=clerk, at=AT, text="再来") == "wrong_state"
    assert code_of(receptions.begin, session, by=clerk, at=AT) == "wrong_state"
    assert code_of(receptions.call_off, session, by=clerk, at=AT) == "wrong_state"
    assert Item.objects.count() == 0


@pytest.mark.parametrize("text", ["", " \n", "\x07", "长" * 4001])
def test_a_summary_has_words(town, leaders, text):
    assert code_of(receptions.summarise, leaders, by=town.user("street"), at=AT, text=text) in {
        "empty",
        "control_characters",
        "too_long",
    }


def test_only_the_leader_or_the_deputy_signs(town):
    deputy = post_of(town, "street2", "unit_head")
    session = begun(leader_day(town, deputy=deputy), town, "street")
    for name, code in [("county", "not_the_leader"), ("community", "not_your_unit"), ("grid", "not_your_verb")]:
        assert code_of(receptions.summarise, session, by=town.user(name), at=AT, text="好") == code
    assert receptions.summarise(session, by=town.user("street2"), at=AT, text="好").state == "summarised"


def test_when_the_leader_has_left_another_leader_of_the_office_signs(town):
    session = begun(leader_day(town), town, "street")
    Post.objects.filter(pk=session.leader_id).update(until=TODAY - DAY)
    bump("directory")
    assert receptions.summarise(session, by=town.user("street2"), at=AT, text="好").signed_by.username == "street2"


def test_a_property_day_is_signed_by_the_head_of_the_office(town, company_day):
    assert code_of(receptions.summarise, company_day, by=town.user("property"), at=AT, text="好") == "not_your_verb"
    assert receptions.summarise(company_day, by=town.user("community2"), at=AT, text="好").state == "summarised"


def test_what_is_called_off_is_gone_but_for_the_trail(town):
    session = leader_day(town)
    stale = ReceptionSession.objects.get(pk=session.pk)
    receptions.call_off(session, by=town.user("street2"), at=AT)
    assert not ReceptionSession.objects.exists()
    assert AuditEntry.objects.order_by("-id").first().verb == "call_off_reception"
    assert code_of(receptions.begin, stale, by=town.user("street"), at=AT) == "wrong_state"


VERBS = {
    "street": ["begin", "call_off"],
    "street2": ["begin", "call_off"],
    "county": ["begin", "call_off"],
}
HELD = {
    "street": ["record_case", "record_answer", "instruct", "summarise"],
    "street2": ["record_case", "record_answer"],
    "county": ["record_case", "record_answer"],
}


def test_the_verbs_of_each_role(town):
    session = leader_day(town)
    for name in ("street", "street2", "county"):
        assert verbs(town, name, session) == VERBS[name]
    session = begun(session, town, "street")
    for name in ("street", "street2", "county"):
        assert verbs(town, name, session) == HELD[name]


IN_SIGHT = {
    "leader_reception": {"street", "street2", "county", "county2"},
    "property_reception": {"street", "street2", "county", "county2", "community", "community2", "property"},
}


@pytest.mark.parametrize("kind", list(IN_SIGHT))
def test_who_sees_a_reception(town, kind):
    session = leader_day(town) if kind == "leader_reception" else property_day(town)
    for name, user in town.users.items():
        who = viewer(user, AT)
        assert bool(queries.page(who).rows) == (name in IN_SIGHT[kind]), name
        if name in IN_SIGHT[kind]:
            assert queries.find(who, session.pk) == session
        else:
            assert code_of(queries.find, who, session.pk) == "not_found", name


def test_lists_and_pages_cost_the_same_for_one_and_three(town, leaders, django_assert_num_queries):
    clerk, who, present = town.user("street"), viewer(town.user("street"), AT), world(AT)
    for count in (1, 3):
        while Item.objects.count() < 2 * count:
            items.record_case(leaders, by=clerk, at=AT, text="路灯不亮。", place=place(GRID), category="ENV01")
            items.record_answer(leaders, by=clerk, at=AT, text="答复了")
        if count == 3:
            leader_day(town, day=TODAY + DAY)
            leader_day(town, day=TODAY + 2 * DAY)
        with django_assert_num_queries(2):
            assert len(queries.page(who).rows) == count
        with django_assert_num_queries(5):
            assert len(queries.sitting(present, who, leaders).lines) == 2 * count


def test_the_list_is_paged_and_hostile_cursors_are_refused(town, monkeypatch):
    monkeypatch.setattr("meetings.queries.paging.PAGE", 2)
    for days in range(3):
        leader_day(town, day=TODAY + days * DAY)
    who = viewer(town.user("street"), AT)
    first = queries.page(who)
    second = queries.page(who, first.next)
    days = [row.session.day for row in [*first.rows, *second.rows]]
    assert (days, second.next) == ([TODAY + 2 * DAY, TODAY + DAY, TODAY], "")
    for cursor in (
        "x",
        "2026-03-03",
        "2026-03-03.",
        "2026-03-03." + "9" * 400,
        "2026-03-03.٣",
        "9999-99-99.1",
        "\x00.1",
    ):
        assert code_of(queries.page, who, cursor) == "bad_cursor"


def test_a_place_of_the_neighbour_lies_outside(town, company_day):
    facts = {"by": town.user("street"), "at": AT, "text": "路灯不亮。", "category": "ENV01"}
    assert code_of(items.record_case, company_day, **facts, place=place(NEXT_GRID)) == "outside_session"
