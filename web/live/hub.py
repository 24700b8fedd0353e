"""Who listens to what: from new notices to the streams of those whom they are for.

Lives in one thread, that of the event loop. A stream's queue is short: a page that does not read fast
enough is let go, comes back, and catches up from the table.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Final

from django.utils import translation

from notices.models import Notice
from notices.words import ANNOUNCED, sentence

LONGEST_QUEUE: Final = 200
MOST_OF_ONE_PERSON: Final = 12

Address = tuple[str, int]


def event(name: str, content: object, number: int | None = None) -> bytes:
    """One event of the stream."""
    head = f"id: {number}\n" if number else ""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


class Told:
    """A notice as an event, written once for each language."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self._written: dict[str, bytes] = {}

    def in_language(self, language: str) -> bytes:
        """Number, kind and sentence: nothing that the inbox of the same person does not show."""
        if language not in self._written:
            notice = self.notice
            with translation.override(language):
                content = {
                    "kind": notice.kind,
                    "critical": notice.critical,
                    "announced": notice.critical or notice.kind in ANNOUNCED,
                    "about": [notice.about_kind, notice.about_id],
                    "text": sentence(notice),
                }
            self._written[language] = event("notice", content, notice.pk)
        return self._written[language]


class Stream:
    """One open page."""

    def __init__(self, user_id: int, addresses: frozenset[Address], language: str) -> None:
        self.user_id, self.addresses, self.language = user_id, addresses, language
        self.is_over = False
        self._waiting: deque[bytes] = deque()
        self._awake = asyncio.Event()

    @property
    def is_done(self) -> bool:
        """Nothing waits and nothing more comes."""
        return self.is_over and not self._waiting

    def put(self, content: bytes) -> None:
        """Adds to the queue, or gives the page up where that is full."""
        if len(self._waiting) >= LONGEST_QUEUE:
            self.end()
        elif not self.is_over:
            self._waiting.append(content)
            self._awake.set()

    def end(self, last: bytes = b"") -> None:
        """Nothing more comes, after `last`."""
        if not self.is_over:
            self.is_over = True
            self._waiting.clear()
            if last:
                self._waiting.append(last)
            self._awake.set()

    async def take(self, seconds: float) -> bytes:
        """All that waits, as soon as something does; nothing after some seconds without."""
        if not self._waiting and not self.is_over:
            try:
                await asyncio.wait_for(self._awake.wait(), seconds)
            except TimeoutError:
                return b""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        self._awake.clear()
        return taken


class Hub:
    """The open pages by what they listen to."""

    def __init__(self) -> None:
        self._by_address: dict[Address, set[Stream]] = defaultdict(set)
        self._by_user: dict[int, list[Stream]] = defaultdict(list)
        self.count = 0

    def join(self, stream: Stream) -> None:
        """The page listens from now on; of one person's too many pages the oldest is told to stop."""
        for address in stream.addresses:
            self._by_address[address].add(stream)
        own = self._by_user[stream.user_id]
        own.append(stream)
        self.count += 1
        if len(own) > MOST_OF_ONE_PERSON:
            own[0].end(event("end", {}))
            self.leave(own[0])

    def leave(self, stream: Stream) -> None:
        """The page is gone. Once more does no harm."""
        own = self._by_user.get(stream.user_id, [])
        if stream not in own:
            return
        own.remove(stream)
        if not own:
            del self._by_user[stream.user_id]
        self._forget(stream)
        self.count -= 1

    def change(self, stream: Stream, addresses: frozenset[Address]) -> None:
        """The person's posts have changed."""
        self._forget(stream)
        stream.addresses = addresses
        for address in addresses:
            self._by_address[address].add(stream)

    def tell(self, notices: Iterable[Notice]) -> None:
        """Each notice to the pages of those whom it is for, and to no other."""
        for notice in notices:
            told = Told(notice)
            for stream in tuple(self._by_address.get((notice.to_kind, notice.to_id), ())):
                stream.put(told.in_language(stream.language))

    def end_all(self) -> None:
        """The process stops; the pages come back to the next one."""
        for streams in list(self._by_user.values()):
            for stream in streams:
                stream.end()

    def _forget(self, stream: Stream) -> None:
        for address in stream.addresses:
            listeners = self._by_address[address]
            listeners.discard(stream)
            if not listeners:
                del self._by_address[address]
