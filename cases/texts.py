"""Free text from people: cleaned or refused, never cut."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid

LONGEST = 4000
_LOST = "\ufffd"
"""What a decoder puts where bytes were in another encoding: words are gone."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(text: str, field: str = "text", *, required: bool = True) -> str:
    """The text in NFC with plain line ends, trimmed.

    Refuses (400, naming `field`): `empty` where it is required and nothing can be seen, `too_long`
    over 4,000 characters, `control_characters` for bytes that no person types, `wrong_encoding` where
    characters were lost on the way here. HTML is text like any other: it is kept and shown as typed.
    """
    if _LOST in text:
        raise invalid("wrong_encoding", _("The text is not in UTF-8."), field)
    if _FORBIDDEN.search(text):
        raise invalid("control_characters", _("The text contains characters that cannot be shown."), field)
    tidy = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not _is_visible(tidy):
        raise invalid("empty", _("Please write something."), field)
    if len(tidy) > LONGEST:
        raise invalid("too_long", _("The text is longer than 4,000 characters."), field)
    return tidy


def _is_visible(text: str) -> bool:
    """There is more than spaces and format characters, such as a zero-width space."""
    return any(unicodedata.category(character) not in {"Cf", "Zs", "Zl", "Zp", "Cc"} for character in text)
