"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's IP address, or None where it cannot be known (a Unix socket).

    Behind `settings.PROXIES` trusted proxies, each of which appends the address that called it to
    X-Forwarded-For, the client stands that many entries from the end; what stands before it is the
    client's own invention.
    """
    forwarded = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        address = _valid(forwarded[-settings.PROXIES])
        if address is not None:
            return address
    return _valid(request.META.get("REMOTE_ADDR", ""))


def _valid(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
