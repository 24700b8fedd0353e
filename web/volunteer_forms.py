"""The volunteers' forms: shape only; every rule is the action's."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.viewer import Viewer
from grids.tree import AreaNode
from volunteers.actions.posts import TEXT_LENGTH, TITLE_LENGTH
from volunteers.states import ReportKind
from volunteers.words import REPORT_KINDS
from web.forms import LongText

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def community_choices(viewer: Viewer, areas: Sequence[AreaNode]) -> list[tuple[str, Any]]:
    """Communities under the name of the area above them, after one empty line."""
    grouped: list[tuple[str, Any]] = [("", _("Choose …"))]
    for parent, members in groupby(areas, key=lambda area: area.parent_code):
        above = viewer.directory.areas[parent].name if parent else ""
        grouped.append((above, [(area.code, area.name) for area in members]))
    return grouped


class ReportInForm(forms.Form):
    """Where somebody offers help, and as what."""

    area_code = forms.ChoiceField(label=_("Community"))
    kind = forms.ChoiceField(
        label=_("I come as"),
        choices=[("", _("Choose …")), *((kind.value, REPORT_KINDS[kind]) for kind in ReportKind)],
        help_text=_("Your own declaration. Nobody else sees it, and it goes when you leave."),
    )
    organisation = LongText(
        label=_("Name of the partner unit"),
        required=False,
        max_length=80,
        widget=forms.TextInput,
        help_text=_("Only if you come for one."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = choices  # type: ignore[attr-defined]  # the stubs type it as a plain field


class PostForm(forms.Form):
    """Work for which a community looks for volunteers."""

    area_code = forms.ChoiceField(label=_("Community"))
    title = LongText(label=_("What is it?"), max_length=TITLE_LENGTH, widget=forms.TextInput)
    text = LongText(
        label=_("What to do, where to meet, what to bring"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Name nobody who is to be helped: every volunteer of the community reads this."),
    )
    needed = forms.IntegerField(label=_("Volunteers needed"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    starts_at = forms.DateTimeField(label=_("From"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Until"), widget=_MOMENT)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = choices  # type: ignore[attr-defined]  # as above


class HoursForm(forms.Form):
    """The own hours."""

    hours = forms.DecimalField(
        label=_("My hours"),
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        help_text=_("Your own record: nobody else sees it."),
    )
