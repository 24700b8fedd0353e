"""For what somebody needs contact data: an answer from the list, or one's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents.purposes import PURPOSES

OTHER = "other"


class RevealForm(forms.Form):
    """`said()` is what goes into the record."""

    why = forms.ChoiceField(
        label=_("For what do you need it?"),
        choices=[("", _("Choose a purpose")), *PURPOSES.items(), (OTHER, _("Something else"))],
        error_messages={"required": _("Say for what you need the contact data.")},
    )
    purpose = forms.CharField(label=_("If something else: what?"), required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="reveal")

    def said(self) -> str:
        """The purpose for the record, after `is_valid`."""
        why: str = self.cleaned_data["why"]
        return self.cleaned_data["purpose"] if why == OTHER else why
