"""A caller of the API: JSON in, JSON out, the clock stands still at the town's hour."""

import hashlib
import json

import pytest
from django.test import Client

from accounts.models import ApiToken
from tests.town import AT, local

BASE = "/api/v1/"


def token_of(user):
    """The token of a user, and its row."""
    token = f"token of {user.username}"
    digest, end = hashlib.sha256(token.encode()).hexdigest(), local("2026-12-31 00:00")
    return token, ApiToken(digest=digest, user=user, created_at=AT, expires_at=end)


class Caller:
    """Calls as one user, or as nobody. `has_token` where the row of the token is there already."""

    def __init__(self, user=None, *, client=None, has_token=False):
        self.headers = {}
        self.client = client or Client(raise_request_exception=False)
        if user is not None:
            token, row = token_of(user)
            if not has_token:
                ApiToken.objects.bulk_create([row], ignore_conflicts=True)
            self.headers["Authorization"] = f"Token {token}"

    def call(self, method, path, data=b"", content_type="application/json", **headers):
        """Any request; a dict is sent as JSON."""
        body = json.dumps(data) if isinstance(data, dict | list) else data
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, path if path.startswith("/") else BASE + path, body, content_type, headers={**self.headers, **named}
        )

    def get(self, path, **params):
        """A GET with query parameters."""
        return self.client.get(BASE + path, params, headers=self.headers)

    def post(self, path, data=b"", **headers):
        """A POST of JSON."""
        return self.call("POST", path, data, **headers)

    def form(self, path, data):
        """A POST of a multipart form."""
        return self.client.post(BASE + path, data, headers=self.headers)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def caller(town):
    """`caller("grid")` calls as that member of the cast, `caller()` as nobody."""
    return lambda name=None: Caller(town.user(name) if name else None)
