"""The figures of an area and a period."""

from rest_framework.request import Request
from rest_framework.response import Response

from api import output
from api.figure_shapes import FiguresShape
from api.queries import PeriodQuery, given
from api.schema import BAD, HIDDEN, Operation
from api.views.frame import View
from api.views.moment import instant_of, viewer_of
from reports import queries
from reports.beside import beside


class StatisticsView(View):
    """Figures for posts that carry the permission, of their own areas."""

    tag = "statistics"
    operations = {"GET": Operation("read_statistics", FiguresShape, problems=(BAD, HIDDEN), query=(PeriodQuery,))}

    def get(self, request: Request) -> Response:
        form = PeriodQuery(data=given(request))
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        viewer = viewer_of(request)
        found = queries.figures(asked["area"], asked["since"], asked["until"], instant_of(request), viewer)
        return Response(output.figures(found, beside(found, viewer)))
