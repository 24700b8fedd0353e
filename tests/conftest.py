"""The ground of every test: embedded servers for the session, local sockets only, an empty cache."""

import gc
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template.base import Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from pytest_django.plugin import blocking_manager_key

from config import embedded, translations
from tests import reference_rows, template

pytest_plugins = ["tests.town"]

SESSION = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many screens a browser walks each journey on: its own one, or phone, tablet and desktop."""
    parser.addoption("--widths", choices=("one", "all"), default="one", help="screens of each journey in a browser")


def pytest_configure(config: pytest.Config) -> None:
    """The controller keeps the servers up; the workers of pytest-xdist use them."""
    if hasattr(config, "workerinput") or config.option.collectonly or config.option.help:
        return
    translations.compile_catalogues(settings.LOCALE_PATHS)
    config.stash[SESSION] = ExitStack()
    config.stash[SESSION].enter_context(embedded.running(Path(settings.VAR), throwaway=True))
    if config.option.numprocesses:
        template.begin(config.stash[blocking_manager_key])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first: begun last, one of them would keep a single worker busy when all else is done."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk through it after every few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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


@pytest.fixture(scope="session", autouse=True)
def _context_of_whole_pages(django_test_environment):
    """A response has the context of its page. Django copies that of each part as well: a fifth of the time."""

    def rendered(template, context):
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", rendered)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, request):
    """The database of each worker begins as a copy of one that is migrated, unless the last one is to be used again."""
    if request.config.getoption("reuse_db"):
        return
    with django_db_blocker.unblock():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template.ready()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After the migrations: note the rows they wrote. Every transactional test leaves just these behind."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        reference_rows.keep(cursor)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _bring_back)
        yield
    # The server of the browser tests may not have let go of the last page yet; its database could not be dropped.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _bring_back(test):
    """In place of Django's, which empties the tables by TRUNCATE: slow, and refused by the append-only ones."""
    with connection.cursor() as cursor:
        reference_rows.bring_back(cursor)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
