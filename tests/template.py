"""The migrated database that every worker copies: made once, kept until something that migrations read changes."""

import hashlib
import multiprocessing
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker

PREFIX = "gezhi_template_"
DRAFT = "gezhi_draft"


def begin(blocker: DjangoDbBlocker) -> None:
    """Make it in a process of its own, while the workers are still collecting their tests."""
    multiprocessing.get_context("fork").Process(target=_begin, args=[blocker], daemon=True).start()


def _begin(blocker: DjangoDbBlocker) -> None:
    with blocker.unblock():
        ready()


def ready() -> str:
    """The name of the database; whoever comes first makes it, the others wait."""
    name = PREFIX + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for old in (*found, DRAFT):
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DRAFT)))
            _migrate(DRAFT)
            # By its name it is whole: a process that was killed leaves a draft.
            cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (DRAFT, name))))
    return name


def _migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _digest() -> str:
    """Of the code and the data of every app that migrates: a migration may call any of it."""
    told = hashlib.sha256(django.__version__.encode())
    for folder in sorted(Path(config.path) for config in apps.get_app_configs()):
        if (folder / "migrations").is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".py", ".csv", ".json"}:
                    told.update(f"{path.relative_to(folder.parent)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:16]
