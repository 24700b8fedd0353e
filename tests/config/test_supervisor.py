"""The supervisor over tiny programs; tests/config/test_serve.py runs it over the real ones."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from config import embedded, supervisor
from config.supervisor import Part, Supervisor, Watch

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def silent(text):
    pass


def wait_for(condition, seconds=10):
    """Look again until it holds; the programs here are other processes, whose pace is their own."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@pytest.fixture
def supervise(tmp_path):
    """Makes a supervisor and ends its parts after the test."""
    made = []

    def make(*parts, servers=()):
        made.append(Supervisor(tmp_path, parts, servers, silent))
        return made[-1]

    yield make
    for one in made:
        one.end()


# The pauses: dead at 100 after a start at 0, then dying at once again and again, then a steady run.
@pytest.mark.parametrize(
    ("lives", "pauses"),
    [
        ([100.0], [0.5]),
        ([1.0, 1.0, 1.0], [0.5, 1.0, 2.0]),
        ([1.0] * 8, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]),
        ([1.0, 1.0, 1.0, 30.0, 1.0], [0.5, 1.0, 2.0, 0.5, 1.0]),
    ],
)
def test_watch_starts_again_ever_later_until_a_steady_run(lives, pauses):
    watch, at, said = Watch("web", started=0.0, due=None), 0.0, []
    for life, pause in zip(lives, pauses, strict=True):
        at += life
        assert watch.look(alive=True, at=at, say=said.append) is False
        assert watch.look(alive=False, at=at, say=said.append) is False
        assert watch.look(alive=False, at=at + pause - 0.01, say=said.append) is False
        at += pause
        assert watch.look(alive=False, at=at, say=said.append) is True

    assert said == [f"web ended; starting it again in {pause:g} s" for pause in pauses]


def test_a_new_watch_starts_at_once_and_says_nothing():
    said = []

    assert Watch("web").look(alive=False, at=5.0, say=said.append) is True
    assert said == []


def test_a_killed_part_is_started_again(supervise):
    part = Part("sleeper", SLEEPER)
    running = supervise(part)
    running.look()
    first = part.process.pid

    part.process.kill()

    wait_for(lambda: running.look() or (part.alive() and part.process.pid != first))


def test_what_a_dead_part_had_started_ends_with_it(supervise, tmp_path):
    script = (
        "import subprocess, sys, pathlib\n"
        f"child = subprocess.Popen({SLEEPER!r})\n"
        f"pathlib.Path({str(tmp_path)!r}, 'child').write_text(str(child.pid))\n"
        "child.wait()\n"
    )
    part = Part("parent", [sys.executable, "-c", script])
    running = supervise(part)
    running.look()
    wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    child = psutil.Process(int((tmp_path / "child").read_text()))

    part.process.kill()

    wait_for(lambda: running.look() or gone(child))


def test_end_kills_what_does_not_listen(supervise, monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    script = (
        "import signal, pathlib, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'deaf').touch()\n"
        "time.sleep(60)\n"
    )
    part = Part("stubborn", [sys.executable, "-c", script])
    running = supervise(part)
    running.look()
    wait_for((tmp_path / "deaf").exists)

    running.end()

    assert part.process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_supervisor_alone_ends_it_and_its_parts(tmp_path, number):
    # SIGINT is ignored at first, as a shell does to what it starts in the background.
    script = f"""
import signal, sys
from pathlib import Path
from config.supervisor import Part, Supervisor
signal.signal(signal.SIGINT, signal.SIG_IGN)
part = Part("sleeper", {SLEEPER!r})
running = Supervisor(Path({str(tmp_path)!r}), [part], [], print)
running.listen()
running.look()
print(part.process.pid, flush=True)
running.run()
running.end()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(number)
        assert parent.wait(10) == 0

    assert gone(child)


def test_a_killed_supervisor_takes_its_parts_along_or_the_next_ends_them(tmp_path):
    script = f"""
import os, signal
from pathlib import Path
from config.supervisor import Part, Supervisor
part = Part("sleeper", {SLEEPER!r})
Supervisor(Path({str(tmp_path)!r}), [part], [], print).look()
print(part.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    said = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=False).stdout
    supervisor.end_leftovers(tmp_path, silent)

    # A process that is just ending shows no environment any more, but is still listed for an instant.
    wait_for(lambda: int(said) not in running_pids(), seconds=2)


def test_end_leftovers_ends_the_marked_and_no_other(tmp_path):
    marked = subprocess.Popen(SLEEPER, env={**os.environ, supervisor.MARK: str(tmp_path)})
    other = subprocess.Popen(SLEEPER, env={**os.environ, supervisor.MARK: str(tmp_path / "other")})
    said = []

    supervisor.end_leftovers(tmp_path, said.append)

    assert said == ["ending 1 processes of an earlier run"]
    assert marked.poll() is not None
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_killed_server_is_started_again(supervise, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://not-used/street")
    monkeypatch.delenv("REDIS_URL", raising=False)
    with embedded.running(tmp_path) as (redis,):
        running = supervise(servers=[redis])
        redis.process().kill()

        wait_for(lambda: running.look() or redis.answers())


def running_pids():
    return {process.pid for process in psutil.process_iter() if not gone(process)}


def gone(process):
    """Ended; a zombie whose parent does not reap has ended too."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
