"""Every write to contact data: prepared for a case, revealed with a purpose, erased."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, forbidden, invalid
from residents.contact import Contact, mask_name, mask_phone
from residents.encryption import decrypt, encrypt
from residents.models import Requester
from residents.purposes import PURPOSES, SHORTEST_PURPOSE

REVEALS_PER_HOUR = 30


def prepare(contact: Contact, at: dt.datetime) -> Requester:
    """An unsaved row for the case that is being written; the caller inserts it in its transaction."""
    return Requester(
        name_cipher=encrypt(contact.name),
        phone_cipher=encrypt(contact.phone),
        name_masked=mask_name(contact.name),
        phone_masked=mask_phone(contact.phone),
        created_at=at,
    )


def reveal(requester: Requester, *, by: User, at: dt.datetime, purpose: str, about: tuple[str, str]) -> Contact:
    """The contact data in clear, against a purpose that stands in the audit trail.

    `purpose` is a code of `purposes.PURPOSES` or at least four characters of one's own; `about` names
    the (kind, id) for which it is needed. Whether `by` may at all is the caller's question. Raises
    `Refusal` invalid `bad_purpose`, conflict `erased`, forbidden `too_many_reveals` over 30 an hour.
    """
    purpose = " ".join(purpose.split())
    if purpose not in PURPOSES and not SHORTEST_PURPOSE <= len(purpose) <= 200:
        raise invalid("bad_purpose", _("Say for what you need the contact data: at least four characters."), "purpose")
    if requester.erased_at is not None:
        raise conflict("erased", _("The contact data have been erased."))
    _count_reveals(by, 1)
    contact = Contact(decrypt(requester.name_cipher), decrypt(requester.phone_cipher))
    audit.record(
        by=by,
        verb="reveal_contact",
        subject_kind=about[0],
        subject_id=about[1],
        at=at,
        purpose=purpose,
        data={"requester": requester.pk},
    )
    return contact


def print_names(
    requesters: Sequence[Requester], *, by: User, at: dt.datetime, about: tuple[str, str], medium: str
) -> list[str]:
    """The names in clear, without the numbers, for a document that has to bear them; the audit trail says so.

    `medium` is "page" or "file". Each name counts as a reveal; an erased one is empty. Whether `by` may at all
    is the caller's question. Raises `Refusal` forbidden `too_many_reveals` over 30 an hour.
    """
    _count_reveals(by, len(requesters))
    rows = [row.pk for row in requesters]
    audit.record(
        by=by,
        verb="print_names",
        subject_kind=about[0],
        subject_id=about[1],
        at=at,
        data={"requesters": rows, "medium": medium},
    )
    return [decrypt(row.name_cipher) for row in requesters]


def _count_reveals(by: User, uses: int) -> None:
    if not limits.hit("reveal", str(by.pk), REVEALS_PER_HOUR, 3600, uses):
        raise forbidden("too_many_reveals", _("You have looked at contact data 30 times within the hour. Try later."))


@transaction.atomic
def erase(requester: Requester, at: dt.datetime) -> None:
    """Remove name and number, masked forms too; the row stays as the mark that there was a requester."""
    erased = Requester.objects.filter(pk=requester.pk, erased_at=None).update(
        name_cipher=b"", phone_cipher=b"", name_masked="", phone_masked="", erased_at=at
    )
    if erased:
        audit.record(by=None, verb="erase_contact", subject_kind="requester", subject_id=requester.pk, at=at)
