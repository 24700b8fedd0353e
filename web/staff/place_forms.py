"""Forms about place codes: shape only, the rules are the actions'."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.world import ZONE
from grids.models import Facility, RevokeReason
from grids.naming import MAX_NAME
from grids.tree import AreaNode
from web.forms import LongText

LAST_YEAR: Final = 2099


class CodeForm(forms.Form):
    """A place inside one grid: the grid, one of its buildings, or a thing in it."""

    area_code = forms.ChoiceField(label=_("Where does the sheet hang?"))
    facility = forms.ChoiceField(
        label=_("For one facility only?"),
        required=False,
        choices=[("", _("No, for the whole place")), *Facility.choices],
        help_text=_("Then every report from this sheet is about this one thing."),
    )
    spot = LongText(
        label=_("Name of the facility, or the exact spot"),
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput,
        help_text=_("It stands on the sheet and becomes the address of the report: east gate, ground-floor hall …"),
    )
    expires_at = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it open for a sheet that stays."),
    )

    def __init__(self, data: Any, *, grid: AreaNode, buildings: list[AreaNode], chosen: str) -> None:
        super().__init__(data, initial={"area_code": chosen})
        choices = [(grid.code, _("%(name)s (the whole grid)") % {"name": grid.name})]
        choices += [(node.code, node.name) for node in buildings]
        self.fields["area_code"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_expires_at(self) -> dt.datetime | None:
        """The instant after the last day, which counts in full, in the office's time zone."""
        day: dt.date | None = self.cleaned_data["expires_at"]
        if day is None:
            return None
        if day.year > LAST_YEAR:
            raise forms.ValidationError(_("Enter a day of this century."))
        return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, ZONE)


class RevokeForm(forms.Form):
    """Why a sheet counts no more."""

    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Please choose")), *RevokeReason.choices])
