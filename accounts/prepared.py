"""Queries of one shape, compiled once: only a few values differ from one run to the next.

Django puts a statement together anew each time, which costs more than PostgreSQL needs to answer it. The
statements that every request needs are therefore kept as text, and by each connection as a plan.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from psycopg.sql import Literal

from accounts.statements import call

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]

SOME_ID: Final = -(2**61)
"""Stands for an id where the statement is made: no row has it."""


@dataclass(frozen=True, slots=True)
class _Compiled(Generic[M]):
    """The statement and how its rows are read: what Django would find out anew for each query.

    `places` has for `$1`, `$2` and so on of the statement the place of the value among those given.
    """

    model: type[M]
    sql: str
    places: Sequence[int]
    fields: Sequence[str]
    annotations: Mapping[str, int]
    converters: Mapping[int, tuple[Sequence[Convert], Any]]

    def row(self, values: tuple[Any, ...]) -> M:
        """One row as Django's own queries give it."""
        found = list(values)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                found[place] = convert(found[place], expression, connection)
        made = self.model.from_db(connection.alias, self.fields, found[: len(self.fields)])
        for name, place in self.annotations.items():
            setattr(made, name, found[place])
        return made


class Prepared(Generic[M]):
    """Made of a function from values to whole rows, and a stand-in for each of the values.

    A stand-in marks in the compiled statement where its value goes, so it must differ from everything else
    that the statement compares with. Once compiled it holds the text and how rows are read, and nothing that the
    function referred to.
    """

    def __init__(self, made: Callable[..., QuerySet[M]], *stand_ins: Any) -> None:
        self._made: Callable[..., QuerySet[M]] | None = made
        self._stand_ins = stand_ins
        self._turn = Lock()

    @property
    def _compiled(self) -> _Compiled[M] | None:
        """Compiled by the first thread that asks; the others wait for it."""
        with self._turn:
            return self._once

    @cached_property
    def _once(self) -> _Compiled[M] | None:
        """None for a query that Django knows to find nothing."""
        assert self._made is not None  # noqa: S101 -- it is let go below, after its only use
        queryset, self._made = self._made(*self._stand_ins), None
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = [self._stand_ins.index(value) for value in parameters if value in self._stand_ins]
        if set(places) != set(range(len(self._stand_ins))):
            raise TypeError(f"a value of the statement was not found in it: {sql}")
        columns = [column for column, _sql, _alias in compiler.select]
        fields = [columns[place].target.attname for place in compiler.klass_info["select_fields"]]
        converters = compiler.get_converters(columns)
        return _Compiled(
            queryset.model, sql % self._marks(parameters), places, fields, compiler.annotation_col_map, converters
        )

    def _marks(self, parameters: Iterable[Any]) -> tuple[str, ...]:
        """What stands in the text for each parameter: its number, or the value itself if that is always the same.

        A value that is in the text is there when PostgreSQL chooses among indexes of some rows only.
        """
        numbers = count(1)
        with connection.cursor() as cursor:
            return tuple(
                f"${next(numbers)}" if value in self._stand_ins else Literal(value).as_string(cursor.connection)
                for value in parameters
            )

    def of(self, *values: Any) -> list[M]:
        """The rows for these values."""
        compiled = self._compiled
        if compiled is None:
            return []
        given = [values[place] for place in compiled.places]
        with connection.cursor() as cursor:
            cursor.execute(call(cursor, compiled.sql, len(given)), given)
            return [compiled.row(values) for values in cursor.fetchall()]


def of_id(made: Callable[[int], QuerySet[M]]) -> Prepared[M]:
    """The usual one: rows that belong to one id."""
    return Prepared(made, SOME_ID)
