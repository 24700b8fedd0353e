"""A Celery worker of the product that takes the play's turns, and can be killed in the midst of one."""

import datetime as dt
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from django.core.cache import cache
from django.db import connection

from bench.street_day.turn import DONE, task
from cases.world import ZONE
from config.celery import app
from config.parts import commands

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
TURNS = "bench.street_day.turn"


class Worker:
    """The worker part as `bin/run` starts it; its beat is the play."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.is_held = False
        self.killed: list[str] = []

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [*commands()["worker"], f"--include={TURNS}"]
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 -- our own
        until = time.monotonic() + PATIENCE_SECONDS
        while not app.control.ping(timeout=0.3):
            if time.monotonic() > until:
                raise SystemExit("the worker does not answer")

    def turn(self, at: dt.datetime) -> None:
        """One turn in the worker; nothing where there is no worker: its time is found again by the next one."""
        if self.process is None or self.is_held:
            return
        name = at.isoformat()
        task.delay(name)
        until = time.monotonic() + PATIENCE_SECONDS
        while cache.get(DONE.format(at=name)) is None:
            if time.monotonic() > until:
                raise SystemExit(f"the worker did not finish the turn of {name}")
            time.sleep(0.005)

    def hold(self) -> None:
        """Takes no turn for a while, so that much is due at the next one."""
        self.is_held = True

    def kill(self, at: dt.datetime, what: str, amid: Callable[[], bool]) -> None:
        """Asks for a turn, and kills the worker with its processes as soon as it is amid something."""
        if self.process is None:
            raise SystemExit("there is no worker to kill")
        task.delay(at.isoformat())
        until = time.monotonic() + PATIENCE_SECONDS
        while not amid():
            if cache.get(DONE.format(at=at.isoformat())) or time.monotonic() > until:
                raise SystemExit(f"the worker was not caught amid {what}")
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process, self.is_held = None, False
        self.killed.append(f"{at.astimezone(ZONE):%H:%M} amid {what}")
        app.control.purge()

    def stop(self) -> None:
        """Ends it politely."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None


def is_working_on_cases() -> bool:
    """Another connection holds row locks on cases: a batch of timers is under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'cases_case'::regclass AND mode = 'RowShareLock'"
            " AND pid <> pg_backend_pid())"
        )
        return bool(cursor.fetchone()[0])
