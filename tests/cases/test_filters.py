"""Filters: what each lets through, and that nonsense is an error of its field."""

import datetime as dt

import pytest

from cases.actions import handling
from cases.filters import CaseFilter
from cases.models import Case
from tests.town import AT, COMMUNITY, GRID, NEXT_GRID, OTHER_GRID, STREET, local

LATER = local("2026-03-05 09:00")
EARLIER = local("2026-02-27 23:30")


@pytest.fixture
def four(town):
    """Four cases that differ in every filtered respect, by name."""
    cases = {
        "signed": town.report("ENV01", text="楼道堆放杂物"),
        "urgent": town.report("SAF02", at=LATER, area=OTHER_GRID, text="消防通道被堵"),
        "untriaged": town.report(None, at=EARLIER, area=NEXT_GRID, text="路灯不亮已三天"),
        "external": town.report("MUN03", at=LATER, area=STREET, text="路灯坏了", external_number="HL-2026-0099"),
    }
    handling.sign(cases["signed"], by=town.user("grid"), at=AT)
    return cases


def found(cases, data, at=LATER):
    filters = CaseFilter(data, Case.objects.all(), at)
    assert filters.is_valid(), filters.errors
    names = {case.pk: name for name, case in cases.items()}
    return sorted(names[pk] for pk in filters.qs.values_list("pk", flat=True))


EVERYTHING = ["external", "signed", "untriaged", "urgent"]


@pytest.mark.parametrize(
    ("instant", "names"),
    [("2026-03-03 23:59", []), ("2026-03-04 00:00", ["signed"]), ("2026-03-04 10:01", [])],  # due at 10:00
)
def test_due_today_is_between_now_and_midnight(four, instant, names):
    assert found(four, {"due": "today"}, local(instant)) == names


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({}, EVERYTHING),
        ({"state": ["processing"]}, ["signed"]),
        ({"state": ["processing", "reported"]}, ["signed", "untriaged"]),
        ({"severity": ["urgent"]}, ["urgent"]),
        ({"area": COMMUNITY}, ["signed", "urgent"]),
        ({"area": STREET}, EVERYTHING),
        ({"area": "999"}, []),
        ({"category": "SAF02"}, ["urgent"]),
        ({"overdue": "true"}, ["signed"]),
        ({"supervision": ["none"]}, EVERYTHING),
        ({"supervision": ["red", "yellow"]}, []),
        ({"exact_area": STREET}, ["external"]),
        ({"overdue": "false"}, ["external", "untriaged", "urgent"]),
        # The office's day decides: 27 February 23:30 in Shanghai is still the 27th, in UTC too early to tell.
        ({"since": "2026-02-28"}, ["external", "signed", "urgent"]),
        ({"since": "2026-02-27", "until": "2026-02-27"}, ["untriaged"]),
        ({"until": "2026-03-03"}, ["signed", "untriaged"]),
        ({"q": "路灯"}, ["external", "untriaged"]),
        ({"q": "路灯 三天"}, ["untriaged"]),
        ({"q": "灯"}, ["external", "untriaged"]),
        ({"q": "HL-2026-0099"}, ["external"]),
        ({"q": "??"}, []),
    ],
)
def test_filter_lets_through(four, data, names):
    assert found(four, data) == names


def test_filter_by_exact_number_and_by_holder(four, town):
    assert found(four, {"q": four["urgent"].number}) == ["urgent"]
    assert found(four, {"q": four["urgent"].number[:-1]}) == []
    assert found(four, {"holder": str(town.unit(GRID))}) == ["signed"]


def test_filter_overdue_ends_with_disposal(four, town):
    handling.submit_result(four["signed"], by=town.user("grid"), at=LATER, reply="已清理。")
    assert found(four, {"overdue": "true"}, at=LATER + dt.timedelta(days=9)) == ["external", "urgent"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "open"),
        ("severity", "huge"),
        ("overdue", "maybe"),
        ("area", "37%"),
        ("category", "ENV 01"),
        ("holder", "grid"),
        ("holder", "0"),
        ("holder", "99999999999999999999"),
        ("holder", "1.5"),
        ("since", "yesterday"),
        ("since", "0001-01-01"),
        ("until", "9999-12-31"),
        ("q", "水" * 101),
        ("q", "a\0b"),
    ],
)
def test_filter_names_the_field_that_it_does_not_understand(db, field, value):
    filters = CaseFilter({field: [value] if field in {"state", "severity"} else value}, Case.objects.all(), AT)
    assert list(filters.errors) == [field]
