"""Receptions, the duty roster and dispute screening through the API."""

import datetime as dt
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import invalid
from api import meeting_shapes as shapes
from api.bodies import Body, NoBody
from api.output import Json
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, KEY, Operation
from api.shapes import Shape
from api.views.frame import PublicView, View, body_of, created, not_named, once
from api.views.moment import instant_of, user_of, viewer_of, world_of
from grids import locate
from meetings import rules
from meetings.actions import decisions, duty, items, receptions, screenings
from meetings.models import ReceptionSession, ScreeningMeeting
from meetings.queries import duty as duty_queries
from meetings.queries import public
from meetings.queries import receptions as reception_queries
from meetings.queries import screenings as screening_queries
from meetings.states import ReceptionVerb, ScreeningVerb
from meetings.words import RECEPTION_VERBS, SCREENING_VERBS
from residents import contact

TAG = "meetings"
Act = Callable[..., object]
CALLED_OFF = frozenset({ReceptionVerb.CALL_OFF, ScreeningVerb.CALL_OFF})
CURSOR = OpenApiParameter("cursor", description="From `next`.")
MONTH = OpenApiParameter("month", description="Such as 2026-03; the present month where it is left out.")
AREA = OpenApiParameter("area", required=True, description="Code of an area.")


def _month(request: Request) -> dt.date:
    asked = request.query_params.get("month", "")
    if not asked:
        return world_of(request).today
    try:
        return dt.datetime.strptime(asked, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise invalid("bad_month", _("Write the month as 2026-03."), "month") from None


def _next(request: Request, cursor: str) -> str | None:
    return request.build_absolute_uri(f"?cursor={cursor}") if cursor else None


class ReceptionDaysView(PublicView):
    """Who receives people next, when and where; with `area` for a place."""

    tag = TAG
    operations = {
        "GET": Operation(
            "list_reception_days", shapes.ComingList, query=(OpenApiParameter("area", description=AREA.description),)
        )
    }

    def get(self, request: Request) -> Response:
        found = public.coming(world_of(request), request.query_params.get("area", ""))
        return Response({"results": [shapes.coming(row) for row in found]})


class DutyView(View):
    """The duty roster of a street, a month at a time."""

    tag = TAG
    operations = {
        "GET": Operation("read_duty_roster", shapes.RosterShape, problems=(BAD, HIDDEN), query=(AREA, MONTH)),
        "POST": Operation(
            "set_duty_days",
            shapes.RosterShape,
            problems=(BAD, FORBIDDEN, CONFLICT, HIDDEN),
            headers=(KEY,),
            body=shapes.DutyBody,
        ),
    }

    def get(self, request: Request) -> Response:
        area = request.query_params.get("area", "")
        return Response(shapes.roster(duty_queries.roster(viewer_of(request), area, _month(request))))

    def post(self, request: Request) -> Response:
        _status, subject, headers = once(request, lambda: self._run(request))
        area, _space, since = subject.partition(" ")
        found = duty_queries.roster(viewer_of(request), area, dt.date.fromisoformat(since))
        return Response(shapes.roster(found), headers=dict(headers))

    def _run(self, request: Request) -> tuple[int, str]:
        fields = body_of(request, shapes.DutyBody)
        duty.set_days(by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.OK, f"{fields['area_code']} {fields['since']}"


class ReceptionsView(View):
    """The receptions of your offices, or of your property company, the latest day first, 50 a page."""

    tag = TAG
    operations = {
        "GET": Operation("list_receptions", shapes.ReceptionList, problems=(BAD,), query=(CURSOR,)),
        "POST": Operation(
            "plan_reception",
            shapes.ReceptionShape,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=shapes.ReceptionBody,
        ),
    }

    def get(self, request: Request) -> Response:
        viewer = viewer_of(request)
        page = reception_queries.page(viewer, request.query_params.get("cursor", ""))
        rows = [shapes.reception_row(viewer.directory, row.session, row.counts) for row in page.rows]
        return Response({"next": _next(request, page.next), "results": rows})

    def post(self, request: Request) -> Response:
        _status, pk, headers = once(request, lambda: self._run(request))
        return created(_reception(request, int(pk)), headers)

    def _run(self, request: Request) -> tuple[int, str]:
        fields = body_of(request, shapes.ReceptionBody)
        made = receptions.plan(by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.CREATED, str(made.pk)


class ReceptionView(View):
    """One reception with its matters, and the verbs that you may use now."""

    tag = TAG
    operations = {"GET": Operation("read_reception", shapes.ReceptionShape, problems=(HIDDEN,))}

    def get(self, request: Request, pk: int) -> Response:
        return Response(_reception(request, pk))


def _reception(request: Request, pk: int) -> Json:
    viewer = viewer_of(request)
    found = reception_queries.sitting(world_of(request), viewer, reception_queries.find(viewer, pk))
    return shapes.reception(viewer, found)


class SittingVerbView(View):
    """One verb on one sitting, or on what lies before it; 200 with it, 204 once it is called off.

    Refusals in their order: not in your scope 404, not yours 403, not now 409, bad input 400.
    """

    tag = TAG
    verb: ReceptionVerb | ScreeningVerb = ReceptionVerb.BEGIN
    act: Act = not_named
    body: type[Body] = NoBody
    about = ""
    shape: type[Shape] = Shape
    words: Mapping[Any, Any] = MappingProxyType({})
    find: Callable[..., Any] = not_named
    check: Callable[..., None] = not_named
    shown: Callable[..., Json] = not_named

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        return {"POST": _operation(self.about, self.verb, self.shape, self.body, self.words)}

    def post(self, request: Request, pk: int, **named: Any) -> Response:
        _status, _subject, headers = once(request, lambda: self._run(request, pk, named))
        if self.verb in CALLED_OFF:
            return Response(status=HTTPStatus.NO_CONTENT, headers=dict(headers))
        return Response(self.shown(request, pk), headers=dict(headers))

    def _run(self, request: Request, pk: int, named: dict[str, Any]) -> tuple[int, str]:
        sitting = self.find(viewer_of(request), pk)
        fields = _fields(request, self.body, lambda: self.check(request, self.verb, sitting))
        self.act(sitting, by=user_of(request), at=instant_of(request), **named, **fields)
        return HTTPStatus.OK, str(pk)


class RecordCaseView(View):
    """A matter of a reception becomes a case; 201 with what the person takes along."""

    tag = TAG
    verb = ReceptionVerb.RECORD_CASE
    operations = {
        "POST": Operation(
            "reception_record_case",
            shapes.ItemReceipt,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=shapes.ItemBody,
        )
    }

    def post(self, request: Request, pk: int) -> Response:
        _status, number, headers = once(request, lambda: self._run(request, pk))
        session = reception_queries.find(viewer_of(request), pk)
        item = session.items.select_related("case__category").get(number=int(number))
        assert item.case is not None  # noqa: S101 -- the constraint of an item that is a case
        return created(shapes.receipt(item, item.case), headers)

    def _run(self, request: Request, pk: int) -> tuple[int, str]:
        session = reception_queries.find(viewer_of(request), pk)
        sent = _fields(request, shapes.ItemBody, lambda: _check_reception(request, self.verb, session))
        recorded = items.record_case(
            session,
            by=user_of(request),
            at=instant_of(request),
            text=sent["text"],
            place=_place(sent),
            category=sent.get("category") or None,
            address=sent.get("address", ""),
            contact=contact.clean(sent.get("name", ""), sent.get("phone", "")),
        )
        return HTTPStatus.CREATED, str(recorded.item.number)


def _place(sent: Mapping[str, Any]) -> locate.Place:
    if sent.get("area_code"):
        return locate.by_area(sent["area_code"])
    return locate.by_text(f"{sent.get('address', '')}\n{sent['text']}".strip())


def _check_reception(request: Request, verb: ReceptionVerb, session: ReceptionSession) -> None:
    rules.check_reception(verb, viewer_of(request), session, world_of(request).today)


class ScreeningsView(View):
    """The screening meetings of your offices, the latest day first, 50 a page."""

    tag = TAG
    operations = {
        "GET": Operation("list_screenings", shapes.ScreeningList, problems=(BAD,), query=(CURSOR,)),
        "POST": Operation(
            "plan_screening",
            shapes.ScreeningShape,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=shapes.ScreeningBody,
        ),
    }

    def get(self, request: Request) -> Response:
        viewer = viewer_of(request)
        page = screening_queries.page(viewer, request.query_params.get("cursor", ""))
        rows = [shapes.screening_row(viewer.directory, row.meeting, row.counts) for row in page.rows]
        return Response({"next": _next(request, page.next), "results": rows})

    def post(self, request: Request) -> Response:
        _status, pk, headers = once(request, lambda: self._run(request))
        return created(_screening(request, int(pk)), headers)

    def _run(self, request: Request) -> tuple[int, str]:
        fields = body_of(request, shapes.ScreeningBody)
        made = screenings.plan(by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.CREATED, str(made.pk)


class CoverageView(View):
    """Which communities of an area have met in a month."""

    tag = TAG
    operations = {
        "GET": Operation("read_screening_coverage", shapes.CoverageShape, problems=(BAD, HIDDEN), query=(AREA, MONTH))
    }

    def get(self, request: Request) -> Response:
        area = request.query_params.get("area", "")
        return Response(shapes.coverage(screening_queries.coverage(viewer_of(request), area, _month(request))))


class ScreeningView(View):
    """One meeting with its agenda, and the verbs that you may use now."""

    tag = TAG
    operations = {"GET": Operation("read_screening", shapes.ScreeningShape, problems=(HIDDEN,))}

    def get(self, request: Request, pk: int) -> Response:
        return Response(_screening(request, pk))


def _screening(request: Request, pk: int) -> Json:
    viewer = viewer_of(request)
    found = screening_queries.sitting(world_of(request), viewer, screening_queries.find(viewer, pk))
    return shapes.screening(viewer, found)


def _check_screening(request: Request, verb: ScreeningVerb, meeting: ScreeningMeeting) -> None:
    rules.check_screening(verb, viewer_of(request), meeting, world_of(request).today)


def _fields(request: Request, body: type[Body], check: Callable[[], None]) -> dict[str, Any]:
    """The body's fields; what you may not do, or not now, is refused before your input is found fault with."""
    try:
        return body_of(request, body)
    except APIException:
        check()
        raise


def _operation(about: str, verb: Any, shape: Any, body: type[Body], words: Mapping[Any, Any]) -> Operation:
    gone = verb in CALLED_OFF
    return Operation(
        f"{about}_{verb}",
        None if gone else shape,
        HTTPStatus.NO_CONTENT if gone else HTTPStatus.OK,
        problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
        headers=(KEY,),
        body=body,
        about=f"{words[verb]}.",
    )


RECEPTION: dict[str, Any] = {
    "about": "reception",
    "shape": shapes.ReceptionShape,
    "words": RECEPTION_VERBS,
    "find": reception_queries.find,
    "check": _check_reception,
    "shown": _reception,
}
SCREENING: dict[str, Any] = {
    "about": "screening",
    "shape": shapes.ScreeningShape,
    "words": SCREENING_VERBS,
    "find": screening_queries.find,
    "check": _check_screening,
    "shown": _screening,
}


def _on_reception(verb: ReceptionVerb, act: Act, body: type[Body] = NoBody, at: str = "") -> URLPattern:
    """A verb at `receptions/ID/VERB/`, with dashes."""
    view = SittingVerbView.as_view(**RECEPTION, verb=verb, act=act, body=body)
    return path(f"receptions/<int:pk>/{at}{verb.value.replace('_', '-')}/", view, name=f"reception_{verb.value}")


def _on_screening(verb: ScreeningVerb, act: Act, body: type[Body] = NoBody, at: str = "") -> URLPattern:
    """A verb at `screenings/ID/VERB/`, with dashes."""
    view = SittingVerbView.as_view(**SCREENING, verb=verb, act=act, body=body)
    return path(f"screenings/<int:pk>/{at}{verb.value.replace('_', '-')}/", view, name=f"screening_{verb.value}")


R, S = ReceptionVerb, ScreeningVerb
urlpatterns = [
    path("reception-days/", ReceptionDaysView.as_view(), name="reception_days"),
    path("duty/", DutyView.as_view(), name="duty"),
    path("receptions/", ReceptionsView.as_view(), name="receptions"),
    path("receptions/<int:pk>/", ReceptionView.as_view(), name="reception"),
    _on_reception(R.BEGIN, receptions.begin),
    path("receptions/<int:pk>/record-case/", RecordCaseView.as_view(), name="reception_record_case"),
    _on_reception(R.RECORD_ANSWER, items.record_answer, shapes.TextBody),
    _on_reception(R.INSTRUCT, items.instruct, shapes.TextBody, at="items/<int:item>/"),
    _on_reception(R.SUMMARISE, receptions.summarise, shapes.TextBody),
    _on_reception(R.CALL_OFF, receptions.call_off),
    path("screenings/", ScreeningsView.as_view(), name="screenings"),
    path("screenings/coverage/", CoverageView.as_view(), name="screening_coverage"),
    path("screenings/<int:pk>/", ScreeningView.as_view(), name="screening"),
    _on_screening(S.BEGIN, screenings.begin),
    _on_screening(S.PICK, screenings.pick, shapes.PickBody),
    _on_screening(S.DECIDE, decisions.decide, shapes.DecisionBody, at="cases/<str:number>/"),
    _on_screening(S.REPORT, screenings.report, shapes.OptionalTextBody),
    _on_screening(S.ACKNOWLEDGE, screenings.acknowledge),
    _on_screening(S.CALL_OFF, screenings.call_off),
]
