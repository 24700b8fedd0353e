"""Celery entries: read the clock, call an action."""

from celery import shared_task
from django.utils import timezone

from procedures.actions import clocks, mediation


@shared_task
def run_clocks() -> int:
    """Works through what is due, and what its case has left behind; a backlog is left to the next call."""
    at = timezone.now()
    return mediation.end_with_cases(at) + clocks.run(at)


@shared_task
def reckon_clocks() -> int:
    """Hourly: a calendar that was loaded meanwhile moves the due times that it touches."""
    return clocks.reckon_again(timezone.now())
