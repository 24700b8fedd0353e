"""`bin/run`: everything one installation needs, in one terminal."""

import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import embedded, parts, supervisor
from config.servers import Server
from config.supervisor import Part, Supervisor


class Command(BaseCommand):
    help = "Starts the embedded servers, migrates, collects assets, and runs web, live, worker and beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            with _only_run(settings.VAR):
                supervisor.end_leftovers(settings.VAR, self._say)
                _refuse_busy_port(settings.BIND, settings.PORT, "PORT=8001")
                _refuse_busy_port(settings.BIND, settings.LIVE_PORT, "GEZHI_LIVE_PORT=8002")
                with embedded.running(settings.VAR, say=self._say) as servers:
                    call_command("prepare", stdout=self.stdout)
                    accounts = _demo_accounts()
                    connections.close_all()
                    self._run(servers, accounts)
        except KeyboardInterrupt:
            pass
        self._say("stopped")

    def _run(self, servers: list[Server], accounts: str) -> None:
        programs = [Part(name, command) for name, command in parts.commands().items()]
        running = Supervisor(settings.VAR, programs, servers, self._say)
        running.listen()
        try:
            self._say("Starting web, live, worker and beat …")
            running.run(until=lambda: _answers(settings.BIND, settings.PORT))
            if not running.stop.is_set():
                host = _host_in_url(settings.BIND)
                self._say(accounts)
                self._say(f"Gezhi is ready: http://{host}:{settings.PORT}/   (Ctrl-C stops it)")
            running.run()
        finally:
            running.end()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _demo_accounts() -> str:
    """The demo's accounts for the welcome; read beforehand, because later the database may be away."""
    listed = StringIO()
    if settings.DEMO:
        call_command("load_demo", accounts=True, stdout=listed)
    return listed.getvalue()


@contextmanager
def _only_run(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    with (var / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(f"Gezhi already runs on {var} (process {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _refuse_busy_port(host: str, port: int, instead: str) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            raise CommandError(f"Port {port} cannot be used ({problem.strerror}). Choose another: {instead}") from None


def _answers(host: str, port: int) -> bool:
    """Whether the site answers a visitor; an error of its own is no answer."""
    connection = HTTPConnection(_host_in_url(host).strip("[]"), port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": settings.ALLOWED_HOSTS[0].strip(".*") or "localhost"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _host_in_url(host: str) -> str:
    """A host that a browser on this machine reaches when the server listens on `host`."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
