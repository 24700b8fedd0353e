"""The county's rules through the API: for administrators of the highest office, in the promised shapes."""

import datetime as dt

import pytest
from rest_framework import serializers

from api import rule_shapes
from cases.actions import dispatch_rules
from cases.actions.figures import set_figure
from tests.town import AT, GRID, local

TRY = "rules/dispatch/try/"


@pytest.fixture
def administrator(caller):
    return caller("administrator")


def fits(shape, found):
    """Every name that the shape promises is there, and no other, all the way down."""
    if isinstance(shape, serializers.ListSerializer):
        return all(fits(shape.child, row) for row in found)
    if not isinstance(shape, serializers.Serializer) or found is None:
        return True
    return set(shape.fields) == set(found) and all(fits(field, found[name]) for name, field in shape.fields.items())


def body(town, **values):
    return {"category_code": "MUN", "unit": town.unit("department"), "since": "2026-03-10", **values}


def test_every_figure_with_what_comes(administrator, town, settings):
    settings.SETTLE_SAMPLING_PERCENT = 8
    set_figure("check", "2 WD", since=dt.date(2026, 4, 1), by=town.user("administrator"), at=AT)
    found = administrator.get("rules/figures/").json()
    assert fits(rule_shapes.FigureListShape(), found)
    rows = {row["name"]: row for row in found["results"]}
    assert rows["check"] == {
        "name": "check",
        "title": "The check of a result",
        "value": "1 WD",
        "least": "1 WD",
        "most": "5 WD",
        "since": None,
        "to_come": [{"since": "2026-04-01", "value": "2 WD"}],
    }
    assert (rows["sampling_percent"]["value"], rows["sampling_percent"]["most"]) == ("8", "10")


@pytest.mark.parametrize("count", [1, 3])
def test_the_rules_in_their_order(administrator, town, count, django_assert_num_queries):
    for position, code in enumerate(("MUN03", "MUN02", "MUN01")[:count]):
        since = dt.date(2026, 1, 1)
        dispatch_rules.name_unit(code, town.unit("section"), since=since, position=position, by=None, at=AT)
    administrator.get("rules/dispatch/")
    with django_assert_num_queries(2):  # token, versions
        found = administrator.get("rules/dispatch/").json()
    assert fits(rule_shapes.DispatchRuleListShape(), found)
    assert [row["category_code"] for row in found["results"]] == ["MUN03", "MUN02", "MUN01"][:count]
    assert found["results"][0]["unit"]["name"] == "金牛山城管办"


def test_a_rule_is_tried_and_not_kept(administrator, town):
    case = town.report("MUN02", at=local("2026-02-03 10:00"), area=GRID)
    answer = administrator.post(TRY, body(town, hours="working", position=5))
    found = answer.json()
    assert (answer.status_code, fits(rule_shapes.TrialShape(), found)) == (200, True)
    assert (found["looked_at"], found["elsewhere"], found["since"], found["until"]) == (
        1,
        1,
        "2026-02-01",
        "2026-02-28",
    )
    assert (found["examples"][0]["category"]["code"], found["examples"][0]["area"]["code"]) == ("MUN02", GRID)
    assert found["why"][-1].endswith("names 县市政工程处.")
    assert case.number not in answer.content.decode()
    assert administrator.get("rules/dispatch/").json() == {"results": []}


def test_what_does_not_fit_is_named(administrator, town):
    for change, field in (
        ({"since": "2026-03-02"}, "since"),
        ({"since": "9999-12-31"}, "since"),
        ({"until": "2026-03-09"}, "until"),
        ({"category_code": "XYZ"}, "category_code"),
        ({"area_code": "1"}, "area_code"),
        ({"hours": "night"}, "hours"),
        ({"position": 10_000}, "position"),
        ({"unit": 2**62}, "unit"),
        ({"unit": "x"}, "unit"),
    ):
        answer = administrator.post(TRY, body(town, **change))
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), change
