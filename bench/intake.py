"""Public intake through HTTP: reports a second, durable when answered, at 32 connections.

    .venv/bin/python bench/intake.py [--connections 32] [--seconds 10]

Web, PostgreSQL, Redis and the generator share the machine. Prints the rate, the times of answers,
and what one report costs the database: transactions and WAL flushes; and what a bare Django endpoint does in the
same minute.
"""

import argparse
import asyncio
import json
import statistics
import time

import ground

TEXTS = [
    "楼道口的垃圾三天没有人清运，气味很大，请尽快处理。",
    "小区北门外的路灯从上周五开始不亮，老人晚上出门看不清路。",
    "三单元门口堆放了很多旧家具，堵住了消防通道。",
    "楼上每天晚上十一点以后还在装修，影响孩子休息。",
]


async def client(port: int, grids: list[str], until: float, times: list[float], place: int) -> None:
    """One keep-alive connection that reports until the time is up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = place
    while time.perf_counter() < until:
        count += 7
        body = json.dumps(
            {
                "text": TEXTS[count % len(TEXTS)],
                "category": "ENV01",
                "area_code": grids[count % len(grids)],
                "name": "张三",
                "phone": "13812345678",
            }
        ).encode()
        head = (
            "POST /api/v1/requests/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 201"):
            raise SystemExit(answer.decode() + (await reader.read(2000)).decode())
        length = next(
            int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        times.append(time.perf_counter() - started)
    writer.close()


async def run(port: int, grids: list[str], connections: int, seconds: float) -> list[float]:
    """All connections for some seconds; the time of each answer in seconds."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(port, grids, until, times, place) for place in range(connections)))
    return times


def counters() -> dict[str, int]:
    """What the database has done so far."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'")
        flushes = int(cursor.fetchone()[0] or 0)
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        return {"wal flushes": flushes, "transactions": int(cursor.fetchone()[0])}


def yardstick(grids: list[str], connections: int, seconds: float) -> float:
    """Requests a second of the bare endpoint, served and asked in the same way."""
    import bare  # noqa: PLC0415 -- after setup

    bare.make_tables()
    with ground.web("bare") as port:
        asyncio.run(run(port, grids, connections, 3))
        started = time.perf_counter()
        answered = len(asyncio.run(run(port, grids, connections, seconds)))
        return answered / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with ground.ready():
        grids = ground.town()
        from cases.models import Case  # noqa: PLC0415 -- after setup

        with ground.web() as port:
            asyncio.run(run(port, grids, options.connections, 3))
            before, cases = counters(), Case.objects.count()
            print(ground.load())
            started = time.perf_counter()
            times = asyncio.run(run(port, grids, options.connections, options.seconds))
            seconds = time.perf_counter() - started
            time.sleep(1.5)  # the statistics of the database arrive with a delay
            after = counters()
        made = Case.objects.count() - cases
        bare = yardstick(grids, options.connections, options.seconds)
        marks = statistics.quantiles(times, n=100)
        rate = len(times) / seconds
        print(f"{len(times)} answered, {made} in the database, {rate:.0f} requests/s")
        print(f"a bare Django that writes three rows: {bare:.0f} requests/s; the intake has {rate / bare:.0%} of it")
        print(f"p50 {marks[49] * 1000:.0f} ms, p99 {marks[98] * 1000:.0f} ms at {options.connections} connections")
        for name, value in after.items():
            print(f"{(value - before[name]) / made:.2f} {name} a report")
        print(ground.load())
        if made != len(times):
            raise SystemExit("an acknowledged report is missing")


if __name__ == "__main__":
    main()
