"""Statements that a connection keeps: PostgreSQL reads and plans each of them once, not at every run.

To read and plan a statement that every request needs takes PostgreSQL about as long as to answer it.
"""

from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

MOST: Final = 100
"""Statements that one connection keeps, the latest used; far more than run in one round trip."""

_names: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""Of each connection the names of its statements, the one that was not used for longest first."""
_numbers = count(1)


def call(cursor: Any, sql: str, values: int = 0) -> str:
    """What runs the statement on the connection of this open cursor, with a `%s` for each of its values.

    In the statement they are `$1`, `$2` and so on; of which type they are follows from where they stand. The
    statement is prepared at its first use, stays so when the transaction is rolled back, and goes with the connection.
    To prepare it is no statement of the request: it is not counted as one.
    """
    names = _names.setdefault(cursor.connection, {})
    name = names.pop(sql, None) or _prepare(cursor, names, sql)
    names[sql] = name
    marks = ",".join(["%s"] * values)
    return f"EXECUTE {name}({marks})" if values else f"EXECUTE {name}"


def _prepare(cursor: Any, names: dict[str, str], sql: str) -> str:
    name = f"kept_{next(_numbers)}"
    with cursor.db.wrap_database_errors:
        if len(names) >= MOST:
            oldest = next(iter(names))
            cursor.connection.execute(f"DEALLOCATE {names[oldest]}")
            del names[oldest]  # no sooner: where it is refused, PostgreSQL has the statement still
        cursor.connection.execute(f"PREPARE {name} AS {sql}")
    return name
