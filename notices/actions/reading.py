"""What a person does with notices in the inbox."""

import datetime as dt
from collections.abc import Collection

from notices.models import Notice, NoticeRead


def mark_read(notice_ids: Collection[int], *, by_id: int, unit_ids: list[int], at: dt.datetime) -> None:
    """The person opened these notices. Those of others, and those opened before, are passed over."""
    own = Notice.objects.inbox(by_id, unit_ids).filter(pk__in=notice_ids).values_list("pk", flat=True)
    NoticeRead.objects.bulk_create(
        [NoticeRead(notice_id=pk, user_id=by_id, at=at) for pk in own], ignore_conflicts=True
    )
