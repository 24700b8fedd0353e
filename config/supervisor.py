"""Keeps the parts of one installation running: starts again whatever dies, stops all of it when told.

A part is a program of ours (web, live, worker, beat) in a session of its own, so that a Ctrl-C in the terminal
reaches the supervisor alone. Every process of a part carries `MARK` in its environment: after the
supervisor itself was killed, the next one finds the left-over processes by it and ends them.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import FrameType

import psutil

from config import embedded
from config.servers import Server

MARK = "GEZHI_PART_OF"
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STEADY_SECONDS = 30.0
STOP_SECONDS = 8.0
LOOK_EVERY_SECONDS = 0.25
EXEC_SECONDS = 1.0

Say = Callable[[str], None]


@dataclass
class Watch:
    """When to start what ended: soon after a steady run, ever later while starts keep failing.

    Instants are seconds of the monotonic clock, passed in.
    """

    name: str
    started: float = 0.0
    due: float | None = 0.0
    pause: float = FIRST_PAUSE_SECONDS

    def look(self, *, alive: bool, at: float, say: Say, end: str = "") -> bool:
        """Whether to start it now; `end` says how it ended."""
        if alive:
            return False
        if self.due is None:
            if at - self.started >= STEADY_SECONDS:
                self.pause = FIRST_PAUSE_SECONDS
            say(f"{self.name} ended{end}; starting it again in {self.pause:g} s")
            self.due, self.pause = at + self.pause, min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        if at < self.due:
            return False
        self.started, self.due = at, None
        return True


@dataclass
class Part:
    """One program to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None

    def start(self, var: Path) -> None:
        """Start the program now, in the current folder."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            [*_ends_with_us(), *self.command],
            stdin=subprocess.DEVNULL,
            env={**os.environ, MARK: str(var)},
            start_new_session=True,
        )

    def signal(self, number: signal.Signals) -> None:
        """Signal the program; with SIGKILL whatever it has started in its session too."""
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end_in_words(self) -> str:
        """How it ended: the exit status or the signal."""
        status = 0 if self.process is None or self.process.returncode is None else self.process.returncode
        return f" (exit {status})" if status >= 0 else f" ({signal.Signals(-status).name})"


class Supervisor:
    """Runs the parts beside the embedded servers until `stop` is set by a signal."""

    def __init__(self, var: Path, parts: Sequence[Part], servers: Sequence[Server], say: Say) -> None:
        self.var, self.say = var, say
        self.stop = Event()
        self.parts = {part.name: part for part in parts}
        self.servers = {server.name: server for server in servers}
        self._part_watches = [Watch(name) for name in self.parts]
        now = time.monotonic()
        self._server_watches = [Watch(name, started=now, due=None) for name in self.servers]

    def listen(self) -> None:
        """Let SIGINT, SIGTERM and SIGHUP end the run, even where the shell made us ignore one of them."""

        def told(number: int, frame: FrameType | None) -> None:
            self.stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, told)

    def look(self) -> None:
        """Look once at every server and part, and start what is due."""
        now = time.monotonic()
        for watch in self._server_watches:
            server = self.servers[watch.name]
            if watch.look(alive=server.process() is not None, at=now, say=self.say):
                embedded.start_again(self.var, server)
        for watch in self._part_watches:
            part = self.parts[watch.name]
            if watch.look(alive=part.alive(), at=now, say=self.say, end=part.end_in_words()):
                part.signal(signal.SIGKILL)
                part.start(self.var)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look again and again until told to stop or `until` says so."""
        self.look()
        while not self.stop.is_set() and not until():
            self.stop.wait(LOOK_EVERY_SECONDS)
            self.look()

    def end(self) -> None:
        """Ask every part to end, and kill what has not within `STOP_SECONDS`. The servers are the caller's."""
        deadline = time.monotonic() + STOP_SECONDS
        for part in self.parts.values():
            part.signal(signal.SIGTERM)
        for part in self.parts.values():
            if part.process is None:
                continue
            try:
                part.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{part.name} does not end; killing it")
            part.signal(signal.SIGKILL)
            part.process.wait()


def end_leftovers(var: Path, say: Say) -> None:
    """End the processes of an earlier run whose supervisor was killed. The caller holds the run's lock."""
    found = _parts_of(var)
    if not found:
        return
    say(f"ending {len(found)} processes of an earlier run")
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in found:
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        _, found = psutil.wait_procs(found, timeout=STOP_SECONDS)


def _parts_of(var: Path) -> list[psutil.Process]:
    """Every process that carries our mark.

    The kernel shows an empty environment for an instant while a process starts a program, so those without
    one are looked at again for a second. Some have none for good: they are not ours.
    """
    found, unclear = [], list(psutil.process_iter())
    deadline = time.monotonic() + EXEC_SECONDS
    while unclear:
        environments = [(process, _environment(process)) for process in unclear]
        found += [process for process, shown in environments if shown and shown.get(MARK) == str(var)]
        unclear = [process for process, shown in environments if shown == {}]
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return [process for process in found if process.pid != os.getpid()]


def _environment(process: psutil.Process) -> dict[str, str] | None:
    """What the process was started with; None where it has ended or is not for us to look at."""
    try:
        return process.environ()
    except psutil.Error:
        return None


def _ends_with_us() -> list[str]:
    """On Linux, have the kernel end a part when the supervisor dies, however it dies."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
