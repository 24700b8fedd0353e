"""The dry run of a change of the dispatch rules, against results worked out by hand."""

import datetime as dt

import pytest

from cases import explanations
from cases.actions import dispatch_rules, triage
from cases.queries import dispatch_trial
from cases.world import world
from tests.town import AT, COMMUNITY, COUNTY, GRID, NEXT_GRID, OTHER_GRID, local

SINCE = dt.date(2026, 3, 10)


@pytest.fixture
def february(town):
    """14 and 28 February 2026 are Saturdays that are worked for the new year's holidays; the 7th is not."""
    for at, area, category in (
        ("2026-02-28 10:00", GRID, "MUN02"),  # a Saturday worked: goes
        ("2026-02-07 10:00", GRID, "MUN02"),  # a free Saturday: stays
        ("2026-02-03 10:00", OTHER_GRID, "MUN02"),  # a Tuesday, the same community: goes
        ("2026-02-03 10:00", NEXT_GRID, "MUN02"),  # the next community: stays
        ("2026-02-03 12:30", GRID, "MUN02"),  # at lunch: stays
        ("2026-02-28 17:59", GRID, "ENV01"),  # another group: stays
        ("2026-01-31 23:59", GRID, "MUN02"),  # January
        ("2026-03-01 00:00", GRID, "MUN02"),  # March
    ):
        town.report(category, at=local(at), area=area)
    town.report(None, at=local("2026-02-03 10:00"))  # not dispatched
    for reported, dispatched in (("2026-01-30 10:00", "2026-02-02 10:00"), ("2026-02-28 10:00", "2026-03-01 10:00")):
        waiting = town.report(None, at=local(reported))
        desk, at = town.user("community"), local(dispatched)
        triage.dispatch(waiting, by=desk, at=at, category="ENV02", area_code=COMMUNITY)  # the first in February
    return town


def entering(town, **values):
    present = world(AT)
    values = {"since": SINCE, "area_code": COMMUNITY, "hours": "working", **values}
    rule = dispatch_rules.proposed(present, values.pop("code", "MUN"), town.unit("department"), **values)
    return present, dispatch_trial.entering(present, rule)


def told(found):
    examples = [
        (row.category.code, row.area.code if row.area else "", row.old.name, row.new.name, row.count)
        for row in found.examples
    ]
    flows = [(row.old.name, row.new.name, row.count) for row in found.flows]
    return found.looked_at, found.elsewhere, flows, examples


def test_a_rule_with_a_place_and_hours_moves_the_two_cases_that_it_should(february, django_assert_num_queries):
    present, proposal = entering(february)
    with django_assert_num_queries(1):
        found = dispatch_trial.trial(present, proposal)
    assert told(found) == (
        7,
        2,
        [("青岚县办公室", "县市政工程处", 2)],
        [
            ("MUN02", GRID, "青岚县办公室", "县市政工程处", 1),
            ("MUN02", OTHER_GRID, "青岚县办公室", "县市政工程处", 1),
        ],
    )
    assert (found.since, found.until, found.cut) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28), False)
    assert explanations.route_sentences(found.why) == [
        "Place: 红星第一网格 (Grid).",
        "The category MUN02 starts at the level: County.",
        "The first dispatch rule that fits (MUN in 红星社区, In working hours) names 县市政工程处.",
    ]


@pytest.mark.parametrize(
    ("values", "elsewhere"),
    [
        ({"hours": "off"}, 2),
        ({"hours": "always"}, 4),
        ({"hours": "always", "area_code": None}, 5),
        ({"hours": "always", "area_code": OTHER_GRID}, 1),
        ({"code": "ENV"}, 1),  # ENV02; ENV01 starts in the grid and stays there
        ({"code": "MUN03"}, 0),
    ],
)
def test_each_part_of_a_rule_counts(february, values, elsewhere):
    assert dispatch_trial.trial(*entering(february, **values)).elsewhere == elsewhere


def test_the_newest_cases_are_looked_at_where_there_are_too_many(february):
    found = dispatch_trial.trial(*entering(february), most=5)
    assert (found.looked_at, found.cut, found.elsewhere) == (5, True, 1)
    found = dispatch_trial.trial(*entering(february), most=7)
    assert (found.looked_at, found.cut, found.elsewhere) == (7, False, 2)


def test_an_end_and_another_order_are_tried_too(february):
    """The group goes to the section, later the category to the department: until that one comes first."""
    rest = {"since": dt.date(2026, 1, 1), "area_code": COUNTY, "by": None, "at": AT}
    dispatch_rules.name_unit("MUN", february.unit("section"), position=5, **rest)
    dispatch_rules.name_unit("MUN02", february.unit("department"), position=6, **rest)
    present = world(AT)
    group, category = present.catalogue.rules
    moved = dispatch_trial.moving(present, dispatch_rules.moved(category, 4))
    assert told(dispatch_trial.trial(present, moved))[2] == [("金牛山城管办", "县市政工程处", 5)]
    ended = dispatch_trial.ending(present, dispatch_rules.ended(present, group, dt.date(2026, 3, 31)))
    assert ended.on == dt.date(2026, 4, 1)
    assert told(dispatch_trial.trial(present, ended))[2] == [("金牛山城管办", "县市政工程处", 5)]
    shadowed = dispatch_trial.ending(present, dispatch_rules.ended(present, category, dt.date(2026, 3, 31)))
    assert dispatch_trial.trial(present, shadowed).elsewhere == 0


def test_the_list_is_that_of_the_first_day_of_the_change(february):
    old = dispatch_rules.name_unit("MUN02", february.unit("section"), since=dt.date(2026, 1, 1), by=None, at=AT)
    dispatch_rules.end_rule(old, on=dt.date(2026, 3, 9), by=None, at=AT)
    assert dispatch_trial.trial(*entering(february, position=9)).elsewhere == 2
    assert dispatch_trial.trial(*entering(february, position=9, since=dt.date(2026, 3, 9))).elsewhere == 0


def test_a_sensitive_matter_is_counted_without_its_place(town):
    town.report("LIV03", at=local("2026-02-03 10:00"))
    present, proposal = entering(town, code="LIV", hours="always")
    found = dispatch_trial.trial(present, proposal)
    assert told(found)[3] == [("LIV03", "", "金牛山街道办公室", "县市政工程处", 1)]
    said = " ".join(explanations.route_sentences(found.why))
    assert "names 县市政工程处" in said
    assert "红星第一网格" not in said


def test_a_complaint_about_staff_still_goes_above_the_unit_complained_about(town):
    street = town.unit("370211001")
    town.report("CIV05", at=local("2026-02-03 10:00"), complained_unit=street)
    present = world(AT)
    rule = dispatch_rules.proposed(present, "CIV", town.unit("department"), since=SINCE)
    assert dispatch_trial.trial(present, dispatch_trial.entering(present, rule)).elsewhere == 0


def test_a_complaint_about_staff_is_counted_without_its_place(town):
    """The place names the office: a complaint about the community is for the street, and not for who sets rules."""
    town.report("CIV05", at=local("2026-02-03 10:00"), complained_unit=town.unit(COMMUNITY))
    found = dispatch_trial.trial(*entering(town, code="CIV05", hours="always", area_code=None))
    assert [(row.category.code, row.area) for row in found.examples] == [("CIV05", None)]
    assert "红星" not in " ".join(explanations.route_sentences(found.why))
