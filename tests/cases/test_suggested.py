"""A suggestion is kept beside a report that nobody filed: it neither routes nor dispatches it (hazard E12)."""

import datetime as dt

import pytest

from cases.actions import intake
from cases.actions.intake import ImportRow
from cases.models import Case, Category
from cases.states import Channel
from grids.versions import bump
from tests.town import AT, GRID, place

CLEAR = "楼道里路灯不亮，已经三天了。"
KEPT = [
    (None, CLEAR, "MUN03"),
    ("ENV01", CLEAR, None),
    (None, "请来看看吧，有问题。", None),
    (None, "路灯不亮，还有违停。", None),  # two equals
]


@pytest.mark.parametrize(("chosen", "text", "suggested"), KEPT)
def test_a_suggestion_is_kept_where_nobody_chose_and_the_words_are_clear(town, chosen, text, suggested):
    case = town.report(chosen, text=text)
    assert (case.suggested_category and case.suggested_category.code) == suggested


def test_a_suggestion_is_never_certain(town):
    plain, suggested = town.report(None, text="请来看看吧。"), town.report(None, text=CLEAR)
    told = ("state", "holder_id", "category_id", "severity", "sensitive", "due_at", "routing")
    assert [getattr(suggested, name) for name in told] == [getattr(plain, name) for name in told]
    assert (suggested.state, suggested.category) == ("reported", None)


def test_a_category_that_ended_is_not_suggested(town):
    Category.objects.filter(code="MUN03").update(until=AT.date() - dt.timedelta(days=1))
    bump("catalogue")
    assert town.report(None, text=CLEAR).suggested_category is None


@pytest.mark.parametrize(("days", "suggested"), [(1, "MUN03"), (31, None)])
def test_old_records_get_no_suggestion(town, days, suggested):
    row = ImportRow("X1", CLEAR, AT - dt.timedelta(days=days), place(GRID))
    intake.import_batch([row], channel=Channel.HOTLINE, at=AT)
    kept = Case.objects.get().suggested_category
    assert (kept and kept.code) == suggested
