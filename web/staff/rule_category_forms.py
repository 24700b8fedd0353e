"""The forms of a kind of matter: what a version says, its code, its last day. Shape only."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import category_terms
from cases.category_terms import FIRST_LEVELS, LABELS, LONGEST, Terms
from cases.figure_words import UNITS
from cases.models import Category
from cases.models.category import PERSONAL_DATA
from cases.words import SEVERITIES
from grids.models.area import LEVEL_NAMES
from web.forms import LongText
from web.staff.form_parts import day_field

WORDS: Mapping[str, Any] = LABELS
HINTS: Mapping[str, Any] = {
    "respond_limit": _("Working hours and days run in office hours, the others on the clock."),
    "milestones": _("Apart by semicolons, such as: controlled 24 CH."),
    "basis": _("The law or the document that says so."),
}


def line_field(name: str, *, required: bool = False) -> LongText:
    """One line of text, as long as the column."""
    return LongText(
        label=WORDS[name],
        help_text=HINTS.get(name, ""),
        required=required,
        max_length=LONGEST[name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def tick_field(name: str) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=WORDS[name], required=False)


class LimitWidget(forms.MultiWidget):
    """A box for the number and a list of the units; the label belongs to the box."""

    def __init__(self) -> None:
        amount = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "limit-amount"})
        unit = forms.Select(choices=UNITS.items(), attrs={"aria-label": _("Unit of time"), "class": "limit-unit"})
        super().__init__({"amount": amount, "unit": unit})

    def decompress(self, value: str | None) -> list[str]:
        amount, _space, unit = (value or "").partition(" ")
        return [amount, unit]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class LimitField(forms.MultiValueField):
    """A time limit as the rules write it, such as `4 WH`: a number, and a unit from the list."""

    widget = LimitWidget

    def __init__(self, name: str) -> None:
        fields = (LongText(max_length=6), forms.ChoiceField(choices=UNITS.items()))
        super().__init__(fields, label=WORDS[name], help_text=HINTS.get(name, ""))

    def compress(self, data_list: list[str]) -> str:
        return " ".join(data_list)


class TermsForm(forms.Form):
    """What the category says from a day on."""

    since = day_field(_("From this day on"))
    name_zh = line_field("name_zh", required=True)
    level = forms.ChoiceField(label=WORDS["level"], choices=[(level, LEVEL_NAMES[level]) for level in FIRST_LEVELS])
    severity = forms.ChoiceField(label=WORDS["severity"], choices=SEVERITIES.items())
    respond_limit = LimitField("respond_limit")
    resolve_limit = LimitField("resolve_limit")
    milestones = line_field("milestones")
    lead_department = line_field("lead_department")
    emergency_hint = line_field("emergency_hint")
    personal_data = forms.ChoiceField(label=WORDS["personal_data"], choices=PERSONAL_DATA)
    on_the_spot = tick_field("on_the_spot")
    evidence = tick_field("evidence")
    publish = tick_field("publish")
    basis = line_field("basis")
    expected = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def terms(self, english: str) -> Terms:
        """What is proposed; `english` is the name by which the rules know the category."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in LABELS}
        return Terms(**{"name_id": english, **sent})


class NewCategoryForm(TermsForm):
    """A kind that was not there before."""

    code = LongText(
        label=pgettext_lazy("of a category", "Code"),
        max_length=5,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("The three letters of its group and two digits, such as ENV10."),
    )
    name_id = line_field("name_id", required=True)
    field_order = ("code", "since", "name_zh", "name_id")


class EndForm(forms.Form):
    """The last day of a category."""

    on = day_field(_("Last day"))
    ending = forms.CharField(widget=forms.HiddenInput, max_length=16)


def first_values(last: Category, mark: str, today: dt.date) -> dict[str, Any]:
    """A form filled with the last version, from the first day on which another one may begin."""
    since = max(today, (last.until or last.since) + dt.timedelta(days=1))
    terms = category_terms.of(last)
    return {name: getattr(terms, name) for name in LABELS} | {"since": since.isoformat(), "expected": mark}
