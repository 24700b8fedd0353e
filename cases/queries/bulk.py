"""What one verb would do with many cases, before it is done, and the runs that were. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from accounts.refusals import Refusal
from cases import casefile, routing, rules
from cases.casefile import CaseFile
from cases.models import BulkRun, Case, Category
from cases.queries import listing
from cases.queries.listing import Row
from cases.standing import posts_for
from cases.states import RULES, Verb
from cases.viewer import Viewer
from cases.world import World
from grids.tree import UnitNode

MOST_RUNS = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """A run with how many of its cases took the verb, and how many refused it."""

    run: BulkRun
    done: int
    refused: int


def runs_of(user: User) -> list[Counted]:
    """The latest fifty runs of a person, the newest first. One statement."""
    rows = BulkRun.objects.filter(user=user).annotate(all=Count("items"), done=Count("items", filter=Q(items__code="")))
    return [Counted(row, row.done, row.all - row.done) for row in rows.order_by("-id")[:MOST_RUNS]]


@dataclass(frozen=True, slots=True)
class Line:
    """One case: why it cannot be, or, where it is dispatched, to which unit it goes."""

    file: CaseFile
    row: Row
    refusal: Refusal | None
    goes_to: UnitNode | None = None


def preview(
    present: World,
    viewer: Viewer,
    verb: Verb,
    numbers: Sequence[str],
    *,
    category: Category | None = None,
    unit: UnitNode | None = None,
) -> list[Line]:
    """A line for each case in the viewer's sight, in the order of the numbers; four statements, a few more where
    some have requests open. `category` and `unit` are those of a dispatch."""
    seen = {case.number: case for case in Case.objects.visible_to(viewer).filter(number__in=numbers)}
    cases = [seen[number] for number in dict.fromkeys(numbers) if number in seen]
    files, rows = casefile.filled(cases), listing.rows(present, cases)
    lines = []
    for file, row in zip(files, rows, strict=True):
        refusal = rules.may(viewer, verb, file, present)
        goes_to = unit or _destination(present, file.case, category) if refusal is None and category else None
        lines.append(Line(file, row, refusal, goes_to))
    return lines


def may_ever(viewer: Viewer, verb: Verb) -> bool:
    """Some post of the viewer has the verb, on whatever case."""
    return bool(posts_for(viewer, RULES[verb]))


def _destination(present: World, case: Case, category: Category) -> UnitNode:
    """Where the rules send the case once it is filed under the category."""
    directory = present.directory
    complained = directory.units.get(case.complained_unit_id or 0)
    named = present.rule_for(category, case.area_id)
    return routing.forced(directory, case.area_id, category, named=named, complained=complained).unit
