"""What the worker does at an instant, and the Celery task that does it at the instant of the play."""

import datetime as dt

from celery import shared_task
from django.core.cache import cache

from cases.actions import timers
from cases.telling import reach
from cases.world import world
from notices.actions import sending, spreading
from procedures.actions import clocks

DONE = "street-day:{at}"


def turn(at: dt.datetime) -> None:
    """The tasks that the beat calls within minutes, in the order in which one worker would do them."""
    timers.run(at)
    clocks.run(at)
    ways = reach(world(at))
    spreading.spread(ways, at=at)
    sending.send_due(ways, at=at)


@shared_task(name="street_day.turn")
def task(at: str) -> None:
    """The same in a worker of the product: its own tasks would read the real clock."""
    turn(dt.datetime.fromisoformat(at))
    cache.set(DONE.format(at=at), "done", 3600)
