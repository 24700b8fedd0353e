"""Why a geometry is no outline, in words for people."""

from django.utils.translation import gettext_lazy as _

OUTLINE_PROBLEMS = {
    "not_polygon": _("The outline is not a GeoJSON Polygon or MultiPolygon."),
    "not_geojson": _("The outline is not valid GeoJSON."),
    "empty": _("The outline is empty."),
    "self_crossing": _("The outline crosses itself."),
    "outside_world": _("The outline lies outside the world: write longitude first, in degrees."),
}
