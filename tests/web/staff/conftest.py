"""A signed-in member of the cast, ten minutes after the reports of the town."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from tests.town import local

NOW = local("2026-03-03 10:10")


@pytest.fixture(autouse=True)
def clock():
    """`clock.move_to(instant)` goes on from there."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def as_(client, town):
    """`as_("grid")`: the browser of a member of the cast, in English."""

    def signed_in(name):
        # The session that signing in leaves behind, without its dozen statements; signing in has tests of its own.
        user, session = town.user(name), SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "accounts.backends.PasswordBackend"
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        client.cookies["django_language"] = "en"
        return client

    return signed_in


@pytest.fixture
def administrator(as_):
    """The browser of who sets the rules."""
    return as_("administrator")
