"""The forms of the dispatch rules: a new rule, its last day, its place in the order. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.dispatch_rules import LAST_POSITION
from cases.catalogue import Rule
from cases.models.dispatch_rule import Hours
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.tree import Directory
from web.staff import area_choices, category_choices
from web.staff.category_choices import Choices
from web.staff.form_parts import day_field, tap_field
from web.staff.tried_form import TriedForm

MOST_UNITS = 500


def order_field() -> forms.IntegerField:
    """A place in the order."""
    return forms.IntegerField(
        label=_("Order"),
        min_value=0,
        max_value=LAST_POSITION,
        help_text=_("Rules are asked from the smallest number up; the first that fits decides."),
    )


class RuleForm(TriedForm):
    """What is proposed. `rule` is the one that is changed, None for a new one."""

    def __init__(self, data: Any, *, present: World, rule: Rule | None) -> None:
        super().__init__(data)
        self.prepare(present, rule)

    def prepare(self, present: World, rule: Rule | None) -> None:
        """Choices and first values."""

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside the rule, after `is_valid`."""
        return dict(self.cleaned_data)


class EntryForm(RuleForm):
    """A new rule."""

    category_code = forms.ChoiceField(
        label=_("Category or group"),
        help_text=_("What starts in the grid stays there, also where its group has a rule."),
    )
    unit = forms.ChoiceField(label=_("Goes to"))
    area_code = forms.ChoiceField(
        label=_("Only in this place"), required=False, help_text=_("Otherwise in the unit's own area.")
    )
    hours = tap_field(_("When"), Hours.choices, initial=Hours.ALWAYS)
    position = order_field()
    since = day_field(_("From this day on"))
    until = day_field(_("Last day"), required=False)

    def prepare(self, present: World, rule: Rule | None) -> None:
        directory = present.directory
        roots = [node.code for node in directory.areas.values() if node.parent_code is None]
        categories = [row for row in present.catalogue.all_in_force(present.today) if row.level != Level.GRID]
        self._choose("category_code", [("", _("Choose …")), *category_choices.with_groups(categories)])
        self._choose("unit", [("", _("Choose …")), *units(directory)])
        self._choose("area_code", [("", _("The unit's own area")), *area_choices.tree(directory, roots)])
        self.initial.update(position=10, since=present.today.isoformat())

    def arguments(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        unit = int(sent.pop("unit"))
        return {**sent, "unit_id": unit, "area_code": sent["area_code"] or None}

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class EndForm(RuleForm):
    """The last day of a rule."""

    until = day_field(_("Last day"), _("Yesterday: it stops at once."))

    def prepare(self, present: World, rule: Rule | None) -> None:
        self.initial["until"] = present.today.isoformat()

    def arguments(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["until"]}


class MoveForm(RuleForm):
    """Another place in the order."""

    position = order_field()

    def prepare(self, present: World, rule: Rule | None) -> None:
        self.initial["position"] = rule.position if rule else 0


def units(directory: Directory) -> Choices:
    """Whoever may hold a case by rule: all that handle cases but the offices of grids, the highest first."""
    handling = (unit for unit in directory.units.values() if unit.handles)
    named = (unit for unit in handling if not (unit.is_office and unit.level == Level.GRID))
    rows = sorted(named, key=lambda unit: (-unit.level.rank, unit.area_code, unit.is_office, unit.id))[:MOST_UNITS]
    return [(str(unit.id), f"{unit.name} · {LEVEL_NAMES[unit.level]}") for unit in rows]
