"""The daily signed anchor over the heads of all cases.

Each anchor covers the cases that had an event since the anchor before, and that anchor's digest:
so the last one vouches for every head. It costs what changed, not what exists.
"""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings

from cases.models import Anchor, CaseEvent


@dataclass(frozen=True)
class Heads:
    """The digest over the heads of a span, and how many cases it covers."""

    digest: str
    case_count: int


def computed(before: Anchor | None, until: dt.datetime) -> Heads:
    """The heads of all cases with events recorded after `before` and up to `until`."""
    events = CaseEvent.objects.filter(recorded_at__lte=until)
    if before is not None:
        events = events.filter(recorded_at__gt=before.until)
    heads = events.order_by("case_id", "-seq").distinct("case_id").values_list("case_id", "seq", "hash")
    digest, count = hashlib.sha256((before.digest if before else "").encode()), 0
    for case_id, seq, head in heads.iterator(5000):
        digest.update(f"{case_id}:{seq}:{head}\n".encode())
        count += 1
    return Heads(digest.hexdigest(), count)


def signature(anchor: Anchor) -> str:
    """HMAC-SHA256 under the installation's key over day, span, count and digest."""
    until = anchor.until.astimezone(dt.UTC).isoformat()
    content = f"anchor:{anchor.day.isoformat()}:{until}:{anchor.case_count}:{anchor.digest}"
    return hmac.new(settings.SECRET_KEY.encode(), content.encode(), "sha256").hexdigest()
