"""What residents do: report, follow, rate, withdraw. No sign-in; number and query code open a case."""

import datetime as dt
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import strangers
from accounts.refusals import conflict
from api import output
from api.bodies import Body, CodeBody, RequestBody, RequestWithPhotos
from api.parsing import JsonBody, PhotosAndFields
from api.queries import CodeQuery
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, KEY, TOO_MANY, Operation
from api.shapes import ProgressShape, Receipt
from api.views.frame import PublicView, View, body_of, caller_address, created, not_named, once
from api.views.moment import instant_of, user_of
from cases import photos, query_code
from cases.actions import intake
from cases.models import Case
from cases.queries import progress
from cases.states import RULES, Channel, State, Verb
from cases.world import world
from grids import directory, locate, versions
from grids.tree import AreaNode
from residents import contact


class RequestsView(View):
    """A report comes in, from anybody; with a token it is one of staff."""

    tag = "requests"
    operations = {
        "POST": Operation(
            "report",
            Receipt,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, CONFLICT, TOO_MANY),
            headers=(KEY,),
            body={"application/json": RequestBody, "multipart/form-data": RequestWithPhotos},
        )
    }
    permission_classes = (AllowAny,)
    parser_classes = (JsonBody, PhotosAndFields)

    def post(self, request: Request) -> Response:
        if request.auth is None:
            strangers.count_report(caller_address(request), len(request.FILES.getlist("photos")))
        kept: list[output.Json] = []
        _status, number, headers = once(request, lambda: self._run(request, kept))
        body = kept[0] if kept else _receipt_again(number)
        return created(body, {"Location": reverse("api:request", args=[number]), **headers})

    def _run(self, request: Request, kept: list[output.Json]) -> tuple[int, str]:
        at, present = instant_of(request), versions.tokens()
        sent = _sent(request, {"world": world(at, present), "tokens": present})
        reported = intake.report(
            text=sent["text"],
            at=at,
            by=user_of(request) if request.auth is not None else None,
            channel=sent.get("channel", Channel.API),
            place=place_of(sent, at, present),
            category_code=sent.get("category") or None,
            address=sent.get("address", ""),
            contact=contact.clean(sent.get("name", ""), sent.get("phone", "")),
            photos=photos.read_all(sent.get("photos", [])),
            complained_unit=_complained(sent, present),
            follow=sent.get("follow", ""),
            tokens=present,
        )
        area = directory.current(present).areas[reported.case.area_id]
        kept.append(_receipt(reported.case, area, reported.promise_at, reported.emergency_hint))
        return 201, reported.case.number


def _sent(request: Request, context: Mapping[str, Any]) -> dict[str, Any]:
    """The report in its shape. A photo sent in another way than as a file `photos` is refused, not lost."""
    shape = RequestWithPhotos if request.FILES or "photos" in request.data else RequestBody
    form = shape(data=request.data, context=dict(context))
    strange = [name for name in request.FILES if name not in form.fields]
    if strange:
        message = str(_("Photos are sent as files named “photos”."))
        raise ValidationError({name: ErrorDetail(message, "unknown_file") for name in strange})
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def place_of(sent: Mapping[str, Any], at: dt.datetime, present: versions.Tokens) -> locate.Place:
    """The place in the one way that was given; without any, what the words themselves name."""
    if sent.get("area_code"):
        return locate.by_area(sent["area_code"], present)
    if sent.get("place_code"):
        return locate.by_place_code(sent["place_code"], at, present)
    if "lat" in sent:
        return locate.by_point(sent["lat"], sent["lon"], present)
    return locate.by_text(f"{sent.get('address', '')}\n{sent['text']}".strip(), present)


def _complained(sent: Mapping[str, Any], present: versions.Tokens) -> int | None:
    """The id of the office that a complaint about staff names by its area."""
    code = sent.get("complained_office", "")
    return directory.current(present).offices[code].id if code else None


def _receipt_again(number: str) -> output.Json:
    """The receipt of a report that was taken in before, as the case stands now."""
    case = progress.let_in(number)
    hint = case.category.emergency_hint if case.category else ""
    return _receipt(case, directory.current().areas[case.area_id], progress.promise(case.master or case), hint)


def _receipt(case: Case, area: AreaNode, promise_at: dt.datetime | None, hint: str) -> output.Json:
    """Of a report that follows another one: its own number, with state and promise of that one."""
    return {
        "number": case.number,
        "query_code": query_code.of(case.number),
        "state": (case.master or case).state,
        "area": output.area(area),
        "promise_at": output.instant(promise_at),
        "emergency_hint": hint,
    }


class RequestView(PublicView):
    """Progress for whoever knows the query code."""

    tag = "requests"
    operations = {
        "GET": Operation("read_progress", ProgressShape, problems=(BAD, HIDDEN, TOO_MANY), query=(CodeQuery,))
    }

    def get(self, request: Request, number: str) -> Response:
        form = CodeQuery(data=request.query_params)
        form.is_valid(raise_exception=True)
        with strangers.code_try(caller_address(request)):
            case = progress.case_of(number, form.validated_data["code"])
        return Response(output.progress(progress.of(case, instant_of(request))))


class RequesterVerbView(PublicView):
    """A verb of the requester; 200 with the progress."""

    tag = "requests"
    verb = Verb.RATE
    act: Callable[..., Case] = not_named
    body: type[Body] = CodeBody
    named: str | None = None

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        problems = (BAD, HIDDEN, CONFLICT, TOO_MANY)
        return {
            "POST": Operation(
                self.named or self.verb.value,
                ProgressShape,
                problems=problems,
                headers=(KEY,),
                body=self.body,
                about=self.body.__doc__ or "",
            )
        }

    def post(self, request: Request, number: str) -> Response:
        _status, subject, headers = once(request, lambda: self._run(request, number))
        found = progress.of(progress.let_in(subject), instant_of(request))
        return Response(output.progress(found), headers=dict(headers))

    def _run(self, request: Request, number: str) -> tuple[int, str]:
        code = body_of(request, CodeBody)["code"]
        with strangers.code_try(caller_address(request)):
            case = progress.case_of(number, code)
        try:
            sent = body_of(request, self.body)
        except APIException:
            # Not now is said before the input is found fault with.
            if case.withdrawn_at is not None or State(case.state) not in RULES[self.verb].sources:
                raise conflict("wrong_state", _("The case is not at a point where this can be done.")) from None
            raise
        sent.pop("code")
        return 200, self.act(case, at=instant_of(request), **sent).number
