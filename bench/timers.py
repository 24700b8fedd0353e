"""Timers: 10,000 cases due at once, carried up one level by two Celery worker processes.

    .venv/bin/python bench/timers.py [--cases 10000] [--workers 2] [--untouched]

Every case lies in a grid, and its level clock has run out. Prints the seconds until the last one is
held by its community, the rate, and how often a case was carried up twice: never, or it fails.
--untouched leaves the sign and respond clocks to ring as well: three events a case instead of one.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import ground

CATEGORY = "SAF02"  # clock time: respond within 2 h, 24 h in all, so the level clock rings after 14.4 h
LEVEL_AFTER = dt.timedelta(hours=14, minutes=24)
SIGN_AND_RESPOND_AFTER = dt.timedelta(hours=3)
BATCH = 500
PATIENCE_SECONDS = 300


def neglected(
    grids: list[str], count: int, *, untouched: bool, ahead: dt.timedelta = dt.timedelta(), first: int = 0
) -> None:
    """So many cases whose level clock has just run out, or will `ahead`; numbered from `first`."""
    from cases.actions import intake, timers  # noqa: PLC0415 -- after setup
    from grids import locate  # noqa: PLC0415 -- as above

    at = dt.datetime.now(dt.UTC) - LEVEL_AFTER + ahead
    places = [locate.by_area(code) for code in grids]
    for start in range(first, first + count, BATCH):
        rows = [
            intake.ImportRow(
                external_number=str(number),
                text="消防通道被车辆堵住，请尽快处理。",
                reported_at=at,
                place=places[number % len(places)],
                category_code=CATEGORY,
            )
            for number in range(start, min(start + BATCH, first + count))
        ]
        intake.import_batch(rows, channel="hotline", at=at)
    if not untouched:
        timers.run(at + SIGN_AND_RESPOND_AFTER)


@contextmanager
def workers(count: int) -> Iterator[None]:
    """The worker part as `bin/run` starts it, with so many processes, ready for work."""
    from config.celery import app  # noqa: PLC0415 -- after setup

    environment = {**os.environ, "GEZHI_WORKER_PROCESSES": str(count)}
    process = subprocess.Popen([sys.executable, "manage.py", "part", "worker"], cwd=ground.ROOT, env=environment)
    try:
        for _try in range(100):
            if app.control.ping(timeout=0.3):
                break
        yield
    finally:
        process.terminate()
        process.wait(30)


def due() -> int:
    """How many clocks have run out and not rung."""
    from cases.models import Deadline  # noqa: PLC0415 -- after setup

    return Deadline.objects.filter(fire_at__lte=dt.datetime.now(dt.UTC)).count()


def measure(count: int) -> float:
    """Seconds from the beat's call until nothing is due any more."""
    from cases.tasks import run_timers  # noqa: PLC0415 -- after setup

    started = time.perf_counter()
    for _call in range(count):
        run_timers.delay()
    while due():
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise SystemExit(f"{due()} clocks are still due after {PATIENCE_SECONDS} s")
        time.sleep(0.1)
    return time.perf_counter() - started


def faults(cases: int) -> list[str]:
    """What went wrong: cases not carried up exactly once, clocks that rang twice, broken chains."""
    from django.db.models import Count  # noqa: PLC0415 -- after setup

    from cases import verification  # noqa: PLC0415 -- as above
    from cases.models import Case, CaseEvent  # noqa: PLC0415 -- as above

    climbs = CaseEvent.objects.filter(verb="escalate").values("case").annotate(times=Count("id"))
    twice = climbs.filter(times__gt=1).count()
    rings = CaseEvent.objects.exclude(cause="").values("case", "cause", "data__due_at", "data__step")
    doubles = rings.annotate(times=Count("id")).filter(times__gt=1).count()
    held = Case.objects.filter(holder_level="community").count()
    found = {
        f"{twice} cases carried up twice": twice,
        f"{doubles} clocks rang twice": doubles,
        f"{cases - held} cases not at their community": cases - held,
    }
    return [line for line, number in found.items() if number] + list(verification.problems())[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--untouched", action="store_true")
    options = parser.parse_args()
    with ground.ready():
        grids = ground.town()
        neglected(grids, options.cases, untouched=options.untouched)
        with workers(options.workers):
            print(f"{due()} clocks of {options.cases} cases are due, {options.workers} workers, {ground.load()}")
            seconds = measure(options.workers)
        found = faults(options.cases)
        print(f"{seconds:.1f} s, {options.cases / seconds:.0f} cases/s, {len(found)} faults, {ground.load()}")
        if found:
            raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
