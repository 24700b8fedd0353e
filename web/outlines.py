"""Outlines of the areas for the map on the report form, so that it needs no tile server; tiles where there is one."""

import zlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from grids.versions import tokens
from web import maps


def _etag(request: HttpRequest) -> str:
    """Of the outlines, and of the settings by which they are drawn."""
    drawn = zlib.crc32(repr((maps.tiles(), settings.MAP_DATUM)).encode())
    return f'"{tokens().get("boundaries", "none")}-{drawn:08x}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def outlines(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the finest level that a phone can draw: at most 500 outlines."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name},
            "geometry": maps.as_drawn(area.geometry),
        }
        for area in maps.outlines()
    ]
    found = {"type": "FeatureCollection", "features": features, "tiles": maps.tiles()}
    return JsonResponse(found, content_type="application/geo+json")
