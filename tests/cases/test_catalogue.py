"""The catalogue: which version is in force, who a category goes to, and the shipped 102."""

import datetime as dt
import re
from importlib import import_module

import pytest
from django.apps import apps

from cases import catalogue
from cases.actions import reference
from cases.catalogue import Catalogue, Rule
from cases.models import Category, DispatchRule
from cases.worktime import Limit
from grids import versions
from grids.models import Area, Unit


def day(text):
    return dt.date.fromisoformat(text)


def category(pk, code, since="2000-01-01", until=None):
    return Category(id=pk, code=code, group=code[:3], since=day(since), until=day(until) if until else None)


def rule(code, area_code, unit_id, since="2000-01-01", until=None):
    return Rule(code, area_code, unit_id, day(since), day(until) if until else None)


VERSIONS = Catalogue(
    [
        category(3, "ENV02", since="2030-01-01"),
        category(2, "ENV01", since="2025-06-01"),
        category(1, "ENV01", until="2025-05-31"),
        category(4, "MUN01", until="2025-05-31"),
    ],
    [],
)


@pytest.mark.parametrize(
    ("code", "on", "pk", "ended"),
    [
        ("ENV01", "1999-12-31", None, False),
        ("ENV01", "2000-01-01", 1, False),
        ("ENV01", "2025-05-31", 1, False),
        ("ENV01", "2025-06-01", 2, False),
        ("ENV02", "2029-12-31", None, False),
        ("MUN01", "2025-05-31", 4, False),
        ("MUN01", "2025-06-01", None, True),
        ("XXX99", "2025-06-01", None, False),
    ],
)
def test_the_version_in_force(code, on, pk, ended):
    found = VERSIONS.in_force(code, day(on))
    assert (found.pk if found else None, VERSIONS.ended(code, day(on))) == (pk, ended)


def test_all_in_force_by_code():
    assert [row.pk for row in VERSIONS.all_in_force(day("2025-05-31"))] == [1, 4]
    assert [row.pk for row in VERSIONS.all_in_force(day("2030-01-01"))] == [2, 3]


def test_an_old_version_is_still_found_by_its_id():
    assert VERSIONS.by_id(4).code == "MUN01"
    for missing in (99, None):
        with pytest.raises(KeyError):
            VERSIONS.by_id(missing)


RULES = Catalogue(
    [],
    [
        rule("ENV", "4301", 10),
        rule("ENV", "430102", 11),
        rule("ENV01", "43", 12),
        rule("ENV01", "4302", 13, until="2025-05-31"),
        rule("MUN", "4301", 15),
        rule("MUN", "4301", 14),
    ],
)


@pytest.mark.parametrize(
    ("code", "area_code", "on", "unit_id"),
    [
        ("ENV02", "430101", "2025-01-01", 10),
        ("ENV02", "430102001", "2025-01-01", 11),  # the deepest area
        ("ENV02", "4302", "2025-01-01", None),
        ("ENV01", "430102001", "2025-01-01", 12),  # the category beats its group, however wide its area
        ("ENV01", "430201", "2025-05-31", 13),
        ("ENV01", "430201", "2025-06-01", 12),  # the rule has ended
        ("MUN01", "430101", "2025-01-01", 14),  # two alike: the older unit
        ("TRF01", "430101", "2025-01-01", None),
    ],
)
def test_the_unit_of_a_category(code, area_code, on, unit_id):
    rule = RULES.rule_for(category(1, code), area_code, day(on), working=True)
    assert (rule.unit_id if rule else None) == unit_id


ORDERED = [
    Rule("ENV", "43", 1, day("2020-01-01"), None, position=9),
    Rule("ENV03", "4301", 2, day("2020-01-01"), None, position=5),
    Rule("ENV", "4301", 3, day("2020-01-01"), None, position=1, hours="off"),
    Rule("ENV", "4302", 4, day("2020-01-01"), None, position=2),
    Rule("ENV", "4302", 5, day("2020-01-01"), None, position=2, hours="working"),
]


