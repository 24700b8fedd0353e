"""The emergency stopper: which numbers to call before anything is written here."""

import re

# Mainland numbers of three digits: police 110, fire 119, ambulance 120, traffic 122.
_NUMBERS = re.compile(r"(?<!\d)(?:110|119|12[02])(?!\d)")


def numbers_in(hint: str) -> list[str]:
    """The telephone numbers that a category's hint names, in its order: "119 and the gas company" -> 119."""
    return _NUMBERS.findall(hint)
