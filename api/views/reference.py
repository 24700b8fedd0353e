"""What everybody may know: areas and categories."""

from typing import Any

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api.queries import AreaQuery, given
from api.schema import BAD, Operation
from api.shapes import AreaList, CategoryList
from api.views.frame import PublicView
from api.views.moment import world_of
from cases.models import Category
from grids.models import Area

AREAS_A_PAGE = 500


class AreasView(PublicView):
    """Areas by code; `q` looks into names and aliases."""

    tag = "reference"
    operations = {"GET": Operation("list_areas", AreaList, problems=(BAD,), query=(AreaQuery,))}

    def get(self, request: Request) -> Response:
        form = AreaQuery(data=given(request))
        form.is_valid(raise_exception=True)
        rows = list(_areas(form.validated_data)[: AREAS_A_PAGE + 1])
        shown = rows[:AREAS_A_PAGE]
        following = None
        if len(rows) > AREAS_A_PAGE:
            query = request.query_params.copy()
            query["after"] = shown[-1]["code"]
            following = request.build_absolute_uri(f"?{query.urlencode()}")
        return Response({"next": following, "results": shown})


def _areas(asked: dict[str, Any]) -> Any:
    areas = Area.objects.order_by("code").values("code", "name", "level", "parent")
    if "level" in asked:
        areas = areas.filter(level=asked["level"])
    if "parent" in asked:
        areas = areas.filter(parent_id=asked["parent"])
    if "q" in asked:
        areas = areas.filter(Q(name__icontains=asked["q"]) | Q(aliases__contains=[asked["q"]]))
    if "after" in asked:
        areas = areas.filter(code__gt=asked["after"])
    return areas


class CategoriesView(PublicView):
    """The categories in force today."""

    tag = "reference"
    operations = {"GET": Operation("list_categories", CategoryList)}

    def get(self, request: Request) -> Response:
        present = world_of(request)
        return Response({"results": [_category(row) for row in present.catalogue.all_in_force(present.today)]})


def _category(row: Category) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "group": row.group,
        "group_name": row.group_name,
        "level": row.level,
        "severity": row.severity,
        "respond_limit": row.respond_limit,
        "resolve_limit": row.resolve_limit,
        "emergency_hint": row.emergency_hint,
    }
