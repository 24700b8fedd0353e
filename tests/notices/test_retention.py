"""Messages and notices go when their time is over, and what waits stays."""

import datetime as dt

import pytest

from notices.actions import retention
from notices.models import Delivery, Notice, NoticeRead
from tests.notices.conftest import local

NOW = local("2026-11-22 03:00")
KEPT = {"messages_days": 180, "notices_days": 731}


def notice(days, **more):
    at = NOW - dt.timedelta(days=days)
    values = {"kind": "case_arrived", "to_kind": "unit", "to_id": 7, "about_kind": "case", "about_id": "N-1"}
    return Notice.objects.create(**values, key=f"{Notice.objects.count()}", at=at, **{"spread_at": at} | more)


def delivery(about, days, state="sent"):
    times = {"next_at": NOW if state == "queued" else None, "created_at": NOW - dt.timedelta(days=days)}
    return Delivery.objects.create(notice=about, channel="sms", language="en", state=state, **times)


def test_what_is_older_than_its_days_goes_and_what_waits_stays(reader):
    old, unspread, kept = notice(732), notice(732, spread_at=None), notice(730)
    NoticeRead.objects.create(notice=old, user=reader, at=NOW)
    delivery(kept, 181)
    late = delivery(None, 181, "queued")
    fresh = delivery(unspread, 179, "failed")
    assert retention.purge(NOW, **KEPT) == 2
    assert set(Notice.objects.all()) == {unspread, kept}
    assert set(Delivery.objects.all()) == {late, fresh}
    assert retention.purge(NOW, **KEPT) == 0


@pytest.mark.parametrize(("batches", "done"), [(1, 2), (2, 4), (9, 5)])
def test_it_goes_in_batches_and_the_next_call_finds_the_rest(db, monkeypatch, batches, done):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _n in range(5):
        delivery(None, 200)
    assert retention.purge(NOW, **KEPT, batches=batches) == done
    assert Delivery.objects.count() == 5 - done
