"""Several reports of one matter: merged into one case, which is handled once (case process §4.3, 并案).

The merged case is closed and keeps its number; its requester reads the progress of the case that goes
on, its *master*. Both chains keep an event of it: the merged case's with `data.master`, the master's
with `data.merged`. Whoever locks both locks the lower id first.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import casefile, texts
from cases.actions import closing, moving
from cases.actions.applying import Draft, Words, opened
from cases.casefile import LOCKED
from cases.guards_merging import unfit
from cases.models import Case, CaseEvent, Deadline, TextKind
from cases.states import DeadlineKind, DeadlineState, Outcome, State, Verb
from cases.world import viewer_in, world
from grids.tree import UnitNode

RESTORED = (
    DeadlineKind.ACCEPT,
    DeadlineKind.SIGN,
    DeadlineKind.RESPOND,
    DeadlineKind.LEVEL,
    DeadlineKind.RESOLVE,
)
"""The clocks that run again as they ran, when merging is undone."""

FOLLOW = "follow"
"""The cause of a merging that the requester chose, instead of a report that stands for itself."""


def merge(case: Case, *, by: User, at: dt.datetime, into: str, text: str = "", expected: int | None = None) -> Case:
    """Closes the case as merged into the one of the number `into`; its requester gets every answer of that one.

    Raises `unknown_case` (400, field `into`) for a number that the person's posts do not show; 409 as
    `cases.guards_merging.unfit` says.
    """
    target = _target(by, at, into)
    with transaction.atomic():
        lock({case.pk, *target})
        with opened(case, Verb.MERGE, by=by, at=at, expected=expected) as draft:
            tidy = texts.clean(text, required=False)
            if not target:
                raise invalid("unknown_case", _("There is no such case, or your posts do not show it."), "into")
            master = _beside(draft, target[0])
            refusal = unfit(draft.case, master.case, draft.world)
            if refusal is not None:
                raise refusal
            join(draft, master, words=(TextKind.STAFF, tidy) if tidy else None)
    return draft.case


def _target(by: User, at: dt.datetime, number: str) -> list[int]:
    """The id of the case of a number, as far as the person's posts show it."""
    seen = Case.objects.visible_to(viewer_in(world(at), by))
    return list(seen.filter(number="".join(number.split())).values_list("pk", flat=True))


def lock(ids: Iterable[int]) -> None:
    """Locks the cases, the lower id first."""
    for pk in sorted(ids):
        LOCKED.of(pk)


def lock_with_master(case: Case) -> int | None:
    """Locks a case and the one into which it was merged; the id of that one, or None."""
    masters = Case.objects.filter(pk=case.pk, master__isnull=False).values_list("master_id", flat=True)
    known = list(masters)
    lock({case.pk, *known})
    return next(iter(known), None)


def beside_master(draft: Draft, master_id: int | None) -> Draft | None:
    """The draft of the case into which this one was merged, locked as `lock_with_master` said; None without one.

    Refuses `stale` (409) where it was merged, or stands for itself again, since then.
    """
    if draft.case.master_id != master_id:
        raise conflict("stale", _("The case has changed since you read it. Look again."))
    return None if master_id is None else _beside(draft, master_id)


def _beside(draft: Draft, pk: int) -> Draft:
    """The draft of another case in the same transaction, by the same author."""
    file = draft.file if pk == draft.case.pk else casefile.lock(pk)
    return Draft(draft.world, file, draft.ledger, draft.author)


def join(draft: Draft, master: Draft, *, cause: str = "", words: Words | None = None) -> None:
    """Merges what fits (`unfit`): the clocks end, both chains say so, the handler is told."""
    case, other = draft.case, master.case
    data = {
        "master": other.number,
        "clocks": [kind for kind in RESTORED if kind in draft.file.deadlines],
        **_category_of(draft, other),
    }
    moving.end_return(draft, "overtaken")
    closing.close(draft, Outcome.MERGED)
    case.master = other
    draft.apply(Verb.MERGE, to=State.CLOSED, cause=cause, words=words, data=data)
    other.merged_count += 1
    master.apply(Verb.MERGE, cause=cause, data={"merged": case.number})
    if other.holder_id != draft.author.unit_id:
        master.tell("case_joined", other.holder_id)


