"""Receipts of gateways: signed, fresh, told as often as they like."""

import json

import pytest

from notices.models import Delivery
from notices.signing import sign
from tests.town import AT

SECRET = "whsec"
NOW = int(AT.timestamp())


@pytest.fixture
def delivery(db, settings, tuesday):
    settings.GATEWAYS = {"sms": ("https://sms.example.cn/", SECRET), "chat": ("", "")}
    return Delivery.objects.create(channel="sms", language="en", state="sent", tries=1, created_at=AT)


def post(client, delivery, channel="sms", secret=SECRET, at=NOW, body=None, **changes):
    content = {"id": f"gezhi-{delivery.pk}", "state": "bounced", "code": "unknown_number"} | changes
    raw = json.dumps(content).encode() if body is None else body
    headers = {"webhook-id": "r-1", "webhook-timestamp": str(at), "webhook-signature": sign(secret, "r-1", at, raw)}
    return client.post(f"/gateway/{channel}/", raw, content_type="application/json", headers=headers)


def test_a_bounce_is_noted_once_however_often_it_is_told(client, delivery):
    answers = [post(client, delivery).json() for _n in range(3)]
    assert answers == [{"new": True}, {"new": False}, {"new": False}]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("bounced", "unknown_number")


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "other"},
        {"at": NOW - 301},
        {"at": NOW + 301},
        {"channel": "chat", "secret": ""},
        {"channel": "mail"},
        {"channel": "nonsense"},
    ],
)
def test_what_is_not_signed_now_by_this_gateway_is_refused(client, delivery, change):
    assert post(client, delivery, **change).status_code == 401
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_gateway_speaks_of_its_own_messages_alone(client, delivery, settings):
    settings.GATEWAYS = {"sms": ("", ""), "chat": ("https://chat.example.cn/", SECRET)}
    assert post(client, delivery, channel="chat").json() == {"new": False}
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_an_unsigned_receipt_is_refused(client, delivery):
    assert client.post("/gateway/sms/", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"id":1,"state":"sent"}', b'{"id":"a","state":null}'])
def test_what_cannot_be_understood_is_refused(client, delivery, body):
    assert post(client, delivery, body=body).status_code == 400


def test_a_large_body_is_refused_unread(client, delivery):
    assert post(client, delivery, body=b'"' + b"x" * 20_000 + b'"').status_code == 413


def test_a_gateway_posts_and_does_nothing_else(client, db):
    assert client.get("/gateway/sms/").status_code == 405
