"""The ground of every test: embedded servers for the session, local sockets only, an empty cache."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from config import embedded, translations
from tests import reference_rows

TRANSACTIONAL = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
pytest_plugins = ["tests.town"]

SESSION = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller keeps the servers up; the workers of pytest-xdist use them."""
    if hasattr(config, "workerinput") or config.option.collectonly or config.option.help:
        return
    translations.compile_catalogues(settings.LOCALE_PATHS)
    config.stash[SESSION] = ExitStack()
    config.stash[SESSION].enter_context(embedded.running(Path(settings.VAR), throwaway=True))


def pytest_unconfigure(config: pytest.Config) -> None:
    if SESSION in config.stash:
        config.stash[SESSION].close()


@pytest.fixture(scope="session", autouse=True)
def _local_sockets_only():
    """A test that reaches for the network fails with the address it wanted."""
    connect = socket.socket.connect

    def connect_locally(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After the migrations: note the rows they wrote, and let Django empty the append-only tables.

    Those refuse TRUNCATE, which is how Django empties a database after a transactional test. Only that one
    trigger is switched off, only here: UPDATE and DELETE stay refused in the tests too.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE %s", [r"%\_no\_truncate"]
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        reference_rows.keep(cursor)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A transactional test leaves every table empty; the migrations' rows come back for the next test."""
    result = yield
    marker = item.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction", False)
    if nextitem is not None and (transactional or TRANSACTIONAL.intersection(item.fixturenames)):
        reference_rows.restore(connection.settings_dict)
    return result


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
