"""Outlines of the areas for the map on the report form, so that it needs no tile server."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from grids.levels import Level
from grids.models import Area
from grids.versions import tokens

MOST_OUTLINES = 500
FINEST_FIRST = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.COUNTY, Level.CITY)


def _etag(request: HttpRequest) -> str:
    return f'"{tokens().get("boundaries", "none")}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_etag)
def outlines(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the finest level that a phone can draw: at most 500 outlines."""
    outlined = Area.objects.exclude(boundary=None)
    for level in FINEST_FIRST:
        rows = list(outlined.of_level(level).values_list("code", "name", "boundary")[: MOST_OUTLINES + 1])
        if 0 < len(rows) <= MOST_OUTLINES:
            break
    else:
        rows = []
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": boundary}
        for code, name, boundary in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
