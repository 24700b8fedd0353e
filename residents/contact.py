"""A name and a telephone number: cleaned on the way in, masked on the way out."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.characters import has_unprintable
from accounts.refusals import invalid

NAME_LENGTH = 40
PHONE_LENGTH = 40

_DASHES = re.compile(r"[‐-―−－—]")
_NOISE = re.compile(r"[\s()]")
_PREFIX = r"(?:\+86|0086|86)-?"
_MOBILE = re.compile(rf"(?:{_PREFIX}|0)?(1[3-9]\d{{9}})", re.ASCII)
_LANDLINE = re.compile(
    rf"(?:{_PREFIX}0?|0)(10|2\d|[3-9]\d\d)-?([2-8]\d{{2,3}})-?(\d{{4}})(?:(?:-|转|x|ext\.?)(\d{{1,6}}))?",
    re.ASCII | re.IGNORECASE,
)
_SERVICE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})", re.ASCII)
_HOTLINE = re.compile(r"(?:0(10|2\d|[3-9]\d\d)-?)?12345", re.ASCII)
_EIGHT_DIGITS = re.compile(r"10|2\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contact:
    """Contact data in clear. Both may be empty; neither prints itself into a log."""

    name: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return f"Contact({mask_name(self.name)!r}, {mask_phone(self.phone)!r})"

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


def clean(name: str, phone: str) -> Contact:
    """What a person typed, in one form.

    Raises `Refusal` invalid `bad_name` (over 40 characters, or characters that cannot be printed) or
    `bad_phone`, with the field. Empty is allowed: a report needs no name.
    """
    return Contact(_clean_name(name), _clean_phone(phone))


def _clean_name(name: str) -> str:
    tidy = unicodedata.normalize("NFC", name).strip()
    if len(tidy) > NAME_LENGTH:
        raise invalid("bad_name", _("The name is longer than 40 characters."), "name")
    if has_unprintable(tidy):
        raise invalid("bad_name", _("The name has characters that cannot be printed."), "name")
    return " ".join(tidy.split())


def _clean_phone(phone: str) -> str:
    """A mainland number: 13812345678, 0731-84012345 (with -EXTENSION), 4001234567, 12345 or 0731-12345."""
    tidy = _DASHES.sub("-", unicodedata.normalize("NFKC", phone[: PHONE_LENGTH + 1]))
    tidy = _NOISE.sub("", tidy)
    if not tidy:
        return ""
    found = _canonical(tidy) if len(phone) <= PHONE_LENGTH else ""
    if not found:
        raise invalid(
            "bad_phone",
            _("This is no telephone number. Write a mobile number, or a landline with its area code: 0731-84012345."),
            "phone",
        )
    return found


def _canonical(tidy: str) -> str:
    if mobile := _MOBILE.fullmatch(tidy.replace("-", "")):
        return mobile[1]
    if landline := _LANDLINE.fullmatch(tidy):
        code, first, last, extension = landline.groups()
        # Beijing and the cities of 02x have eight digits, all others seven or eight.
        if _EIGHT_DIGITS.fullmatch(code) and len(first) == 3:
            return ""
        return f"0{code}-{first}{last}" + (f"-{extension}" if extension else "")
    if service := _SERVICE.fullmatch(tidy):
        return "".join(service.groups())
    if hotline := _HOTLINE.fullmatch(tidy):
        return f"0{hotline[1]}-12345" if hotline[1] else "12345"
    return ""


def mask_name(name: str) -> str:
    """The first character and two stars, however long the name: 张**."""
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """138****5678, 0731-****2345 (no extension), 400****4567. The public hotline has nothing to hide."""
    if not phone or phone.rpartition("-")[2] == "12345":
        return phone
    code, dash, rest = phone.partition("-")
    if dash:
        return f"{code}-****{rest.partition('-')[0][-4:]}"
    return f"{phone[:3]}****{phone[-4:]}"
