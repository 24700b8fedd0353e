"""Desk, list, case page and a verb through the API, one connection, with many cases.

    .venv/bin/python bench/reading.py [--cases 100000] [--rounds 200]

The cases are taken in through the import, spread over the grids and the last 29 days. Prints the
median and the 99th percentile of each, for a grid worker, a street and the county.
"""

import argparse
import datetime as dt
import http.client
import json
import statistics
import time
from collections.abc import Sequence
from typing import Any

import ground

CATEGORIES = ["ENV01", "ENV07", "PTY01", "SAF02", "MUN03", "POL01", None]
Call = tuple[str, str, dict[str, object] | None]


def seed(grids: list[str], count: int) -> None:
    """So many cases, spread over the grids."""
    from grids import locate  # noqa: PLC0415 -- after setup

    places = [locate.by_area(code) for code in grids]
    take_in([places[place * 37 % len(places)] for place in range(count)])


def take_in(places: Sequence[Any]) -> None:
    """A case for each place of `grids.locate`, through the import, five hundred a transaction."""
    from cases.actions.intake import ImportRow, import_batch  # noqa: PLC0415 -- after setup
    from cases.states import Channel  # noqa: PLC0415 -- as above

    now, rows = dt.datetime.now(dt.UTC), []
    for number, place in enumerate(places):
        at = now - dt.timedelta(minutes=29 * 1440 * number / len(places))
        rows.append(
            ImportRow(
                external_number=str(number),
                text=f"第{number}件：楼道口的垃圾三天没有人清运，气味很大，请尽快处理。",
                reported_at=at,
                place=place,
                category_code=CATEGORIES[number % len(CATEGORIES)],
            )
        )
        if len(rows) == 500 or number == len(places) - 1:
            import_batch(rows, channel=Channel.HOTLINE, at=now)
            rows = []


class Client:
    """One keep-alive connection with a token."""

    def __init__(self, port: int, username: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Content-Type": "application/json"}
        answer = self.call(("POST", "tokens/", {"username": username, "password": ground.PASSWORD}))
        self.headers["Authorization"] = f"Token {answer['token']}"

    def call(self, call: Call):  # noqa: ANN201 -- JSON
        """The answer's JSON; stops the benchmark at an error."""
        method, path, body = call
        sent = json.dumps(body).encode() if body is not None else None
        self.connection.request(method, f"/api/v1/{path}", sent, self.headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {response.status} {content.decode()}")
        return json.loads(content)


def timed(client: Client, calls: list[Call]) -> str:
    """Median and 99th percentile of the calls in milliseconds."""
    times = []
    for call in calls:
        started = time.perf_counter()
        client.call(call)
        times.append((time.perf_counter() - started) * 1000)
    marks = statistics.quantiles(times, n=100)
    return f"p50 {marks[49]:6.1f} ms   p99 {marks[98]:6.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with ground.ready():
        grids = ground.town()
        ground.person("worker", grids[0], "grid_worker")
        ground.person("street", grids[0][:9], "clerk", "handler", "unit_head", "leader")
        ground.person("county", ground.COUNTY, "clerk", "handler", "unit_head", "leader")
        started = time.perf_counter()
        seed(grids, options.cases)
        print(f"{options.cases} cases in {time.perf_counter() - started:.0f} s")
        from django.db import connection  # noqa: PLC0415 -- after setup

        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(ground.load())
        with ground.web() as port:
            measure(port, options.rounds)
        print(ground.load())


def measure(port: int, rounds: int) -> None:
    """Every read for every reader, then a verb on cases of the worker's own."""
    for name in ("worker", "street", "county"):
        client = Client(port, name)
        rows = client.call(("GET", "cases/", None))["results"]
        reads: dict[str, list[Call]] = {
            "desk": [("GET", "desk/", None)] * rounds,
            "list of 50": [("GET", "cases/", None)] * rounds,
            "list, overdue": [("GET", "cases/?overdue=true", None)] * rounds,
            "list, words": [("GET", "cases/?q=%E5%9E%83%E5%9C%BE", None)] * rounds,
            "case page": [("GET", f"cases/{rows[place % len(rows)]['number']}/", None) for place in range(rounds)],
        }
        for what, calls in reads.items():
            timed(client, calls[:5])
            print(f"{name:8} {what:14} {timed(client, calls)}")
    worker = Client(port, "worker")
    held = worker.call(("GET", "cases/?state=dispatched&category=ENV01", None))["results"]
    numbers = [row["number"] for row in held]
    print(f"worker   sign           {timed(worker, [('POST', f'cases/{number}/sign/', {}) for number in numbers])}")
    notes: list[Call] = [
        ("POST", f"cases/{numbers[place % len(numbers)]}/note/", {"kind": "visit", "text": "已上门查看。"})
        for place in range(rounds)
    ]
    print(f"worker   note           {timed(worker, notes)}")


if __name__ == "__main__":
    main()
