"""`Authorization: Token …`: who asks."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actions import tokens
from accounts.actions.tokens import Bearer
from accounts.models import User
from api.views.moment import instant_of

SCHEME = "Token"


class TokenAuthentication(BaseAuthentication):
    """The user of a live token; one statement. A token that opens nothing is 401, none at all is nobody."""

    def authenticate(self, request: Request) -> tuple[User, Bearer] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        found = tokens.find(token.strip(), instant_of(request))
        if found is None:
            raise AuthenticationFailed(code="bad_token")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class _InSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its registry has no types
    """How the schema describes it."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token ` and a token from `POST tokens/`.",
        }
