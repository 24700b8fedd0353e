"""The OpenAPI schema as a document: what `schema/` serves, `docs/` shows and docs/openapi.yaml keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The schema in English, made once a process."""
    generator: Any = SchemaGenerator  # it has no types
    with translation.override("en"):
        made: dict[str, Any] = _plain(generator().get_schema(request=None, public=True))
    return made


def _plain(part: Any) -> Any:
    """Without the marks that the generator leaves for itself."""
    if isinstance(part, Mapping):
        return {name: _plain(below) for name, below in part.items() if name != "x-spec-enum-id"}
    return [_plain(below) for below in part] if isinstance(part, list) else part


def openapi() -> str:
    """The text of docs/openapi.yaml."""
    renderer: Any = OpenApiYamlRenderer()  # it has no types
    return str(renderer.render(schema(), renderer_context={}), "utf-8")


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body."""

    name: str
    where: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Endpoint:
    """One method of one address, for people."""

    method: str
    path: str
    name: str
    about: str
    needs_token: bool
    fields: list[Field]
    answers: list[str]


def endpoints() -> dict[str, list[Endpoint]]:
    """Every endpoint, by the tag under which it stands."""
    found: dict[str, list[Endpoint]] = {}
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_endpoint(path, method, operation))
    return found


def _endpoint(path: str, method: str, operation: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        method=method.upper(),
        path=path,
        name=operation["operationId"],
        about=_words(operation),
        needs_token=bool(operation.get("security")) and {} not in operation["security"],
        fields=[*_parameters(operation), *_body_fields(operation)],
        answers=sorted(operation["responses"]),
    )


def _parameters(operation: Mapping[str, Any]) -> Iterator[Field]:
    for row in operation.get("parameters", []):
        kind = _kind(row["schema"])
        yield Field(row["name"], row["in"], kind, row.get("required", False), _words(row))


def _body_fields(operation: Mapping[str, Any]) -> Iterator[Field]:
    """Of the richest way of sending the body."""
    shapes = [_resolved(sent["schema"]) for sent in operation.get("requestBody", {}).get("content", {}).values()]
    shape = max(shapes, key=lambda one: len(one.get("properties", {})), default={})
    for name, field in shape.get("properties", {}).items():
        required = name in shape.get("required", [])
        yield Field(name, "body", _kind(field), required, _words(field))


def _words(described: Mapping[str, Any]) -> str:
    """A description without the marks of its markup."""
    return str(described.get("description", "")).replace("`", "").replace("* ", "")


def _kind(field: Mapping[str, Any]) -> str:
    """`string`, `list of string`, or the values to choose from."""
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    return str(field.get("format") or field.get("type", "object"))


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in shape:
        return shape
    found: Mapping[str, Any] = schema()["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return found
