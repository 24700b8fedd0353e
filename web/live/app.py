"""The ASGI application of the live updates: `GET /live/` and nothing else.

It looks into the table of notices a few times a second, once for all pages, whatever their number. That
needs nobody to announce what he wrote, loses nothing when Redis or this process is away, and costs one
range scan of the primary key.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from web.live import standing
from web.live.follower import Follower
from web.live.hub import Hub, Stream, Told, event
from web.live.standing import Standing

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS: Final = 0.2
PAUSE_SECONDS: Final = 1.0
CHECK_SECONDS: Final = 60.0
BEAT_SECONDS: Final = 20.0
SEND_SECONDS: Final = 10.0
BEAT: Final = b": beat\n\n"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Live:
    """One process; any number of them may run side by side."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._looker: asyncio.Task[None] | None = None
        # Whoever looks for news does not queue behind pages that open.
        self._looking = ThreadPoolExecutor(1, "look")
        self._checking = ThreadPoolExecutor(2, "check")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._looker = asyncio.create_task(self.look())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._looker is not None:
                    self._looker.cancel()
                self.hub.end_all()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def look(self) -> None:
        """Looks for news again and again; a database that is away is waited for."""
        loop = asyncio.get_running_loop()
        follower: Follower | None = None
        while True:
            try:
                if follower is None:
                    follower = Follower(await loop.run_in_executor(self._looking, standing.newest))
                rows = await loop.run_in_executor(self._looking, standing.written, follower.top, list(follower.missing))
            except DatabaseError as problem:
                log.warning("live updates wait for the database: %s", type(problem).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            follower.take((row.pk for row in rows), loop.time())
            self.hub.tell(rows)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        allowed = _origin(headers)
        if scope["path"] != "/live/" or scope["method"] != "GET" or allowed is None:
            await _short(send, 404 if allowed is not None else 403, [])
            return
        if self.hub.count >= settings.LIVE_MOST:
            await _short(send, 503, allowed)
            return
        try:
            who = await self._standing(headers)
        except DatabaseError:
            await _short(send, 503, allowed)
            return
        if who is None:
            await _short(send, 204, allowed)  # the page does not ask again
            return
        await self._stream(who, headers, allowed, receive, send)

    async def _standing(self, headers: dict[str, str]) -> Standing | None:
        loop = asyncio.get_running_loop()
        language = headers.get("accept-language", "")
        return await loop.run_in_executor(self._checking, standing.standing, _cookies(headers), language, _now())

    async def _stream(
        self, who: Standing, headers: dict[str, str], allowed: Headers, receive: Receive, send: Send
    ) -> None:
        stream = Stream(who.user_id, who.addresses, who.language)
        self.hub.join(stream)
        gone = asyncio.create_task(_until_gone(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM_HEADERS, *allowed]})
            await self._greet(stream, who, _last_id(headers))
            await self._serve(stream, headers, send)
        except (TimeoutError, OSError, DatabaseError):
            pass  # the page comes back
        finally:
            self.hub.leave(stream)
            gone.cancel()

    async def _greet(self, stream: Stream, who: Standing, last: int) -> None:
        loop = asyncio.get_running_loop()
        unread = await loop.run_in_executor(self._checking, standing.unread, who)
        stream.put(event("hello", unread))
        if last:
            for notice in await loop.run_in_executor(self._checking, standing.missed, who, last):
                stream.put(Told(notice).in_language(stream.language))

    async def _serve(self, stream: Stream, headers: dict[str, str], send: Send) -> None:
        """Sends until the page goes, reads too slowly, or belongs to nobody any more."""
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_SECONDS
        while not stream.is_done:
            if loop.time() >= check_at:
                check_at = loop.time() + CHECK_SECONDS
                await self._check(stream, headers)
            body = await stream.take(min(BEAT_SECONDS, max(0.0, check_at - loop.time())))
            await asyncio.wait_for(send(_body(body or BEAT, more=not stream.is_done)), SEND_SECONDS)

    async def _check(self, stream: Stream, headers: dict[str, str]) -> None:
        """Once a minute: signed out, closed, or other posts? While the database is away nothing changes."""
        try:
            who = await self._standing(headers)
        except DatabaseError:
            return
        if who is None or who.user_id != stream.user_id:
            stream.end(event("end", {}))
        elif who.addresses != stream.addresses:
            self.hub.change(stream, who.addresses)


_STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _short(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", b"0")]})
    await send(_body(b"", more=False))


def _body(content: bytes, *, more: bool) -> MutableMapping[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": more}


def _origin(headers: dict[str, str]) -> Headers | None:
    """What lets the site's own pages read the answer: on another port of its host, or behind its proxy.

    None for a host that is not ours or a page of somebody else's.
    """
    host, _port = split_domain_port(headers.get("host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    origin = headers.get("origin", "")
    if not origin:
        return []
    try:
        parts = urlsplit(origin)
        is_ours = parts.netloc == headers["host"] or (parts.hostname, parts.port or 80) == (host, settings.PORT)
    except ValueError:
        return None
    if not is_ours and origin not in settings.CSRF_TRUSTED_ORIGINS:
        return None
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin, Cookie"),
    ]


def _cookies(headers: dict[str, str]) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _last_id(headers: dict[str, str]) -> int:
    """The last event that the page had, 0 for a page that had none."""
    text = headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _now() -> dt.datetime:
    return timezone.now()  # noqa: TID251 -- the edge of the live updates
