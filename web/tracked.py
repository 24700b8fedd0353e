"""The case that a browser follows: number and query code in the session, never in an address."""

from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

_KEY = "tracked"
_RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a requester needs to read the own case."""

    number: str
    code: str


def keep(request: HttpRequest, tracked: Tracked) -> None:
    """Follow this case until the browser closes or another is asked for."""
    request.session[_KEY] = asdict(tracked)


def kept(request: HttpRequest) -> Tracked | None:
    """The case that is followed, None where there is none."""
    stored = request.session.get(_KEY)
    return Tracked(**stored) if stored else None


def keep_receipt(request: HttpRequest, shown: dict[str, Any]) -> None:
    """What the receipt of the last report shows, number and code among it."""
    request.session[_RECEIPT] = shown


def kept_receipt(request: HttpRequest) -> dict[str, Any] | None:
    """The receipt of the last report, None where there is none."""
    return request.session.get(_RECEIPT)


def forget(request: HttpRequest) -> None:
    """For shared computers: the next person sees neither the case nor the receipt with its code."""
    request.session.pop(_KEY, None)
    request.session.pop(_RECEIPT, None)
