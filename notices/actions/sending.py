"""The sweep: takes what is due, sends it, and writes down what became of it.

A message is taken by moving its `next_at` ahead, in a short transaction; sending happens outside of any.
A worker that dies in between is followed by another one after `LEASE`, which sends under the same key, and
the receiver tells by the key that it has it already: at least once from us, once at the reader.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from notices.channels import Message, Undelivered
from notices.composing import compose
from notices.models import Delivery
from notices.reach import Reach
from notices.states import Channel, DeliveryState
from notices.timing import retry_at

log = logging.getLogger(__name__)

BATCH = 64
THREADS = 8
LEASE = dt.timedelta(minutes=3)
"""Longer than a batch can take: its sends, eight at a time, each within the time-out."""
STOP_AFTER = 3
"""A channel that fails so often in a row is left alone for `REST`; what waits for it loses no try."""
REST = dt.timedelta(minutes=1)
RESTS = "channel_rests"
ONE_AT_A_TIME = 7_103_350_211
"""The number of the advisory lock: while a gateway is slow, one worker waits for it and not all."""


@dataclass
class Parcel:
    """One message with the rows that it delivers: one, or those of a digest."""

    rows: Sequence[Delivery]
    channel: Channel
    message: Message | None
    error: str = ""
    permanent: bool = False
    external_id: str = ""


@dataclass
class Run:
    """What one call has seen of the channels."""

    failures: dict[Channel, int] = field(default_factory=dict)
    sent: int = 0

    def rests(self, channel: Channel) -> bool:
        """The channel has failed too often in a row."""
        return self.failures.get(channel, 0) >= STOP_AFTER

    def count(self, parcel: Parcel) -> None:
        """Notes how a send ended; a permanent refusal says nothing about the channel."""
        if not parcel.error:
            self.failures[parcel.channel] = 0
            self.sent += len(parcel.rows)
        elif not parcel.permanent and parcel.error != RESTS:
            self.failures[parcel.channel] = self.failures.get(parcel.channel, 0) + 1


def send_due(reach: Reach, *, at: dt.datetime, batches: int = 10) -> int:
    """Sends what is due, the critical first; how many deliveries left.

    Does nothing while another worker is at it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _send_batches(reach, at, batches)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _send_batches(reach: Reach, at: dt.datetime, batches: int) -> int:
    run = Run()
    with ThreadPoolExecutor(THREADS) as threads:
        for _batch in range(batches):
            rows = _take(at)
            if not rows:
                break
            sending = [threads.submit(_send, parcel, reach, run, at) for parcel in _parcels(rows, reach)]
            for done in as_completed(sending):
                _write_down(done.result(), at)
    return run.sent


@transaction.atomic
def _take(at: dt.datetime) -> list[Delivery]:
    """Rows that are due, together with all that is due of a digest, held for `LEASE`."""
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=DeliveryState.QUEUED, next_at__lte=at)
        .select_related("notice", "choice")
    )
    rows = list(due.order_by("-critical", "next_at")[:BATCH])
    digests = {row.choice_id for row in rows if row.in_digest}
    if digests:
        rows += due.filter(in_digest=True, choice__in=digests).exclude(pk__in=[row.pk for row in rows])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=at + LEASE, tries=F("tries") + 1)
    return rows


def _parcels(rows: Sequence[Delivery], reach: Reach) -> list[Parcel]:
    """Rows of one digest in one parcel, each other row in its own."""
    grouped: dict[tuple[str, int | None], list[Delivery]] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        grouped.setdefault(("digest", row.choice_id) if row.in_digest else ("one", row.pk), []).append(row)
    groups = sorted(grouped.values(), key=lambda group: not group[0].critical)
    messages = compose(groups, [key_of(group) for group in groups], reach)
    return [Parcel(group, Channel(group[0].channel), message) for group, message in zip(groups, messages, strict=True)]


def key_of(rows: Sequence[Delivery]) -> str:
    """The name of the message for its receiver: the same for the same rows, however often they are sent."""
    if len(rows) == 1:
        return f"gezhi-{rows[0].pk}"
    digest = hashlib.sha256(",".join(str(row.pk) for row in rows).encode()).hexdigest()
    return f"gezhi-{rows[0].pk}-{digest[:16]}"


def _send(parcel: Parcel, reach: Reach, run: Run, at: dt.datetime) -> Parcel:
    """In a thread of its own: no database here."""
    sender = reach.senders.get(parcel.channel)
    if parcel.message is None or sender is None:
        parcel.error, parcel.permanent = "no_address" if sender else "channel_off", True
    elif run.rests(parcel.channel):
        parcel.error = RESTS
    else:
        try:
            parcel.external_id = sender.send(parcel.message, at)
        except Undelivered as problem:
            parcel.error, parcel.permanent = problem.code, problem.permanent
        except Exception as problem:  # noqa: BLE001 - one message must not hold up the others; it is tried again
            log.error("%s: %s", parcel.message.key, type(problem).__name__)  # the text could name the address
            parcel.error = "unexpected"
    run.count(parcel)
    return parcel


def _write_down(parcel: Parcel, at: dt.datetime) -> None:
    """The outcome, unless a receipt of the gateway was quicker or the rows were taken again meanwhile."""
    mine = Delivery.objects.filter(
        pk__in=[row.pk for row in parcel.rows], state=DeliveryState.QUEUED, next_at=at + LEASE
    )
    again = None if parcel.permanent else retry_at(at, 1 + max(row.tries for row in parcel.rows))
    if not parcel.error:
        mine.update(state=DeliveryState.SENT, sent_at=at, next_at=None, error="", external_id=parcel.external_id)
    elif parcel.error == RESTS:
        mine.update(next_at=at + REST, tries=F("tries") - 1, error=RESTS)
    elif parcel.error in {"no_address", "channel_off"}:
        mine.update(state=DeliveryState.SKIPPED, next_at=None, error=parcel.error)
    elif again is None:
        mine.update(state=DeliveryState.FAILED, next_at=None, error=parcel.error)
    else:
        mine.update(next_at=again, error=parcel.error)
