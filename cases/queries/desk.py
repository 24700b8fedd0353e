"""My desk: what must I do next? A few short lists with capped counts, in three statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from cases.models import CallRecord, Case, Deadline, Proposal, Rating, ReturnRequest
from cases.queries.listing import Row, rows
from cases.states import DeadlineKind, DeadlineState, State
from cases.viewer import Viewer
from cases.world import ZONE, World
from grids.models.area import code_end
from grids.roles import Permission

CAP = 99
ROWS = 8
CALLS = 3


class Pile(StrEnum):
    """A list of the desk, in the order in which it is worked off."""

    TO_SIGN = "to_sign"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    TO_TRIAGE = "to_triage"
    TO_DECIDE = "to_decide"
    TO_CONFIRM = "to_confirm"
    TO_CHECK = "to_check"
    TO_CALL = "to_call"
    IN_HAND = "in_hand"
    WAITING = "waiting"


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


_PERMISSION: Final = {
    Pile.TO_SIGN: Permission.HANDLE,
    Pile.OVERDUE: Permission.HANDLE,
    Pile.DUE_TODAY: Permission.HANDLE,
    Pile.TO_TRIAGE: Permission.TRIAGE,
    Pile.TO_DECIDE: Permission.DECIDE,
    Pile.TO_CONFIRM: Permission.TRIAGE,
    Pile.TO_CHECK: Permission.CHECK,
    Pile.TO_CALL: Permission.CALL_BACK,
    Pile.IN_HAND: Permission.HANDLE,
    Pile.WAITING: Permission.HANDLE,
}


def read(present: World, viewer: Viewer) -> Desk:
    """The desk of a viewer at an instant; a case lies on one pile of its holder only."""
    piles = [pile for pile, permission in _PERMISSION.items() if viewer.allows(permission)]
    found = _found(present, viewer, piles)
    first = [pk for pile in piles for pk in found[pile][:ROWS]]
    cases = {case.pk: case for case in Case.objects.visible_to(viewer).filter(pk__in=first)} if first else {}
    known = dict(zip(cases, rows(present, list(cases.values())), strict=True)) if cases else {}
    groups = [
        Group(
            pile,
            min(len(found[pile]), CAP),
            len(found[pile]) > CAP,
            [known[pk] for pk in found[pile][:ROWS] if pk in known],
        )
        for pile in piles
    ]
    return Desk(groups, _unchecked(present, viewer) if viewer.allows(Permission.ADMINISTER) else None)


def _found(present: World, viewer: Viewer, piles: Iterable[Pile]) -> dict[Pile, list[int]]:
    """The ids on each pile, the most pressing first, in one statement."""
    parts = [_part(present, viewer, pile) for pile in piles]
    found: dict[Pile, list[int]] = defaultdict(list)
    if not parts:
        return found
    first, *others = parts
    for pile, _when, pk in sorted(first.union(*others, all=True)):
        found[Pile(pile)].append(pk)
    return found


def _part(present: World, viewer: Viewer, pile: Pile) -> "QuerySet[Case, tuple[str, dt.datetime, int]]":
    ids = {post.unit_id for post in viewer.posts if post.allows(_PERMISSION[pile])}
    cases = Case.objects.visible_to(viewer).filter(_condition(pile, ids, viewer.user_id, present))
    when = Coalesce(F("due_at"), F("reported_at"))
    ordered = cases.order_by(when, "pk").values_list(Value(pile.value), when, "pk")
    return ordered[: CAP + 1]


def _condition(pile: Pile, ids: set[int], user_id: int, present: World) -> Q:
    at, held = present.at, Q(holder_id__in=ids)
    tomorrow = dt.datetime.combine(present.today + dt.timedelta(days=1), dt.time(), ZONE)
    in_hand = held & Q(state=State.PROCESSING)
    conditions = {
        Pile.TO_SIGN: lambda: held & Q(state=State.DISPATCHED) & ~_asked_back(),
        Pile.OVERDUE: lambda: in_hand & Q(due_at__lt=at),
        Pile.DUE_TODAY: lambda: in_hand & Q(due_at__gte=at, due_at__lt=tomorrow),
        Pile.IN_HAND: lambda: in_hand & Q(due_at__gte=max(at, tomorrow)),
        Pile.WAITING: lambda: held & (Q(state=State.CHECKING) | Q(state=State.DISPATCHED) & _asked_back()),
        Pile.TO_TRIAGE: lambda: Q(state=State.REPORTED) & (held | Q(triage_also_id__in=ids)) & ~_proposed(),
        Pile.TO_DECIDE: lambda: Q(state=State.DISPATCHED) & _asked_back() & _clock(DeadlineKind.DECIDE, ids),
        Pile.TO_CONFIRM: lambda: _proposed(not_by=user_id) & _clock(DeadlineKind.PROPOSAL, ids),
        Pile.TO_CHECK: lambda: Q(state=State.CHECKING, checking_unit_id__in=ids) & ~Q(holder=F("checking_unit")),
        Pile.TO_CALL: lambda: Q(state=State.CLOSED, callback_unit_id__in=ids) & _to_call(present),
    }
    return conditions[pile]()


def _asked_back() -> Q:
    return Q(Exists(ReturnRequest.objects.filter(case_id=OuterRef("pk"), ended_at=None)))


def _proposed(not_by: int | None = None) -> Q:
    proposals = Proposal.objects.filter(case_id=OuterRef("pk"), ended_at=None)
    return Q(Exists(proposals.exclude(by_id=not_by) if not_by else proposals))


def _clock(kind: DeadlineKind, ids: set[int]) -> Q:
    """A running clock of this kind for which one of the units answers."""
    running = Deadline.objects.filter(case_id=OuterRef("pk"), kind=kind, state=DeadlineState.PENDING, unit_id__in=ids)
    return Q(Exists(running))


def _to_call(present: World) -> Q:
    """A requester to reach who has not rated, was not reached, and was not tried today or three times."""
    midnight = dt.datetime.combine(present.today, dt.time(), ZONE)
    calls = CallRecord.objects.filter(case_id=OuterRef("pk"))
    tried_out = calls.values("case_id").annotate(tries=Count("pk")).filter(tries__gte=CALLS)
    settled = calls.filter(Q(contacted=True) | Q(at__gte=midnight))
    rated = Rating.objects.filter(case_id=OuterRef("pk"))
    return Q(requester__isnull=False) & ~Q(Exists(rated) | Exists(settled) | Exists(tried_out))


def _unchecked(present: World, viewer: Viewer) -> int:
    """Cases in the administrator's areas that wait for a checker who does not exist; a number, no content."""
    units = present.directory.units
    codes = {units[post.unit_id].area_code for post in viewer.posts if post.allows(Permission.ADMINISTER)}
    within = Q()
    for code in codes:
        within |= Q(area_id__gte=code, area_id__lt=code_end(code))
    nobody = Q(checking_unit=None) | Q(checking_unit=F("holder"))
    return Case.objects.filter(within & nobody, state=State.CHECKING)[: CAP + 1].count()
