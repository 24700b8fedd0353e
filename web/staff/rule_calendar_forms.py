"""The forms of the calendar: a year's days as lines or as a file, office hours from a day on. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.marks import mark_of
from web.forms import LongText
from web.staff.form_parts import day_field
from web.staff.tried_form import TriedForm

LONGEST_LINES = 40_000
LARGEST_FILE = 1024 * 1024


class YearForm(TriedForm):
    """The list of a year. A file takes the place of what is typed."""

    lines = LongText(
        label=_("Holidays and worked weekends"),
        required=False,
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 12, "class": "calendar-lines", "spellcheck": "false"}),
        help_text=_("One day a line: 2027-01-01 off 元旦, or 2027-02-06 work for a weekend day that is worked."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("CSV or XLSX with the columns day, working (yes or no) and name."),
    )
    expected = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def clean_file(self) -> Any:
        """Refuses what is larger than any year's list."""
        sent = self.cleaned_data["file"]
        if sent is not None and sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB."), code="file_too_large")
        return sent

    def fingerprint(self) -> str:
        """The file is on none but the first trip: its days come back as lines."""
        return mark_of(self.cleaned_data["lines"])


class HoursForm(TriedForm):
    """Office hours from a day on."""

    since = day_field(_("From this day on"))
    frames = LongText(
        label=_("Office hours"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as 08:30–12:00, 15:00–18:30. Together 7 hours: that is one working day by definition."),
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
