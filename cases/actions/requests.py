"""Requests that wait for a decision from above: opened with their clock, ended with it."""

import datetime as dt

from accounts.models import User
from cases.actions.applying import Draft
from cases.deadlines import Clock
from cases.models import DecisionRequest
from cases.models.waiting import Wish
from cases.states import DeadlineKind
from grids.tree import UnitNode

DECIDED = frozenset({"approved", "refused"})


def begin(
    draft: Draft,
    kind: Wish,
    clock: Clock,
    decider: UnitNode,
    *,
    by: User | None = None,
    reason: str = "",
    number: int = 1,
    amount: str = "",
    review_on: dt.date | None = None,
) -> None:
    """The request of the event just applied, and the clock of the unit that decides."""
    draft.file.request = DecisionRequest.objects.create(
        case=draft.case,
        kind=kind,
        number=number,
        reason=reason,
        seq=draft.case.event_count,
        amount=amount,
        review_on=review_on,
        unit_id=draft.author.unit_id,
        by=by,
        at=draft.at,
    )
    draft.start(clock, decider.id)


def end(draft: Draft, how: str) -> None:
    """Ends the open request, if there is one, with its clock: approved, refused, lapsed or overtaken."""
    request = draft.file.request
    if request is None:
        return
    request.ended_at, request.end = draft.at, how
    if how in DECIDED:
        request.decided_by_id = draft.author.user_id
        draft.met(DeadlineKind.DECIDE)
    else:
        draft.over(DeadlineKind.DECIDE)
    request.save(update_fields=["ended_at", "end", "decided_by"])
    draft.file.request = None
