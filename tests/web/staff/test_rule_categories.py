"""The pages of the kinds of matters: the list, one kind with its versions, a new one, an ending."""

import datetime as dt

import pytest

from cases import category_terms
from cases.models import Category
from cases.world import world
from tests.town import AT, COMMUNITY, STREET
from tests.web.test_hostile import HOSTILE, encoded
from tests.web.words import words

LIST, KIND, NEW = "/rules/categories/", "/rules/categories/ENV02/", "/rules/categories/new/"


def entry(code="ENV02", **changes):
    catalogue = world(AT).catalogue
    terms = category_terms.of(catalogue.versions(code)[-1])
    values = {name: getattr(terms, name) for name in category_terms.NAMES if name != "name_id"}
    sent = {name: "on" if value is True else value for name, value in values.items() if value is not False}
    sent |= {"since": "2026-03-04", "expected": catalogue.mark(code), **changes}
    for name in ("respond_limit", "resolve_limit"):
        sent[f"{name}_amount"], _space, sent[f"{name}_unit"] = sent.pop(name).partition(" ")
    return sent


def test_the_list_shows_every_kind_and_what_comes(administrator, django_assert_num_queries):
    administrator.post(KIND, entry(resolve_limit="1 WD"))
    administrator.post(
        "/rules/categories/ENV03/end/", {"on": "2026-03-03", "ending": world(AT).catalogue.mark("ENV03")}
    )
    administrator.get(LIST)
    with django_assert_num_queries(4):
        page = administrator.get(LIST)
    text = words(page)
    assert page.text.count("/rules/categories/") >= 102
    assert "Exposed garbage ENV01 Grid General 2 working hours 1 working day since 2000-01-01" in text
    assert "Construction waste ENV02 Community General 4 working hours 2 working days" in text
    assert "new from 2026-03-04" in text
    assert "last day 2026-03-03" in text


def test_a_version_is_kept_and_shown_with_its_difference(administrator):
    page = administrator.post(KIND, entry(resolve_limit="1 WD", evidence="on"), follow=True)
    text = words(page)
    assert "The version is kept." in text
    difference = "Done within: 2 working days → 1 working day Evidence is required: No → Yes"
    assert text.count(difference) == 2  # beside the version, and in the trail
    assert f"from 2026-03-04 on to come {difference}" in text
    assert "from 2000-01-01 on · last day 2026-03-03 in force" in text
    row = Category.objects.get(code="ENV02", since=dt.date(2026, 3, 4))
    assert (row.resolve_limit, row.evidence, row.name_id) == ("1 WD", True, "construction_waste")


def test_a_limit_is_a_number_and_a_unit_in_words(administrator):
    shown = administrator.get(KIND).text
    assert 'name="resolve_limit_amount" value="2"' in shown
    assert '<option value="WD" selected>working days</option>' in shown

    for limit in ("0 WD", "x WD", "251 WD", "9999999 WD", "2 WEEKS", " WD", "2 "):
        page = administrator.post(KIND, entry(resolve_limit=limit))
        assert (page.status_code, 'id="field-resolve_limit"' in page.text) == (400, True), limit
        assert "field-bad" in page.text.partition('id="field-resolve_limit"')[0].rpartition("<div")[2], limit
    assert Category.objects.filter(code="ENV02").count() == 1


def test_a_new_kind_is_added_and_a_kind_ends(administrator, town):
    sent = entry(name_zh="无人机扰民", since="2026-03-03") | {"code": "ENV10", "name_id": "Drone noise"}
    sent["expected"] = world(AT).catalogue.mark("")
    assert "There is a kind of this code already." in words(administrator.post(NEW, {**sent, "code": "ENV02"}))
    page = administrator.post(NEW, sent, follow=True)
    assert "Drone noise ENV10" in words(page)
    ended = {"on": "2026-03-03", "ending": world(AT).catalogue.mark("ENV10")}
    text = words(administrator.post("/rules/categories/ENV10/end/", ended, follow=True))
    assert "The last day is set." in text
    again = administrator.post("/rules/categories/ENV10/end/", ended)
    assert (again.status_code, "Somebody else has changed this category" in words(again)) == (409, True)


def test_the_case_page_says_what_the_end_of_its_kind_means(as_, clock, town):
    """Dispatched cases keep their rules; one that waits for the desk needs another kind."""
    case, waiting = town.report("ENV02", area=COMMUNITY), town.report("ENV02", area=STREET)
    ended = {"on": "2026-03-03", "ending": world(AT).catalogue.mark("ENV02")}
    as_("administrator").post("/rules/categories/ENV02/end/", ended)
    clerk = as_("street")
    assert "Category ended" not in words(clerk.get(f"/cases/{case.number}/"))  # it is still the day
    clock.move_to(AT + dt.timedelta(days=1))
    assert "This kind ended on 2026-03-03; the case keeps its rules." in words(clerk.get(f"/cases/{case.number}/"))
    page = clerk.get(f"/cases/{waiting.number}/")
    assert "This kind ended on 2026-03-03. Choose another one to dispatch the case." in words(page)
    assert '<option value="ENV02"' not in page.text
    assert '<option value="ENV02"' not in clerk.get("/cases/new/").text
    sent = {"dispatch-category": "ENV02", "dispatch-area_code": COMMUNITY, "dispatch-expected": waiting.event_count}
    assert clerk.post(f"/cases/{waiting.number}/dispatch/", sent).status_code == 400


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"respond_limit": "3 WD"}, "The first contact comes before the case is done"),
        ({"resolve_limit": "0 WD"}, "A limit is a whole number and a unit, at most 250 working days"),
        ({"since": "2026-03-02"}, "A rule begins today or later"),
        ({"level": "city"}, "Select a valid choice"),
        ({}, "Nothing differs from the version before."),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(administrator, changes, sentence):
    page = administrator.post(KIND, entry(**changes))
    assert (page.status_code in {400, 409}, sentence in words(page)) == (True, True)
    assert Category.objects.filter(code="ENV02").count() == 1


def test_nobody_else_and_nothing_hostile_changes_a_kind(as_, town):
    count = Category.objects.count()
    for name in ("county", "auditor"):
        person = as_(name)
        answers = [person.get(KIND), person.post(KIND, entry(resolve_limit="1 WD")), person.post(f"{KIND}end/", {})]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    administrator = as_("administrator")
    assert administrator.get("/rules/categories/XXX01/").status_code == 404
    names, statuses = [*entry(), "code", "name_id", "on", "ending"], set()
    for place, value in enumerate(HOSTILE.values()):
        form = encoded(dict.fromkeys(names, value))
        path = (KIND, f"{KIND}end/", NEW)[place % 3]
        statuses.add(administrator.post(path, form, "application/x-www-form-urlencoded").status_code)
    assert statuses == {400}
    assert Category.objects.count() == count
    administrator.post(KIND, entry(name_zh="<script>alert(1)</script>"))
    assert "<script>alert" not in administrator.get(KIND).text
