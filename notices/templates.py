"""The texts that leave the house: ours, or those that the installation has put in their place.

A text may use few variables, written `{number}`, and each has a form that it must fit. To a resident go
the number, the date of the promise and the way to the tracking page, whatever else a notice carries:
no parameter that staff or a programmer adds to a notice can reach a resident.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from accounts.characters import has_unprintable
from accounts.refusals import invalid
from notices.models import Notice, NoticeTemplate
from notices.states import Channel
from notices.words import KINDS, PROMISE, is_for_residents, sentence

VARIABLES: Final[Mapping[str, Promise]] = {
    "number": _("The number of what the notice is about"),
    "link": _("The page to open"),
    "promise": _("The day by which an answer is promised"),
}
STAFF_VARIABLES: Final = frozenset({"number", "link"})
RESIDENT_VARIABLES: Final = frozenset({"number", "link", "promise"})
SUBJECT_LENGTH, BODY_LENGTH = 120, 500
DIGEST_LINES: Final = 20

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent; only mail has a subject."""

    subject: str
    body: str


def variables_of(kind: str) -> frozenset[str]:
    """The variables that texts of this kind may use."""
    return RESIDENT_VARIABLES if is_for_residents(kind) else STAFF_VARIABLES


def default(kind: str, channel: Channel, *, promises: bool = True) -> Text:
    """Our own text in the active language, with its variables still in it."""
    words = said = str(KINDS[kind]) % {"about": "{number}"}
    if promises and is_for_residents(kind):
        promise = str(PROMISE) % {"promise": "{promise}"}
        said = pgettext("two sentences", "%(first)s %(second)s") % {"first": words, "second": promise}
    body = ("\n" if channel is Channel.MAIL else " ").join([said, "{link}"])
    return Text(words if channel is Channel.MAIL else "", body)


def text_of(
    notice: Notice, channel: Channel, language: str, site: str, own: NoticeTemplate | None, token: str = ""
) -> Text:
    """What the notice says on this channel; `own` is the installation's text where it has one.

    With a `token` the link is the page on which the reader answers without an account.
    """
    values = _values(notice, site)
    if token:
        values["link"] = f"{site}/t/{token}/"
    with translation.override(language):
        ours = default(notice.kind, channel, promises="promise" in values)
    if own is None or not own.body:
        return Text(fill(ours.subject, values), fill(ours.body, values))
    return Text(fill(own.subject or ours.subject, values), fill(own.body, values))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables in place; one without a value leaves nothing behind."""
    return _VARIABLE.sub(lambda found: values.get(found[1], ""), text)


def digest_of(notices: list[Notice], language: str, site: str) -> Text:
    """The sentences of many notices, oldest first, as one message."""
    with translation.override(language):
        head = ngettext("%(n)d notice", "%(n)d notices", len(notices)) % {"n": len(notices)}
        lines = [sentence(notice) for notice in notices[:DIGEST_LINES]]
        rest = len(notices) - len(lines)
        if rest:
            lines.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
    return Text(head, "\n".join([head, *lines, f"{site}/notices/"]))


def check(kind: str, subject: str, body: str) -> None:
    """Raises `Refusal` invalid `bad_template` with the field for a text that cannot be sent."""
    for field, text, most in (("subject", subject, SUBJECT_LENGTH), ("body", body, BODY_LENGTH)):
        if len(text) > most:
            raise invalid("bad_template", _("The text is too long."), field)
        if has_unprintable(text, allowed="\n" if field == "body" else ""):
            raise invalid("bad_template", _("The text has characters that cannot be printed."), field)
        used = set(_VARIABLE.findall(text))
        if used - variables_of(kind):
            raise invalid("bad_template", _("The text uses a variable that this notice does not have."), field)
        if re.search(r"[{}]", _VARIABLE.sub("", text)):
            raise invalid("bad_template", _("A brace stands alone. Write variables like {number}."), field)
    if subject and not body:
        raise invalid("bad_template", _("Write the text too, not the subject alone."), "body")


def sample(kind: str, site: str) -> Mapping[str, str]:
    """Values for a preview."""
    link = f"{site}/track/" if is_for_residents(kind) else f"{site}/cases/20260302-0001/"
    return {"number": "20260302-0001", "link": link, "promise": "2026-03-12"}


def _values(notice: Notice, site: str) -> dict[str, str]:
    """Only what the whitelist names, and only in its form."""
    values = {"number": notice.about_id if _NUMBER.fullmatch(notice.about_id) else ""}
    if is_for_residents(notice.kind):
        values["link"] = f"{site}/track/"
        promise = str(notice.params.get("promise", ""))
        if _DAY.fullmatch(promise):
            values["promise"] = promise
    else:
        values["link"] = f"{site}/cases/{values['number']}/" if notice.about_kind == "case" else f"{site}/notices/"
    return values
