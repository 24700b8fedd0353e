"""The leader in charge of a case, with the plan and its milestones, as its page shows them."""

import datetime as dt
from dataclasses import dataclass

from cases.casefile import CaseFile
from cases.models import LeaderCase
from cases.world import World
from grids.tree import UnitNode


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone. `met_at` is None while it is open."""

    pk: int
    what: str
    due_at: dt.datetime
    met_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads the case. `name` is empty while it waits for its leader; `seq` is the event with the plan."""

    unit: UnitNode
    name: str
    at: dt.datetime
    seq: int
    steps: list[Step]


def of(present: World, file: CaseFile) -> Led | None:
    """The open leadership in two statements, none where there is none."""
    if file.leadership is None:
        return None
    row = LeaderCase.objects.select_related("leader").get(pk=file.leadership.pk)
    steps = [Step(step.pk, step.what, step.due_at, step.met_at) for step in row.milestones.order_by("due_at", "id")]
    name = row.leader.name if row.leader else ""
    return Led(present.directory.units[row.unit_id], name, row.at, row.seq, steps)
