"""What a gateway tells later about a message: that it arrived after all, or came back."""

import datetime as dt
import re

from notices.models import Delivery
from notices.states import DeliveryState

_KEY = re.compile(r"gezhi-([1-9][0-9]{0,17})(-[0-9a-f]{16})?", re.ASCII)
_CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_BEFORE_BOUNCED = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED)
_BEFORE_SENT = (DeliveryState.QUEUED, DeliveryState.FAILED)


def receive(channel: str, *, key: str, state: str, at: dt.datetime, code: str = "") -> bool:
    """Notes a receipt; whether anything was new. Told again, or told of a message that is unknown, nothing is.

    `key` is the name under which the message was sent on this channel. A message that came back stays so: receipts may
    arrive in any order, and before the worker that sent the message has written that down.
    """
    found = _KEY.fullmatch(key)
    if not found or state not in {DeliveryState.SENT, DeliveryState.BOUNCED}:
        return False
    first = Delivery.objects.filter(pk=int(found[1]), channel=channel, tries__gt=0).first()
    if first is None:
        return False
    ids = [first.pk]
    if found[2]:  # a digest: all that left in it
        same = Delivery.objects.filter(choice=first.choice_id, in_digest=True, sent_at=first.sent_at, tries__gt=0)
        ids = list(same.values_list("pk", flat=True))
    if state == DeliveryState.BOUNCED:
        known = Delivery.objects.filter(pk__in=ids, state__in=_BEFORE_BOUNCED)
        error = code if _CODE.fullmatch(code) else "bounced"
        return bool(known.update(state=DeliveryState.BOUNCED, next_at=None, error=error))
    late = Delivery.objects.filter(pk__in=ids, state__in=_BEFORE_SENT)
    return bool(late.update(state=DeliveryState.SENT, sent_at=at, next_at=None, error=""))
