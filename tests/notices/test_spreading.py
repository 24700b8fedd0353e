"""Who is written down for a message, on which channel, and for when."""

import pytest

from notices import outbox
from notices.actions.spreading import spread
from notices.models import ChannelChoice, Delivery, Notice
from notices.outbox import To
from tests.notices.conftest import local

DAY, NIGHT = local("2026-03-03 10:00"), local("2026-03-03 22:30")
DESK, OTHER_DESK = 7, 8


def choose(user, channel, wants="each", **more):
    values = {"address_cipher": b"x", "address_masked": "masked", "language": "en", "verified_at": DAY} | more
    return ChannelChoice.objects.create(user=user, channel=channel, wants=wants, created_at=DAY, **values)


def tell(to, kind="case_arrived", at=DAY, critical=False, number="20260303-0001"):
    key = f"{Notice.objects.count()}"
    outbox.write([outbox.put(kind, to=to, about=("case", number), key=key, at=at, critical=critical)])


def rows():
    return [
        (row.choice.user.username if row.choice else "requester", row.channel, row.state)
        for row in Delivery.objects.select_related("choice__user").order_by("id")
    ]


def test_a_desks_notice_goes_to_everybody_with_a_post_there(reader, colleague, reach):
    choose(reader, "mail")
    choose(reader, "sms")
    choose(colleague, "mail")
    tell(To("unit", DESK))
    tell(To("unit", OTHER_DESK))
    assert spread(reach({reader.pk, colleague.pk}), at=DAY) == 2
    assert rows() == [("reader", "mail", "queued"), ("reader", "sms", "queued"), ("colleague", "mail", "queued")]


def test_a_persons_notice_goes_to_that_person_alone(reader, colleague, reach):
    choose(reader, "mail")
    choose(colleague, "mail")
    tell(To("user", colleague.pk))
    spread(reach({reader.pk, colleague.pk}), at=DAY)
    assert rows() == [("colleague", "mail", "queued")]


@pytest.mark.parametrize("change", [{"verified_at": None}, {"address_cipher": b"", "verified_at": None}])
def test_an_address_that_is_not_verified_gets_nothing(reader, reach, change):
    choose(reader, "mail", **change)
    tell(To("user", reader.pk), critical=True)
    spread(reach(), at=DAY)
    assert rows() == []


def test_a_closed_account_gets_nothing(reader, reach):
    choose(reader, "mail")
    reader.is_active = False
    reader.save()
    tell(To("user", reader.pk))
    spread(reach(), at=DAY)
    assert rows() == []


def test_a_channel_that_is_off_gets_nothing(reader, reach):
    choose(reader, "sms")
    tell(To("user", reader.pk))
    tell(To("requester", 5), kind="resident_dispatched")
    assert spread(reach(phones={5: "13812345678"}, senders={}), at=DAY) == 2
    assert rows() == []


def test_the_same_notice_is_spread_once(reader, reach, django_assert_num_queries):
    choose(reader, "mail")
    tell(To("user", reader.pk))
    ways = reach()
    assert [spread(ways, at=DAY), spread(ways, at=DAY)] == [1, 0]
    Notice.objects.update(spread_at=None)
    spread(ways, at=DAY)
    assert rows() == [("reader", "mail", "queued")]


# wants, critical, told at, leaves at (None: not at all), in a digest
LEAVING = [
    ("each", False, DAY, DAY, False),
    ("each", False, NIGHT, local("2026-03-04 08:00"), False),
    ("each", True, NIGHT, NIGHT, False),
    ("digest", False, DAY, local("2026-03-04 08:30"), True),
    ("digest", False, NIGHT, local("2026-03-04 08:30"), True),
    ("digest", True, DAY, DAY, False),
    ("critical", False, DAY, None, False),
    ("critical", True, NIGHT, NIGHT, False),
]


@pytest.mark.parametrize(("wants", "critical", "at", "leaves", "digest"), LEAVING)
def test_when_a_message_leaves(reader, reach, wants, critical, at, leaves, digest):
    choose(reader, "mail", wants)
    tell(To("user", reader.pk), at=at, critical=critical)
    spread(reach(), at=at)
    found = [(row.next_at, row.in_digest, row.critical) for row in Delivery.objects.all()]
    assert found == ([] if leaves is None else [(leaves, digest, critical)])


def test_residents_are_reached_by_sms_and_their_weekend_is_no_quiet_time(reader, reach):
    saturday = local("2026-03-07 10:00")
    tell(To("requester", 5), kind="resident_dispatched", at=saturday)
    tell(To("requester", 6), kind="resident_dispatched", at=saturday)
    spread(reach(phones={5: "13812345678"}), at=saturday)
    found = Delivery.objects.order_by("id").values_list("channel", "to_masked", "state", "next_at", "error")
    assert list(found) == [
        ("sms", "138****5678", "queued", saturday, ""),
        ("sms", "", "skipped", None, "no_address"),
    ]


def test_a_requester_and_a_user_of_one_number_are_not_mistaken(reader, reach):
    choose(reader, "mail")
    tell(To("requester", reader.pk), kind="resident_dispatched")
    spread(reach({reader.pk}), at=DAY)
    assert rows() == [("requester", "sms", "skipped")]


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_the_same_for_one_and_three(reader, reach, count, django_assert_num_queries):
    choose(reader, "mail")
    for _n in range(count):
        tell(To("user", reader.pk))
    ways = reach()
    with django_assert_num_queries(6):  # savepoint, notices, choices, deliveries, mark, release
        assert spread(ways, at=DAY) == count
