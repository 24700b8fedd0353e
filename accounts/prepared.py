"""Queries of one shape, compiled once: only a few values differ from one run to the next.

Django puts a statement together anew each time, which costs more than PostgreSQL needs to answer it. The
statements that every request needs are therefore kept as text.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

NOTHING: Final = ""
"""The statement of a query that Django knows to find nothing."""

SOME_ID: Final = -(2**61)
"""Stands for an id where the statement is made: no row has it."""


class Prepared(Generic[M]):
    """Made of a function from values to whole rows, and a stand-in for each of the values.

    A stand-in marks in the compiled statement where its value goes, so it must differ from everything else
    that the statement compares with. Annotations come as PostgreSQL gives them. Once compiled it holds the
    text alone, and nothing that the function referred to.
    """

    def __init__(self, made: Callable[..., QuerySet[M]], *stand_ins: Any) -> None:
        self._made: Callable[..., QuerySet[M]] | None = made
        self._stand_ins = stand_ins

    @cached_property
    def _compiled(self) -> tuple[type[M], str, list[tuple[int | None, Any]]]:
        """The model, the statement, and for each parameter the place of its value or the value itself."""
        assert self._made is not None  # noqa: S101 -- it is let go below, after its only use
        queryset, self._made = self._made(*self._stand_ins), None
        try:
            sql, parameters = queryset.query.sql_with_params()
        except EmptyResultSet:
            return queryset.model, NOTHING, []
        places = [(self._place_of(parameter), parameter) for parameter in parameters]
        if {place for place, _ in places} - {None} != set(range(len(self._stand_ins))):
            raise TypeError(f"a value of the statement was not found in it: {sql}")
        return queryset.model, sql, places

    def _place_of(self, parameter: Any) -> int | None:
        return next((place for place, stand_in in enumerate(self._stand_ins) if stand_in == parameter), None)

    def of(self, *values: Any) -> list[M]:
        """The rows for these values."""
        model, sql, places = self._compiled
        if sql == NOTHING:
            return []
        given = [parameter if place is None else values[place] for place, parameter in places]
        return list(model._default_manager.raw(sql, given))  # noqa: SLF001 -- Django's documented name for it


def of_id(made: Callable[[int], QuerySet[M]]) -> Prepared[M]:
    """The usual one: rows that belong to one id."""
    return Prepared(made, SOME_ID)
