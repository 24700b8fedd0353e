"""What everybody may know of cases, and in which cells it is counted. Pure.

Sources: hazard E20 (small numbers: k ≥ 5, community level where people are meant), E14 (sensitive services
are never shown), E7 (nothing may lead to the complainant) and the catalogue's rule 3 (publication flag).

Published are counts alone. Every case lies in exactly one block, every block counts five cases or more, and
every number on a page is a sum of whole blocks: whatever is subtracted from whatever, what is left is
nothing or five and more. A month is counted as a whole, once, when it is over and public (`actions.publishing`);
in a week a community has too few of a kind to say anything. What was counted stays: a case that ends, is withdrawn or
gets another category afterwards changes no number, so that two readings, subtracted, tell nothing of it. How many were
finished is told as of that day as well, and the page says which day it was. A kind that is not to be published any more
is taken off in whole blocks (`is_still_public`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases.states import Outcome
from grids.levels import Level

LEAST: Final = 5
"""So many cases at least stand behind each number (E20)."""
MONTHS: Final = 3
"""So many of the latest public months are shown."""
NEVER_GROUPS: Final = frozenset({"ORD"})
"""Leads for the police and people in danger; whatever their category says (E7, E14)."""
NEVER_CODES: Final = frozenset({"CIV05"})
"""Complaints about the conduct of staff (E7)."""
AT_COMMUNITY: Final = frozenset({"DIS"})
"""Groups that are counted by community at the finest, whatever personal data they carry (E20)."""
NOT_COUNTED: Final = frozenset(
    {Outcome.MERGED, Outcome.CANCELLED, Outcome.WITHDRAWN, Outcome.REJECTED, Outcome.REFERRED}
)
"""A matter counts once, and only where something was done about it."""

Places = Mapping[Level, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """So many cases of one category at one place in one month, of which so many are finished.

    `places` are the codes of the area and of those above it, by level.
    """

    places: Places
    code: str
    group: str
    month: dt.date
    count: int = 1
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Cases that are counted together. `code` is empty for several kinds of a group, `group` for several groups.

    `finished` is None where some are and some are not and the smaller part is below five.
    """

    area: str
    level: Level
    code: str
    group: str
    month: dt.date
    count: int
    finished: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """How coarse: the level of the area, and whether kinds and groups are kept apart."""

    level: Level
    by_code: bool
    by_group: bool


STEPS: Final = (
    Step(Level.GRID, by_code=True, by_group=True),
    Step(Level.COMMUNITY, by_code=True, by_group=True),
    Step(Level.COMMUNITY, by_code=False, by_group=True),
    Step(Level.STREET, by_code=False, by_group=True),
    Step(Level.STREET, by_code=False, by_group=False),
    Step(Level.COUNTY, by_code=False, by_group=False),
    Step(Level.CITY, by_code=False, by_group=False),
)
"""Where fewer than five are left, they are counted one step coarser; what is left after the last is not shown."""


def finest(code: str, group: str, *, publish: bool, personal_data: str) -> Level | None:
    """The finest level at which a category may be counted for everybody; None: never."""
    if not publish or personal_data == "sensitive" or group in NEVER_GROUPS or code in NEVER_CODES:
        return None
    return Level.COMMUNITY if personal_data != "none" or group in AT_COMMUNITY else Level.GRID


def is_still_public(block: Block, lowest: Level | None) -> bool:
    """Today's rules let the block be read. `lowest`: the finest level at which its kind is counted now; None: at none.

    A block goes as a whole, so its absence tells of five cases and more. One of several kinds names none and stays.
    """
    return not block.code or (lowest is not None and block.level.rank >= lowest.rank)


def fold(matters: Iterable[Matter]) -> list[Block]:
    """The blocks, the finest first. A matter without an area of a step's level waits for a coarser step."""
    blocks: list[Block] = []
    parts = [[matter] for matter in matters]
    for step in STEPS:
        cells: dict[tuple[str, str, str, dt.date], list[list[Matter]]] = defaultdict(list)
        waiting: list[list[Matter]] = []
        for part in parts:
            first = part[0]
            if step.level in first.places:
                cells[_key(step, first)].append(part)
            else:
                waiting.append(part)
        parts = waiting
        for (area, code, group, month), found in cells.items():
            members = [matter for part in found for matter in part]
            if _may_stand(found, is_first=step is STEPS[0]):
                blocks.append(_block(area, step.level, code, group, month, members))
            else:
                parts.append(members)
    return blocks


def _key(step: Step, matter: Matter) -> tuple[str, str, str, dt.date]:
    code = matter.code if step.by_code else ""
    return matter.places[step.level], code, matter.group if step.by_group else "", matter.month


def _may_stand(parts: Sequence[Sequence[Matter]], *, is_first: bool) -> bool:
    """Five or more; and not made of fours alone, for who knows that none is above four could tell each."""
    counts = [sum(matter.count for matter in part) for part in parts]
    return sum(counts) >= LEAST and (is_first or any(count != LEAST - 1 for count in counts))


def _block(area: str, level: Level, code: str, group: str, month: dt.date, members: Sequence[Matter]) -> Block:
    count = sum(matter.count for matter in members)
    return Block(area, level, code, group, month, count, told(count, sum(matter.finished for matter in members)))


def told(count: int, finished: int) -> int | None:
    """How many are finished, if neither those nor the others are fewer than five; all and none may be told."""
    parts = (finished, count - finished)
    return finished if all(part == 0 or part >= LEAST for part in parts) else None


@dataclass(frozen=True, slots=True)
class Sum:
    """What some blocks count together; `finished` only where each of them tells it."""

    count: int
    finished: int | None


def total(blocks: Iterable[Block]) -> Sum:
    """The sum of whole blocks."""
    rows = list(blocks)
    finished = [block.finished for block in rows if block.finished is not None]
    return Sum(sum(block.count for block in rows), sum(finished) if len(finished) == len(rows) else None)


def month_of(day: dt.date, later: int = 0) -> dt.date:
    """The first day of the month of a day, or of one so many months later."""
    years, months = divmod(day.month - 1 + later, 12)
    return dt.date(day.year + years, months + 1, 1)
