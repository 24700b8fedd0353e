"""Faults: kill -9 of every part of bin/run in turn, under a load of reports and of clocks that ring.

    .venv/bin/python bench/faults.py [--threads 8] [--neglected 2000] [--pause 6]

Starts bin/run in a folder of its own, reports through HTTP with idempotency keys (what was not
acknowledged is sent again under its key), lets the clocks of neglected cases run out meanwhile, and
kills worker, beat, web, Redis and PostgreSQL one after the other, at last all at once. Then it proves:
every acknowledged report is there, once; every clock that ran out has rung, once; the chains hold.
Takes less than four minutes.
"""

import argparse
import datetime as dt
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import ground
import psutil
import timers

START_SECONDS = 120
RETRY_SECONDS = 0.2
CATCH_UP_SECONDS = 60
BACK_SECONDS = 20
PARTS = ["worker", "beat", "web", "redis", "postgres"]


@dataclass
class Load:
    """Reports under way: the number of each key that was acknowledged, and when answers came."""

    port: int
    grids: list[str]
    numbers: dict[str, str] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)
    failures: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self, thread: int) -> None:
        """One reporter: a report under a new key, again and again under the same until it is acknowledged."""
        count = 0
        while not self.over.is_set():
            count += 1
            key = f"faults-{thread:02d}-{count:08d}"
            while (number := self._report(key, self.grids[(thread + count) % len(self.grids)])) is None:
                self.failures += 1
                time.sleep(RETRY_SECONDS)
            self.numbers[key] = number
            self.answered_at.append(time.monotonic())

    def _report(self, key: str, area: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        body = json.dumps({"text": f"路灯坏了，编号{key}。", "category": "PTY01", "area_code": area, "name": "张三"})
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "Host": "localhost"}
        try:
            connection.request("POST", "/api/v1/requests/", body.encode(), headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
            return told["number"] if answer.status == 201 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """bin/run in its own folder, ready; ended politely afterwards."""
    environment = {**os.environ, "PORT": str(port), "GEZHI_DEMO": "no"}
    log = folder / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["sh", "bin/run"],  # noqa: S607 -- the shell of the system, as a newcomer calls it
            cwd=ground.ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            until = time.monotonic() + START_SECONDS
            while "Gezhi is ready" not in log.read_text():
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(log.read_text())
                time.sleep(0.2)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def pid_of(part: str, folder: Path) -> int | None:
    """The process of a part that runs now: the servers by their pid files, the programs by what they are."""
    files = {"redis": folder / "redis" / "redis.pid", "postgres": folder / "postgres" / "data" / "postmaster.pid"}
    try:
        if part in files:
            found = psutil.Process(int(files[part].read_text().split()[0]))
            return found.pid if found.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    word = "granian" if part == "web" else part
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("GEZHI_PART_OF") == str(folder) and os.getsid(process.pid) == process.pid
            if ours and word in process.cmdline():
                return process.pid
        except (psutil.Error, ProcessLookupError):
            continue
    return None


def kill(parts: list[str], folder: Path) -> dict[str, int]:
    """kill -9 of the parts; their process ids."""
    pids = {part: pid for part in parts if (pid := pid_of(part, folder)) is not None}
    missing = set(parts) - set(pids)
    if missing:
        raise SystemExit(f"not running: {', '.join(sorted(missing))}")
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    return pids


def await_new(pids: dict[str, int], folder: Path, seconds: float) -> float | None:
    """Seconds until every killed part runs again under another id; None if it does not in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if all(pid_of(part, folder) not in {None, pid} for part, pid in pids.items()):
            return time.monotonic() - started
        time.sleep(0.05)
    return None


def await_answer(load: Load, since: float) -> None:
    """Until a report is acknowledged that came in after an instant, as long as it may take."""
    while time.monotonic() - since < BACK_SECONDS:
        if load.answered_at and load.answered_at[-1] > since:
            return
        time.sleep(0.05)


def silence(load: Load, since: float, until: float) -> float:
    """The longest time without an acknowledged report between two instants."""
    marks = [since, *(at for at in list(load.answered_at) if since <= at <= until), until]
    return max(after - before for before, after in pairwise(marks))


def break_everything(load: Load, folder: Path, pause: float) -> bool:
    """Kills the parts in turn and prints a line for each; whether all came back."""
    print(f"{'killed':36}{'again after':>12}{'longest silence':>17}{'acknowledged':>14}")
    whole = True
    for parts in [*([part] for part in PARTS), PARTS]:
        started = time.monotonic()
        back = await_new(kill(parts, folder), folder, BACK_SECONDS)
        await_answer(load, time.monotonic())
        time.sleep(pause)
        quiet = silence(load, started, time.monotonic())
        told = f"{back:.1f} s" if back is not None else "never"
        print(f"{', '.join(parts):36}{told:>12}{quiet:>15.1f} s{len(load.numbers):>14}", flush=True)
        whole = whole and back is not None
    return whole


def neglect(grids: list[str], count: int, seconds: float) -> None:
    """Cases whose level clocks run out over the coming seconds, in twenty waves."""
    waves = 20
    for wave in range(waves):
        ahead = dt.timedelta(seconds=seconds * wave / waves)
        timers.neglected(grids, count // waves, untouched=True, ahead=ahead, first=wave * count)


def faults(load: Load) -> list[str]:
    """What is wrong afterwards, line by line."""
    from django.db.models import Count  # noqa: PLC0415 -- after setup

    from cases import verification  # noqa: PLC0415 -- as above
    from cases.models import Case, CaseEvent  # noqa: PLC0415 -- as above

    known = set(Case.objects.filter(channel="api").values_list("number", flat=True))
    lost = set(load.numbers.values()) - known
    found = {
        f"{len(lost)} acknowledged reports are lost": len(lost),
        f"{len(known) - len(load.numbers)} reports are there that nobody acknowledged, or twice": len(known)
        - len(load.numbers),
        f"{timers.due()} clocks ran out and never rang": timers.due(),
    }
    rings = CaseEvent.objects.exclude(cause="").values("case", "cause", "data__due_at", "data__step")
    doubles = rings.annotate(times=Count("id")).filter(times__gt=1).count()
    found[f"{doubles} clocks rang twice"] = doubles
    print(f"{rings.count()} clocks rang, {Case.objects.filter(escalation_count__gt=0).count()} cases climbed")
    return [line for line, number in found.items() if number] + list(verification.problems())[:10]


def catch_up() -> None:
    """Waits until the worker has done what is due."""
    until = time.monotonic() + CATCH_UP_SECONDS
    while timers.due() and time.monotonic() < until:
        time.sleep(0.5)


def play(folder: Path, port: int, options: argparse.Namespace) -> list[str]:
    """The load, the faults, the proof."""
    from django.db import connections  # noqa: PLC0415 -- after setup

    load = Load(port, ground.town())
    neglect(load.grids, options.neglected, 8 * options.pause)
    connections.close_all()
    threads = [threading.Thread(target=load.run, args=[number], daemon=True) for number in range(options.threads)]
    for thread in threads:
        thread.start()
    time.sleep(options.pause / 3)
    came_back = break_everything(load, folder, options.pause)
    load.over.set()
    for thread in threads:
        thread.join(30)
    catch_up()
    print(f"{len(load.numbers)} reports acknowledged, {load.failures} attempts were not and were sent again")
    return faults(load) + ([] if came_back else ["a part was not started again"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--neglected", type=int, default=2000)
    parser.add_argument("--pause", type=float, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gezhi-faults-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        os.environ |= {"GEZHI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
        sys.path.insert(0, str(ground.ROOT))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with running(folder, port):
            import django  # noqa: PLC0415 -- the settings read the environment set above

            django.setup()
            found = play(folder, port, options)
        print("\n".join(found) or "nothing was lost, nothing rang twice, every chain holds", ground.load(), sep="\n")
        if found:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
