"""What a person decides about being reached outside the inbox."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.actions import audit
from accounts.encryption import encrypt
from accounts.models import User
from accounts.refusals import conflict, forbidden, invalid
from notices import verification
from notices.addresses import clean, mask
from notices.models import ChannelChoice, Delivery
from notices.states import Channel, DeliveryState, Language, Wants

CODES_PER_HOUR, TRIES_PER_HOUR = 5, 10


@transaction.atomic
def choose(channel: Channel, address: str, *, wants: Wants, language: Language, by: User, at: dt.datetime) -> None:
    """The person's address on the channel, in place of an earlier one; a code is sent there first.

    Raises `Refusal` invalid `bad_address`, forbidden `too_many_codes` over five an hour.
    """
    tidy = clean(channel, address)
    if not limits.hit("channel_code", str(by.pk), CODES_PER_HOUR, 3600):
        raise forbidden("too_many_codes", _("You have asked for five codes within the hour. Try later."))
    values = {
        "address_cipher": encrypt(tidy),
        "address_masked": mask(channel, tidy),
        "wants": wants,
        "language": language,
        "created_at": at,
        "verified_at": None,
    }
    choice, _new = ChannelChoice.objects.update_or_create(user=by, channel=channel, defaults=values)
    Delivery.objects.create(
        choice=choice,
        channel=channel,
        language=language,
        to_masked=choice.address_masked,
        critical=True,
        state=DeliveryState.QUEUED,
        next_at=at,
        created_at=at,
    )
    _audit("choose_channel", choice, by, at)


@transaction.atomic
def verify(channel: Channel, code: str, *, by: User, at: dt.datetime) -> None:
    """Shows that the address is the person's own.

    Raises `Refusal` conflict `no_address`, invalid `bad_code`, forbidden `too_many_tries` over ten an hour.
    """
    if not limits.hit("channel_verify", str(by.pk), TRIES_PER_HOUR, 3600):
        raise forbidden("too_many_tries", _("You have tried ten codes within the hour. Try later."))
    choice = _own(channel, by)
    if not verification.fits(choice, code.strip(), at):
        raise invalid("bad_code", _("This is not the code that was sent, or it is older than 30 minutes."), "code")
    choice.verified_at = at
    choice.save(update_fields=["verified_at"])
    _audit("verify_channel", choice, by, at)


@transaction.atomic
def change(channel: Channel, *, wants: Wants, language: Language, by: User, at: dt.datetime) -> None:
    """How much comes to the address, and in which language. Raises `Refusal` conflict `no_address`."""
    choice = _own(channel, by)
    choice.wants, choice.language = wants, language
    choice.save(update_fields=["wants", "language"])
    _audit("change_channel", choice, by, at)


@transaction.atomic
def take_back(channel: Channel, *, by: User, at: dt.datetime) -> None:
    """Nothing is sent to the address any more, and it is forgotten. Raises `Refusal` conflict `no_address`."""
    choice = _own(channel, by)
    choice.address_cipher, choice.address_masked, choice.verified_at = b"", "", None
    choice.save(update_fields=["address_cipher", "address_masked", "verified_at"])
    _audit("take_back_channel", choice, by, at)


def _own(channel: Channel, by: User) -> ChannelChoice:
    choice = ChannelChoice.objects.select_for_update().filter(user=by, channel=channel).first()
    if choice is None or not choice.address_cipher:
        raise conflict("no_address", _("You have no address on this channel."))
    return choice


def _audit(verb: str, choice: ChannelChoice, by: User, at: dt.datetime) -> None:
    data = {"channel": choice.channel, "wants": choice.wants}
    audit.record(by=by, verb=verb, subject_kind="user", subject_id=by.pk, at=at, data=data)
