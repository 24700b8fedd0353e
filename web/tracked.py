"""The case that a browser follows: number and query code in the session, never in an address."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest

_KEY = "tracked"


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


def forget(request: HttpRequest) -> None:
    """For shared computers: the next person does not see it."""
    request.session.pop(_KEY, None)
