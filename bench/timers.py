"""Timers: many cases due at once, carried up one level by two Celery worker processes; or a million that are not due.

    .venv/bin/python bench/timers.py [--cases 10000] [--workers 2] [--untouched]
    .venv/bin/python bench/timers.py --idle 1000000

Every case lies in a grid, and its level clock has run out. Prints the seconds until the last one is
held by its community, the rate, and how often a case was carried up twice: never, or it fails.
--untouched leaves the sign and respond clocks to ring as well: three events a case instead of one.
100,000 cases take two to three minutes to report on a quiet machine.

--idle stands so many clocks into the database, none of them due, and prints what a tick costs there: the
time of its statements by EXPLAIN ANALYZE, and of the whole tick. Fails over 10 ms of database time.
"""

import argparse
import datetime as dt
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

import ground

CATEGORY = "SAF02"  # clock time: respond within 2 h, 24 h in all, so the level clock rings after 14.4 h
LEVEL_AFTER = dt.timedelta(hours=14, minutes=24)
BATCH = 500
MANY, REPORTERS = 5000, 2
"""From so many cases on, so many processes report them."""
PATIENCE_SECONDS = 600
CLOCKS_A_CASE = 4
IDLE_DAYS = 30
TICKS = 25
MOST_MILLISECONDS = 10.0


def neglected(
    grids: list[str], count: int, *, untouched: bool, ahead: dt.timedelta = dt.timedelta(), first: int = 0
) -> None:
    """So many cases whose level clock has just run out, or will `ahead`; numbered from `first`."""
    from django.db import connections  # noqa: PLC0415 -- after setup

    at = dt.datetime.now(dt.UTC) - LEVEL_AFTER + ahead
    batches = [range(start, min(start + BATCH, first + count)) for start in range(first, first + count, BATCH)]
    report = partial(_reported, grids, at)
    if count < MANY:
        for batch in batches:
            report(batch)
    else:
        connections.close_all()  # each process has one of its own
        with ProcessPoolExecutor(REPORTERS, mp_context=multiprocessing.get_context("fork")) as pool:
            list(pool.map(report, batches))
    if not untouched:
        _taken_as_rung()


def _reported(grids: list[str], at: dt.datetime, numbers: range) -> None:
    """One batch of cases, as an import brings them."""
    from cases.actions import intake  # noqa: PLC0415 -- after setup
    from grids import locate  # noqa: PLC0415 -- as above

    places = [locate.by_area(code) for code in grids]
    rows = [
        intake.ImportRow(
            external_number=str(number),
            text="消防通道被车辆堵住，请尽快处理。",
            reported_at=at,
            place=places[number % len(places)],
            category_code=CATEGORY,
        )
        for number in numbers
    ]
    intake.import_batch(rows, channel="hotline", at=at)


def _taken_as_rung() -> None:
    """The sign and respond clocks have rung: that two steps of each case are missing costs the level clock nothing."""
    from cases.models import Deadline  # noqa: PLC0415 -- after setup

    Deadline.objects.filter(kind__in=["sign", "respond"]).update(fire_at=None, step=1)


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
    """Seconds from the beat's first calls until nothing is due any more; it calls again as often as in use."""
    from cases.tasks import run_timers  # noqa: PLC0415 -- after setup
    from config.schedule import EVERY  # noqa: PLC0415 -- as above

    started = called = time.perf_counter()
    for _call in range(count):
        run_timers.delay()
    while due():
        now = time.perf_counter()
        if now - started > PATIENCE_SECONDS:
            raise SystemExit(f"{due()} clocks are still due after {PATIENCE_SECONDS} s")
        if now - called > EVERY["cases.tasks.run_timers"]:
            run_timers.delay()
            called = now
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


