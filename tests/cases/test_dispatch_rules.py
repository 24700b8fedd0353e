"""Naming the unit of a category, and ending the rule."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import explanations
from cases.actions import dispatch_rules
from tests.town import AT, COMMUNITY, COUNTY, NEXT_GRID, local

SINCE = dt.date(2026, 1, 1)


def name_unit(town, code="MUN02", since=SINCE, unit="department"):
    return dispatch_rules.name_unit(code, town.unit(unit), since=since, by=None, at=AT)


def test_a_named_unit_gets_the_next_case_of_the_category_and_of_no_other(town):
    before = town.report("MUN02")
    name_unit(town)
    after = town.report("MUN02")
    other = town.report("MKT03")
    assert (before.holder_id, after.holder_id, other.holder_id) == (
        town.unit("370211"),
        town.unit("department"),
        town.unit("370211"),
    )
    entry = AuditEntry.objects.get(verb="name_unit")
    assert entry.data == {
        "category": "MUN02",
        "unit": town.unit("department"),
        "since": "2026-01-01",
        "until": None,
        "area": None,
        "hours": "always",
        "position": 0,
    }


def test_a_group_of_three_letters_is_named_too(town):
    name_unit(town, "PTY", unit="property")
    assert town.report("PTY04").holder_id == town.unit("property")


def test_a_rule_of_a_place_and_of_the_hours_outside_the_offices(town):
    """10:00 on a Tuesday is working time, 20:00 is not; the first community is in the rule, the second is not."""
    dispatch_rules.name_unit(
        "MUN", town.unit("department"), since=SINCE, area_code=COMMUNITY, hours="off", by=None, at=AT
    )
    night = local("2026-03-03 20:00")
    held = [
        town.report("MUN02").holder_id,
        town.report("MUN02", at=night).holder_id,
        town.report("MUN02", at=night, area=NEXT_GRID).holder_id,
    ]
    assert held == [town.unit(COUNTY), town.unit("department"), town.unit(COUNTY)]


def test_the_case_says_which_rule_decided(town):
    name_unit(town, "MUN")
    said = explanations.route_sentences(town.report("MUN02").routing)
    assert said[-1] == "The first dispatch rule that fits (MUN in 青岚县, At all times) names 县市政工程处."


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"area_code": "999"}, "unknown_area"),
        ({"hours": "at night"}, "unknown_hours"),
        ({"position": -1}, "bad_position"),
        ({"position": 10_000}, "bad_position"),
    ],
)
def test_a_rule_without_a_real_place_hour_or_order_is_refused(town, values, code):
    with pytest.raises(Refusal) as refused:
        dispatch_rules.name_unit("MUN", town.unit("department"), since=SINCE, by=None, at=AT, **values)
    assert refused.value.code == code


def test_an_ended_rule_sends_nothing_after_its_last_day(town):
    rule = name_unit(town)
    dispatch_rules.end_rule(rule, on=dt.date(2026, 3, 2), by=None, at=AT)
    assert town.report("MUN02").holder_id != town.unit("department")
    with pytest.raises(Refusal) as refused:
        dispatch_rules.end_rule(rule, on=dt.date(2026, 3, 3), by=None, at=AT)
    assert (refused.value.kind, refused.value.code) == ("conflict", "already_ended")


@pytest.mark.parametrize(
    ("code", "unit", "field", "expected"),
    [("XXX99", "department", "category_code", "unknown_category"), ("MUN02", None, "unit", "unknown_unit")],
)
def test_what_is_not_there_is_refused(town, code, unit, field, expected):
    with pytest.raises(Refusal) as refused:
        dispatch_rules.name_unit(code, town.unit(unit) if unit else 0, since=SINCE, by=None, at=AT)
    assert (refused.value.kind, refused.value.code, refused.value.field) == ("invalid", expected, field)


def test_the_same_rule_twice_and_an_end_before_its_beginning_are_refused(town):
    rule = name_unit(town)
    with pytest.raises(Refusal) as twice:
        name_unit(town)
    assert (twice.value.kind, twice.value.code) == ("conflict", "rule_exists")
    with pytest.raises(Refusal) as backwards:
        dispatch_rules.end_rule(rule, on=dt.date(2025, 12, 31), by=None, at=AT)
    assert backwards.value.code == "bad_dates"
    assert town.report("ENV02").holder_id == town.unit(COMMUNITY)
