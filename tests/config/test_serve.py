"""`bin/run` for real: its own servers and programs in an empty folder, killed piece by piece and as a whole."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

import psutil
import pytest
from django.conf import settings

from config import embedded, supervisor

START_SECONDS = 90
# A word of the command line of each part: web, live, worker, beat.
PARTS = ("config.wsgi:application", "config.live:application", "worker", "beat")


class Run:
    """One `manage.py serve` on a folder and a port."""

    def __init__(self, var, port, log="first"):
        self.port, self.log = port, var / log
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"GEZHI_VAR": str(var), "PORT": str(port), "GEZHI_DEMO": "no"}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "GEZHI_WEB_PROCESSES": "1"}
        with self.log.open("wb") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)

    def wait_until_ready(self):
        wait_for(lambda: "Gezhi is ready" in self.said() or self.process.poll() is not None, START_SECONDS)
        assert "Gezhi is ready" in self.said(), self.said()

    def said(self):
        return self.log.read_text()

    def front_page(self):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def part(self, word):
        """The process of one part, which runs: a child of the supervisor whose command line holds the word."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if word in child.cmdline():
                    return child
        return None


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def var(tmp_path):
    """The folder; nothing that runs on it outlives the test."""
    yield tmp_path
    supervisor.end_leftovers(tmp_path, print)
    for server in embedded.servers(tmp_path):
        server.stop()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


@pytest.mark.long
def test_serve_outlives_its_parts_its_own_killing_and_stops_clean(var, port, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    run = Run(var, port)
    run.wait_until_ready()
    assert run.front_page() == 200

    second = Run(var, port, log="second")
    assert second.process.wait(30) == 1
    assert f"Gezhi already runs on {var} (process {run.process.pid})." in second.said()

    for server in embedded.servers(var):
        server.process().kill()
    for word in PARTS:
        run.part(word).kill()
    names = ("postgres", "redis", "web", "live", "worker", "beat")
    wait_for(lambda: all(f"{name} ended" in run.said() for name in names))
    wait_for(lambda: all(run.part(word) for word in PARTS))
    wait_for(lambda: run.front_page() == 200)

    # The whole is killed, servers first so that nothing gets a chance to end well.
    for server in embedded.servers(var):
        server.process().kill()
    run.process.kill()
    run.process.wait()

    again = Run(var, port, log="third")
    again.wait_until_ready()
    assert again.front_page() == 200

    asked = time.monotonic()
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert time.monotonic() - asked < 20
    assert re.search(r"^stopped$", again.said(), flags=re.MULTILINE)
    assert [server.name for server in embedded.servers(var) if server.process() is not None] == []
    assert [process for process in psutil.process_iter() if belongs(process, var)] == []


def belongs(process, var):
    try:
        return process.environ().get(supervisor.MARK) == str(var)
    except psutil.Error:
        return False
