"""Residents' numbers for messages that the system sends by itself; nobody reads them on the way."""

import re
from collections.abc import Collection

from residents.encryption import decrypt
from residents.models import Requester

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def mobiles(requester_ids: Collection[int]) -> dict[int, str]:
    """Mobile numbers in clear by requester; without those who gave none, gave a landline or were erased."""
    if not requester_ids:
        return {}
    rows = Requester.objects.filter(pk__in=requester_ids, erased_at=None).only("phone_cipher")
    clear = ((row.pk, decrypt(row.phone_cipher)) for row in rows)
    return {pk: phone for pk, phone in clear if _MOBILE.fullmatch(phone)}
