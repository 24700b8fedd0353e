"""Links for people without an account, made and withdrawn by those who may do so on the case page."""

from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from api import output
from api.link_shapes import LinkBody, LinkShape
from api.schema import BAD, CONFLICT, FORBIDDEN, HIDDEN, KEY, Operation
from api.views.frame import View, body_of, created, once
from api.views.moment import instant_of, user_of, viewer_of
from cases.actions import links
from cases.models import AccessLink, LinkKind
from cases.queries import page


class LinksView(View):
    """A new link; whoever has its address can use it until it expires or is withdrawn."""

    tag = "links"
    operations: Mapping[str, Operation] = {
        "POST": Operation(
            "make_link",
            LinkShape,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, HIDDEN, CONFLICT),
            headers=(KEY,),
            body=LinkBody,
        )
    }

    def post(self, request: Request, number: str) -> Response:
        tokens: list[str] = []
        _status, subject, headers = once(request, lambda: self._run(request, number, tokens))
        row = AccessLink.objects.get(pk=int(subject))
        body = {
            "id": row.pk,
            "kind": row.kind,
            "task": row.item if row.kind == LinkKind.TASK else None,
            "expires_at": output.instant(row.expires_at),
            "address": f"{settings.SITE_URL}/t/{tokens[0]}/" if tokens else "",
        }
        return created(body, headers)

    def _run(self, request: Request, number: str, tokens: list[str]) -> tuple[int, str]:
        case = page.find(viewer_of(request), number)
        sent = body_of(request, LinkBody)
        token, row = links.make(case, by=user_of(request), at=instant_of(request), **sent)
        tokens.append(token)
        return HTTPStatus.CREATED, str(row.pk)


class LinkView(View):
    """The link opens nothing from now on."""

    tag = "links"
    operations: Mapping[str, Operation] = {
        "DELETE": Operation("withdraw_link", None, HTTPStatus.NO_CONTENT, problems=(FORBIDDEN, HIDDEN))
    }

    def delete(self, request: Request, number: str, pk: int) -> Response:
        case = page.find(viewer_of(request), number)
        links.revoke(case, by=user_of(request), at=instant_of(request), link=pk)
        return Response(status=HTTPStatus.NO_CONTENT)
