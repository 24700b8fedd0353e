"""Live updates: from the POST of an alarm to the page of the grid worker, with many pages open.

    .venv/bin/python bench/live.py [--pages 500] [--rate 20] [--seconds 60]

Web, live updates, PostgreSQL, Redis, the pages and the senders share the machine. Each alarm is of
another device and goes to the desk of one grid; every page of that grid's workers is one measurement.
"""

import argparse
import asyncio
import datetime as dt
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import ground

WARM_UP = 40


def workers(count: int, grids: list[str]) -> list[tuple[str, str]]:
    """Grid workers, spread over the grids, each signed in: session keys with the grid."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415 -- after setup
    from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: PLC0415 -- as above

    from accounts.models import User  # noqa: PLC0415 -- as above
    from grids.models import Post, Unit  # noqa: PLC0415 -- as above
    from grids.versions import bump  # noqa: PLC0415 -- as above

    made = (User(username=f"w{n}", name=f"w{n}") for n in range(count))
    users = User.objects.bulk_create(made)
    units = dict(Unit.objects.filter(kind="office").values_list("area_id", "id"))
    since = dt.date(2020, 1, 1)
    rows = [(user, grids[n % len(grids)]) for n, user in enumerate(users)]
    Post.objects.bulk_create(
        Post(user=user, unit_id=units[grid], role="grid_worker", since=since) for user, grid in rows
    )
    bump("directory")
    signed_in = []
    for user, grid in rows:
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "accounts.backends.PasswordBackend"
        session.save()
        signed_in.append((session.session_key, grid))
    return signed_in


@contextmanager
def live(port: int) -> Iterator[int]:
    """The process of the live updates, beside the web process at `port`."""
    own = port + 1
    environment = {**os.environ, "PORT": str(port), "GEZHI_LIVE_PORT": str(own)}
    process = subprocess.Popen([sys.executable, "manage.py", "part", "live"], cwd=ground.ROOT, env=environment)
    try:
        yield own
    finally:
        process.terminate()
        process.wait(20)


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection, as soon as somebody listens."""
    for _try in range(300):
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
    raise SystemExit("the live updates do not answer")


async def page(port: int, key: str, opened: asyncio.Semaphore, ready: list[int], seen: dict[str, list[float]]) -> None:
    """One open page: the instants at which it was told of each case."""
    async with opened:
        reader, writer = await connected(port)
        writer.write(f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={key}\r\n\r\n".encode())
        await reader.readuntil(b"event: hello")
    ready.append(1)
    while line := await reader.readline():
        if line.startswith(b"data: ") and b'"about"' in line:
            number = json.loads(line[6:])["about"][1]
            seen.setdefault(number, []).append(time.perf_counter())


def devices(count: int, grids: list[str]) -> str:
    """Registers a device a signal, in turn in every grid; the key with which they sign."""
    from cases.actions import alarms  # noqa: PLC0415 -- after setup
    from cases.models import Device, DeviceGroup  # noqa: PLC0415 -- as above

    at = dt.datetime.now(dt.UTC)
    key = alarms.save_group(code="smoke", name="烟感", area_code=ground.COUNTY, category_code="SAF01", by=None, at=at)
    group = DeviceGroup.objects.get()
    Device.objects.bulk_create(
        Device(group=group, code=f"s{n}", area_id=grids[n % len(grids)], address="3号楼2单元") for n in range(count)
    )
    return key


async def alarm(port: int, key: str, n: int, grid: str, sent: dict[str, tuple[float, str, float]]) -> None:
    """The signal of one device; notes when its POST began."""
    happened = dt.datetime.now(dt.UTC).isoformat()
    facts = {"device": f"s{n}", "external_id": "1", "kind": "smoke", "happened_at": happened}
    body, timestamp = json.dumps(facts).encode(), str(int(time.time()))
    signature = hmac.new(key.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    signed = f"X-Gezhi-Device-Group: smoke\r\nX-Gezhi-Timestamp: {timestamp}\r\nX-Gezhi-Signature: {signature}\r\n"
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "POST /api/v1/alarms/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}{signed}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 201"):
        raise SystemExit(answer.decode())
    sent[json.loads(answer.partition(b"\r\n\r\n")[2])["case"]] = (started, grid, time.perf_counter())


async def run(
    ports: tuple[int, int], pages: list[tuple[str, str]], grids: list[str], key: str, options: argparse.Namespace
) -> tuple[dict[str, tuple[float, str, float]], dict[str, list[float]]]:
    """Opens the pages, sends at the rate, waits for the last; what was sent, and when it was seen."""
    sent: dict[str, tuple[float, str, float]] = {}
    seen: dict[str, list[float]] = {}
    ready: list[int] = []
    opened = asyncio.Semaphore(50)
    started = time.perf_counter()
    open_pages = [asyncio.create_task(page(ports[1], key, opened, ready, seen)) for key, _grid in pages]
    while len(ready) < len(pages):
        await asyncio.sleep(0.05)
    print(f"{len(pages)} pages open after {time.perf_counter() - started:.1f} s")
    for n in range(WARM_UP):
        await alarm(ports[0], key, n, grids[n], {})
    await asyncio.sleep(1)
    seen.clear()
    posts, began = [], time.perf_counter()
    for n in range(WARM_UP, WARM_UP + int(options.rate * options.seconds)):
        await asyncio.sleep(max(0.0, began + (n - WARM_UP) / options.rate - time.perf_counter()))
        posts.append(asyncio.create_task(alarm(ports[0], key, n, grids[n % len(grids)], sent)))
    await asyncio.gather(*posts)
    await asyncio.sleep(3)
    for task in open_pages:
        task.cancel()
    return sent, seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with ground.ready():
        grids = ground.town()
        pages = workers(options.pages, grids)
        key = devices(WARM_UP + int(options.rate * options.seconds), grids)
        with ground.web() as port, live(port) as own:
            print(ground.load())
            sent, seen = asyncio.run(run((port, own), pages, grids, key, options))
        listeners = {grid: sum(1 for _key, other in pages if other == grid) for grid in grids}
        times = sorted(at - sent[number][0] for number, instants in seen.items() for at in instants)
        missing = sum(listeners[grid] - len(seen.get(number, [])) for number, (_at, grid, _until) in sent.items())
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{len(sent)} alarms at {options.rate:g}/s, {len(times)} times seen, {missing} missing")
        answered = sorted(until - at for at, _grid, until in sent.values())
        print(f"POST to answer: p50 {answered[len(answered) // 2] * 1000:.0f} ms, slowest {answered[-1] * 1000:.0f} ms")
        print(f"POST to page: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")
        print(ground.load())
        if missing:
            raise SystemExit("a page has not been told")


if __name__ == "__main__":
    main()
