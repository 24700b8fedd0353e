"""Every answer that is not a success: problem details (RFC 9457) with a code that machines can rely on.

{"type": "about:blank", "title": "Bad Request", "status": 400, "code": "invalid",
 "detail": "Please write something.", "errors": {"text": [{"code": "empty", "message": "…"}]}}
"""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.refusals import Kind, Refusal

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[Kind, HTTPStatus] = {
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.INVALID: HTTPStatus.BAD_REQUEST,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}
BODY_FIELD = "body"
"""Names the body as a whole where no field of it is at fault."""

Found = dict[str, list[dict[str, str]]]


class TooLarge(exceptions.APIException):
    """More than is read at once: 413."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("That is more than can be taken in at once.")


def problem(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to whatever a view raised; also what nobody expected, which is logged with its trace."""
    if isinstance(error, Refusal):
        return _refused(error)
    known = _as_api_exception(error)
    if known is None:
        log.error("unexpected error in %s", type(context.get("view")).__name__, exc_info=error)
        return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "error", str(_("Something went wrong here. Try again later.")))
    errors = dict(_fields(known.detail)) if isinstance(known, exceptions.ValidationError) else {}
    response = answer(HTTPStatus(known.status_code), _code(known, errors), _sentence(known, errors), errors)
    header = getattr(known, "auth_header", None)
    if header:
        response["WWW-Authenticate"] = header
    return response


def answer(status: HTTPStatus, code: str, detail: str, errors: Found | None = None) -> Response:
    """One problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status.value, content_type=MEDIA_TYPE)


def _refused(refusal: Refusal) -> Response:
    message = str(refusal.message)
    errors = {refusal.field: [{"code": refusal.code, "message": message}]} if refusal.field else None
    response = answer(STATUS[refusal.kind], refusal.code, message, errors)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    return None


def _fields(detail: Any, path: str = "") -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Errors by the path of their field: `text`, or `BODY_FIELD` for the whole."""
    if isinstance(detail, Mapping):
        for name, below in detail.items():
            whole = name == "non_field_errors"
            yield from _fields(below, path if whole else f"{path}.{name}".lstrip("."))
        return
    messages = detail if isinstance(detail, list) else [detail]
    yield path or BODY_FIELD, [{"code": item.code, "message": str(item)} for item in messages]


def _code(error: exceptions.APIException, errors: Found) -> str:
    """The one code where only one thing is wrong."""
    codes = {item["code"] for items in errors.values() for item in items}
    if len(codes) == 1:
        return codes.pop()
    return "invalid" if errors else cast(str, error.get_codes())


def _sentence(error: exceptions.APIException, errors: Found) -> str:
    return " ".join(item["message"] for items in errors.values() for item in items) or str(error.detail)
