"""The forms of receptions, duty roster and screenings: shape only; every rule is the action's."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.actions.decisions import LONGEST
from meetings.actions.items import LONGEST_ANSWER
from meetings.words import DECISIONS
from web.forms import LongText
from web.staff.form_parts import day_field, words_field
from web.staff.report_form import StaffReportForm

Choices = Sequence[tuple[str, Any]]


def _time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _id_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TypedChoiceField:
    """The id of something chosen from a list; None where nothing was."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required, help_text=help_text)


def choose_from(form: forms.Form, **lists: Choices) -> None:
    """The choices of the form's lists, each after one that says to choose."""
    for name, choices in lists.items():
        form.fields[name].choices = [("", _("Choose …")), *choices]  # type: ignore[attr-defined]  # a ChoiceField


class PlanForm(forms.Form):
    """When and where somebody receives people."""

    area_code = forms.ChoiceField(label=_("Area"))
    day = day_field(_("Day"))
    begins = _time_field(_("From"))
    ends = _time_field(_("Until"))
    place = LongText(
        label=_("Where"), max_length=80, widget=forms.TextInput, help_text=_("As a resident would find it.")
    )


class LeaderPlanForm(PlanForm):
    """A leader receives people."""

    leader = _id_field(_("Leader"), required=False, help_text=_("Left open: whoever is on the duty roster that day."))
    deputy = _id_field(_("Deputy"), required=False)


class PropertyPlanForm(PlanForm):
    """A property manager receives people."""

    unit = _id_field(_("Property company"))


class DutyForm(forms.Form):
    """Who leads a street on which days."""

    area_code = forms.ChoiceField(label=_("Street"))
    since = day_field(_("First day"))
    until = day_field(_("Last day"))
    leader = _id_field(_("Leader"))
    deputy = _id_field(_("Deputy"), required=False)


class AnswerForm(forms.Form):
    """What was answered at once."""

    text = LongText(
        label=_("What was asked, and what was the answer?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name nobody."),
        error_messages={"required": _("Please write something.")},
    )


class InstructionForm(forms.Form):
    """The leader's word on a case."""

    text = words_field(_("Instruction"), _("Whoever holds the case reads it. Name no requester."))


class SummaryForm(forms.Form):
    """What the one who signs has to say."""

    text = words_field(_("Summary"), _("What was raised, what was promised, by when. Name nobody who came."))


class ReportForm(forms.Form):
    """What a meeting reports upwards beside its list."""

    text = words_field(_("What the office above should know"), required=False)


class PickForm(forms.Form):
    """A case for the agenda."""

    number = forms.CharField(label=_("Case number"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class ScreeningForm(forms.Form):
    """When which area screens its disputes, and with whom."""

    area_code = forms.ChoiceField(label=_("Area"))
    day = day_field(_("Day"))
    participants = forms.TypedMultipleChoiceField(
        label=_("Who takes part"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class DecisionForm(forms.Form):
    """The decision on one dispute."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(code.value, words) for code, words in DECISIONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    text = LongText(
        label=_("What exactly, and why?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mediation is offered, never imposed. Every other legal route stays open."),
        error_messages={"required": _("Please write something.")},
    )
    unit = _id_field(_("Responsible unit"))
    due_on = day_field(_("By when"))


class ItemForm(StaffReportForm):
    """A matter told at a reception: the report of a member of staff, without channel and photos."""

    channel = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    photos = None  # type: ignore[assignment]  # as above
