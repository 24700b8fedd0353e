"""Two administrators change the rules at the same moment."""

import datetime as dt

import pytest

from cases.actions.dispatch_rules import name_unit
from cases.actions.figures import set_figure
from cases.models import DispatchRule, Setting
from cases.world import world
from tests.races.test_verbs import together
from tests.town import AT, build

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = dt.date(2026, 3, 3)


def test_one_of_two_who_saw_the_same_list_is_refused_and_everybody_reads_what_the_other_kept():
    town = build()
    by, unit, seen = town.user("administrator"), town.unit("department"), world(AT).catalogue.rules_mark
    found = together(
        *[
            lambda code=code: name_unit(code, unit, since=TODAY, by=by, at=AT, expected=seen).category_code
            for code in ("MUN01", "MUN02")
        ],
        *[
            lambda text=text: set_figure("check", text, since=TODAY, by=by, at=AT, expected=0).value
            for text in ("2 WD", "3 WD")
        ],
    )
    assert sorted(value == "stale" for value in found) == [False, False, True, True]
    rule, row = DispatchRule.objects.get(), Setting.objects.get()
    assert {rule.category_code, row.value} == set(found) - {"stale"}
    present = world(AT)
    assert [held.category_code for held in present.catalogue.rules] == [rule.category_code]
    assert str(present.figures.check) == row.value
