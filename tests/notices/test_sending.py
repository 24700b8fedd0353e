"""The sweep against a gateway that fails, is away, is slow, hangs up, or leads elsewhere."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.db import connection

from accounts.encryption import encrypt
from notices import outbox
from notices.actions import sending
from notices.actions.sending import LEASE, REST, send_due
from notices.actions.spreading import spread
from notices.models import ChannelChoice, Delivery, Notice
from notices.outbox import To
from tests.notices.conftest import local

AT = local("2026-03-03 10:00")
MINUTE = dt.timedelta(minutes=1)


def choose(user, channel, address, wants="each", language="en"):
    values = {"address_cipher": encrypt(address), "address_masked": "masked", "language": language}
    return ChannelChoice.objects.create(
        user=user, channel=channel, wants=wants, created_at=AT, verified_at=AT, **values
    )


def tell(to, number="20260303-0001", kind="case_arrived", critical=False, at=AT, **params):
    key = f"{kind}:{number}:{to.kind}:{to.id}"
    outbox.write([outbox.put(kind, to=to, about=("case", number), key=key, at=at, critical=critical, params=params)])


def only():
    return Delivery.objects.get()


def test_mail_carries_the_sentence_and_the_way_to_the_case(reader, reach):
    choose(reader, "mail", "z@example.cn")
    tell(To("user", reader.pk))
    ways = reach()
    spread(ways, at=AT)
    assert send_due(ways, at=AT) == 1
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["z@example.cn"], "Case 20260303-0001 has arrived: sign it.")
    assert letter.body == ("Case 20260303-0001 has arrived: sign it.\nhttps://gezhi.example.cn/cases/20260303-0001/")
    row = only()
    assert (row.state, row.sent_at, row.tries, row.next_at) == ("sent", AT, 1, None)
    assert row.external_id == letter.extra_headers["Message-ID"] == f"<gezhi-{row.pk}@example.cn>"


def test_a_message_speaks_the_language_that_was_chosen(reader, reach, gateway):
    choose(reader, "chat", "zhang", language="zh-hans")
    tell(To("user", reader.pk))
    ways = reach()
    spread(ways, at=AT)
    send_due(ways, at=AT)
    ((to, text),) = gateway.texts
    assert to == "zhang"
    assert "20260303-0001" in text
    assert "has arrived" not in text


def test_a_resident_is_told_by_sms(db, reach, gateway):
    tell(To("requester", 5), kind="resident_dispatched", promise="2026-03-12")
    ways = reach(phones={5: "13812345678"})
    spread(ways, at=AT)
    assert send_due(ways, at=AT) == 1
    assert gateway.texts == [
        (
            "13812345678",
            "Your report 20260303-0001 is with the office that handles it. "  # noqa: ISC004 - one text
            "You get an answer by 2026-03-12. https://gezhi.example.cn/track/",
        )
    ]
    assert only().external_id == f"gw-gezhi-{only().pk}"


def test_contact_data_erased_meanwhile_are_not_used(db, reach, gateway):
    tell(To("requester", 5), kind="resident_dispatched")
    spread(reach(phones={5: "13812345678"}), at=AT)
    assert send_due(reach(phones={}), at=AT) == 0
    assert (only().state, only().error, gateway.posts) == ("skipped", "no_address", [])


def test_an_address_taken_back_meanwhile_is_not_used(reader, reach):
    choice = choose(reader, "mail", "z@example.cn")
    tell(To("user", reader.pk))
    spread(reach(), at=AT)
    ChannelChoice.objects.filter(pk=choice.pk).update(verified_at=None)
    send_due(reach(), at=AT)
    assert (only().state, only().error, mail.outbox) == ("skipped", "no_address", [])


def queued_sms(reader, reach, count=1):
    choose(reader, "sms", "13812345678")
    for n in range(count):
        tell(To("user", reader.pk), number=f"20260303-{n:04d}")
    ways = reach()
    spread(ways, at=AT)
    return ways


def test_a_gateway_that_fails_is_tried_again_later_and_later_then_no_more(reader, reach, gateway):
    ways = queued_sms(reader, reach)
    gateway.moods.fail = 100
    at, waits = AT, []
    while only().state == "queued":
        at = only().next_at
        send_due(ways, at=at)
        waits.append((only().next_at - at) // MINUTE if only().next_at else None)
    assert waits == [1, 5, 25, 120, 720, None]
    assert (only().state, only().error, only().tries) == ("failed", "gateway_503", 6)
    assert set(gateway.posts) == {f"gezhi-{only().pk}"}


def test_nothing_is_tried_before_its_time(reader, reach, gateway):
    ways = queued_sms(reader, reach)
    gateway.moods.fail = 1
    send_due(ways, at=AT)
    send_due(ways, at=AT + MINUTE - dt.timedelta(seconds=1))
    assert len(gateway.posts) == 1
    send_due(ways, at=AT + MINUTE)
    assert (len(gateway.posts), only().state) == (2, "sent")


@pytest.mark.parametrize(
    ("status", "state", "error"),
    [
        (400, "failed", "gateway_400"),
        (302, "failed", "gateway_302"),
        (429, "queued", "gateway_429"),
        (500, "queued", "gateway_500"),
    ],
)
def test_what_an_answer_means(reader, reach, gateway, status, state, error):
    ways = queued_sms(reader, reach)
    gateway.moods.fail, gateway.moods.status = 1, status
    send_due(ways, at=AT)
    assert (only().state, only().error) == (state, error)


def test_an_answer_that_is_lost_is_asked_for_again_under_the_same_name(reader, reach, gateway):
    ways = queued_sms(reader, reach)
    gateway.moods.drop = 1
    send_due(ways, at=AT)
    assert (only().state, only().error) == ("queued", "gateway_away")
    send_due(ways, at=only().next_at)
    assert only().state == "sent"
    assert len(gateway.posts) == 2
    assert len(gateway.texts) == 1


def test_a_worker_that_dies_while_it_sends_is_followed_by_another(reader, reach, gateway, monkeypatch):
    ways = queued_sms(reader, reach)

    def dies(parcel, at):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_write_down", dies)
        with pytest.raises(SystemExit):
            send_due(ways, at=AT)
    assert (len(gateway.texts), only().state) == (1, "queued")
    assert send_due(ways, at=AT + LEASE / 2) == 0
    assert send_due(ways, at=AT + LEASE) == 1
    assert (len(gateway.posts), len(gateway.texts), only().state) == (2, 1, "sent")


def test_a_dead_gateway_is_left_alone_after_a_few_tries_and_costs_the_others_none(reader, reach, gateway):
    ways = queued_sms(reader, reach, count=40)
    gateway.moods.fail = 1000
    send_due(ways, at=AT)
    tried = len(gateway.posts)
    assert sending.STOP_AFTER <= tried <= sending.STOP_AFTER + sending.THREADS
    resting = Delivery.objects.filter(error="channel_rests")
    assert resting.count() == 40 - tried
    assert set(resting.values_list("tries", "next_at")) == {(0, AT + REST)}
    gateway.moods.fail = 0
    assert send_due(ways, at=AT + REST) == 40
    assert len(gateway.texts) == 40


def test_a_dead_gateway_does_not_hold_up_mail(reader, reach, gateway):
    choose(reader, "mail", "z@example.cn")
    gateway.moods.fail = 1000
    ways = queued_sms(reader, reach, count=20)
    assert send_due(ways, at=AT) == 20
    assert len(mail.outbox) == 20


def test_the_critical_go_first_though_others_wait_longer(reader, reach, gateway, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    choose(reader, "sms", "13812345678")
    ways = reach()
    tell(To("user", reader.pk), number="20260303-0001")
    spread(ways, at=AT)
    tell(To("user", reader.pk), number="20260303-0002", critical=True)
    spread(ways, at=AT + MINUTE)
    send_due(ways, at=AT + MINUTE)
    assert ["0002" in text for _to, text in gateway.texts] == [True, False]


def test_a_digest_is_one_message_and_ends_all_its_rows(reader, reach):
    choose(reader, "mail", "z@example.cn", wants="digest")
    for n in range(25):
        tell(To("user", reader.pk), number=f"20260303-{n:04d}")
    ways = reach()
    spread(ways, at=AT)
    morning = local("2026-03-04 08:30")
    assert send_due(ways, at=morning - MINUTE) == 0
    assert send_due(ways, at=morning) == 25
    (letter,) = mail.outbox
    lines = letter.body.splitlines()
    assert (letter.subject, lines[0], lines[1]) == (
        "25 notices",
        "25 notices",
        "Case 20260303-0000 has arrived: sign it.",
    )
    assert lines[-2:] == ["and 5 more", "https://gezhi.example.cn/notices/"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_digest_of_more_than_one_batch_is_still_one(reader, reach, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    choose(reader, "mail", "z@example.cn", wants="digest")
    for n in range(5):
        tell(To("user", reader.pk), number=f"20260303-{n:04d}")
    ways = reach()
    spread(ways, at=AT)
    assert send_due(ways, at=local("2026-03-04 08:30")) == 5
    assert len(mail.outbox) == 1


def test_addresses_do_not_print_themselves(reader, reach, gateway, caplog):
    class Broken:
        def send(self, message, at):
            raise RuntimeError(f"no way to {message.address}: {message}")

    choose(reader, "sms", "13812345678")
    tell(To("user", reader.pk))
    ways = reach(senders={"sms": Broken()})
    spread(ways, at=AT)
    send_due(ways, at=AT)
    assert (only().state, only().error) == ("queued", "unexpected")
    assert "RuntimeError" in caplog.text
    assert "13812345678" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_nothing_twice(reach, gateway):
    for n in range(60):
        tell(To("requester", 5), number=f"20260303-{n:04d}", kind="resident_dispatched")
    ways = reach(phones={5: "13812345678"})
    barrier, sent = threading.Barrier(2), []

    def work():
        barrier.wait()
        spread(ways, at=AT)
        sent.append(send_due(ways, at=AT))
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent.append(send_due(ways, at=AT))
    assert sum(sent) == 60
    assert len(gateway.posts) == len(set(gateway.posts)) == 60
    assert Notice.objects.filter(spread_at=None).count() == 0
