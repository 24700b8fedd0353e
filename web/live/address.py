"""Where a page finds the stream."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

PATH = "/live/"


def live_url(request: HttpRequest) -> str:
    """Behind a reverse proxy the same site, else the live port of the same host; "" where there is none.

    Cookies belong to a host and not to a port, so the session comes along in both.
    """
    origin = live_origin(request)
    return f"{origin}{PATH}" if origin or settings.PROXIES else ""


def live_origin(request: HttpRequest) -> str:
    """The other origin that pages may connect to, "" where the stream is on the site itself or nowhere."""
    if settings.PROXIES or not settings.LIVE_PORT:
        return ""
    host, _port = split_domain_port(request.get_host())
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}"
