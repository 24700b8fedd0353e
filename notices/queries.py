"""What a person finds in the inbox, what is new, and what became of messages."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet

from notices.models import ChannelChoice, Delivery, Notice, NoticeQuerySet, NoticeRead, NoticeTemplate
from notices.states import DeliveryState

CAP = 99
LARGEST_ID = BigIntegerField.MAX_BIGINT
_UNREAD = """
    SELECT count(*) FROM (
        SELECT id FROM notices_notice
        WHERE (to_kind = 'user' AND to_id = %s OR to_kind = 'unit' AND to_id = ANY (%s::bigint[])) AND id <= %s
        AND NOT EXISTS (
            SELECT FROM notices_noticeread WHERE notice_id = notices_notice.id AND notices_noticeread.user_id = %s
        )
        ORDER BY id DESC LIMIT %s
    ) AS unread
"""
"""`inbox` without what the person has read."""


def inbox(user_id: int, unit_ids: list[int]) -> NoticeQuerySet:
    """Notices to the person or to the desks, newest first, each with `is_read`: page them, they are many."""
    read = NoticeRead.objects.filter(notice=OuterRef("pk"), user_id=user_id)
    return Notice.objects.inbox(user_id, unit_ids).annotate(is_read=Exists(read))


def unread_count(user_id: int, unit_ids: list[int], upto: int | None = None) -> int:
    """How many of them, up to the id where one is given, the person has not opened; counting stops at 99."""
    last = LARGEST_ID if upto is None else upto
    with connection.cursor() as cursor:
        # Every page of staff asks this: for Django to put it together takes ten times as long as the answer.
        cursor.execute(_UNREAD, [user_id, unit_ids, last, user_id, CAP])
        return int(cursor.fetchone()[0])


def newest_id() -> int:
    """The id of the newest notice, 0 where there is none."""
    return Notice.objects.order_by("-id").values_list("id", flat=True).first() or 0


def written_since(top: int, missing: Sequence[int], most: int) -> list[Notice]:
    """Notices with a higher id, and those of the missing ids that are there by now; the lowest ids first."""
    return list(Notice.objects.filter(Q(pk__gt=top) | Q(pk__in=missing)).order_by("pk")[:most])


def own_templates(kinds: Collection[str]) -> dict[tuple[str, str, str], NoticeTemplate]:
    """The installation's own texts of these kinds by kind, channel and language; one statement, or none."""
    if not kinds:
        return {}
    newest = NoticeTemplate.objects.filter(kind__in=kinds).order_by("kind", "channel", "language", "-id")
    rows = newest.distinct("kind", "channel", "language")
    return {(row.kind, row.channel, row.language): row for row in rows if row.body}


def choices_of(user_id: int) -> dict[str, ChannelChoice]:
    """The person's addresses by channel, without those that were taken back."""
    rows = ChannelChoice.objects.filter(user=user_id).exclude(address_cipher=b"")
    return {row.channel: row for row in rows}


def log(state: str = "") -> QuerySet[Delivery]:
    """Deliveries, newest first, with what they were about."""
    rows = Delivery.objects.select_related("notice").order_by("-id")
    return rows.filter(state=DeliveryState(state)) if state else rows
