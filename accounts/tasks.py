"""Celery entries."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts import idempotency
from accounts.actions import tokens


@shared_task
def purge() -> None:
    """Nightly: forget old idempotency keys, and tokens that ended a month ago."""
    idempotency.purge(timezone.now())
    tokens.purge(timezone.now() - dt.timedelta(days=30))
