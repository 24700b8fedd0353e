"""Who reports what, where and when: the four hundred cases of the demo, before anybody acts on them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from accounts.models import User
from cases.models import Category
from cases.states import Channel, Severity
from cases.worktime import Limit
from cases.world import World
from config.demo import lattice
from config.demo.clockwork import Play
from config.demo.dice import Dice
from config.demo.life import Entry, Life
from config.demo.wording import Words, data
from grids import locate
from grids.locate import Place
from grids.roles import Permission
from residents import contact

DAYS = 90
CASES = 400
FAVOURITE = 3
"""The first grid has so many times as many cases as another, because visitors sign in there."""
PUBLIC = {"web": 44, "app": 26, "qr": 14, "api": 2}
ASIDES = {"reject": "rejected", "refer": "referred", "cancel": "cancelled"}
"""The twist of each, and the list of its requests in the phrases."""
STAFF = {"patrol": 8, "phone": 4, "counter": 2}
HOURS = [7, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 14, 15, 15, 16, 16, 17, 18, 19, 19, 20, 20, 21, 22]
PHONE_PREFIX = "154000"
"""A range that no operator has given out."""


@dataclass(frozen=True)
class GridPlace:
    """A grid with the places that people name in it. `homes` are (area code, name) of its buildings."""

    code: str
    community: str
    corner: tuple[int, int]
    spots: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plot:
    """What is the matter, where, and how it goes. `aside`: a request that nobody handles, with its answer."""

    category: str
    grid: GridPlace
    twists: tuple[str, ...] = ()
    aside: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Report:
    """One report as the script wants it; an empty channel is drawn."""

    at: dt.datetime
    plot: Plot
    channel: str = ""
    at_desk: bool = False


def reports(grids: Sequence[GridPlace], present: World, until: dt.datetime, count: int = CASES) -> list[Report]:
    """`count` reports of the ninety days before `until`, in the order in which they come in.

    The last ones are written out in the script, so that every desk has something to do.
    """
    dice = Dice("script", until.date())
    finale = [_of_finale(row, grids, present, until) for row in data("script")["finale"]][:count]
    rest = count - len(finale)
    asides = _asides(grids, dice)[: rest // 20]
    plots = dice.shuffled([*asides, *_usual(rest - len(asides), grids, present, dice)])
    drawn = [Report(_instant(until, place, rest, dice), plot) for place, plot in enumerate(plots)]
    return sorted([*drawn, *finale], key=lambda report: report.at)


def _of_finale(row: Mapping[str, Any], grids: Sequence[GridPlace], present: World, until: dt.datetime) -> Report:
    minutes = Dice(row["category"], row["grid"], row["ago"]).between(0, 50)
    at = present.calendar.subtract(until, Limit.parse(row["ago"])) + dt.timedelta(minutes=minutes)
    aside = None if row["category"] else data("phrases")["rejected"][1]
    plot = Plot(row["category"], grids[row["grid"]], tuple(row.get("twists", "").split()), aside)
    return Report(at, plot, row.get("channel", ""), row.get("desk", False))


def _asides(grids: Sequence[GridPlace], dice: Dice) -> list[Plot]:
    """What is not accepted, sent elsewhere or taken off again."""
    return [
        Plot("", dice.pick(grids), (twist,), aside)
        for twist, share in data("script")["asides"].items()
        for aside in islice(cycle(data("phrases")[ASIDES[twist]]), share)
    ]


def _usual(count: int, grids: Sequence[GridPlace], present: World, dice: Dice) -> list[Plot]:
    """Categories as often as their weight says, each with a story of its kind."""
    deck = [code for code, entry in data("texts").items() for _ in range(entry["weight"])]
    codes = list(islice(cycle(dice.shuffled(deck)), count))
    stories = {
        kind: cycle(dice.shuffled([story for story, share in shares.items() for _ in range(share)]))
        for kind, shares in data("script")["stories"].items()
    }
    where = [*grids, *[grids[0]] * (FAVOURITE - 1)]
    kinds = {code: _kind(_category(present, code)) for code in set(codes)}
    return [Plot(code, dice.pick(where), tuple(next(stories[kinds[code]]).split())) for code in codes]


def _instant(until: dt.datetime, place: int, count: int, dice: Dice) -> dt.datetime:
    """Spread over the days evenly, over the hours as people are awake."""
    day = until - dt.timedelta(days=DAYS - int((place + dice.number()) * (DAYS - 1) / count))
    return day + dt.timedelta(hours=dice.pick(HOURS), minutes=dice.between(0, 59), seconds=dice.between(0, 59))


def _category(present: World, code: str) -> Category:
    found = present.catalogue.in_force(code, present.today)
    if found is None:
        raise LookupError(code)
    return found


def _kind(category: Category) -> str:
    if category.severity == Severity.CRITICAL:
        return "critical"
    return "on_the_spot" if category.on_the_spot else category.level


def life_of(report: Report, play: Play, serial: int) -> Life:
    """The report with its words, its sender and everything that is drawn for it."""
    dice, plot = Dice("case", play.until.date(), serial), report.plot
    home = dice.pick(plot.grid.homes)
    request = plot.aside["request"] if plot.aside else dice.pick(data("texts")[plot.category]["requests"])
    words = Words(plot.category, request, dice.pick(plot.grid.spots), home[1], Dice("words", serial))
    at_desk = report.at_desk or plot.aside is not None or (not plot.twists and _goes_to_desk(plot, play, dice))
    channel = report.channel or dice.weighted(PUBLIC if at_desk else {**PUBLIC, **STAFF})
    true_place = home[0] if words.is_at_home else plot.grid.code
    entry = Entry(
        place=_place(plot.grid, true_place, at_desk=at_desk, dice=dice),
        true_place=true_place,
        true_category=plot.category,
        category=None if at_desk else plot.category,
        contact=_contact(dice, serial) if channel != Channel.PATROL and dice.chance(0.85) else None,
        channel=channel,
        by=None if channel in PUBLIC else _reporter(play, plot.grid, channel),
    )
    return Life(play, entry, words, dice, list(plot.twists))


def _goes_to_desk(plot: Plot, play: Play, dice: Dice) -> bool:
    """Half of those who report in the usual way choose no category; where it is urgent, all do."""
    severity = Severity(_category(play.world(), plot.category).severity)
    return severity.rank < Severity.URGENT.rank and dice.chance(0.5)


def _place(grid: GridPlace, true_place: str, *, at_desk: bool, dice: Dice) -> Place:
    """By the list, by a point on the map, or, for the desk to find out, no finer than the community."""
    if at_desk and dice.chance(0.4):
        return locate.by_area(grid.community)
    if true_place == grid.code and dice.chance(0.5):
        longitude, latitude = lattice.inside(*grid.corner, dice)
        return locate.by_point(latitude, longitude)
    return locate.by_area(true_place)


def _contact(dice: Dice, serial: int) -> contact.Contact:
    people = data("street")["residents"]
    return contact.clean(dice.pick(people["surnames"]) + dice.pick(people["given"]), f"{PHONE_PREFIX}{serial:05d}")


def _reporter(play: Play, grid: GridPlace, channel: str) -> User:
    """The grid worker on patrol, or a clerk of the community at the telephone and the counter."""
    code = grid.code if channel == Channel.PATROL else grid.community
    return play.people(play.world().directory.offices[code].id, Permission.REPORT)[0]
