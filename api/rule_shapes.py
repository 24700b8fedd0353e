"""The body and the answers of the county's rules: shape only; every rule is the action's."""

from typing import Any

from rest_framework import serializers

from api import output
from api.bodies import Body, choice_field, unit_field
from api.output import Json
from api.shapes import AreaShape, CategoryShape, Shape, UnitShape, count_field, text_field
from cases.catalogue import Rule
from cases.explanations import route_sentences
from cases.figure_words import LABELS
from cases.models.dispatch_rule import Hours
from cases.queries.dispatch_trial import Example, Flow, Trial
from cases.queries.figures import Figure
from cases.world import World


class DispatchRuleBody(Body):
    """A dispatch rule that is tried. Without `area_code` it holds in the unit's own area."""

    category_code = serializers.CharField(help_text="A category, or a group: three letters.")
    unit = unit_field()
    area_code = serializers.CharField(required=False)
    hours = choice_field(Hours.values, required=False)
    position = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    since = serializers.DateField()
    until = serializers.DateField(required=False)


class ComingValueShape(Shape):
    """A value that comes on a day."""

    since = serializers.DateField()
    value = text_field()


class FigureShape(Shape):
    """A figure of the process: a time limit such as `4 WH`, or a whole number. `since` null: as shipped."""

    name = text_field()
    title = text_field()
    value = text_field()
    least = text_field()
    most = text_field()
    since = serializers.DateField(allow_null=True)
    to_come = ComingValueShape(many=True)


class FigureListShape(Shape):
    """Every figure."""

    results = FigureShape(many=True)


class DispatchRuleShape(Shape):
    """A dispatch rule: cases of `category_code` in `area` go to `unit`."""

    id = serializers.IntegerField()
    position = count_field()
    category_code = text_field()
    area = AreaShape()
    unit = UnitShape()
    hours = serializers.ChoiceField(choices=Hours.values)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)


class DispatchRuleListShape(Shape):
    """The rules in the order in which they are asked; the first that fits decides."""

    results = DispatchRuleShape(many=True)


class FlowShape(Shape):
    """So many cases would leave one unit for another."""

    old = UnitShape()
    new = UnitShape()
    count = count_field()


class ExampleShape(FlowShape):
    """The same of one category at one place; a sensitive matter has no place."""

    category = CategoryShape()
    area = AreaShape(allow_null=True)


class TrialShape(Shape):
    """What a rule would have done with the cases dispatched last month. `cut`: only the newest were looked at."""

    since = serializers.DateField()
    until = serializers.DateField()
    looked_at = count_field()
    cut = serializers.BooleanField()
    elsewhere = count_field()
    flows = FlowShape(many=True)
    examples = ExampleShape(many=True)
    why = serializers.ListField(child=serializers.CharField())


def figure_of(found: Figure) -> Json:
    """A figure as `FigureShape`."""
    return {
        "name": found.name,
        "title": str(LABELS[found.name]),
        "value": str(found.value),
        "least": str(found.least),
        "most": str(found.most),
        "since": found.row.since.isoformat() if found.row else None,
        "to_come": [{"since": row.since.isoformat(), "value": str(value)} for row, value in found.to_come],
    }


def rule_of(rule: Rule, present: World) -> Json:
    """A rule as `DispatchRuleShape`."""
    return {
        "id": rule.pk,
        "position": rule.position,
        "category_code": rule.category_code,
        "area": output.area(present.directory.areas[rule.area_code]),
        "unit": output.unit(present.directory.units[rule.unit_id]),
        "hours": rule.hours,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
    }


def trial_of(found: Trial) -> Json:
    """A dry run as `TrialShape`."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "looked_at": found.looked_at,
        "cut": found.cut,
        "elsewhere": found.elsewhere,
        "flows": [_flow(row) for row in found.flows],
        "examples": [_example(row) for row in found.examples],
        "why": route_sentences(found.why),
    }


def _flow(row: Flow | Example) -> dict[str, Any]:
    return {"old": output.unit(row.old), "new": output.unit(row.new), "count": row.count}


def _example(row: Example) -> Json:
    area = output.area(row.area) if row.area else None
    return {**_flow(row), "category": output.category(row.category), "area": area}
