"""Celery entries."""

from celery import shared_task
from django.utils import timezone

from volunteers.actions import posts


@shared_task
def finish_past_posts() -> None:
    """Hourly: posts that have ended are finished."""
    posts.finish_past(timezone.now())
