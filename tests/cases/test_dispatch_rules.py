"""Naming the unit of a category, and ending the rule."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import explanations
from cases.actions import dispatch_rules
from cases.models import Category, DispatchRule
from cases.world import world
from grids.models import Post
from grids.versions import bump
from tests.town import AT, COMMUNITY, COUNTY, GRID, NEXT_GRID, STREET, local

SINCE = dt.date(2026, 1, 1)
TODAY, YESTERDAY = dt.date(2026, 3, 3), dt.date(2026, 3, 2)


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
        "changes": {
            "category": ["", "MUN02"],
            "area": ["", "青岚县"],
            "unit": ["", "县市政工程处"],
            "hours": ["", "always"],
            "position": ["", "0"],
            "since": ["", "2026-01-01"],
        },
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


@pytest.mark.parametrize("group", ["checking", "callback"])
def test_a_group_that_judges_gets_no_cases_by_rule(town, group):
    assert refused(name_unit, town, unit=group) == "never_holds"
    assert not DispatchRule.objects.exists()


def test_no_rule_takes_a_small_matter_out_of_the_grid(town):
    """PTY01 (cleaning) starts in the grid, PTY04 (repairs) at the community; the rule of their group sends one."""
    assert refused(name_unit, town, "PTY01", unit="property") == "stays_in_grid"
    name_unit(town, "PTY", unit="property")
    held = [town.report(code).holder_id for code in ("PTY01", "PTY04")]
    assert held == [town.unit(GRID), town.unit("property")]


def test_a_rule_may_wait_for_the_day_on_which_its_category_leaves_the_grid(town):
    old = Category.objects.get(code="PTY01")
    Category.objects.filter(pk=old.pk).update(until=dt.date(2026, 3, 31))
    old.pk, old.since, old.level = None, dt.date(2026, 4, 1), "community"
    old.save()
    bump("catalogue")
    assert refused(name_unit, town, "PTY01", since=dt.date(2026, 1, 1), unit="checking") == "never_holds"
    name_unit(town, "PTY01", unit="property")
    held = [town.report("PTY01", at=at).holder_id for at in (AT, local("2026-04-02 10:00"))]
    assert held == [town.unit(GRID), town.unit("property")]


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
        dispatch_rules.end_rule(rule, on=dt.date(2025, 12, 30), by=None, at=AT)
    assert backwards.value.code == "bad_dates"
    assert town.report("ENV02").holder_id == town.unit(COMMUNITY)


def entered(town, by="administrator", code="MUN02", since=TODAY, **more):
    """A rule that a person enters on Tuesday morning."""
    person = by and town.user(by)
    return dispatch_rules.name_unit(code, town.unit("department"), since=since, by=person, at=AT, **more)


def refused(run, *args, **values):
    with pytest.raises(Refusal) as found:
        run(*args, **values)
    return found.value.code


def test_only_an_administrator_of_the_highest_office_changes_the_list(town):
    Post.objects.create(user=town.user("street"), unit=town.units[STREET], role="administrator", since=SINCE)
    bump("directory")
    rule = entered(town)
    for name in ("street", "county", "auditor", "nobody"):
        by = town.user(name)
        assert refused(entered, town, by=name, code="MUN03") == "not_administrator"
        assert refused(dispatch_rules.end_rule, rule, on=TODAY, by=by, at=AT) == "not_administrator"
        assert refused(dispatch_rules.move_rule, rule, position=5, by=by, at=AT) == "not_administrator"
    assert list(DispatchRule.objects.values_list("category_code", "position", "until")) == [("MUN02", 0, None)]


def test_a_person_changes_what_is_to_come_and_not_the_past(town):
    by = town.user("administrator")
    assert refused(entered, town, since=YESTERDAY) == "in_the_past"
    assert refused(entered, town, until=YESTERDAY) == "bad_dates"
    rule = entered(town, until=dt.date(2026, 12, 31))
    assert refused(dispatch_rules.end_rule, rule, on=dt.date(2026, 3, 1), by=by, at=AT) == "bad_dates"
    old = name_unit(town, "ENV")
    assert refused(dispatch_rules.end_rule, old, on=dt.date(2026, 3, 1), by=by, at=AT) == "in_the_past"
    dispatch_rules.end_rule(rule, on=YESTERDAY, by=by, at=AT)  # entered by mistake: it never held
    assert town.report("MUN02").holder_id == town.unit(COUNTY)


def test_a_changed_list_is_in_force_at_once_and_its_difference_is_on_record(town):
    """The category's own rule comes first in one position, and after the group's in a later one."""
    by = town.user("administrator")
    dispatch_rules.name_unit("MUN", town.unit("section"), since=TODAY, area_code=COMMUNITY, position=7, by=by, at=AT)
    rule = entered(town, position=7)
    assert town.report("MUN02").holder_id == town.unit("department")
    dispatch_rules.move_rule(rule, position=8, by=by, at=AT)
    assert town.report("MUN02").holder_id == town.unit("section")
    dispatch_rules.end_rule(rule, on=TODAY, by=by, at=AT)
    rows = AuditEntry.objects.filter(subject_kind="dispatch_rule", subject_id=rule.pk).order_by("id")
    assert [(row.verb, row.user, row.data["changes"]) for row in rows][1:] == [
        ("move_rule", by, {"position": ["7", "8"]}),
        ("end_rule", by, {"until": ["", "2026-03-03"]}),
    ]


def test_who_saw_another_list_is_sent_back_to_look(town):
    seen, by = world(AT).catalogue.rules_mark, town.user("administrator")
    rule = entered(town, expected=seen)
    assert refused(entered, town, code="MUN03", expected=seen) == "stale"
    assert refused(dispatch_rules.end_rule, rule, on=TODAY, by=by, at=AT, expected=seen) == "stale"
    assert refused(dispatch_rules.move_rule, rule, position=3, by=by, at=AT, expected=seen) == "stale"
    seen = world(AT).catalogue.rules_mark
    dispatch_rules.move_rule(rule, position=3, by=by, at=AT, expected=seen)
    assert refused(dispatch_rules.end_rule, rule, on=TODAY, by=by, at=AT, expected=seen) == "stale"
    assert refused(dispatch_rules.move_rule, rule, position=3, by=by, at=AT) == "already_there"
    assert DispatchRule.objects.get().until is None
