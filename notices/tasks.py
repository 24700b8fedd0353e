"""Celery entries: read the clock, call an action."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notices.actions import retention


@shared_task
def purge() -> int:
    """Nightly: messages and notices whose time is over."""
    days = {"messages_days": settings.MESSAGES_KEPT_DAYS, "notices_days": settings.NOTICES_KEPT_DAYS}
    return retention.purge(timezone.now(), **days)
