"""Groups of open cases that may be one matter, for the desk that merges them.

Cases of one spot and category are grouped where their words are alike; groups are connected, so two cases
may stand in one because a third is like both. A case that nobody has filed yet joins the likeliest filed
one around which it was reported.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left

from cases.guards_merging import spot
from cases.models import Case, Category, Text, TextKind
from cases.queries.duplicates import MOST_LOOKED_AT, SINCE
from cases.similar import LIKELY, alike, telling_tokens
from cases.states import OPEN, RULES, Severity, State, Verb
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.tree import AreaNode

MOST_READ: Final = 2000
"""So many of the newest open cases are looked at."""
COMPARED: Final = 150
"""So many characters of each text are compared: what a message is about stands at its beginning."""
MOST_IN_GROUP: Final = 20
"""So many cases of a group are shown; when they are merged, others take their place."""

_COLUMNS = (
    *("number", "area_id", "category_id", "state", "severity", "reported_at", "due_at", "merged_count"),
    *("event_count", "words"),
)


@dataclass
class Member:
    """One case of a group. `words` are the first characters of the request."""

    number: str
    area_id: str
    category_id: int | None
    state: State
    severity: Severity
    reported_at: dt.datetime
    due_at: dt.datetime | None
    merged_count: int
    event_count: int
    words: str

    @cached_property
    def tokens(self) -> frozenset[str]:
        """What the words are compared by."""
        return telling_tokens(self.words)

    @property
    def can_be_merged(self) -> bool:
        """As far as the case itself says; whether it fits the other one, the action does."""
        return self.state in RULES[Verb.MERGE].sources and not self.merged_count

    @property
    def can_go_on(self) -> bool:
        """Others may be merged into it."""
        return self.category_id is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that may be one matter; first the one that suits best to go on. `more` are not shown."""

    area: AreaNode
    category: Category
    members: list[Member]
    more: int


def groups(present: World, viewer: Viewer) -> list[Group]:
    """The groups among the newest 2,000 open cases of thirty days in sight, the largest first; in one statement.

    Nothing sensitive and no complaint about staff. A case is compared with the fifty before it of its spot
    and category, so that one busy place does not take all the time.
    """
    rows = _read(present, viewer)
    filed: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for row in rows:
        if row.category_id is not None:
            code = present.catalogue.by_id(row.category_id).code
            filed[spot(present.directory, row.area_id), code].append(row)
    joined = _join(present, filed, [row for row in rows if row.category_id is None])
    found = [_group(present, members) for members in joined if _is_of_use(members)]
    return sorted(found, key=lambda group: -(len(group.members) + group.more))


def _read(present: World, viewer: Viewer) -> list[Member]:
    words = Text.objects.filter(case_id=OuterRef("pk"), seq=1, kind=TextKind.REQUEST).values(
        begun=Left("body", COMPARED)
    )
    cases = Case.objects.visible_to(viewer).filter(
        state__in=OPEN, sensitive=False, complained_unit=None, reported_at__gte=present.at - SINCE
    )
    newest = cases.annotate(words=Subquery(words)).order_by("-reported_at", "-id").values_list(*_COLUMNS)
    return [_member(row) for row in newest[:MOST_READ]]


def _member(row: Sequence[Any]) -> Member:
    number, area, category, state, severity, reported_at, due_at, merged, events, words = row
    return Member(
        number, area, category, State(state), Severity(severity), reported_at, due_at, merged, events, words or ""
    )


def _join(
    present: World, filed: dict[tuple[str, str], list[Member]], unfiled: Iterable[Member]
) -> Iterator[list[Member]]:
    """The connected groups, with the unfiled cases that are like one of their members."""
    groups_of: dict[str, list[Member]] = {}
    for rows in filed.values():
        for place, row in enumerate(rows):
            _connect(groups_of, row, rows[max(0, place - MOST_LOOKED_AT) : place])
    near = _Near(present, [row for rows in filed.values() for row in rows])
    for row in unfiled:
        best = near.likeliest(row)
        if best is not None:
            groups_of[best.number].append(row)
    seen: set[int] = set()
    for group in groups_of.values():
        if len(group) > 1 and id(group) not in seen:
            seen.add(id(group))
            yield group


def _connect(groups_of: dict[str, list[Member]], row: Member, before: Sequence[Member]) -> None:
    """Puts a case into the groups of those that it is like; where these are several, they become one."""
    own = groups_of[row.number] = [row]
    for other in reversed(before):
        theirs = groups_of[other.number]
        if theirs is not own and alike(row.tokens, other.tokens) >= LIKELY:
            theirs += own
            for member in own:
                groups_of[member.number] = theirs
            own = theirs


class _Near:
    """The newest fifty filed cases at each spot where an unfiled one was reported, or inside its community."""

    def __init__(self, present: World, filed: Iterable[Member]) -> None:
        self.directory = present.directory
        self.filed = sorted(filed, key=lambda row: row.reported_at, reverse=True)
        self.at: dict[str, list[Member]] = {}

    def likeliest(self, row: Member) -> Member | None:
        """The case that an unfiled one is most like, None where none is like it."""
        if self.directory.areas[row.area_id].level.rank > Level.COMMUNITY.rank:
            return None
        scored = ((alike(row.tokens, other.tokens), other) for other in self._around(row))
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return best if score >= LIKELY else None

    def _around(self, row: Member) -> list[Member]:
        code = spot(self.directory, row.area_id)
        if code not in self.at:
            inside = (other for other in self.filed if self.directory.contains(code, other.area_id))
            self.at[code] = list(islice(inside, MOST_LOOKED_AT))
        return self.at[code]


def _is_of_use(members: Sequence[Member]) -> bool:
    return any(member.can_be_merged for member in members)


def _group(present: World, members: list[Member]) -> Group:
    """Nothing may get slower or less serious by merging: the most severe goes on, and of those the first due."""
    ordered = sorted(members, key=_first_to_go_on)
    first = ordered[0]
    return Group(
        area=present.directory.areas[spot(present.directory, first.area_id)],
        category=present.catalogue.by_id(first.category_id or 0),
        members=ordered[:MOST_IN_GROUP],
        more=max(0, len(ordered) - MOST_IN_GROUP),
    )


def _first_to_go_on(row: Member) -> tuple[Any, ...]:
    due = row.due_at or row.reported_at
    return not row.can_go_on, -row.severity.rank, due, row.can_be_merged, row.reported_at, row.number
