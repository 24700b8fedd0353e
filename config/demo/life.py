"""One case of the demo: what its people know of it, whom they ask, how long they take."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User
from accounts.prepared import of_id
from cases.actions import intake
from cases.casefile import CaseFile, read
from cases.models import Case, Category
from cases.states import Severity, State
from cases.worktime import Limit
from config.demo.clockwork import Play
from config.demo.dice import Dice
from config.demo.wording import Words
from grids.levels import Level
from grids.locate import Place
from grids.roles import Permission
from grids.tree import UnitNode
from residents.contact import Contact

HASTE = {Severity.CRITICAL: (1, 3), Severity.URGENT: (4, 18)}
"""Minutes of the clock until somebody acts on a case that cannot wait."""
CALM = (8, 45)
"""Working minutes until somebody acts on any other."""

AS_IT_IS = of_id(lambda pk: Case.objects.filter(pk=pk))


@dataclass(frozen=True)
class Entry:
    """How a report comes in. `true_place` and `true_category` are what a triage clerk will find."""

    place: Place
    true_place: str
    true_category: str
    category: str | None
    contact: Contact | None
    channel: str
    by: User | None = None
    external_number: str = ""


@dataclass
class Life:
    """A case with the twists that are still to come."""

    play: Play
    entry: Entry
    words: Words
    dice: Dice
    twists: list[str] = field(default_factory=list)
    case: Case = field(init=False)
    over: bool = False

    @property
    def now(self) -> dt.datetime:
        """The instant of the present step."""
        return self.play.now

    def report(self) -> None:
        """The report comes in."""
        reported = intake.report(
            text=self.words.asked(),
            at=self.now,
            channel=self.entry.channel,
            place=self.entry.place,
            by=self.entry.by,
            category_code=self.entry.category,
            contact=self.entry.contact,
            external_number=self.entry.external_number,
        )
        self.case = reported.case

    # What they know

    def file(self) -> CaseFile:
        """The case with its clocks, as they are now."""
        self.look()
        return read(self.case)

    def stands(self, *states: State) -> bool:
        """The case, read again, is in one of these states: the timers may have moved it meanwhile."""
        self.look()
        return self.case.state in states

    def look(self) -> None:
        """Reads the case again."""
        (self.case,) = AS_IT_IS.of(self.case.pk)

    @property
    def holder(self) -> UnitNode:
        """The holding unit."""
        return self.unit(self.case.holder_id)

    def unit(self, unit_id: int) -> UnitNode:
        """A unit of the organisation."""
        return self.play.world().directory.units[unit_id]

    def unit_called(self, name: str) -> UnitNode:
        """A unit by its name; StopIteration where there is none."""
        return next(unit for unit in self.play.world().directory.units.values() if unit.name == name)

    def above(self) -> UnitNode | None:
        """The office one level above the holder."""
        return self.play.world().directory.parent_of(self.holder)

    @property
    def category(self) -> Category:
        """The category that it truly has."""
        present = self.play.world()
        found = present.catalogue.in_force(self.entry.true_category, present.today)
        if found is None:
            raise LookupError(self.entry.true_category)
        return found

    @property
    def in_grid(self) -> bool:
        """A grid holds it."""
        return self.case.holder_level == Level.GRID

    @property
    def is_late(self) -> bool:
        """It is past its due time."""
        return self.case.due_at is not None and self.now > self.case.due_at

    # Whom they ask

    def hand(self, permission: Permission, unit_id: int | None = None) -> User:
        """One of those who may, in the holding unit or another one."""
        return self.dice.pick(self.play.people(unit_id or self.case.holder_id, permission))

    def hand_above(self, permission: Permission) -> User:
        """One of those who may in the office above the holder; LookupError at the top."""
        above = self.above()
        if above is None:
            raise LookupError(f"nobody stands above {self.holder.name}")
        return self.hand(permission, above.id)

    def two(self, permission: Permission) -> tuple[User, User]:
        """Two different people of the holding unit; ValueError where there is only one."""
        first, second = self.dice.shuffled(self.play.people(self.case.holder_id, permission))[:2]
        return first, second

    # How long they take

    def soon(self) -> dt.datetime:
        """When somebody sees it and acts."""
        severity = Severity(self.case.severity)
        if severity in HASTE:
            return self.now + dt.timedelta(minutes=self.dice.between(*HASTE[severity]))
        return self.working(*CALM)

    def working(self, low: int, high: int) -> dt.datetime:
        """After so many working minutes."""
        return self.play.world().calendar.add(self.now, self.dice.between(low, high), True)

    def office(self, at: dt.datetime, high: int = 120) -> dt.datetime:
        """Some minutes into the office hours that follow an instant."""
        return self.play.world().calendar.add(at, self.dice.between(3, high), True)

    def done(self) -> dt.datetime:
        """When the work is done: a part of the time that is left, or some hours when none is."""
        due, calendar = self.case.due_at, self.play.world().calendar
        if due is None or due <= self.now:
            return self.working(60, 240)
        limit = Limit.parse(self.category.resolve_limit)
        seconds = calendar.between(self.now, due, limit.is_working) * self._part()
        at = calendar.add(self.now, dt.timedelta(seconds=round(seconds)), limit.is_working)
        hurried = Severity(self.case.severity) in HASTE
        return at if hurried or limit.is_working else self.office(at)

    def _part(self) -> float:
        return self.dice.share(0.05, 0.17) if self.case.severity == Severity.CRITICAL else self.dice.share(0.06, 0.32)
