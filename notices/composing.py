"""What a delivery says and where it goes, found at the moment when it is sent."""

from collections.abc import Mapping, Sequence

from accounts.encryption import decrypt
from notices import verification
from notices.channels import Message
from notices.models import Delivery, Notice, NoticeTemplate
from notices.queries import own_templates
from notices.reach import Reach
from notices.states import Channel
from notices.templates import Text, digest_of, text_of

Own = Mapping[tuple[str, str, str], NoticeTemplate]


def compose(groups: Sequence[Sequence[Delivery]], keys: Sequence[str], reach: Reach) -> list[Message | None]:
    """A message for each group of rows, in order; None where there is no address any more."""
    told = [row.notice for group in groups for row in group if row.notice is not None]
    own = own_templates({notice.kind for notice in told})
    requesters = {notice.to_id for notice in told if notice.to_kind == "requester"}
    phones = reach.phones(requesters) if requesters else {}
    return [_message(rows, key, own, phones, reach) for rows, key in zip(groups, keys, strict=True)]


def _message(rows: Sequence[Delivery], key: str, own: Own, phones: Mapping[int, str], reach: Reach) -> Message | None:
    first = rows[0]
    address = _address(first, phones)
    if not address:
        return None
    kind, text = _text(first, [row.notice for row in rows if row.notice is not None], own, reach)
    return Message(key, kind, first.language, text.body, text.subject, address)


def _address(row: Delivery, phones: Mapping[int, str]) -> str:
    """Of a choice that was taken back or changed and not verified again, nothing; but a code may go there."""
    if row.choice is not None:
        is_open = row.choice.verified_at is not None or row.notice is None
        return decrypt(row.choice.address_cipher) if is_open else ""
    return phones.get(row.notice.to_id, "") if row.notice is not None else ""


def _text(row: Delivery, notices: list[Notice], own: Own, reach: Reach) -> tuple[str, Text]:
    if row.choice is not None and not notices:
        return "verification", verification.text_of(row.choice)
    if len(notices) > 1:
        return "digest", digest_of(notices, row.language, reach.site)
    notice = notices[0]
    template = own.get((notice.kind, row.channel, row.language))
    return notice.kind, text_of(notice, Channel(row.channel), row.language, reach.site, template)
