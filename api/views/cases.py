"""Lists, pages and the desk of staff."""

from collections.abc import Mapping

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api import output
from api.case_shapes import CaseShape
from api.queries import CASE_FILTERS, given
from api.schema import BAD, HIDDEN, Operation
from api.shapes import CaseList, DeskShape
from api.views.frame import View
from api.views.moment import instant_of, viewer_of, world_of
from cases.filters import CaseFilter
from cases.models import Case
from cases.queries import desk, listing, page


class CasesView(View):
    """The cases that your posts show, newest first, 50 a page."""

    tag = "cases"
    operations = {"GET": Operation("list_cases", CaseList, problems=(BAD,), query=CASE_FILTERS)}

    def get(self, request: Request) -> Response:
        cases = Case.objects.visible_to(viewer_of(request))
        filters = CaseFilter(given(request), cases, instant_of(request))
        if not filters.is_valid():
            raise ValidationError(_found_by(filters))
        found = listing.page(world_of(request), filters.qs, request.query_params.get("cursor", ""))
        return Response(
            {
                "next": _at_cursor(request, found.older),
                "previous": _at_cursor(request, found.newer),
                "results": [output.row(case) for case in found.rows],
            }
        )


class DeskView(View):
    """What must I do next?"""

    tag = "cases"
    operations = {"GET": Operation("read_desk", DeskShape)}

    def get(self, request: Request) -> Response:
        return Response(output.desk(desk.read(world_of(request), viewer_of(request))))


class CaseView(View):
    """One case with its deadlines explained, its events, and the verbs that you may use now."""

    tag = "cases"
    operations = {"GET": Operation("read_case", CaseShape, problems=(HIDDEN,))}

    def get(self, request: Request, number: str) -> Response:
        return case_answer(request, number, {})


def case_answer(request: Request, number: str, headers: Mapping[str, str]) -> Response:
    """A case as it now stands for the caller, with its ETag. Raises `Refusal` not_found."""
    return page_answer(request, page.read(world_of(request), viewer_of(request), number), headers)


def page_answer(request: Request, read: page.CasePage, headers: Mapping[str, str]) -> Response:
    """A case that was read for the caller."""
    tag = f'"{read.case.event_count}"'
    return Response(output.case(read, instant_of(request)), headers={"ETag": tag, **headers})


def _found_by(filters: CaseFilter) -> dict[str, list[ErrorDetail]]:
    return {
        field: [ErrorDetail(message, error.code or "invalid") for error in errors for message in error.messages]
        for field, errors in filters.errors.as_data().items()
    }


def _at_cursor(request: Request, cursor: str) -> str | None:
    """The address of another page of the same list."""
    if not cursor:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"?{query.urlencode()}")
