"""Characters that a text for people does not have."""

import unicodedata

# Control, format, surrogate, line and paragraph separator. Private use and unassigned code points stay
# allowed: rare characters of Chinese names are written with them.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_CHARACTERS = "\ufffe\uffff"
"""Unassigned for ever. No XML file takes them, so a document with such a name could not be written."""


def has_unprintable(text: str, *, allowed: str = "") -> bool:
    """Whether the text has a control or format character, or half of a surrogate pair, beyond those allowed."""
    return any(
        (unicodedata.category(character) in _UNPRINTABLE or character in _NO_CHARACTERS) and character not in allowed
        for character in text
    )
