"""What a delivery says and where it goes, found at the moment when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.encryption import decrypt
from notices import verification
from notices.channels import Message
from notices.models import Delivery, Notice, NoticeTemplate
from notices.queries import own_templates
from notices.reach import Reach
from notices.states import Channel
from notices.templates import Text, digest_of, text_of

Own = Mapping[tuple[str, str, str], NoticeTemplate]
Phones = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up once for all messages of a batch."""

    own: Own
    phones: Phones
    tokens: Mapping[int, str]


def compose(groups: Sequence[Sequence[Delivery]], keys: Sequence[str], reach: Reach) -> list[Message | None]:
    """A message for each group of rows, in order; None where there is no address any more."""
    told = [row.notice for group in groups for row in group if row.notice is not None]
    # Who has an account opens the page itself; a link with a token goes to those alone who have none.
    outside = [row.notice for group in groups for row in group if row.notice is not None and row.choice is None]
    found = Found(
        own=own_templates({notice.kind for notice in told}),
        phones=_phones(outside, reach),
        tokens=reach.tokens(outside) if outside else {},
    )
    return [_message(rows, key, found, reach) for rows, key in zip(groups, keys, strict=True)]


def _phones(notices: Sequence[Notice], reach: Reach) -> Phones:
    ways = {"requester": reach.phones, "unit": reach.unit_phones}
    asked = {kind: {notice.to_id for notice in notices if notice.to_kind == kind} for kind in ways}
    return {(kind, pk): phone for kind, ids in asked.items() if ids for pk, phone in ways[kind](ids).items()}


def _message(rows: Sequence[Delivery], key: str, found: Found, reach: Reach) -> Message | None:
    first = rows[0]
    address = _address(first, found.phones)
    if not address:
        return None
    kind, text = _text(first, [row.notice for row in rows if row.notice is not None], found, reach)
    return Message(key, kind, first.language, text.body, text.subject, address)


def _address(row: Delivery, phones: Phones) -> str:
    """Of a choice that was taken back or changed and not verified again, nothing; but a code may go there."""
    if row.choice is not None:
        is_open = row.choice.verified_at is not None or row.notice is None
        return decrypt(row.choice.address_cipher) if is_open else ""
    return phones.get((row.notice.to_kind, row.notice.to_id), "") if row.notice is not None else ""


def _text(row: Delivery, notices: list[Notice], found: Found, reach: Reach) -> tuple[str, Text]:
    if row.choice is not None and not notices:
        return "verification", verification.text_of(row.choice)
    if len(notices) > 1:
        return "digest", digest_of(notices, row.language, reach.site)
    notice = notices[0]
    template = found.own.get((notice.kind, row.channel, row.language))
    token = found.tokens.get(notice.pk, "") if row.choice is None else ""
    return notice.kind, text_of(notice, Channel(row.channel), row.language, reach.site, template, token)
