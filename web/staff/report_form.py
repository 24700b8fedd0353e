"""A report that a member of staff records: the resident's form, and how it came in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Category
from cases.states import PUBLIC_CHANNELS, Channel
from cases.words import CHANNELS
from web.report_form import ReportForm

BY_HAND = [channel for channel in Channel if channel not in PUBLIC_CHANNELS and channel is not Channel.ALARM]


class StaffReportForm(ReportForm):
    """Who records says how it came in, and that the requester agrees to be named."""

    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[("", _("Choose a channel")), *((channel, CHANNELS[channel]) for channel in BY_HAND)],
        error_messages={"required": _("Say how it came in.")},
    )
    agreed = forms.BooleanField(
        label=_("The requester agrees that name and number are kept for this case."), required=False
    )

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, categories=categories, **kwargs)
        self.fields["text"].help_text = _("What, since when, and what the requester wishes for.")
        self.fields["name"].label = _("Name of the requester")
        self.fields["phone"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("contact") and not cleaned.get("agreed"):
            self.add_error("agreed", _("Ask the requester first, or leave name and number out."))
        return cleaned
