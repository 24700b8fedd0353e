"""The ASGI application in a loop of its own, and pages that read from it."""

import asyncio
import threading
from concurrent.futures import Future

import pytest
from django.conf import settings
from django.db import connections

from web.live import app
from web.live.app import Live


class Page:
    """One request: what was sent back, as it comes."""

    def __init__(self, running, headers, path="/live/", method="GET"):
        self.running = running
        self.status, self.headers, self.text, self.is_over = None, {}, "", False
        self._gone = None
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {"type": "http", "path": path, "method": method, "headers": raw}
        self._done: Future = asyncio.run_coroutine_threadsafe(self._run(scope), running.loop)

    async def _run(self, scope):
        self._gone = asyncio.Event()

        async def receive():
            await self._gone.wait()
            return {"type": "http.disconnect"}

        await self.running.live(scope, receive, self._send)

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.text += message["body"].decode()
            self.is_over = not message["more_body"]

    def wait(self, words, seconds=10):
        """Until the text holds the words, or the answer is over."""

        async def look():
            while words not in self.text and not self.is_over:
                await asyncio.sleep(0.01)

        asyncio.run_coroutine_threadsafe(asyncio.wait_for(look(), seconds), self.running.loop).result()
        return self.text

    def end(self):
        self.running.loop.call_soon_threadsafe(self._gone.set)
        self._done.result(10)


def _close(pool, threads):
    """Every thread of the pool closes its own connection."""
    together = threading.Barrier(threads)

    def close():
        together.wait(10)
        connections.close_all()

    for each in [pool.submit(close) for _n in range(threads)]:
        each.result(10)
    pool.shutdown()


class Running:
    """The application with its loop in a thread."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.live = self.run(self._make())
        self._looker = asyncio.run_coroutine_threadsafe(self.live.look(), self.loop)
        self._pages = []

    async def _make(self):
        return Live()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def page(self, client=None, path="/live/", method="GET", **headers):
        given = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if client is not None:
            given["cookie"] = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        made = Page(self, given, path, method)
        self._pages.append(made)
        return made

    def stop(self):
        self._looker.cancel()
        for page in self._pages:
            page.end()
        _close(self.live._looking, 1)
        _close(self.live._checking, 2)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


@pytest.fixture
def running(transactional_db, settings, monkeypatch):
    """Looks often and checks often, so that tests need not wait for long."""
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(app, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(app, "CHECK_SECONDS", 0.05)
    made = Running()
    yield made
    made.stop()
