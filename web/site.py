"""The address of this site as others reach it: what a printed or sent code leads to."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

HERE_ONLY: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def site_of(request: HttpRequest) -> str:
    """The public address of the site where it is set, else the host of the request."""
    site: str = settings.SITE_URL
    return f"{request.scheme}://{request.get_host()}" if is_local(site) else site


def is_local(address: str) -> bool:
    """Only this machine reaches the address: printed on a sheet or sent as a link, it leads nobody here."""
    return urlsplit(address).hostname in HERE_ONLY