def _category_of(draft: Draft, other: Case) -> dict[str, object]:
    """A case that nobody filed yet is filed as the other one, so that demand is counted under its category."""
    case = draft.case
    if case.category_id is not None:
        return {}
    before = case.severity
    case.category, case.severity = draft.world.catalogue.by_id(other.category_id or 0), other.severity
    return {"severity_before": before}


def unmerge(case: Case, *, by: User, at: dt.datetime, text: str, expected: int | None = None) -> Case:
    """The case stands for itself again, where it stood, with the due times that it had: no time is given.

    What fell due meanwhile the timers do at their next round. What waited for a decision is to be asked anew.
    """
    with transaction.atomic():
        master_id = lock_with_master(case)
        with opened(case, Verb.UNMERGE, by=by, at=at, expected=expected) as draft:
            words = TextKind.STAFF, texts.clean(text)
            master = beside_master(draft, master_id)
            if master is None:
                raise AssertionError("guards keep what was not merged from being undone")
            before = _restore(draft)
            draft.apply(Verb.UNMERGE, to=before, words=words, data={"master": master.case.number})
            master.case.merged_count -= 1
            master.apply(Verb.UNMERGE, data={"merged": draft.case.number})
            draft.tell("case_unmerged", draft.case.holder_id)
    return draft.case


def _restore(draft: Draft) -> State:
    """Undoes what `join` did to the row and its clocks; returns the state to go back to."""
    case = draft.case
    merged = CaseEvent.objects.filter(case=case, verb=Verb.MERGE, data__has_key="master").order_by("seq").last()
    if merged is None:
        raise AssertionError("a merged case has the event of its merging")
    if "severity_before" in merged.data:
        case.category, case.severity = None, merged.data["severity_before"]
    case.master, case.outcome, case.closed_at, case.closed_level = None, "", None, ""
    draft.over(DeadlineKind.ARCHIVE)
    for kind in merged.data["clocks"]:
        deadline = Deadline.objects.filter(case=case, kind=kind).order_by("id").last()
        if deadline is not None:
            deadline.state, deadline.stopped_at = DeadlineState.PENDING, None
            deadline.fire_at = closing.next_fire(draft, deadline)
            casefile.add_clock(draft.file, deadline)
            draft.touch(deadline)
    return State(merged.from_state)


def check_master_is_closed(draft: Draft) -> None:
    """Who follows another case rates when that one is closed. Refuses `wrong_state` (409)."""
    pk = draft.case.master_id
    if pk is not None and not Case.objects.filter(pk=pk, state=State.CLOSED).exists():
        raise _not_now()


def handler(draft: Draft) -> UnitNode:
    """Who handled the matter: the holder of the case that went on."""
    master = Case.objects.filter(pk=draft.case.master_id).only("holder_id").first() if draft.case.master_id else None
    return draft.world.directory.units[master.holder_id] if master else draft.holder


def stop_following(draft: Draft, words: Words | None) -> None:
    """The requester of a merged case withdraws: the matter goes on for the others."""
    if draft.case.master_id and Case.objects.filter(pk=draft.case.master_id, closed_at__isnull=False).exists():
        raise _not_now()
    draft.apply(Verb.WITHDRAW, words=words, data={"goes_on": True, "others": True})


def _not_now() -> Exception:
    return conflict("wrong_state", _("The case is not at a point where this can be done."))


def kept_until(draft: Draft) -> dt.datetime | None:
    """When to look again whether a merged case may be archived: the usual time after its master was closed.

    None for now.
    """
    master = Case.objects.filter(pk=draft.case.master_id).only("closed_at").first() if draft.case.master_id else None
    if master is None:
        return None
    until = draft.world.calendar.add(master.closed_at or draft.at, draft.world.figures.archive_after)
    return until if until > draft.at else None
