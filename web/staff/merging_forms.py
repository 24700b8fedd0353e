"""Forms of merging: which case goes on, and why they belong apart after all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.staff.form_parts import VerbForm, words_field


class MergeForm(VerbForm):
    into = forms.CharField(
        label=_("Number of the case that goes on"),
        max_length=40,
        help_text=_("It has the same category and is in the same grid, and is due no later."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Give the number of the other case.")},
    )
    text = words_field(_("In your words"), required=False)


class UnmergeForm(VerbForm):
    text = words_field(_("Why is it another matter?"))
