"""From a notice to the messages that leave the house: one for each address that wants it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from notices.addresses import mask
from notices.models import ChannelChoice, Delivery, Notice
from notices.reach import Reach
from notices.states import Channel, DeliveryState, Wants
from notices.timing import every_day, leaves_at
from notices.words import BY_LINK

BATCH = 500


def spread(reach: Reach, *, at: dt.datetime, batches: int = 20) -> int:
    """Writes down the deliveries of notices that have none yet; how many notices were looked at.

    Any number of workers may run it: each takes other notices. A notice is spread once and in one
    transaction with its deliveries.
    """
    done = 0
    for _batch in range(batches):
        count = _spread_some(reach, at)
        done += count
        if count < BATCH:
            break
    return done


@transaction.atomic
def _spread_some(reach: Reach, at: dt.datetime) -> int:
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(spread_at=None).order_by("id")
    notices = list(waiting[:BATCH])
    if notices:
        Delivery.objects.bulk_create(
            [*_to_staff(notices, reach, at), *_to_outside(notices, reach, at)], ignore_conflicts=True
        )
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(spread_at=at)
    return len(notices)


def _to_staff(notices: Sequence[Notice], reach: Reach, at: dt.datetime) -> Iterable[Delivery]:
    """A unit's notice goes to everybody with a current post there."""
    people: Mapping[int, set[int]] = {
        notice.pk: {notice.to_id} if notice.to_kind == "user" else set(reach.people(notice.to_id))
        for notice in notices
        if notice.to_kind != "requester"
    }
    choices: dict[int, list[ChannelChoice]] = defaultdict(list)
    everybody = set().union(*people.values())
    if everybody and reach.senders:
        verified = ChannelChoice.objects.filter(user__in=everybody, user__is_active=True, verified_at__isnull=False)
        for choice in verified.filter(channel__in=list(reach.senders)):
            choices[choice.user_id].append(choice)
    for notice in notices:
        for user_id in sorted(people.get(notice.pk, ())):
            for choice in choices[user_id]:
                if notice.critical or choice.wants != Wants.CRITICAL:
                    yield _to_choice(notice, choice, reach, at)


def _to_choice(notice: Notice, choice: ChannelChoice, reach: Reach, at: dt.datetime) -> Delivery:
    in_digest = choice.wants == Wants.DIGEST and not notice.critical
    return Delivery(
        notice=notice,
        choice=choice,
        channel=choice.channel,
        language=choice.language,
        to_masked=choice.address_masked,
        critical=notice.critical,
        in_digest=in_digest,
        state=DeliveryState.QUEUED,
        next_at=leaves_at(
            at, critical=notice.critical, in_digest=in_digest, hours=reach.hours, works_on=reach.works_on
        ),
        created_at=at,
    )


def _to_outside(notices: Sequence[Notice], reach: Reach, at: dt.datetime) -> Iterable[Delivery]:
    """Residents, and units without accounts, are reached by SMS: at night only about what is critical.

    Days off hold what is for a unit, and not what is for a resident.
    """
    if Channel.SMS not in reach.senders:
        return
    requesters = [notice for notice in notices if notice.to_kind == "requester"]
    units = [notice for notice in notices if notice.to_kind == "unit" and notice.kind in BY_LINK]
    for own, numbers, works_on in ((requesters, reach.phones, every_day), (units, reach.unit_phones, reach.works_on)):
        phones = numbers({notice.to_id for notice in own}) if own else {}
        for notice in own:
            leaves = leaves_at(at, critical=notice.critical, in_digest=False, hours=reach.hours, works_on=works_on)
            yield _to_phone(notice, phones.get(notice.to_id, ""), leaves, reach, at)


def _to_phone(notice: Notice, phone: str, leaves: dt.datetime, reach: Reach, at: dt.datetime) -> Delivery:
    return Delivery(
        notice=notice,
        channel=Channel.SMS,
        language=reach.language,
        to_masked=mask(Channel.SMS, phone) if phone else "",
        critical=notice.critical,
        state=DeliveryState.QUEUED if phone else DeliveryState.SKIPPED,
        next_at=leaves if phone else None,
        error="" if phone else "no_address",
        created_at=at,
    )
