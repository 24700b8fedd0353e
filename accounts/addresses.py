"""Where a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

HOST_BITS = 64


def address_of(request: HttpRequest) -> str | None:
    """The client's IP address, or None where it cannot be known (a Unix socket).

    Of an IPv6 address the network of 64 bits: one household has all addresses in it, and a limit for each
    of them would be none. An IPv4 address written as an IPv6 one is the IPv4 address.

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
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> HOST_BITS << HOST_BITS))
