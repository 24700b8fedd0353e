"""What gateways tell later, in any order and any number of times."""

import pytest

from notices.actions.receipts import receive
from notices.models import ChannelChoice, Delivery
from tests.notices.conftest import local

AT = local("2026-03-03 10:00")


def delivery(state="sent", tries=1, **more):
    values = {"channel": "sms", "language": "en", "created_at": AT, "next_at": AT if state == "queued" else None}
    return Delivery.objects.create(state=state, tries=tries, **(values | more))


# before, receipt -> after, was it new
RECEIPTS = [
    ("queued", "sent", "sent", True),
    ("queued", "bounced", "bounced", True),
    ("sent", "sent", "sent", False),
    ("sent", "bounced", "bounced", True),
    ("failed", "sent", "sent", True),
    ("failed", "bounced", "bounced", True),
    ("bounced", "sent", "bounced", False),
    ("bounced", "bounced", "bounced", False),
    ("skipped", "sent", "skipped", False),
    ("skipped", "bounced", "skipped", False),
]


@pytest.mark.parametrize(("before", "receipt", "after", "new"), RECEIPTS)
def test_receipts(db, before, receipt, after, new):
    row = delivery(before)
    assert receive("sms", key=f"gezhi-{row.pk}", state=receipt, at=AT) is new
    assert receive("sms", key=f"gezhi-{row.pk}", state=receipt, at=AT) is False
    row.refresh_from_db()
    assert row.state == after


def test_a_receipt_for_what_was_never_sent_changes_nothing(db):
    row = delivery("queued", tries=0)
    assert not receive("sms", key=f"gezhi-{row.pk}", state="bounced", at=AT)
    row.refresh_from_db()
    assert row.state == "queued"


def test_why_it_came_back_is_kept_as_a_code_only(db):
    row, other = delivery(), delivery()
    receive("sms", key=f"gezhi-{row.pk}", state="bounced", code="unknown_number", at=AT)
    receive("sms", key=f"gezhi-{other.pk}", state="bounced", code="<b>13812345678", at=AT)
    assert list(Delivery.objects.order_by("pk").values_list("error", flat=True)) == ["unknown_number", "bounced"]


@pytest.mark.parametrize("key", ["", "gezhi-", "gezhi-0", "gezhi-x", "1", "gezhi-1 ", "gezhi-" + "9" * 40])
def test_a_key_that_is_none_of_ours_is_nothing(db, key):
    assert not receive("sms", key=key, state="bounced", at=AT)


@pytest.mark.parametrize("state", ["queued", "failed", "skipped", "", "BOUNCED"])
def test_a_gateway_says_sent_or_bounced_and_nothing_else(db, state):
    row = delivery()
    assert not receive("sms", key=f"gezhi-{row.pk}", state=state, at=AT)


def test_a_digest_comes_back_as_a_whole(reader):
    choice = ChannelChoice.objects.create(user=reader, channel="mail", wants="digest", language="en", created_at=AT)
    first, second = (delivery(choice=choice, channel="mail", in_digest=True, sent_at=AT) for _n in range(2))
    other = delivery(choice=choice, channel="mail", in_digest=True, sent_at=local("2026-03-02 08:30"))
    assert not receive("sms", key=f"gezhi-{first.pk}-0123456789abcdef", state="bounced", at=AT)
    assert receive("mail", key=f"gezhi-{first.pk}-0123456789abcdef", state="bounced", at=AT)
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {first.pk: "bounced", second.pk: "bounced", other.pk: "sent"}
