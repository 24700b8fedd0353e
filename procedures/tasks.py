"""Celery entries: read the clock, call an action."""

from celery import shared_task
from django.utils import timezone

from procedures.actions import clocks


@shared_task
def run_clocks() -> int:
    """Works through what is due; a backlog larger than one call is left to the next."""
    return clocks.run(timezone.now())


@shared_task
def reckon_clocks() -> int:
    """Hourly: a calendar that was loaded meanwhile moves the due times that it touches."""
    return clocks.reckon_again(timezone.now())
