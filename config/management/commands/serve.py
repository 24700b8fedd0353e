"""`bin/run`: everything one installation needs, in one terminal."""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import embedded, supervisor, translations
from config.supervisor import Part, Supervisor


class Command(BaseCommand):
    help = "Starts the embedded servers, migrates, collects assets, and runs web, worker and beat until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            with _only_run(settings.VAR):
                supervisor.end_leftovers(settings.VAR, self._say)
                _refuse_busy_port(settings.BIND, settings.PORT)
                with embedded.running(settings.VAR, say=self._say) as servers:
                    self._prepare()
                    self._run(Supervisor(settings.VAR, _parts(), servers, self._say))
        except KeyboardInterrupt:
            pass
        self._say("stopped")

    def _prepare(self) -> None:
        with self._step("Compiling translations"):
            translations.compile_catalogues(settings.LOCALE_PATHS)
        with self._step("Migrating the database"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("Collecting assets"):
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO and "load_demo" in get_commands():
            with self._step("Loading the demo street"):
                call_command("load_demo")
        connections.close_all()

    def _run(self, running: Supervisor) -> None:
        running.listen()
        try:
            with self._step("Starting web, worker and beat"):
                running.run(until=lambda: _answers(settings.BIND, settings.PORT))
            if not running.stop.is_set():
                self._welcome()
            running.run()
        finally:
            running.end()

    def _welcome(self) -> None:
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", accounts=True)
        self._say(f"Gezhi is ready: http://{_host_in_url(settings.BIND)}:{settings.PORT}/   (Ctrl-C stops it)")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        started = time.monotonic()
        self._say(f"{title} …")
        yield
        self._say(f"{title}: {time.monotonic() - started:.1f} s")


def _parts() -> list[Part]:
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery"]
    beat_file = settings.VAR / "beat" / "schedule"
    beat_file.parent.mkdir(parents=True, exist_ok=True)
    return [
        Part("web", web_command(settings.BIND, settings.PORT)),
        Part(
            "worker",
            [*celery, "worker", f"--concurrency={settings.WORKER_PROCESSES}", "--without-gossip", "--without-mingle"],
        ),
        Part("beat", [*celery, "beat", f"--schedule={beat_file}", "--pidfile="]),
    ]


def web_command(host: str, port: int) -> list[str]:
    """The command line of the web server, the same in development and under systemd (deploy/)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(settings.WEB_PROCESSES)),
        *("--blocking-threads", str(settings.WEB_THREADS), "--backlog", "1024", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--no-access-log", "--log-level", "error"),
    ]


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


def _refuse_busy_port(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            raise CommandError(f"Port {port} cannot be used ({problem.strerror}). Choose another: PORT=8001") from None


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
