"""The outbox row, which is at the same time the in-app notice."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of the outbox."""

    def inbox(self, user_id: int, unit_ids: list[int]) -> "NoticeQuerySet":
        """Notices addressed to the person or to the desk of one of the units, newest first."""
        return self.filter(
            models.Q(to_kind="user", to_id=user_id) | models.Q(to_kind="unit", to_id__in=unit_ids)
        ).order_by("-id")

    def unread_by(self, user_id: int) -> "NoticeQuerySet":
        """Those that this person has not opened."""
        return self.exclude(reads__user_id=user_id)


class Notice(models.Model):
    """Something that a person or a desk has to be told.

    `to` and `about` are (kind, id) because this app knows neither units nor cases; `key` makes the
    same fact told once, however often the code runs. `params` holds numbers and codes for the
    template of `kind`; never personal data, never a resident's words. `spread_at` is when its
    deliveries on the other channels were written down.
    """

    kind = models.CharField(max_length=40)
    to_kind = models.CharField(max_length=10, choices=[("user", "user"), ("unit", "unit"), ("requester", "requester")])
    to_id = models.BigIntegerField()
    about_kind = models.CharField(max_length=20)
    about_id = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    params = models.JSONField(default=dict)
    critical = models.BooleanField(default=False)
    at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to_kind", "to_id", "-id"], name="notices_notice_inbox"),
            models.Index(fields=["id"], condition=models.Q(spread_at=None), name="notices_notice_to_spread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_kind} {self.to_id}"


class NoticeRead(models.Model):
    """One person opened one notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "user"], name="notices_read_once")]

    def __str__(self) -> str:
        return f"notice {self.notice_id} read by {self.user_id}"
