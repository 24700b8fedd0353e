"""My desk: what must I do next? A few short lists with capped counts, in four statements; a fifth for who helps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import F, Q

from cases.models import Case, Deadline
from cases.queries import piles
from cases.queries.listing import COLUMNS, Clock, Row, rows
from cases.queries.piles import Pile
from cases.states import DeadlineKind, DeadlineState, State
from cases.viewer import Viewer
from cases.world import World
from grids.models.area import code_end
from grids.roles import Permission

__all__ = ["Desk", "Group", "Pile", "read"]

CAP = 99
ROWS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """A pile: how many (99 stands for more where `more`), and the most pressing rows."""

    pile: Pile
    count: int
    more: bool
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Desk:
    """The piles that the viewer's posts work on, empty ones included.

    `unchecked`: cases that wait for a check which nobody may make, for an administrator, who sees no
    case but has to appoint somebody; None for everybody else.
    """

    groups: list[Group]
    unchecked: int | None


def read(present: World, viewer: Viewer) -> Desk:
    """The desk of a viewer at an instant; a case lies on one pile of its holder only."""
    own = piles.piles_of(viewer)
    found = piles.found(present, viewer, own, CAP)
    first = [pk for pile in own for pk in found[pile][:ROWS]]
    cases = list(Case.objects.visible_to(viewer).filter(pk__in=first).only(*COLUMNS)) if first else []
    known = {case.pk: row for case, row in zip(cases, rows(present, cases), strict=True)} if cases else {}
    helped = {pk: replace(known[pk], clock=clock) for pk, clock in _task_clocks(viewer, found[Pile.TO_HELP]).items()}
    shown = {pile: known | helped if pile is Pile.TO_HELP else known for pile in own}
    groups = [
        Group(
            pile,
            min(len(found[pile]), CAP),
            len(found[pile]) > CAP,
            [shown[pile][pk] for pk in found[pile][:ROWS] if pk in known],
        )
        for pile in own
    ]
    return Desk(groups, _unchecked(present, viewer) if viewer.allows(Permission.ADMINISTER) else None)


def _task_clocks(viewer: Viewer, ids: Sequence[int]) -> dict[int, Clock]:
    """The clock of the viewer's own task in each case, the one due first; none where it has been met."""
    units = {post.unit_id for post in viewer.posts if post.allows(Permission.HANDLE)}
    kinds = (DeadlineKind.ASSIST, DeadlineKind.WHISTLE)
    live = Deadline.objects.filter(
        case_id__in=ids[:ROWS], kind__in=kinds, unit_id__in=units, state=DeadlineState.PENDING
    )
    found = live.order_by("-due_at").values_list("case_id", "kind", "starts_at", "due_at") if ids else []
    return {pk: Clock(DeadlineKind(kind), since, until) for pk, kind, since, until in found}


def _unchecked(present: World, viewer: Viewer) -> int:
    """Cases in the administrator's areas that wait for a checker who does not exist; a number, no content."""
    units = present.directory.units
    codes = {units[post.unit_id].area_code for post in viewer.posts if post.allows(Permission.ADMINISTER)}
    within = Q()
    for code in codes:
        within |= Q(area_id__gte=code, area_id__lt=code_end(code))
    nobody = Q(checking_unit=None) | Q(checking_unit=F("holder"))
    return Case.objects.filter(within & nobody, state=State.CHECKING)[: CAP + 1].count()
