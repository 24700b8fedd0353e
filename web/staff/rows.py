"""A case in a list, in words: what `web/parts/_case_row.html` shows."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import words
from cases.queries.listing import RUNNING, Row
from cases.states import State
from cases.world import World
from grids.levels import Level
from grids.tree import AreaNode
from web.timeleft import TimeLeft, time_left

URGED: Final = RUNNING | {State.REPORTED}
"""Where the requester's urging presses somebody: before the work is done, and not while it rests."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One link of a list of cases."""

    number: str
    url: str
    summary: "str | Promise"
    place: str
    category: str
    state: str
    outcome: str
    severity: str
    supervision: str
    left: TimeLeft | None
    reported_at: dt.datetime
    flag: "str | Promise" = ""
    clock: "str | Promise" = ""


def case_row(present: World, row: Row, flag: "str | Promise" = "") -> CaseRow:
    """A row of a query in words. A sensitive matter says so instead of showing its text."""
    return CaseRow(
        number=row.number,
        url=reverse("case", args=[row.number]),
        summary=row.summary or (_("Sensitive: open the case to read it.") if row.sensitive else _("Without words")),
        place=place_name(present, row.area, row.address),
        category=row.category.name if row.category else "",
        state=row.state,
        outcome=row.outcome,
        severity=row.severity,
        supervision=row.supervision,
        left=time_left(starts_at=row.clock.starts_at, due_at=row.clock.due_at, at=present.at) if row.clock else None,
        reported_at=row.reported_at,
        clock=words.word(words.DEADLINES, row.clock.kind) if row.clock else "",
        flag=flag or (_("Urged") if row.urged_at and row.state in URGED else ""),
    )


def place_name(present: World, area: AreaNode, address: str = "") -> str:
    """The area with the community around it, and the address."""
    above = [node.name for node in present.directory.path(area.code) if node.level == Level.COMMUNITY]
    names = [*above, area.name] if area.level.rank < Level.COMMUNITY.rank else [area.name]
    return " ".join([*names, address]).strip()
