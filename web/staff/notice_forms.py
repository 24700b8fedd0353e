"""The forms about notices: a person's addresses, the installation's texts. Shape only."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notices.addresses import LONGEST
from notices.states import Channel, Language, Wants
from notices.templates import BODY_LENGTH, SUBJECT_LENGTH
from notices.words import CHANNELS, WANTS
from web.forms import LongText

LANGUAGES = [
    (language.value, name) for language, name in zip(Language, (name for _c, name in settings.LANGUAGES), strict=True)
]


class ChoiceForm(forms.Form):
    """How much comes, and in which language."""

    wants = forms.ChoiceField(
        label=_("What comes there?"),
        choices=[(wants.value, WANTS[wants]) for wants in Wants],
        widget=forms.RadioSelect,
        initial=Wants.EACH,
    )
    language = forms.ChoiceField(label=_("Language of the messages"), choices=LANGUAGES)


class AddressForm(ChoiceForm):
    """A new address on a channel."""

    address = LongText(label=_("Address"), max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("address", "wants", "language")

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            Channel.MAIL: _("E-mail address"),
            Channel.SMS: _("Mobile number"),
            Channel.CHAT: _("Your name in the enterprise chat"),
        }
        self.fields["address"].label = labels[channel]


class CodeForm(forms.Form):
    """The code that was sent to the address."""

    code = LongText(
        label=_("Code"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class TextForm(forms.Form):
    """One text of one kind of notice."""

    subject = LongText(label=_("Subject"), max_length=SUBJECT_LENGTH, required=False, widget=forms.TextInput)
    body = LongText(
        label=_("Text"),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: our own text is used."),
    )

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel is not Channel.MAIL:
            del self.fields["subject"]


def channel_name(channel: Channel) -> str:
    """The channel in the reader's language."""
    return str(CHANNELS[channel])
