"""What every view of the API has in common: JSON in and out, one instant, one run per key."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import idempotency
from accounts.addresses import address_of
from accounts.refusals import invalid
from api.bodies import Body
from api.parsing import JsonBody, digest_of
from api.schema import Described, Operation
from api.views.moment import instant_of


class OnlyJson(BaseContentNegotiation):
    """The answer is JSON, whatever the caller says that it accepts: a problem has to be readable too."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next((parser for parser in parsers if _is(parser.media_type or "", request.content_type or "")), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


def _is(wanted: str, sent: str) -> bool:
    return sent.partition(";")[0].strip().lower() == wanted


class View(APIView):
    """A token is needed unless a view says otherwise; answers are not kept in shared caches."""

    schema = Described()
    tag = ""
    operations: Mapping[str, Operation] = MappingProxyType({})
    parser_classes: tuple[type[BaseParser], ...] = (JsonBody,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = OnlyJson
    metadata_class = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response.headers.setdefault("Cache-Control", "no-store")
        return super().finalize_response(request, response, *args, **kwargs)


class PublicView(View):
    """No token is looked at."""

    authentication_classes = ()
    permission_classes = ()


def not_named(*_args: object, **_facts: object) -> Any:
    """The action of a view to which the table gave none."""
    raise NotImplementedError


def body_of(request: Request, shape: type[Body]) -> dict[str, Any]:
    """The fields of a body in its shape. Raises `ValidationError` naming each field at fault."""
    return dict(_form(shape).run_validation(request.data))


@cache
def _form(shape: type[Body]) -> Body:
    """One of each: validation leaves no trace in it, and to make one costs more than to use it."""
    return shape()


def once(request: Request, run: Callable[[], tuple[int, str]]) -> tuple[int, str, Mapping[str, str]]:
    """Runs a POST: (HTTP status, subject, headers). With an `Idempotency-Key` a repeated one is not run again."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return *run(), {}
    owner = f"user:{request.user.pk}" if request.auth is not None else "public"
    status, subject, replayed = idempotency.remember(owner, key, digest_of(request), instant_of(request), run)
    return status, subject, {"Idempotency-Replayed": "true"} if replayed else {}


def expected_of(request: Request) -> int | None:
    """The event count in `If-Match`, None where the caller names none. Raises `bad_if_match` (400)."""
    tag = request.headers.get("If-Match", "*").strip()
    if tag == "*":
        return None
    plain = tag.removeprefix("W/").strip('"')
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise invalid("bad_if_match", _("If-Match takes the ETag of the case."), "If-Match")
    return int(plain)


def caller_address(request: Request) -> str | None:
    """The address of the caller's connection, as `accounts.addresses` knows it."""
    return address_of(request._request)  # noqa: SLF001 -- the address is the connection's, not the API's


def created(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """201 with headers."""
    return Response(dict(body), status=HTTPStatus.CREATED, headers=dict(headers))