def stand_idle(grids: list[str], clocks: int) -> None:
    """So many pending clocks over the coming days, four to a case: copies of a case made through the intake."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    from cases.models import Case, Deadline  # noqa: PLC0415 -- as above

    neglected(grids, 1, untouched=True, ahead=dt.timedelta(days=1))
    case = [field.column for field in Case._meta.concrete_fields]
    clock = [field.column for field in Deadline._meta.concrete_fields]
    new = {"id": "nextval('cases_case_id_seq')", "number": "'20000101' || lpad(n::text, 7, '0')"}
    due = f"now() + interval '1 hour' + n * interval '{IDLE_DAYS} days' / {clocks // CLOCKS_A_CASE}"
    with connection.cursor() as cursor:
        cursor.execute(
            _copies("cases_case", case, new | {"external_number": "''"}, "cases_case t"), [clocks // CLOCKS_A_CASE]
        )
        cursor.execute(
            _copies(
                "cases_deadline",
                clock,
                {"id": "nextval('cases_deadline_id_seq')", "case_id": "c.id", "fire_at": due},
                "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases_case WHERE number LIKE '20000101%%') c,"
                " cases_deadline t",
                counted="",
            )
        )
        cursor.execute("ANALYZE cases_case, cases_deadline")


def _copies(
    table: str, columns: list[str], new: dict[str, str], source: str, counted: str = ", generate_series(1, %s) n"
) -> str:
    """Copies of the rows of `t`, with some columns of their own; our own words, every value is a parameter."""
    values = ", ".join(new.get(column, f"t.{column}") for column in columns)
    live = " WHERE t.fire_at IS NOT NULL" if table == "cases_deadline" else ""
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {source}{counted}{live}"  # noqa: S608 -- see above


def idle(clocks: int) -> bool:
    """Prints what a tick costs where nothing is due; whether it is cheap enough."""
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    from cases.actions import timers  # noqa: PLC0415 -- as above

    timers.run(dt.datetime.now(dt.UTC))  # the reference data are read once
    ticks = []
    for _tick in range(TICKS):
        started = time.perf_counter()
        if timers.run(dt.datetime.now(dt.UTC)):
            raise SystemExit("something was due")
        ticks.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as caught:
        timers.run(dt.datetime.now(dt.UTC))
    cost = 0.0
    for query in caught.captured_queries:
        if query["sql"].startswith("SELECT"):
            cost += _explained(query["sql"])
    ticks.sort()
    print(f"{clocks} clocks pending, none due: {cost:.2f} ms of database time in {len(caught)} statements a tick")
    print(f"a tick takes {ticks[TICKS // 2]:.1f} ms, the slowest of {TICKS} {ticks[-1]:.1f} ms, {ground.load()}")
    return cost <= MOST_MILLISECONDS


def _explained(statement: str) -> float:
    """Milliseconds of planning and execution, the most of five; prints the plan."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    costs: list[tuple[float, str]] = []
    with connection.cursor() as cursor:
        for _try in range(5):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, SUMMARY) {statement}")
            lines = [row[0] for row in cursor.fetchall()]
            times = [float(line.split()[2]) for line in lines if line.startswith(("Planning Time", "Execution Time"))]
            costs.append((sum(times), "\n".join(lines)))
    print(f"{max(costs)[1]}\n")
    return max(costs)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--untouched", action="store_true")
    parser.add_argument("--idle", type=int, default=0)
    options = parser.parse_args()
    with ground.ready():
        grids = ground.town()
        if options.idle:
            stand_idle(grids, options.idle)
            raise SystemExit(0 if idle(options.idle) else 1)
        started = time.perf_counter()
        neglected(grids, options.cases, untouched=options.untouched)
        print(f"{options.cases} cases reported in {time.perf_counter() - started:.0f} s")
        with workers(options.workers):
            print(f"{due()} clocks of {options.cases} cases are due, {options.workers} workers, {ground.load()}")
            seconds = measure(options.workers)
        found = faults(options.cases)
        print(f"{seconds:.1f} s, {options.cases / seconds:.0f} cases/s, {len(found)} faults, {ground.load()}")
        if found:
            raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
