"""A day of the street, played small; `bench/day_of_a_street.py` plays it in full, with a worker that is killed."""

import datetime as dt

import pytest

from bench.street_day import staging
from bench.street_day.post_office import SECRET, PostOffice
from bench.street_day.turn import turn
from cases.models import Case, Deadline
from notices.models import Delivery, Notice

DAY = dt.date(2026, 10, 10)
"""A Saturday that is worked in exchange for a holiday."""


@pytest.mark.long
@pytest.mark.django_db
def test_at_the_end_of_a_day_everything_is_explained(settings):
    settings.DEMO = True  # the people have the password of the demo
    with PostOffice() as office:
        settings.GATEWAYS = {"sms": (office.url, SECRET), "chat": ("", "")}
        played = staging.play(DAY, office, turn, staging.SMALL)
        account = staging.account_of(played, office)
        assert account.unexplained == []
        assert account.totals["cases"].total() == staging.SMALL.cases
        assert account.totals["tried again"].total() > 0, "the gateway was never missed"
        assert account.totals["steps"]["by a clock"] > 0
        spoil()
        found = staging.account_of(played, office).unexplained
    assert [what for what in SPOILT if not any(what in line for line in found)] == []


def spoil():
    """One thing of each kind is made unexplainable."""
    pending = Deadline.objects.filter(state="pending", kind="resolve", step=0, changes=None).order_by("id")
    Deadline.objects.filter(pk=pending[0].pk).update(fire_at=None, due_at=played_at(18))
    Case.objects.filter(pk=Case.objects.order_by("pk")[0].pk).update(routing=[["no_such_code", {}]])
    sent = Delivery.objects.filter(state="sent").order_by("id")
    Delivery.objects.filter(pk=sent[0].pk).update(state="queued", next_at=played_at(12), sent_at=None)
    Notice.objects.filter(pk=Notice.objects.order_by("pk")[0].pk).update(spread_at=None)


def played_at(hour):
    return dt.datetime(2026, 10, 10, hour - 8, tzinfo=dt.UTC)


SPOILT = (
    "clock resolve due 10-10 18:00: pending, and nothing says why",
    "its way has no reason in words",
    "queued, '', next 2026-10-10 04:00",
    "at the gateway, and no delivery knows it",
    "nobody has looked to whom it goes",
)
