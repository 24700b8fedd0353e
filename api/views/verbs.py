"""Every verb of staff through one view; `api.urls` names the action and the body of each."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import Kind, Refusal
from api.bodies import Body, NoBody
from api.case_shapes import CaseOutOfSight, CaseShape
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, IF_MATCH, KEY, Operation
from api.views.cases import page_answer
from api.views.frame import View, body_of, expected_of, not_named, once
from api.views.moment import instant_of, user_of, viewer_of, world_of
from cases import casefile, rules
from cases.models import Case
from cases.queries import page
from cases.states import Verb
from cases.words import VERBS


class VerbView(View):
    """One verb on one case; 200 with the case.

    Refusals in their order: not in your scope 404, not your verb 403, not now 409, bad input 400.
    """

    tag = "verbs"
    verb = Verb.SIGN
    act: Callable[..., Case] = not_named
    body: type[Body] = NoBody

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        operation = Operation(
            self.verb.value,
            PolymorphicProxySerializer("CaseOrOutOfSight", [CaseShape, CaseOutOfSight], None),
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY, IF_MATCH),
            body=self.body,
            about=f"{VERBS[self.verb]}. {self.body.__doc__}",
        )
        return {"POST": operation}

    def post(self, request: Request, number: str) -> Response:
        done: list[Case] = []
        _status, subject, headers = once(request, lambda: self._run(request, number, done))
        present, viewer = world_of(request), viewer_of(request)
        try:
            read = page.after(present, viewer, done[0]) if done else page.read(present, viewer, subject)
        except Refusal as refusal:
            if refusal.kind is not Kind.NOT_FOUND:
                raise
            return Response({"number": subject, "out_of_sight": True}, headers=dict(headers))
        return page_answer(request, read, headers)

    def _run(self, request: Request, number: str, done: list[Case]) -> tuple[int, str]:
        viewer = viewer_of(request)
        case = page.locate(viewer, number)
        try:
            arguments = self._arguments(request)
        except (APIException, Refusal):
            # What you may not do, or not now, is refused before your input is found fault with.
            rules.check(viewer, self.verb, casefile.read(page.find(viewer, number)), world_of(request))
            raise
        done.append(self.act(case, by=user_of(request), at=instant_of(request), **arguments))
        return 200, number

    def _arguments(self, request: Request) -> dict[str, Any]:
        return {**body_of(request, self.body), "expected": expected_of(request)}
