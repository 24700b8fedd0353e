"""Bodies: JSON in UTF-8, and multipart for photos. What cannot be read is refused before anything is done."""

import hashlib
import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn, cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request

from api.errors import TooLarge

MOST_BYTES = 64 * 1024 * 1024
"""Of a multipart body: four photos of 15 MB and their frame."""


class JsonBody(BaseParser):
    """A JSON object of at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes; an empty body is an empty object."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        request = cast(Request, (parser_context or {})["request"])
        body = _whole(request)
        if not body.strip():
            return {}
        try:
            found = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not JSON in UTF-8."), code="malformed") from None
        if not isinstance(found, dict):
            raise ParseError(_("The body is not a JSON object."), code="malformed")
        return found


class PhotosAndFields(MultiPartParser):
    """A multipart form; its size is looked at before it is read."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        if _declared_length(cast(Request, (parser_context or {})["request"])) > MOST_BYTES:
            raise TooLarge
        try:
            found = super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("The form cannot be read."), code="malformed") from None
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            raise TooLarge from None
        # Django puts this mark where the bytes were no UTF-8. Refused, because words would be lost.
        if any("\ufffd" in value for values in found.data.lists() for value in values[1]):
            raise ParseError(_("The text is not in UTF-8."), code="wrong_encoding")
        return found


def digest_of(request: Request) -> str:
    """What makes two requests the same: method, path and content. 64 characters."""
    content = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.FILES or (request.content_type or "").startswith("multipart/"):
        _add_form(content, request)
    else:
        content.update(_whole(request))
    return content.hexdigest()


def _add_form(content: Any, request: Request) -> None:
    form = cast(QueryDict, request.data)
    for name in sorted(form):
        for value in form.getlist(name):
            content.update(f"{len(name)}:{name}=".encode())
            content.update(_file_digest(value) if isinstance(value, UploadedFile) else f"{len(value)}:{value}".encode())


def _file_digest(upload: "UploadedFile[Any]") -> bytes:
    file = hashlib.sha256()
    for chunk in upload.chunks():
        file.update(chunk)
    upload.seek(0)
    return file.digest()


def _whole(request: Request) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise TooLarge from None


def _declared_length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _no_number(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(constant)
