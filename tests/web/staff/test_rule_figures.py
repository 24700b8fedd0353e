"""The pages of the figures: what is in force, what comes, who set it, and a form that refuses what does not fit."""

import datetime as dt
from urllib.parse import quote

import pytest

from cases import figures
from cases.actions.figures import set_figure
from cases.figure_words import GROUPS, LABELS
from cases.models import Setting
from tests.town import AT
from tests.web.test_hostile import HOSTILE, encoded
from tests.web.words import words

CHECK = "/rules/figures/check/"
SAMPLING = "/rules/figures/sampling_percent/"
TODAY = "2026-03-03"


@pytest.fixture(autouse=True)
def _as_shipped(settings):
    settings.SETTLE_SAMPLING_PERCENT = 8


def test_every_figure_has_its_name_and_stands_in_one_group():
    assert sorted(name for _title, names in GROUPS for name in names) == sorted(figures.NAMES)
    assert set(LABELS) == set(figures.NAMES)


def test_the_list_says_what_is_in_force_and_what_comes(administrator, town):
    by = town.user("administrator")
    for day, text in ((dt.date(2026, 3, 3), "2 WD"), (dt.date(2026, 4, 1), "3 WD")):
        set_figure("check", text, since=day, by=by, at=AT)
    page = words(administrator.get("/rules/figures/"))
    expected = (
        "The check of a result 2 working days since 2026-03-03 · 1 working day – 5 working days"
        " from 2026-04-01 on: 3 working days"
    )
    assert expected in page
    assert "The callback after a case is closed 3 working days as shipped" in page
    assert "Supervision turns red after the due time 5 working days" in page
    assert "Cases settled on the spot that are checked by sample 8 % as shipped · 5 % – 10 %" in page


def test_a_figure_is_set_from_a_day_on_and_the_difference_is_shown(administrator, town):
    page = administrator.post(SAMPLING, {"value": "6", "since": TODAY, "expected": "0"}, follow=True)
    assert page.redirect_chain == [(SAMPLING, 302)]
    row = Setting.objects.get()
    assert (row.name, row.value, row.since, row.by) == (
        "sampling_percent",
        6,
        dt.date(2026, 3, 3),
        town.user("administrator"),
    )
    said = words(page)
    assert "2026-03-03 10:10 测试administrator Set a figure of the process from 2026-03-03 on" in said
    assert "Cases settled on the spot that are checked by sample: 8 % → 6 %" in said
    assert administrator.post(CHECK, {"value": "7", "unit": "WH", "since": TODAY, "expected": "0"}).status_code == 302
    assert Setting.objects.get(name="check").value == "7 WH"
    assert "sample: 8 %" not in words(administrator.get(CHECK))


def test_what_does_not_fit_is_said_at_its_field(administrator):
    administrator.post(CHECK, {"value": "2", "unit": "WD", "since": "2026-04-01", "expected": "0"})
    for change, status, sentence in (
        ({"value": "6"}, 400, "This figure is between 1 working day and 5 working days"),
        ({"unit": "CD"}, 400, "Select a valid choice"),
        ({"since": "2026-03-02"}, 400, "A rule begins today or later"),
        ({"since": "soon"}, 400, "Enter a valid date"),
        ({"since": "2026-04-01"}, 409, "The figure is set for that day already"),
        ({"expected": "0"}, 409, "Somebody else has set this figure in the meantime"),
    ):
        page = administrator.post(CHECK, {"value": "3", "unit": "WD", "since": TODAY, "expected": "1", **change})
        assert (page.status_code, sentence in words(page)) == (status, True), change
    page = administrator.post("/rules/figures/yellow_after/", {"value": "5", "since": TODAY, "expected": "0"})
    assert "Red supervision comes after yellow." in words(page)
    assert Setting.objects.count() == 1


def test_whatever_a_form_carries_nothing_strange_is_set(administrator):
    form = "application/x-www-form-urlencoded"
    statuses = set()
    for place, value in enumerate(list(HOSTILE.values())[::2]):
        only = f"{encoded({'value': value})}&unit=WD&since={TODAY}&expected=0"
        fields = encoded(dict.fromkeys(("value", "unit", "since", "expected"), value))
        statuses.add(administrator.post(CHECK, (only, fields)[place % 2], form).status_code)
    for name in ("_mode", "__class__", "a\0b", "x" * 5000):
        statuses.add(administrator.get(f"/rules/figures/{quote(name, safe='')}/").status_code)
    assert statuses <= {400, 404, 409}
    assert not Setting.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_changes(administrator, town, count, django_assert_num_queries):
    for day in range(count):
        set_figure("check", "2 WD", since=dt.date(2026, 4, 1 + day), by=town.user("administrator"), at=AT)
    administrator.get("/rules/figures/")
    # user, versions, figures, trail, unread
    with django_assert_num_queries(5):
        administrator.get("/rules/figures/")
