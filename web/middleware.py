"""What every page carries: a strict content policy, caching rules, and plain words for refusals."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from accounts.refusals import Refusal
from web import errors
from web.live.address import live_origin
from web.maps import tiles_origin

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:%s; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DEVICES = "geolocation=(self), camera=(self), microphone=(), payment=()"


class ContentSecurityPolicy:
    """No script, style or frame from anywhere else, and none inline; staff's pages listen to the live updates."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request, response))
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Pictures of a map come from elsewhere only where an installation names their server."""
    origin = tiles_origin()
    return POLICY % (f" {origin}" if origin else "") + _listening(request, response)


def _listening(request: HttpRequest, response: HttpResponseBase) -> str:
    """The live updates are on another port of the host where no proxy joins the two."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or not hasattr(request, "user") or not request.user.is_authenticated:
        return ""
    origin = live_origin(request)
    return f"; connect-src 'self' {origin}" if origin else ""


class PageCaching:
    """Pages are asked for anew each time; what a signed-in person saw is not kept on a shared computer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and "Cache-Control" not in response.headers:
            kept = "no-store" if request.user.is_authenticated else "no-cache"
            response.headers["Cache-Control"] = f"private, {kept}"
        return response


class PageCompression(GZipMiddleware):
    """Pages come compressed: a form of 19 KB takes 5 KB of a slow phone's time.

    Only pages: the answers of the API carry strong ETags, files come compressed already. What a page repeats of a
    request says nothing about its secrets by its length (BREACH): Django adds random bytes and masks the token anew
    in every answer, and the session's cookie does not come along from other sites.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class BodyLimit:
    """A page reads at most four photos and their frame; what announces more is refused unread.

    Views exempt from the form's token (the API) read and refuse their bodies themselves.
    """

    MOST_BYTES = 64 * 1024 * 1024

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if getattr(view, "csrf_exempt", False) or not announced.isdigit() or int(announced) <= self.MOST_BYTES:
            return None
        return errors.page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class Refusals:
    """A `Refusal` that a page does not render itself becomes an error page with its sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refused(request, exception) if isinstance(exception, Refusal) else None
