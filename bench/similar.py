"""Hints before a report is a duplicate, and the list of likely duplicates, with many open cases.

    .venv/bin/python bench/similar.py [--cases 100000] [--rounds 200] [--messages FILE]

The cases are taken in through the import, spread over the grids and the last 29 days, all of them open. Prints
the median and the 95th percentile of a hint over HTTP, for anybody and for a member of staff, and of the groups
for a street and the county inside this process.

With a file of messages (number, sender, subject, sent_at, details) it says too how often an earlier message of
the same sender within 30 days is among the first three that the words alone find. The sender is no perfect
label: who writes twice may write of two matters, and two senders may write of one. So the share is a lower
bound of what is found, and nothing is said of what is shown in vain.
"""

import argparse
import csv
import datetime as dt
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import ground
from reading import CATEGORIES, Call, Client

WORDS = [
    "楼道口的垃圾三天没有人清运，气味很大",
    "垃圾桶满了没有人清运，苍蝇很多",
    "单元门口的路灯坏了半个月，晚上看不见路",
    "小区西门的井盖缺了一块，晚上走路危险",
    "楼上装修噪音大，中午也在施工",
    "地下室积水，物业说没有水泵",
    "消防通道被私家车堵住，出不去",
    "电梯停了两天，老人下不了楼",
    "楼下烧烤摊油烟直往家里飘",
    "绿化带被人种了菜，施肥很臭",
]
SINCE = dt.timedelta(days=30)
SHOWN = 3


def seed(grids: list[str], count: int) -> None:
    """Open cases through the import, five hundred a transaction; now and then two of one place in like words."""
    from cases.actions.intake import ImportRow, import_batch  # noqa: PLC0415 -- after setup
    from cases.states import Channel  # noqa: PLC0415 -- as above
    from grids import locate  # noqa: PLC0415 -- as above

    now = dt.datetime.now(dt.UTC)
    places = [locate.by_area(code) for code in grids]
    rows = [
        ImportRow(
            external_number=str(place),
            text=f"{place % 40}号楼{WORDS[place * 7 % 10]}，已经反映过{place % 9}次。",
            reported_at=now - dt.timedelta(minutes=29 * 1440 * place / count),
            place=places[place * 37 % len(places)],
            category_code=CATEGORIES[place % len(CATEGORIES)],
        )
        for place in range(count)
    ]
    for start in range(0, count, 500):
        import_batch(rows[start : start + 500], channel=Channel.HOTLINE, at=now)


def timed(what: str, run: Callable[[int], object], rounds: int) -> None:
    """Prints the median and the 95th percentile in milliseconds."""
    times = []
    for place in range(rounds + 5):
        started = time.perf_counter()
        run(place)
        times.append((time.perf_counter() - started) * 1000)
    marks = statistics.quantiles(times[5:], n=20)
    print(f"{what:34} p50 {statistics.median(times[5:]):6.1f} ms   p95 {marks[18]:6.1f} ms")


def hints(port: int, grids: list[str], rounds: int) -> None:
    """What a writer asks for after each pause: words and a grid, with a kind of issue and without."""
    worker = Client(port, "street")
    anybody = Client(port, "street")
    del anybody.headers["Authorization"]

    def asked(path: str, place: int, category: str | None) -> Call:
        body: dict[str, object] = {"text": WORDS[place % 10], "area_code": grids[place * 13 % len(grids)]}
        return "POST", path, {**body, "category": category}

    for category in ("ENV01", None):
        kind = "kind chosen" if category else "words alone"
        timed(
            f"hint, anybody, {kind}",
            lambda place, c=category: anybody.call(asked("requests/similar/", place, c)),
            rounds,
        )
        timed(f"hint, street, {kind}", lambda place, c=category: worker.call(asked("cases/similar/", place, c)), rounds)


def groups(users: dict[str, object], rounds: int) -> None:
    """The list of the desk, without its page."""
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from cases.models import Case  # noqa: PLC0415 -- as above
    from cases.queries import duplicate_groups  # noqa: PLC0415 -- as above
    from cases.world import viewer_in, world  # noqa: PLC0415 -- as above

    for name, user in users.items():
        present = world(timezone.now())
        viewer = viewer_in(present, user)
        found = duplicate_groups.groups(present, viewer)
        seen = Case.objects.visible_to(viewer).open().count()
        sizes = [len(group.members) + group.more for group in found]
        print(f"{name}: {seen} open cases, {len(found)} groups, the largest of {max(sizes, default=0)}")
        timed(f"groups, {name}", lambda _place, p=present, v=viewer: duplicate_groups.groups(p, v), min(rounds, 40))


def messages(path: Path) -> None:
    """How often the words find the earlier message of the same sender."""
    from cases.similar import alike, telling_tokens  # noqa: PLC0415 -- after setup

    with path.open(encoding="utf-8-sig", newline="") as file:
        read = [
            (dt.datetime.strptime(row["sent_at"].replace("-", "/"), "%Y/%m/%d %H:%M:%S"), row["sender"], row)  # noqa: DTZ007 -- compared only
            for row in csv.DictReader(file)
        ]
    rows = [
        (at, sender, telling_tokens(f"{row['subject']}\n{row['details']}"[:400]))
        for at, sender, row in sorted(read, key=lambda row: row[0])
    ]
    again = found = 0
    for place, (at, sender, tokens) in enumerate(rows):
        before = [row for row in rows[:place] if at - row[0] <= SINCE]
        if any(row[1] == sender for row in before):
            again += 1
            likeliest = sorted(before, key=lambda row: -alike(tokens, row[2]))[:SHOWN]
            found += any(row[1] == sender for row in likeliest)
    share = 100 * found / again if again else 0
    print(f"{len(rows)} messages, {again} with an earlier one of their sender in 30 days")
    print(f"it is among the first {SHOWN} by the words, without any place, of {found} ({share:.0f} %)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--messages", type=Path)
    options = parser.parse_args()
    with ground.ready():
        if options.messages:
            messages(options.messages)
        grids = ground.town()
        users = {
            "street": ground.person("street", grids[0][:9], "clerk", "handler", "unit_head", "leader"),
            "county": ground.person("county", ground.COUNTY, "clerk", "handler", "unit_head", "leader"),
        }
        started = time.perf_counter()
        seed(grids, options.cases)
        print(f"{options.cases} open cases in {time.perf_counter() - started:.0f} s")
        from django.db import connection  # noqa: PLC0415 -- after setup

        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(ground.load())
        groups(users, options.rounds)
        with ground.web() as port:
            hints(port, grids, options.rounds)
        print(ground.load())


if __name__ == "__main__":
    main()
