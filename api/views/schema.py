"""The OpenAPI schema, and a page that shows it to people."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from api import documents
from api.schema import Operation
from api.views.frame import PublicView


class SchemaView(PublicView):
    """This schema."""

    tag = "schema"
    operations = {"GET": Operation("read_schema", OpenApiTypes.OBJECT)}

    def get(self, request: Request) -> Response:
        return Response(documents.schema(), content_type="application/vnd.oai.openapi+json")


class DocsView(PublicView):
    """Every endpoint on one page, from the schema."""

    schema = None  # type: ignore[assignment]  # a page for people

    def perform_authentication(self, request: Request) -> None:
        """Nobody: the page keeps whom the site's own middleware found, as templates expect."""

    def get(self, request: Request) -> HttpResponse:
        page = request._request  # noqa: SLF001 -- the frame of a page wants Django's own request
        return render(page, "api/docs.html", {"groups": documents.endpoints()})


class NowhereView(PublicView):
    """Every other address below `/api/`: a problem, not a page."""

    schema = None  # type: ignore[assignment]  # not in the schema

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
