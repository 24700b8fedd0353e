import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.world import viewer
from grids.models import Post, Unit
from grids.roles import Role
from grids.versions import bump
from meetings.actions import duty
from meetings.models import DutyDay
from meetings.queries.duty import roster
from tests.meetings.conftest import TODAY, post_of
from tests.town import AT, COMMUNITY, COUNTY, OTHER_STREET, STREET

DAY = dt.timedelta(days=1)


def set_days(town, by="street", **changes):
    given = {
        "by": town.user(by),
        "at": AT,
        "area_code": STREET,
        "since": TODAY,
        "until": TODAY + 2 * DAY,
        "leader": post_of(town, "street", "leader"),
    }
    return duty.set_days(**given | changes)


def test_days_are_set_replaced_and_audited(town):
    set_days(town)
    head = post_of(town, "street2", "unit_head")
    set_days(town, since=TODAY + DAY, until=TODAY + DAY, leader=head)
    leader = post_of(town, "street", "leader")
    assert list(DutyDay.objects.order_by("day").values_list("day", "leader")) == [
        (TODAY, leader),
        (TODAY + DAY, head),
        (TODAY + 2 * DAY, leader),
    ]
    entry = AuditEntry.objects.order_by("-id").first()
    assert (entry.verb, entry.subject_id, entry.data["leader"]) == ("set_duty", STREET, head)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": COMMUNITY}, "unknown_area"),
        ({"area_code": "0"}, "unknown_area"),
        ({"since": TODAY - DAY}, "past"),
        ({"until": TODAY - DAY}, "bad_period"),
        ({"until": TODAY + 31 * DAY}, "bad_period"),
        ({"since": TODAY + 360 * DAY, "until": TODAY + 366 * DAY}, "bad_period"),
        ({"leader": 0}, "unknown_leader"),
    ],
)
def test_what_is_refused(town, changes, code):
    with pytest.raises(Refusal) as refused:
        set_days(town, **changes)
    assert (refused.value.code, DutyDay.objects.count()) == (code, 0)


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("community", "not_your_unit"),
        ("far_street", "not_your_unit"),
        ("grid", "not_your_verb"),
        ("checker", "not_your_verb"),
        ("section", "not_your_verb"),
        ("nobody", "not_your_verb"),
    ],
)
def test_who_may_not(town, by, code):
    with pytest.raises(Refusal) as refused:
        set_days(town, by=by)
    assert refused.value.code == code


def test_the_county_may(town):
    assert len(set_days(town, by="county")) == 3


def test_leaders_and_deputies_lead_this_street(town):
    for name, role in [("far_street", "leader"), ("county", "leader"), ("street", "clerk"), ("community", "unit_head")]:
        with pytest.raises(Refusal) as refused:
            set_days(town, leader=post_of(town, name, role))
        assert refused.value.code == "unknown_leader"
    with pytest.raises(Refusal) as refused:
        set_days(town, deputy=post_of(town, "street", "unit_head"))
    assert (refused.value.code, refused.value.field) == ("same_person", "deputy")
    with pytest.raises(Refusal) as refused:
        set_days(town, deputy=post_of(town, "far_street", "leader"))
    assert refused.value.code == "unknown_leader"


def test_gaps_are_days_without_anybody_in_the_post(town):
    second = Post.objects.create(
        user=town.user("street2"),
        unit=Unit.objects.get(pk=town.unit(STREET)),
        role=Role.LEADER,
        since=dt.date(2020, 1, 1),
    )
    bump("directory")
    set_days(town, until=TODAY + 3 * DAY, leader=second.pk, deputy=post_of(town, "street", "leader"))
    Post.objects.filter(pk=second.pk).update(until=TODAY + DAY)
    bump("directory")
    found = roster(viewer(town.user("street"), AT), STREET, TODAY)
    assert [(day.day.day, day.leader, day.deputy) for day in found.days if day.leader or day.deputy] == [
        (3, "测试street2", "测试street"),
        (4, "测试street2", "测试street"),
        (5, "", "测试street"),
        (6, "", "测试street"),
    ]
    assert len(found.days) == 31
    assert [gap.day for gap in found.gaps] == [1, 2, *range(5, 32)]


@pytest.mark.parametrize(("name", "area"), [("far_street", STREET), ("street", OTHER_STREET), ("street", COUNTY)])
def test_the_roster_of_another_street_is_not_there(town, name, area):
    with pytest.raises(Refusal) as refused:
        roster(viewer(town.user(name), AT), area, TODAY)
    assert refused.value.kind == "not_found"


def test_the_roster_costs_the_same_for_one_day_and_for_ten(town, django_assert_num_queries):
    who = viewer(town.user("street"), AT)
    for count in (1, 10):
        set_days(town, until=TODAY + (count - 1) * DAY)
        with django_assert_num_queries(1):
            roster(who, STREET, TODAY)
