"""The pages of the dispatch rules: the list in its order, and changes that are tried before they are kept."""

import datetime as dt

import pytest

from cases.actions import dispatch_rules
from cases.models import DispatchRule
from tests.town import AT, COMMUNITY, GRID, local
from tests.web.test_hostile import HOSTILE, encoded
from tests.web.words import words

LIST, NEW = "/rules/dispatch/", "/rules/dispatch/new/"
SECRET = "只有承办人该看的内容"


@pytest.fixture
def february(town):
    """Two cases of last month: one in working hours, one at night."""
    return [
        town.report("MUN02", at=local(at), area=GRID, text=SECRET) for at in ("2026-02-03 10:00", "2026-02-03 22:00")
    ]


def entry(town, **values):
    fields = {"category_code": "MUN", "unit": str(town.unit("department")), "area_code": "", "hours": "working"}
    return {**fields, "position": "10", "since": "2026-03-03", "until": "", "do": "try", **values}


def rule(town, code="MUN02", unit="section", **values):
    values = {"since": dt.date(2026, 1, 1), "area_code": COMMUNITY, "position": 20, **values}
    return dispatch_rules.name_unit(code, town.unit(unit), **values, by=None, at=AT)


def carried(page):
    """What the page of a trial sends back beside the form."""
    return {name: page.context[name] for name in ("tried", "expected")} | {"do": "keep"}


def test_a_rule_is_tried_on_last_month_and_then_kept(administrator, town, february):
    page = administrator.post(NEW, entry(town))
    said = words(page)
    assert "2 cases were dispatched from 2026-02-01 to 2026-02-28 ." in said
    assert "One of them would go elsewhere." in said
    assert "1 MUN02 Road collapse 红星第一网格 青岚县办公室 → 县市政工程处" in said
    assert (
        "The first dispatch rule that fits (Municipal facilities in 青岚县, In working hours) names 县市政工程处."
        in said
    )
    assert SECRET not in page.text
    assert not [case.number for case in february if case.number in page.text]
    assert not DispatchRule.objects.exists()
    kept = administrator.post(NEW, entry(town, **carried(page)), follow=True)
    assert kept.redirect_chain == [(LIST, 302)]
    row = DispatchRule.objects.get()
    assert (row.category_code, row.unit_id, row.hours) == ("MUN", town.unit("department"), "working")
    said = words(kept)
    assert "10 MUN All of Municipal facilities → 县市政工程处 青岚县 · In working hours · since 2026-03-03" in said
    assert (
        "Entered a dispatch rule Municipal facilities → 县市政工程处 Category: Municipal facilities Place: 青岚县"
        in said
    )


def test_only_what_was_tried_is_kept(administrator, town):
    assert "would go elsewhere" in words(administrator.post(NEW, entry(town, do="keep")))
    page = administrator.post(NEW, entry(town))
    changed = administrator.post(NEW, entry(town, **carried(page), hours="off"))
    assert "You changed the values since they were tried." in words(changed)
    assert not DispatchRule.objects.exists()
    assert administrator.post(NEW, entry(town, **carried(changed), hours="off")).status_code == 302
    assert DispatchRule.objects.get().hours == "off"


def test_of_two_administrators_the_second_looks_again(administrator, town):
    page = administrator.post(NEW, entry(town))
    rule(town)
    late = administrator.post(NEW, entry(town, **carried(page)))
    assert (late.status_code, "Somebody else has changed the list" in words(late)) == (409, True)
    again = administrator.post(NEW, entry(town))
    assert administrator.post(NEW, entry(town, **carried(again))).status_code == 302


@pytest.mark.usefixtures("february")
def test_a_rule_is_moved_and_ended_the_same_way(administrator, town):
    """The section has the category; the department, later in the order, the whole group."""
    section = rule(town)
    rule(town, "MUN", "department", area_code=None, position=30)
    for step, fields, sentence in (
        ("move", {"position": "40"}, "The list has a new order."),
        ("end", {"until": "2026-03-02"}, "The rule has a last day."),
    ):
        path = f"{LIST}{section.pk}/{step}/"
        page = administrator.post(path, {**fields, "do": "try"})
        moved = "金牛山城管办 → 县市政工程处" in words(page)
        assert (page.status_code, moved) == (200, step == "move")  # moved behind the group it decides nothing
        kept = administrator.post(path, {**fields, **carried(page)}, follow=True)
        assert sentence in words(kept)
    section.refresh_from_db()
    assert (section.position, section.until) == (40, dt.date(2026, 3, 2))
    assert "MUN02" not in words(administrator.get(LIST)).split("What was changed")[0]
    assert "MUN02 Road collapse → 金牛山城管办" in words(administrator.get(f"{LIST}?ended=1"))
    assert "Moved a dispatch rule in the order Road collapse → 金牛山城管办 Order: 20 → 40" in words(
        administrator.get(LIST)
    )


def test_what_does_not_fit_is_said_and_nothing_changes(administrator, town):
    row = rule(town)
    for path, fields, sentence in (
        (NEW, entry(town, since="2026-03-02"), "A rule begins today or later"),
        (NEW, entry(town, until="2026-03-02"), "A rule does not end before it begins"),
        (NEW, entry(town, until="9999-12-31"), "Choose a day of this century"),
        (NEW, entry(town, position="10000"), "less than or equal to 9999"),
        (NEW, entry(town, category_code="ENV99"), "Select a valid choice"),
        (NEW, entry(town, unit=str(town.unit(GRID))), "Select a valid choice"),
        (f"{LIST}{row.pk}/end/", {"until": "2026-03-01", "do": "try"}, "A rule begins today or later"),
        (f"{LIST}{row.pk}/end/", {"until": "9999-12-31", "do": "try"}, "Choose a day of this century"),
        (f"{LIST}{row.pk}/end/", {"until": "2025-01-01", "do": "try"}, "A rule does not end before it begins"),
    ):
        page = administrator.post(path, fields)
        assert (page.status_code, sentence in words(page)) == (400, True), fields
    page = administrator.post(f"{LIST}{row.pk}/move/", {"position": "20", "do": "try"})
    assert (page.status_code, "has this place in the order already" in words(page)) == (409, True)
    assert [administrator.get(f"{LIST}{pk}/end/").status_code for pk in (row.pk + 1, 0, 10**30)] == [404] * 3
    assert DispatchRule.objects.get().until is None


def test_whatever_a_form_carries_no_page_breaks(administrator, town):
    paths = (NEW, f"{LIST}{rule(town).pk}/move/", f"{LIST}{rule(town, 'MUN01').pk}/end/")
    names = ("category_code", "unit", "area_code", "hours", "position", "since", "until", "do", "tried", "expected")
    statuses = set()
    for place, value in enumerate(list(HOSTILE.values())[::2]):
        form = encoded(dict.fromkeys(names, value))
        page = administrator.post(paths[place % 3], form, "application/x-www-form-urlencoded")
        statuses.add(page.status_code)
    assert statuses == {400}
    assert DispatchRule.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_rules(administrator, town, count, django_assert_num_queries):
    for code in ("MUN01", "MUN02", "MUN03")[:count]:
        rule(town, code)
    administrator.get(LIST)
    # user, versions, trail, unread
    with django_assert_num_queries(4):
        administrator.get(LIST)
