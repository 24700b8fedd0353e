"""A signed-in member of the cast, ten minutes after the reports of the town."""

import pytest
import time_machine

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
        client.force_login(town.user(name), backend="accounts.backends.PasswordBackend")
        client.cookies["django_language"] = "en"
        return client

    return signed_in


@pytest.fixture
def administrator(as_):
    """The browser of who sets the rules."""
    return as_("administrator")
