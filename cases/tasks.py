"""Celery entries: read the clock, call an action. The database is the truth, no eta or countdown."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from cases.actions import anchors, publishing, retention, timers
from cases.telling import reach
from cases.world import ZONE, world
from notices.actions import sending, spreading

BATCHES_A_CALL = 50


@shared_task
def run_timers() -> int:
    """Works through what is due; a backlog larger than one call is left to the next."""
    return timers.run(timezone.now(), batches=BATCHES_A_CALL)


@shared_task
def set_anchor() -> None:
    """Signs the day before; beat calls it hourly, the action does it once."""
    now = timezone.now()
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    anchors.set_anchor(midnight.date() - dt.timedelta(days=1), until=midnight, at=now)


@shared_task
def publish_months() -> None:
    """Counts a month for everybody once it is public; beat calls it hourly, the action does it once."""
    publishing.publish(world(timezone.now()))


@shared_task
def erase_contacts() -> int:
    """Nightly: contact data whose two years are over."""
    return retention.erase_contacts(timezone.now())


@shared_task
def deliver_notices() -> int:
    """Sends what notices have to leave the house; the sweep, not a poke, is what finds them."""
    now = timezone.now()
    ways = reach(world(now))
    spreading.spread(ways, at=now)
    return sending.send_due(ways, at=now)
