"""A caller of the API: JSON in, JSON out, the clock stands still at the town's hour."""

import hashlib
import json

import pytest
from django.test import Client

from accounts.models import ApiToken
from tests.town import AT, local

BASE = "/api/v1/"


class Caller:
    """Calls as one user, or as nobody."""

    def __init__(self, user=None):
        self.headers = {}
        self.client = Client(raise_request_exception=False)
        if user is not None:
            token = f"token of {user.username}"
            digest, end = hashlib.sha256(token.encode()).hexdigest(), local("2026-12-31 00:00")
            row = ApiToken(digest=digest, user=user, created_at=AT, expires_at=end)
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
