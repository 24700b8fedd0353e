"""Many rows, one statement a table, one round trip for all tables.

What the ORM spends on compiling and returning ids is most of the price of a small insert, and a
report writes seven tables. Here the rows of a table travel as one JSON parameter that PostgreSQL
turns into rows of that table's type. Rows go in as they are: defaults set, foreign keys as ids.
Column and table names come from our own models alone.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection, models
from django.db.models import NOT_PROVIDED

from accounts.statements import call


class Statement(NamedTuple):
    """SQL with its one parameter, `$1`."""

    sql: str
    rows: str


def run(statements: Iterable[Statement]) -> None:
    """Executes the statements in order, in one round trip, inside the caller's transaction."""
    given = list(statements)
    if given:
        with connection.cursor() as cursor:
            calls = ";".join(call(cursor, item.sql, 1) for item in given)
            cursor.execute(calls, [item.rows for item in given])


def insert(rows: Sequence[models.Model], *, conflict: str = "") -> list[Statement]:
    """Inserts rows of one model; a primary key that is None is left to the database and not read back.

    `conflict` names the column on which a row that is there already is left out.
    """
    if not rows:
        return []
    model = type(rows[0])
    columns = _columns(model, rows[0].pk is not None)
    return [Statement(_insert_sql(model, columns, conflict), _json(rows, columns))]


def update(rows: Sequence[models.Model], fields: tuple[str, ...]) -> list[Statement]:
    """Writes the named fields of rows of one model, matched by primary key."""
    if not rows:
        return []
    model = type(rows[0])
    columns = (model._meta.pk, *(model._meta.get_field(name) for name in fields))
    return [Statement(_update_sql(model, fields), _json(rows, columns))]


@cache
def _columns(model: type[models.Model], with_key: bool) -> tuple[Any, ...]:
    """The columns that a row brings; a default of the database stays with the database."""
    return tuple(
        column
        for column in model._meta.concrete_fields
        if (with_key or not column.primary_key) and column.db_default is NOT_PROVIDED
    )


@cache
def _insert_sql(model: type[models.Model], columns: tuple[Any, ...], conflict: str) -> str:
    table = model._meta.db_table
    names = ",".join(f'"{column.column}"' for column in columns)
    ending = f' ON CONFLICT ("{conflict}") DO NOTHING' if conflict else ""
    source = f'json_populate_recordset(NULL::"{table}",$1)'
    return f'INSERT INTO "{table}"({names}) SELECT {names} FROM {source}{ending}'  # noqa: S608 - names of our own models


@cache
def _update_sql(model: type[models.Model], fields: tuple[str, ...]) -> str:
    meta: Any = model._meta
    table, key = meta.db_table, meta.pk.column
    names = [meta.get_field(name).column for name in fields]
    left = ",".join(f'"{name}"' for name in names)
    right = ",".join(f'v."{name}"' for name in names)
    source = f'json_populate_recordset(NULL::"{table}",$1) v'
    return f'UPDATE "{table}" t SET ({left})=ROW({right}) FROM {source} WHERE t."{key}"=v."{key}"'  # noqa: S608 - as above


def _json(rows: Sequence[models.Model], columns: Sequence[Any]) -> str:
    pairs = [(column.column, column.attname) for column in columns]
    listed = [{name: getattr(row, attribute) for name, attribute in pairs} for row in rows]
    return orjson.dumps(listed, default=_plain).decode()


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    raise TypeError(f"{type(value).__name__} has no place in a row")
