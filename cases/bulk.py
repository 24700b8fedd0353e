"""One UPDATE for many rows: PostgreSQL joins the table with arrays of new values."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def update(rows: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Writes the named fields of rows of one model in one statement. Raises if a row is gone."""
    if not rows:
        return
    meta = rows[0]._meta
    columns: list[Any] = [meta.get_field(name) for name in fields]
    casts = [(meta.pk, "bigint"), *((column, _array_type(column)) for column in columns)]
    names = ", ".join(f'"{column.column}"' for column in columns)
    values = ", ".join(f'v."{column.column}"' for column in columns)
    arrays = ", ".join(f"%s::{kind}[]" for _column, kind in casts)
    # Only names from our own models enter the statement; every value is a parameter.
    sql = (
        f'UPDATE "{meta.db_table}" AS t SET ({names}) = ROW({values}) '  # noqa: S608 -- see above
        f'FROM unnest({arrays}) AS v("{meta.pk.column}", {names}) WHERE t."{meta.pk.column}" = v."{meta.pk.column}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[_value(column, row) for row in rows] for column, _kind in casts])
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{meta.label}: {cursor.rowcount} of {len(rows)} rows written")


def _array_type(column: Any) -> str:
    return str(column.db_type(connection)).split("(")[0]


def _value(column: Any, row: models.Model) -> Any:
    value = getattr(row, column.attname)
    return json.dumps(value) if isinstance(column, models.JSONField) else value
