"""Who reports what, where and by which channel: most of the day's cases, a lull at noon, some of them twice."""

import datetime as dt
import json
from collections.abc import Callable

from accounts.models import User
from bench.street_day.play import Day, Entry, Fact
from cases import alarm_signatures
from cases.actions import alarms, intake
from cases.models import Case, DeviceGroup
from cases.states import Channel
from config.demo import lattice
from config.demo.dice import Dice
from config.demo.script import PHONE_PREFIX, GridPlace
from config.demo.wording import Words, data
from grids import locate
from grids.locate import Place
from grids.roles import Permission
from residents import contact
from residents.contact import Contact

CHANNELS = {"web": 20, "app": 14, "qr": 8, "api": 6, "phone": 6, "counter": 5, "letter": 2, "patrol": 12, "visit": 4}
RESIDENTS = frozenset({Channel.WEB, Channel.APP, Channel.QR, Channel.API})
BY_GRID = frozenset({Channel.PATROL, Channel.VISIT})
HOURS = ("08", "08", "09", "09", "09", "10", "10", "11", "12", "13", "14", "14", "15", "15", "16", "17", "18", "19")
BEYOND = {"DIS01": 20, "SAF02": 10, "ENV01": 12}
"""Kinds of which the day has more than the demo: disputes to mediate, dangers whose clocks are short."""
HOTLINE = dt.timedelta(minutes=40)
"""So much later than the call do the hotline's cases come, in one file."""
FOLDED, DEVICES = 50, 20
"""The burst: one device so often, so many devices in all."""


def reports(day: Day, count: int) -> list[Entry]:
    """So many reports over the day; one in twelve is of a matter that was reported shortly before."""
    dice = Dice("arrivals", day.date)
    deck = [code for code, entry in data("texts").items() for _ in range(entry["weight"] + BEYOND.get(code, 0))]
    entries: list[Entry] = []
    last: tuple[str, GridPlace] | None = None
    for serial in range(count):
        same = last is not None and dice.chance(0.08)
        code, grid = last if last is not None and same else (dice.pick(deck), dice.pick(day.street.grids))
        last = code, grid
        at = day.at(f"{dice.pick(HOURS)}:{dice.between(0, 59):02d}")
        entries.append(Entry(at, "report", _report(serial, code, grid, dice.weighted(CHANNELS))))
    return entries


def _report(serial: int, code: str, grid: GridPlace, channel: str) -> Callable[[Day], None]:
    dice = Dice("report", serial)
    fact, place = _fact(serial, code, grid, dice)
    if channel in BY_GRID:
        place = locate.by_area(fact.area)

    def come_in(day: Day) -> None:
        by = None if channel in RESIDENTS else _clerk(day, grid, channel)
        known = channel in BY_GRID or dice.chance(0.6)
        reported = intake.report(
            text=fact.words.asked(),
            at=day.now,
            channel=channel,
            by=by,
            place=place,
            category_code=code if known else None,
            contact=None if channel in BY_GRID and dice.chance(0.7) else _contact(dice, serial),
        )
        day.facts[reported.case.pk] = fact

    return come_in


def _fact(serial: int, code: str, grid: GridPlace, dice: Dice) -> tuple[Fact, Place]:
    home = dice.pick(grid.homes)
    words = Words(code, dice.pick(data("texts")[code]["requests"]), dice.pick(grid.spots), home[1], Dice("w", serial))
    area = home[0] if words.is_at_home else grid.code
    if dice.chance(0.12):
        return Fact(code, area, words), locate.by_area(grid.community)
    if area == grid.code and dice.chance(0.5):
        longitude, latitude = lattice.inside(*grid.corner, dice)
        return Fact(code, area, words), locate.by_point(latitude, longitude)
    return Fact(code, area, words), locate.by_area(area)


def _contact(dice: Dice, serial: int) -> Contact:
    people = data("street")["residents"]
    return contact.clean(dice.pick(people["surnames"]) + dice.pick(people["given"]), f"{PHONE_PREFIX}{serial:05d}")


def _clerk(day: Day, grid: GridPlace, channel: str) -> User:
    code = grid.code if channel in BY_GRID else grid.community
    directory = day.present.directory
    posts = directory.posts_by_unit[directory.offices[code].id]
    ids = {post.user_id for post in posts if post.allows(Permission.REPORT)}
    return next(user for user in day.street.people.values() if user.pk in ids)


def hotline(day: Day, at: dt.datetime, count: int) -> Entry:
    """A file of the hotline: calls of the last hour, each with its number there."""

    def come_in(day: Day) -> None:
        dice = Dice("hotline", at)
        rows: list[intake.ImportRow] = []
        facts: list[Fact] = []
        for serial in range(9000, 9000 + count):
            code = dice.pick(["ENV01", "TRF01", "POL01", "PTY01", "MUN03"])
            fact, place = _fact(serial, code, dice.pick(day.street.grids), dice)
            facts.append(fact)
            known = code if dice.chance(0.7) else None
            number, who = f"12345-{at:%Y%m%d%H%M}-{serial}", _contact(dice, serial)
            rows.append(
                intake.ImportRow(number, fact.words.asked(), day.now - HOTLINE, place, category_code=known, contact=who)
            )
        cases = intake.import_batch(rows, channel=Channel.HOTLINE, at=day.now)
        day.facts |= {case.pk: fact for case, fact in zip(cases, facts, strict=True)}

    return Entry(at, "hotline", come_in)


def alarm_burst(day: Day, at: dt.datetime, devices: int = DEVICES, times: int = FOLDED) -> list[Entry]:
    """Smoke detectors: one device sends again and again, the others once; every message signed as at the API."""
    grids = day.street.grids
    keys: dict[str, str] = {}

    def install(day: Day) -> None:
        code = grids[0].community
        keys["SMOKE"] = alarms.save_group(
            code="SMOKE", name="独立式感烟报警器", area_code=code, category_code="SAF01", by=None, at=day.now
        )
        for number in range(devices):
            home = grids[number % 4].homes[number // 4 % 3]
            alarms.save_device(
                _group(), code=f"S{number:03d}", area_code=home[0], address=home[1], active=True, by=None, at=day.now
            )

    sends = [f"S{0:03d}"] * times + [f"S{number:03d}" for number in range(1, devices)]
    burst = [
        Entry(at + dt.timedelta(seconds=4 * serial), "alarm", _alarm(keys, device, serial))
        for serial, device in enumerate(sends)
    ]
    return [Entry(day.at("08:00"), "install", install), *burst]


def _group() -> DeviceGroup:
    return DeviceGroup.objects.get(code="SMOKE")


def _alarm(keys: dict[str, str], device: str, serial: int) -> Callable[[Day], None]:
    def come_in(day: Day) -> None:
        sent = {"device": device, "external_id": f"{device}-{serial}", "kind": "smoke"}
        raw, stamp = json.dumps(sent).encode(), str(int(day.now.timestamp()))
        signature = alarm_signatures.sign(keys["SMOKE"], stamp, raw)
        group = alarm_signatures.sender("SMOKE", stamp, signature, raw, day.now)
        received = alarms.receive(group, **sent, happened_at=day.now, at=day.now)
        case = Case.objects.get(number=received.case_number)
        words = Words("SAF01", "报警器报警。", "楼道", "本楼", Dice("alarm", serial))
        day.facts[case.pk] = Fact("SAF01", case.area_id, words)

    return come_in


def planned(count: int) -> tuple[int, int]:
    """How many come as reports and by the hotline, so that with alarms and receptions it is `count`."""
    by_hotline = max(2, count // 12)
    return count - by_hotline, by_hotline
