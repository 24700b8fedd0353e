"""Names of areas, units and organisations as they are written down."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid

MAX_NAME = 80


def tidy_name(name: str, field: str = "name", longest: int = MAX_NAME) -> str:
    """The name without blanks at its ends.

    Raises `Refusal` invalid bad_name when it is empty, too long or holds control characters.
    """
    tidy = unicodedata.normalize("NFC", name).strip()
    if not tidy or len(tidy) > longest or not tidy.isprintable():
        raise invalid(
            "bad_name", _("A name has 1 to %(limit)d printable characters.") % {"limit": longest}, field=field
        )
    return tidy
