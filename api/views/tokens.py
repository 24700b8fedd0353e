"""Tokens: a password opens one, its bearer ends it."""

from http import HTTPStatus
from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import tokens
from accounts.actions.tokens import Bearer
from api import output
from api.bodies import CredentialsBody
from api.schema import BAD, TOO_MANY, Operation
from api.shapes import TokenShape
from api.views.frame import PublicView, View, body_of, created
from api.views.moment import instant_of, user_of


class TokensView(PublicView):
    """A new token, shown once.

    An `Idempotency-Key` is not looked at: a token cannot be shown again, and a failed sign-in has to
    be counted although nothing is made.
    """

    tag = "tokens"
    operations = {
        "POST": Operation("open_token", TokenShape, HTTPStatus.CREATED, problems=(BAD, TOO_MANY), body=CredentialsBody)
    }

    def post(self, request: Request) -> Response:
        sent = body_of(request, CredentialsBody)
        http = request._request  # noqa: SLF001 -- signing in looks at the connection
        token, expires_at = tokens.issue(**sent, request=http, at=instant_of(request))
        return created({"token": token, "expires_at": output.instant(expires_at)}, {})


class CurrentTokenView(View):
    """The token of this request ends."""

    tag = "tokens"
    operations = {"DELETE": Operation("end_token", None, HTTPStatus.NO_CONTENT)}

    def delete(self, request: Request) -> Response:
        tokens.revoke(cast(Bearer, request.auth).token_id, by=user_of(request), at=instant_of(request))
        return Response(status=HTTPStatus.NO_CONTENT)
