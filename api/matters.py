"""Mediations, petition matters and hazards through the API: one line a verb, as in the pages."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from api import matter_bodies as bodies
from api import matter_shapes as shapes
from api.bodies import Body
from api.output import Json
from api.queries import given
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, KEY, Operation
from api.shapes import Shape
from api.views.frame import View, body_of, created, not_named, once
from api.views.moment import instant_of, user_of, viewer_of, world_of
from cases.queries import page as case_queries
from cases.viewer import Viewer
from cases.world import World
from grids.roles import Permission
from procedures import queries, rules
from procedures.actions import agreements, hazard, mediation, petition
from procedures.models import Matter
from procedures.queries import HazardFilter, Page
from procedures.standing import Facts
from procedures.states.hazard import Verb as H
from procedures.states.mediation import Verb as M
from procedures.states.petition import Verb as T
from procedures.states.rule import Procedure
from procedures.words import VERBS

CURSOR = OpenApiParameter("cursor", description="From `next`.")
ENDED = OpenApiParameter("ended", bool, description="Those that have ended, instead of those that run.")
FILTERS = (
    OpenApiParameter("area", description="Code of an area: everything in it."),
    OpenApiParameter("grade", description="A, B, C or D."),
    OpenApiParameter("overdue", bool, description="Only with a date that has passed."),
)

Given = QueryDict


def _list_mediations(viewer: Viewer, given_: Given, request: Request) -> Page:
    return queries.mediations(viewer, ended=_is(given_, "ended"), before=given_.get("cursor", ""))


def _list_petitions(viewer: Viewer, given_: Given, request: Request) -> Page:
    return queries.petitions(viewer, ended=_is(given_, "ended"), before=given_.get("cursor", ""))


def _list_hazards(viewer: Viewer, given_: Given, request: Request) -> Page:
    overdue_at = instant_of(request) if _is(given_, "overdue") else None
    wanted = HazardFilter(given_.get("area", ""), given_.get("grade", ""), overdue_at)
    return queries.hazards(viewer, wanted, ended=_is(given_, "ended"), before=given_.get("cursor", ""))


def _is(given_: Given, name: str) -> bool:
    return given_.get(name, "").lower() in {"true", "1", "yes"}


def _read_mediation(viewer: Viewer, row: Any, actions: list[str], present: World) -> Json:
    return shapes.mediation_of(queries.mediation_file(viewer, row), viewer, actions, present.calendar)


def _read_petition(viewer: Viewer, row: Any, actions: list[str], present: World) -> Json:
    return shapes.petition_of(queries.petition_file(row), viewer, actions, present.calendar)


def _read_hazard(viewer: Viewer, row: Any, actions: list[str], present: World) -> Json:
    return shapes.hazard_of(queries.hazard_file(row), viewer, actions, present.calendar)


FIND: Mapping[Procedure, Callable[[Viewer, int], Matter]] = {
    Procedure.MEDIATION: queries.mediation,
    Procedure.PETITION: queries.petition,
    Procedure.HAZARD: queries.hazard,
}
LIST: Mapping[Procedure, Callable[[Viewer, Given, Request], Page]] = {
    Procedure.MEDIATION: _list_mediations,
    Procedure.PETITION: _list_petitions,
    Procedure.HAZARD: _list_hazards,
}
READ: Mapping[Procedure, Callable[[Viewer, Any, list[str], World], Json]] = {
    Procedure.MEDIATION: _read_mediation,
    Procedure.PETITION: _read_petition,
    Procedure.HAZARD: _read_hazard,
}
SHAPES: Mapping[Procedure, type[Shape]] = {
    Procedure.MEDIATION: shapes.MediationShape,
    Procedure.PETITION: shapes.PetitionShape,
    Procedure.HAZARD: shapes.HazardShape,
}


class MatterView(View):
    """What the views of all three share."""

    procedure = Procedure.HAZARD

    @property
    def tag(self) -> str:  # type: ignore[override]  # follows from the line of the table
        return f"{self.procedure.value}s"

    def shown(self, request: Request, pk: int) -> Json:
        """One of them as it stands now, with the verbs that the caller may use."""
        viewer, present = viewer_of(request), world_of(request)
        row = FIND[self.procedure](viewer, pk)
        return READ[self.procedure](viewer, row, rules.actions(viewer, row, present), present)


def _listing(procedure: Procedure) -> Operation:
    query = (CURSOR, ENDED, *(FILTERS if procedure is Procedure.HAZARD else ()))
    return Operation(f"list_{procedure}s", shapes.MatterListShape, problems=(BAD,), query=query)


def _changing(procedure: Procedure, verb: str, body: type[Body], status: HTTPStatus) -> Operation:
    return Operation(
        f"{procedure}_{verb}",
        SHAPES[procedure],
        status,
        problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
        headers=(KEY,),
        body=body,
        about=f"{VERBS[procedure][verb]}. {body.__doc__}",
    )


class ListView(MatterView):
    """In your scope, newest first, 50 a page; those that run, or those that have ended."""

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        return {"GET": _listing(self.procedure)}

    def get(self, request: Request) -> Response:
        viewer, sent = viewer_of(request), given(request)
        page = LIST[self.procedure](viewer, sent, request)
        sent["cursor"] = page.next
        after = request.build_absolute_uri(f"?{sent.urlencode()}") if page.next else None
        return Response(shapes.page(page, viewer, after))


class OneView(MatterView):
    """One of them, with its clocks, its story and the verbs that you may use now."""

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        return {"GET": Operation(f"read_{self.procedure}", SHAPES[self.procedure], problems=(HIDDEN,))}

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(request, pk))


class VerbView(MatterView):
    """One verb; 200 with the matter as it is now.

    Refusals in their order: not in your scope 404, not yours 403, not now 409, bad input 400.
    """

    verb: str = H.CLEAR
    act: Callable[..., Matter] = not_named
    body: type[Body] = bodies.MatterTextBody

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        return {"POST": _changing(self.procedure, self.verb, self.body, HTTPStatus.OK)}

    def post(self, request: Request, pk: int) -> Response:
        _status, subject, headers = once(request, lambda: self._run(request, pk))
        return Response(self.shown(request, int(subject)), headers=dict(headers))

    def _run(self, request: Request, pk: int) -> tuple[int, str]:
        viewer = viewer_of(request)
        row = FIND[self.procedure](viewer, pk)
        try:
            fields = body_of(request, self.body)
        except APIException:
            # What you may not do, or not now, is refused before your input is found fault with.
            rules.check(viewer, self.verb, row, world_of(request))
            raise
        changed = self.act(row, by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.OK, str(changed.pk)


class BeginView(MatterView):
    """One begins; 201 with it."""

    verb: str = H.FIND
    body: type[Body] = bodies.FindBody

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        return {"POST": _changing(self.procedure, self.verb, self.body, HTTPStatus.CREATED)}

    def begun(self, request: Request, run: Callable[[], Matter]) -> Response:
        """The answer to what `run` begins, once per key."""
        _status, subject, headers = once(request, lambda: (HTTPStatus.CREATED, str(run().pk)))
        return created(self.shown(request, int(subject)), headers)

    def body_for(self, request: Request, facts: Facts) -> dict[str, Any]:
        """The body; who may not begin at all is told so before the input is found fault with."""
        try:
            return body_of(request, self.body)
        except APIException:
            rules.check_beginning(viewer_of(request), self.procedure, facts)
            raise


class MediateView(BeginView):
    procedure, verb, body = Procedure.MEDIATION, M.APPLY, bodies.MediateBody

    def post(self, request: Request, number: str) -> Response:
        case = case_queries.find(viewer_of(request), number)

        def run() -> Matter:
            sent = self.body_for(request, mediation.facts_of_case(case))
            parties = bodies.parties_of(sent["parties"])
            return mediation.apply(
                case, by=user_of(request), at=instant_of(request), unit=sent["unit"], parties=parties
            )

        return self.begun(request, run)


class RegisterView(BeginView):
    procedure, verb, body = Procedure.PETITION, T.REGISTER, bodies.RegisterBody

    def post(self, request: Request, number: str) -> Response:
        case = case_queries.find(viewer_of(request), number)

        def run() -> Matter:
            sent = self.body_for(request, petition.facts_of_case(case))
            return petition.register(case, by=user_of(request), at=instant_of(request), **sent)

        return self.begun(request, run)


class HazardsView(ListView, BeginView):
    """Hazards of buildings, newest first, 50 a page. A new one goes into the register."""

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # both of its parents'
        begin = _changing(self.procedure, self.verb, self.body, HTTPStatus.CREATED)
        return {"GET": _listing(self.procedure), "POST": begin}

    def post(self, request: Request) -> Response:
        def run() -> Matter:
            sent = self._sent(request)
            return hazard.find(
                bodies.found_of(sent),
                by=user_of(request),
                at=instant_of(request),
                open_case=sent.get("open_case", False),
            )

        return self.begun(request, run)

    def _sent(self, request: Request) -> dict[str, Any]:
        """The place stands in the body: where that cannot be read, only the missing right is said first."""
        viewer = viewer_of(request)
        try:
            return body_of(request, self.body)
        except APIException:
            if not viewer.allows(Permission.REPORT):
                rules.check_beginning(viewer, self.procedure, Facts(""))
            raise


def _verb(procedure: Procedure, verb: str, act: Callable[..., Matter], body: type[Body]) -> URLPattern:
    """A verb at `PROCEDUREs/ID/VERB/`, with dashes."""
    view = VerbView.as_view(procedure=procedure, verb=verb, act=act, body=body)
    return path(f"{procedure}s/<int:pk>/{verb.replace('_', '-')}/", view, name=f"{procedure}_{verb}")


def _reads(procedure: Procedure) -> list[URLPattern]:
    listed = HazardsView if procedure is Procedure.HAZARD else ListView
    return [
        path(f"{procedure}s/", listed.as_view(procedure=procedure), name=f"{procedure}s"),
        path(f"{procedure}s/<int:pk>/", OneView.as_view(procedure=procedure), name=procedure.value),
    ]


MEDIATION, PETITION, HAZARD = Procedure.MEDIATION, Procedure.PETITION, Procedure.HAZARD
urlpatterns = [
    *_reads(MEDIATION),
    path("cases/<str:number>/mediations/", MediateView.as_view(), name="mediation_apply"),
    _verb(MEDIATION, M.ASK_CONSENT, mediation.ask_consent, bodies.MediatorsBody),
    _verb(MEDIATION, M.CONSENT, mediation.consent, bodies.PartyAnswerBody),
    _verb(MEDIATION, M.DECLINE, mediation.decline, bodies.DeclineBody),
    _verb(MEDIATION, M.HOLD_SESSION, mediation.hold_session, bodies.MediationSessionBody),
    _verb(MEDIATION, M.EXTEND, mediation.extend, bodies.ExtendMediationBody),
    _verb(MEDIATION, M.AGREE, agreements.agree, bodies.AgreeBody),
    _verb(MEDIATION, M.FAIL, mediation.fail, bodies.MatterTextBody),
    _verb(MEDIATION, M.TERMINATE, mediation.terminate, bodies.TerminateBody),
    _verb(MEDIATION, M.TAKE_EFFECT, agreements.take_effect, bodies.MatterDayBody),
    _verb(MEDIATION, M.PERFORM, agreements.perform, bodies.PerformedBody),
    _verb(MEDIATION, M.BREACH, agreements.breach, bodies.MatterTextBody),
    _verb(MEDIATION, M.SUE, agreements.sue, bodies.MatterDayBody),
    _verb(MEDIATION, M.ENFORCE, agreements.enforce, bodies.MatterDayBody),
    _verb(MEDIATION, M.APPLY_CONFIRMATION, agreements.apply_confirmation, bodies.MatterDayBody),
    _verb(MEDIATION, M.RECORD_CONFIRMATION, agreements.record_confirmation, bodies.CourtBody),
    *_reads(PETITION),
    path("cases/<str:number>/petitions/", RegisterView.as_view(), name="petition_register"),
    _verb(PETITION, T.OBJECT, petition.object, bodies.MatterTextBody),
    _verb(PETITION, T.DECIDE_OBJECTION, petition.decide_objection, bodies.ObjectionBody),
    _verb(PETITION, T.INFORM, petition.inform, bodies.InformBody),
    _verb(PETITION, T.ACCEPT, petition.accept, bodies.MatterDayBody),
    _verb(PETITION, T.EXTEND, petition.extend, bodies.ExtendPetitionBody),
    _verb(PETITION, T.DECIDE, petition.decide, bodies.OutcomeBody),
    _verb(PETITION, T.SERVE, petition.serve, bodies.MatterDayBody),
    _verb(PETITION, T.ASK_REVIEW, petition.ask_review, bodies.MatterDayBody),
    _verb(PETITION, T.DECIDE_REVIEW, petition.decide_review, bodies.OutcomeBody),
    _verb(PETITION, T.ASK_RE_REVIEW, petition.ask_re_review, bodies.MatterDayBody),
    _verb(PETITION, T.DECIDE_RE_REVIEW, petition.decide_re_review, bodies.OutcomeBody),
    _verb(PETITION, T.FINISH, petition.finish, bodies.PetitionFinishBody),
    *_reads(HAZARD),
    _verb(HAZARD, H.GRADE, hazard.grade, bodies.GradeBody),
    _verb(HAZARD, H.CONTROL, hazard.control, bodies.ControlBody),
    _verb(HAZARD, H.RECTIFY, hazard.rectify, bodies.MatterTextBody),
    _verb(HAZARD, H.RECHECK, hazard.recheck, bodies.RecheckBody),
    _verb(HAZARD, H.CLEAR, hazard.clear, bodies.MatterRemarkBody),
    _verb(HAZARD, H.FIND_AGAIN, hazard.find_again, bodies.MatterTextBody),
]
