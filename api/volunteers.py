"""Volunteers through the API: report-ins, service posts, claims, and the own record."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.refusals import not_found
from api import volunteer_shapes as shapes
from api.bodies import Body, NoBody
from api.output import Json
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, KEY, Operation
from api.views.frame import View, body_of, created, not_named, once
from api.views.moment import instant_of, user_of, viewer_of
from volunteers import queries, rules
from volunteers.actions import claims, posts, reporting
from volunteers.rules import Standing
from volunteers.states import Verb
from volunteers.words import VERBS

TAG = "volunteers"
CURSOR = OpenApiParameter("cursor", description="From `next`.")


class ReportInsView(View):
    """Where you offer help, and as what. Nobody else reads it; reporting in again changes it."""

    tag = TAG
    operations = {
        "GET": Operation("list_report_ins", shapes.ReportInList),
        "POST": Operation(
            "report_in",
            shapes.ReportInShape,
            HTTPStatus.CREATED,
            problems=(BAD, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=shapes.ReportInBody,
        ),
    }

    def get(self, request: Request) -> Response:
        rows = queries.own_report_ins(user_of(request).pk)
        return Response({"results": [shapes.report_in(row) for row in rows]})

    def post(self, request: Request) -> Response:
        _status, code, headers = once(request, lambda: self._run(request))
        row = queries.own_report_ins(user_of(request).pk).filter(area__code=code).first()
        if row is None:  # a repeated request, and the report-in was taken back meanwhile
            raise not_found(_("You have left this community."))
        return created(shapes.report_in(row), headers)

    def _run(self, request: Request) -> tuple[int, str]:
        fields = body_of(request, shapes.ReportInBody)
        row = reporting.report_in(by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.CREATED, row.area_id


class ReportInView(View):
    """Leave a community; the declaration is deleted. Twice is no mistake."""

    tag = TAG
    operations = {"DELETE": Operation("leave_community", None, HTTPStatus.NO_CONTENT)}

    def delete(self, request: Request, area_code: str) -> Response:
        reporting.leave(by=user_of(request), at=instant_of(request), area_code=area_code)
        return Response(status=HTTPStatus.NO_CONTENT)


class PostsView(View):
    """Service posts of your communities that are not over, the next one first, 50 a page.

    Publishing belongs to the office of the community and the offices above it.
    """

    tag = TAG
    operations = {
        "GET": Operation("list_service_posts", shapes.PostList, problems=(BAD,), query=(CURSOR,)),
        "POST": Operation(
            "publish_service_post",
            shapes.PostShape,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, CONFLICT),
            headers=(KEY,),
            body=shapes.PostBody,
        ),
    }

    def get(self, request: Request) -> Response:
        page = queries.ahead(viewer_of(request), instant_of(request), request.query_params.get("cursor", ""))
        after = request.build_absolute_uri(f"?cursor={page.next}") if page.next else None
        return Response({"next": after, "results": [_post(standing, request) for standing in page.standings]})

    def post(self, request: Request) -> Response:
        _status, pk, headers = once(request, lambda: self._run(request))
        return created(_post(queries.standing(viewer_of(request), int(pk)), request), headers)

    def _run(self, request: Request) -> tuple[int, str]:
        fields = body_of(request, shapes.PostBody)
        made = posts.publish(by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.CREATED, str(made.pk)


class PostView(View):
    """One service post, with the verbs that you may use now."""

    tag = TAG
    operations = {"GET": Operation("read_service_post", shapes.PostShape, problems=(HIDDEN,))}

    def get(self, request: Request, pk: int) -> Response:
        return Response(_post(queries.standing(viewer_of(request), pk), request))


class PostVerbView(View):
    """One verb on one service post; 200 with the post.

    Refusals in their order: not in your scope 404, not yours 403, not now 409, bad input 400.
    """

    tag = TAG
    verb = Verb.CLAIM
    act: Callable[..., object] = not_named
    body: type[Body] = NoBody

    @property
    def operations(self) -> Mapping[str, Operation]:  # type: ignore[override]  # follows from the line of the table
        operation = Operation(
            f"service_post_{self.verb.value}",
            shapes.PostShape,
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=self.body,
            about=f"{VERBS[self.verb]}.",
        )
        return {"POST": operation}

    def post(self, request: Request, pk: int) -> Response:
        _status, subject, headers = once(request, lambda: self._run(request, pk))
        standing = queries.standing(viewer_of(request), int(subject))
        return Response(_post(standing, request), headers=dict(headers))

    def _run(self, request: Request, pk: int) -> tuple[int, str]:
        standing = queries.standing(viewer_of(request), pk)
        try:
            fields = body_of(request, self.body)
        except APIException:
            # What you may not do, or not now, is refused before your input is found fault with.
            rules.check(self.verb, standing, instant_of(request))
            raise
        self.act(standing.post, by=user_of(request), at=instant_of(request), **fields)
        return HTTPStatus.OK, str(pk)


class ClaimsView(View):
    """Your own hours in all, and your latest fifty claims. Nobody else reads them."""

    tag = TAG
    operations = {"GET": Operation("read_own_record", shapes.Record)}

    def get(self, request: Request) -> Response:
        user_id = user_of(request).pk
        rows = queries.own_claims(user_id)[: queries.PAGE]
        hours = float(queries.own_hours(user_id))
        return Response({"hours": hours, "results": [shapes.claim(row) for row in rows]})


def _post(standing: Standing, request: Request) -> Json:
    return shapes.post(standing, rules.actions(standing, instant_of(request)))


def _verb(verb: Verb, act: Callable[..., object], body: type[Body] = NoBody) -> URLPattern:
    """A verb at `service-posts/ID/VERB/`, with dashes."""
    view = PostVerbView.as_view(verb=verb, act=act, body=body)
    return path(f"service-posts/<int:pk>/{verb.value.replace('_', '-')}/", view, name=f"service_post_{verb.value}")


urlpatterns = [
    path("report-ins/", ReportInsView.as_view(), name="report_ins"),
    path("report-ins/<str:area_code>/", ReportInView.as_view(), name="report_in"),
    path("service-posts/", PostsView.as_view(), name="service_posts"),
    path("service-posts/<int:pk>/", PostView.as_view(), name="service_post"),
    _verb(Verb.CLAIM, claims.claim),
    _verb(Verb.WITHDRAW_CLAIM, claims.withdraw_claim),
    _verb(Verb.CONFIRM, claims.confirm, shapes.HoursBody),
    _verb(Verb.WITHDRAW, posts.withdraw),
    path("service-claims/", ClaimsView.as_view(), name="service_claims"),
]
