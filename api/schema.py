"""How a view is described in the OpenAPI schema: by what the view itself says it takes and gives."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, cast

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from api.errors import MEDIA_TYPE
from api.shapes import Problem

KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 128 printable ASCII characters. A repeated request with the same key is not carried out again.",
)
IF_MATCH: Final = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="ETag of the case as you read it; 409 `stale` if it changed."
)


BAD, HIDDEN = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND
FORBIDDEN, CONFLICT = HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS


@dataclass(frozen=True)
class Operation:
    """What one method of a view gives, and what it may answer instead."""

    name: str
    gives: Any
    status: HTTPStatus = HTTPStatus.OK
    problems: tuple[HTTPStatus, ...] = ()
    query: tuple[Any, ...] = ()
    headers: tuple[OpenApiParameter, ...] = ()
    body: Any = None
    about: str = ""


class Described(AutoSchema):
    """Reads the `Operation` of each method from the view; without one, whatever decorates the view."""

    def _operation(self) -> Operation | None:
        return cast("Operation | None", getattr(self.view, "operations", {}).get(self.method))

    def get_tags(self) -> list[str]:
        tag = getattr(self.view, "tag", "")
        return [tag] if tag else super().get_tags()

    def get_operation_id(self) -> str:
        operation = self._operation()
        return operation.name if operation else super().get_operation_id()

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own has no arguments either
        operation = self._operation()
        return operation.about if operation and operation.about else super().get_description()

    def get_request_serializer(self) -> Any:
        operation = self._operation()
        if operation is None:
            return super().get_request_serializer()
        # One shape for each way of sending it: {media type: shape}.
        return {"application/json": operation.body} if is_shape(operation.body) else operation.body

    def get_override_parameters(self) -> list[Any]:
        operation = self._operation()
        return [*operation.query, *operation.headers] if operation else super().get_override_parameters()

    def get_response_serializers(self) -> Any:
        operation = self._operation()
        if operation is None:
            return super().get_response_serializers()
        found = set(operation.problems)
        if self.view.authentication_classes:
            found.add(HTTPStatus.UNAUTHORIZED)
        if operation.body:
            found |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
        problems = {(int(status), MEDIA_TYPE): Problem for status in sorted(found)}
        return {int(operation.status): operation.gives, **problems}


def is_shape(body: Any) -> bool:
    """One shape, not one for each media type."""
    return isinstance(body, type)