@pytest.mark.parametrize(
    ("code", "area_code", "working", "unit_id"),
    [
        ("ENV03", "430101", True, 2),
        ("ENV03", "430101", False, 3),
        ("ENV04", "430101", True, 1),
        ("ENV04", "4303", False, 1),
        ("ENV04", "4302", True, 5),
        ("ENV04", "4302", False, 4),
        ("MUN01", "4301", True, None),
    ],
)
def test_rules_are_asked_in_their_order_and_the_first_that_fits_decides(code, area_code, working, unit_id):
    rule = Catalogue([], ORDERED).rule_for(category(1, code), area_code, day("2026-03-03"), working=working)
    assert (rule.unit_id if rule else None) == unit_id


GROUPS = {
    "ENV": 9, "MUN": 8, "UTL": 7, "SAF": 9, "BLD": 8, "PTY": 9, "DIS": 9,
    "ORD": 6, "TRF": 6, "POL": 7, "LIV": 9, "MKT": 6, "CIV": 9,
}  # fmt: skip


@pytest.mark.django_db
def test_the_migration_loads_all_categories():
    rows = list(Category.objects.all())
    assert {group: sum(row.group == group for row in rows) for group in {row.group for row in rows}} == GROUPS
    assert {row.code for row in rows} == {
        f"{group}{n:02}" for group, count in GROUPS.items() for n in range(1, count + 1)
    }
    assert {(row.since, row.until) for row in rows} == {(dt.date(2000, 1, 1), None)}
    for row in rows:
        row.full_clean()
        assert Limit.parse(row.respond_limit).minutes > 0
        assert Limit.parse(row.resolve_limit).minutes > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "name", "level", "severity", "respond", "resolve", "on_the_spot", "publish", "personal_data"),
    [
        ("ENV01", "暴露垃圾", "grid", "general", "2 WH", "1 WD", True, True, "none"),
        ("UTL03", "燃气异味泄漏", "county", "critical", "15 min", "24 CH", False, True, "none"),
        ("DIS02", "婚姻家庭", "community", "important", "1 WD", "30 CD", False, False, "sensitive"),
        ("CIV06", "信访转办", "street", "important", "15 CD", "60 CD", False, False, "personal"),
    ],
)
def test_shipped_rows(code, name, level, severity, respond, resolve, on_the_spot, publish, personal_data):
    row = catalogue.current().in_force(code, dt.date(2026, 1, 1))
    assert (
        row.name_zh, row.level, row.severity, row.respond_limit, row.resolve_limit,
        row.on_the_spot, row.publish, row.personal_data,
    ) == (name, level, severity, respond, resolve, on_the_spot, publish, personal_data)  # fmt: skip


@pytest.mark.django_db
def test_loading_again_keeps_what_a_county_changed():
    Category.objects.filter(code="ENV01").update(resolve_limit="2 WD")
    reference.load(apps)
    assert Category.objects.count() == 102
    assert Category.objects.get(code="ENV01").resolve_limit == "2 WD"


@pytest.mark.django_db
def test_rules_come_with_the_area_of_their_unit(django_assert_num_queries):
    city = Area.objects.create(code="43", name="A市", level="city")
    unit = Unit.objects.create(kind="department", name="城管局", area=city)
    DispatchRule.objects.create(category_code="ENV", unit=unit, since=dt.date(2020, 1, 1))
    versions.bump("catalogue")
    present = versions.tokens()
    with django_assert_num_queries(2):
        held = catalogue.current(present)
    with django_assert_num_queries(0):
        assert catalogue.current(present) is held
    new_year = dt.date(2026, 1, 1)
    assert held.rule_for(held.in_force("ENV02", new_year), "4301", new_year, working=True).unit_id == unit.pk


def test_the_shipped_words_are_those_of_the_offices(db):
    """Milestones, departments and hints are read on Chinese pages; a latin letter would be a limit's unit at most."""
    words = Category.objects.values_list("milestones", "lead_department", "emergency_hint")
    assert [text for row in words for text in row if re.search("[A-Za-z]", text)] == []


def test_the_words_of_the_catalogue_change_both_ways_and_a_countys_own_stay(db):
    words = import_module("cases.migrations.0008_words_of_the_catalogue")
    Category.objects.filter(code="ENV02").update(lead_department="urban management (north)")
    before = sorted(Category.objects.values_list("code", *words.WORDS))
    words.to_english(apps, None)
    assert Category.objects.get(code="UTL03").emergency_hint == "119 and the gas company"
    words.to_chinese(apps, None)
    assert sorted(Category.objects.values_list("code", *words.WORDS)) == before
