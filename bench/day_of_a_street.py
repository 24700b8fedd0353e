"""A day of a street: 60 people, 500 cases, everything that breaks, and an account in which nothing is unexplained.

    .venv/bin/python bench/day_of_a_street.py [--cases 500] [--account day.txt]

Plays Saturday 10 October 2026, which is worked in exchange for a holiday, through the product's own actions
on servers of its own: reports by every channel, desks worked off, receptions, a screening, mediations, hazards,
a burst of 20 alarm devices. The SMS gateway is away from 10:40 to 11:30. The Celery worker is killed amid a
batch of timers at 15:10, and amid a batch of messages at 16:35, and started again 25 minutes later.

At the end every case, step, clock, notice and message is told in the words of the product. Fails when
something has none, was lost, came twice or stands silent past its time. Takes some minutes.
"""

import argparse
import datetime as dt
import os
import socket
import time
from pathlib import Path
from typing import Any

import ground

SECRET = "street day"  # noqa: S105 -- of a gateway that lives as long as a play
DAY = dt.date(2026, 10, 10)


def crashes(worker: Any, office: Any) -> list[Any]:
    """The worker dies amid a batch of timers and amid a batch of messages, each time with much to do."""
    from bench.street_day.play import Entry  # noqa: PLC0415 -- after setup
    from bench.street_day.worker import is_working_on_cases  # noqa: PLC0415 -- as above
    from cases.world import ZONE  # noqa: PLC0415 -- as above

    def at(clock: str) -> dt.datetime:
        return dt.datetime.combine(DAY, dt.time.fromisoformat(clock), ZONE).astimezone(dt.UTC)

    def amid_timers(day: Any) -> None:
        worker.kill(day.now, "a batch of timers", is_working_on_cases)

    def amid_messages(day: Any) -> None:
        office.slow(0.3)
        before = len(office.posts)
        worker.kill(day.now, "a batch of messages", lambda: len(office.posts) > before)
        office.slow(0)

    happens = (
        ("14:40", "worker held", lambda _day: worker.hold()),
        ("15:10", "worker killed", amid_timers),
        ("15:35", "worker started", lambda _day: worker.start()),
        ("16:10", "worker held", lambda _day: worker.hold()),
        ("16:35", "worker killed", amid_messages),
        ("17:00", "worker started", lambda _day: worker.start()),
    )
    return [Entry(at(clock), name, act) for clock, name, act in happens]


def play(cases: int, port: int) -> tuple[Any, Any, list[str]]:
    """The day with its worker and its gateway: the account, the play, how the worker died."""
    from dataclasses import replace  # noqa: PLC0415 -- with the others, after setup

    from bench.street_day import staging  # noqa: PLC0415 -- after setup
    from bench.street_day.post_office import PostOffice  # noqa: PLC0415 -- as above
    from bench.street_day.worker import Worker  # noqa: PLC0415 -- as above

    worker = Worker()
    worker.start()
    try:
        with PostOffice(port) as office:
            day = staging.play(DAY, office, worker.turn, replace(staging.WHOLE, cases=cases), crashes(worker, office))
            return staging.account_of(day, office), day, worker.killed
    finally:
        worker.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--account", type=Path, help="where to write the whole account, line by line")
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    gateway = {"GEZHI_SMS_URL": f"http://127.0.0.1:{port}/", "GEZHI_SMS_SECRET": SECRET}
    os.environ |= {**gateway, "GEZHI_DEMO": "yes"}  # the people have the password of the demo
    started = time.perf_counter()
    with ground.ready():
        told, day, killed = play(options.cases, port)
    if options.account:
        options.account.write_text("\n".join(told.lines), encoding="utf-8")
    print(told.table())
    print(f"people: {len(day.street.people)}, deeds: {day.used.total()} of {len(day.used)} kinds")
    print(f"worker killed: {'; '.join(killed)}")
    print(f"{time.perf_counter() - started:.0f} s, {ground.load()}")
    if told.unexplained:
        raise SystemExit("\n".join([f"unexplained: {len(told.unexplained)}", *told.unexplained]))
    print("every case, step, clock, notice and message is explained")


if __name__ == "__main__":
    main()
