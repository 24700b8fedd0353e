"""The day itself: reports come in, clocks ring, people look at their desks, requesters at their cases."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from accounts.models import User
from accounts.refusals import Refusal
from bench.street_day import hands, requesters
from bench.street_day.people import Street
from cases import casefile, rules
from cases.models import Case
from cases.queries import piles
from cases.states import OPEN, State
from cases.viewer import Viewer
from cases.world import ZONE, World, viewer_in, world
from config.demo.dice import Dice
from config.demo.wording import Words
from grids.roles import Role
from notices.actions import mark_read
from notices.models import Notice

DESK = 12
"""So many cases of a pile does somebody see at a glance."""
OFFICE_OPENS, OFFICE_CLOSES = dt.time(8, 30), dt.time(18)
DUTY = dt.time(7), dt.time(21)
ON_DUTY = frozenset({Role.GRID_WORKER})
"""They go on until the evening; everybody else goes home."""


@dataclass(frozen=True)
class Fact:
    """What is true of a report, whatever it said: a triage clerk finds it out."""

    category: str
    area: str
    words: Words


@dataclass(frozen=True)
class Entry:
    """Something that happens at an instant, with its name for the account of what was refused."""

    at: dt.datetime
    name: str
    act: Callable[["Day"], None]


@dataclass
class Day:
    """The play. `tick` is what the worker does at an instant; nothing else reads the outbox or rings a clock."""

    street: Street
    date: dt.date
    tick: Callable[[dt.datetime], None]
    step: dt.timedelta = dt.timedelta(minutes=5)
    diligence: float = 0.5
    facts: dict[int, Fact] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    dice: Dice = field(init=False)
    present: World = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Dice("street day", self.date)

    @property
    def now(self) -> dt.datetime:
        """The instant of the present step."""
        return self.present.at

    def at(self, time: str) -> dt.datetime:
        """An instant of the day by the office's clock, such as `08:30`."""
        return dt.datetime.combine(self.date, dt.time.fromisoformat(time), ZONE).astimezone(dt.UTC)

    def run(self, entries: Iterable[Entry], until: dt.datetime) -> None:
        """From the first entry to the end. What a person is refused is counted by its code."""
        waiting = sorted(entries, key=lambda entry: entry.at)
        for at in self._instants(waiting[0].at, until):
            while waiting and waiting[0].at <= at:
                entry = waiting.pop(0)
                self.present = world(entry.at)
                self._try(entry.name, entry.act, self)
            self.present = world(at)
            self.tick(at)
            self.present = world(at)
            self._work()
            self._try("requesters", requesters.act, self)
        self.present = world(until)

    def _instants(self, since: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
        while since < until:
            yield since
            since += self.step
        yield until

    def _try(self, name: str, act: Callable[..., None], *given: object) -> None:
        try:
            act(*given)
        except Refusal as refusal:
            self.refused[f"{name}: {refusal.code}"] += 1

    def _work(self) -> None:
        time = self.now.astimezone(ZONE).time()
        is_open = OFFICE_OPENS <= time < OFFICE_CLOSES
        is_awake = DUTY[0] <= time < DUTY[1]
        for user in self.street.people.values():
            viewer = viewer_in(self.present, user)
            if not is_open and not (is_awake and any(post.role in ON_DUTY for post in viewer.posts)):
                continue
            if self.dice.chance(self.diligence):
                self._look(user, viewer)

    def _look(self, user: User, viewer: Viewer) -> None:
        if self.dice.chance(0.06):
            self._read(user, viewer)
        case = self._on_desk(viewer) or self._passed_by(viewer)
        if case is None or self._left_alone(case):
            return
        file = casefile.read(case)
        offered = rules.actions(viewer, file, self.present)
        look = hands.Look(self, user, viewer, file)
        chosen = hands.choose(look, offered)
        if chosen is not None:
            verb, given = chosen
            self._try(verb, hands.use, look, verb, given)

    def _on_desk(self, viewer: Viewer) -> Case | None:
        """A case of one of the person's piles, the most pressing ones first."""
        own = [pile for pile in piles.piles_of(viewer) if pile is not piles.Pile.WAITING]
        found = piles.found(self.present, viewer, own, DESK)
        lying = [pks for pks in found.values() if pks]
        if not lying or self.dice.chance(0.05):
            return None
        pks = self.dice.pick(lying)
        return Case.objects.get(pk=pks[int(self.dice.number() ** 2 * len(pks))])

    def _passed_by(self, viewer: Viewer) -> Case | None:
        """Any case in sight: who stands above looks at the work of others."""
        if self.dice.chance(0.6):
            return None
        states = OPEN if self.dice.chance(0.75) else {State.CLOSED}
        seen = Case.objects.visible_to(viewer).filter(state__in=states).order_by("pk")
        pks = list(seen.values_list("pk", flat=True))
        return Case.objects.get(pk=self.dice.pick(pks)) if pks else None

    def _left_alone(self, case: Case) -> bool:
        """One case in fourteen lies on the desks until its clocks have rung."""
        is_neglected = Dice("neglected", case.reported_at, case.area_id).chance(0.07)
        return is_neglected and case.escalation_count == 0 and self.now < case.reported_at + dt.timedelta(hours=9)

    def _read(self, user: User, viewer: Viewer) -> None:
        units = [unit.id for unit in viewer.units()]
        new = Notice.objects.inbox(user.pk, units).unread_by(user.pk).values_list("pk", flat=True)[:50]
        mark_read(list(new), by_id=user.pk, unit_ids=units, at=self.now)
