"""A gateway for SMS and enterprise chat that sends nothing on: for trying the channels, and for tests.

It checks signatures, knows a repeated message by its id, keeps what it got, and can be told to fail, to
answer slowly or elsewhere, or to drop the answer after it has taken the message. It listens on this
machine alone.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

from notices import signing

LONGEST_BODY: Final = 64 * 1024
MOST_KEPT: Final = 10_000


@dataclass
class Moods:
    """What the gateway does to the next messages; each number counts down."""

    fail: int = 0
    status: int = 503
    drop: int = 0
    slow_seconds: float = 0.0


@dataclass(frozen=True)
class Received:
    """One message as it came in first; `Gateway.posts` has every time that it came."""

    id: str
    content: dict[str, Any] = field(repr=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that hung up is none."""


class Gateway:
    """Serves while the block runs. `tolerant` takes old signatures, for tests at a fixed time."""

    def __init__(
        self, secret: str, *, port: int = 0, tolerant: bool = False, told: Callable[[str], None] = lambda text: None
    ) -> None:
        self.secret, self.tolerant, self.told = secret, tolerant, told
        self.moods = Moods()
        self.received: dict[str, Received] = {}
        self.posts: list[str] = []
        self.refused = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """Where messages are posted."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def texts(self) -> list[tuple[str, str]]:
        """To whom and what, in the order of arrival."""
        return [(row.content["to"], row.content["text"]) for row in self.received.values()]

    def __enter__(self) -> "Gateway":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, message_id: str, timestamp: str, signature: str, body: bytes) -> int | None:
        """The status to answer with, or None for no answer at all."""
        now = float(timestamp) if self.tolerant and timestamp.isdigit() else time.time()  # noqa: TID251 - an edge
        with self._lock:
            self.posts.append(message_id)
            if not signing.is_signed(self.secret, message_id, timestamp, signature, body, now=now):
                self.refused += 1
                return 401
            if self.moods.fail:
                self.moods.fail -= 1
                return self.moods.status
            if message_id not in self.received and len(self.received) < MOST_KEPT:
                self.received[message_id] = Received(message_id, json.loads(body))
                self.told(f"{message_id} {body.decode()}")
            if self.moods.drop:
                self.moods.drop -= 1
                return None
        return 200


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
            message_id = self.headers.get("webhook-id", "")
            timestamp, signature = self.headers.get("webhook-timestamp", ""), self.headers.get("webhook-signature", "")
            status = gateway.take(message_id, timestamp, signature, self.rfile.read(length))
            time.sleep(gateway.moods.slow_seconds)
            if status is None:
                self.connection.close()
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            answer = json.dumps({"id": f"gw-{message_id}"}).encode()
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
            """Says nothing: what came in is told by the gateway itself."""

    return Handler
