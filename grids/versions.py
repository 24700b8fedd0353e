"""In-memory copies of reference data that are right to the statement.

A process keeps one copy per kind together with the token it was read under; a request reads all
tokens in one statement and reloads what changed. Nothing is ever served from a stale copy.
"""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection

from accounts.statements import call
from grids.models import Version

T = TypeVar("T")
Tokens = dict[str, UUID]


def tokens() -> Tokens:
    """The present token of every kind, in one statement."""
    with connection.cursor() as cursor:
        # Every request asks this: to put the statement together anew would cost more than the answer.
        cursor.execute(call(cursor, "SELECT name, token FROM grids_version"))
        return dict(cursor.fetchall())


def bump(name: str) -> None:
    """Call first in the transaction that changes the data of this kind.

    The row stays locked until the end, so changes of one kind wait for one another and what is read
    after this call is what stands.
    """
    Version.objects.update_or_create(name=name, defaults={"token": uuid4()})


class Held(Generic[T]):
    """A copy of one kind of reference data, loaded when the token says so."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name = name
        self._load = load
        self._lock = Lock()
        # Both at once: another thread must never take a new token for that of an old copy.
        self._held: tuple[UUID | None, T] | None = None

    def get(self, present: Tokens | None = None) -> T:
        """The copy under the present token; pass tokens already read to save the statement."""
        token = (tokens() if present is None else present).get(self.name)
        held = self._held
        if held is not None and token is not None and token == held[0]:
            return held[1]
        with self._lock:
            if self._held is None or token is None or token != self._held[0]:
                self._held = token, self._load()
            return self._held[1]
