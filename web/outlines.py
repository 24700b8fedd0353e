"""Outlines of the areas for the map on the report form, so that it needs no tile server."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from grids.versions import tokens
from web import maps


def _etag(request: HttpRequest) -> str:
    return f'"{tokens().get("boundaries", "none")}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def outlines(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the finest level that a phone can draw: at most 500 outlines."""
    features = [
        {"type": "Feature", "properties": {"code": area.code, "name": area.name}, "geometry": area.geometry}
        for area in maps.outlines()
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
