"""What a person finds in the inbox."""

from django.db.models import Exists, OuterRef

from notices.models import Notice, NoticeQuerySet, NoticeRead

CAP = 99


def inbox(user_id: int, unit_ids: list[int]) -> NoticeQuerySet:
    """Notices to the person or to the desks, newest first, each with `is_read`: page them, they are many."""
    read = NoticeRead.objects.filter(notice=OuterRef("pk"), user_id=user_id)
    return Notice.objects.inbox(user_id, unit_ids).annotate(is_read=Exists(read))


def unread_count(user_id: int, unit_ids: list[int]) -> int:
    """How many of them the person has not opened; counting stops at 99."""
    return Notice.objects.inbox(user_id, unit_ids).unread_by(user_id)[:CAP].count()
