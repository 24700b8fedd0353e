"""What the office above the holder decides: returns, another holder, the designated one."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, invalid
from cases import routing, texts
from cases.actions import moving, restarting
from cases.actions.applying import Draft, opened
from cases.models import Case, TextKind
from cases.reasons import check_reason
from cases.states import State, Verb
from grids.levels import Level
from grids.tree import UnitNode


def decide_return(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    approve: bool,
    unit: int | None = None,
    text: str = "",
    expected: int | None = None,
) -> Case:
    """Approves a return (the case goes to `unit` with new sign and level clocks) or refuses it."""
    with opened(case, Verb.DECIDE_RETURN, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        words = (TextKind.STAFF, tidy) if tidy else None
        asked = draft.holder
        moving.end_return(draft, "approved" if approve else "refused")
        if approve:
            target = _target(draft, unit)
            moving.hand_over(draft, target, Verb.DECIDE_RETURN, new_level_clock=True)
        data = {"approve": approve, "from_unit": asked.id, "to_unit": draft.case.holder_id, **_place(draft)}
        draft.apply(Verb.DECIDE_RETURN, words=words, data=data)
        draft.tell("return_decided", asked.id)
        if approve:
            draft.tell("case_arrived", draft.case.holder_id)
    return draft.case


def reassign(
    case: Case, *, by: User, at: dt.datetime, unit: int | None, reason: str, expected: int | None = None
) -> Case:
    """Another unit of the parent's area holds the case; the whole-case clock runs on.

    For the reason `desk_fault` it starts anew, which raises what `restarting.restart` raises.
    """
    with opened(case, Verb.REASSIGN, by=by, at=at, expected=expected) as draft:
        _give(draft, Verb.REASSIGN, unit, reason)
    return draft.case


def designate(
    case: Case, *, by: User, at: dt.datetime, unit: int | None, reason: str, expected: int | None = None
) -> Case:
    """The unit handles the case and cannot return it. For the reason `desk_fault` the time starts as in `reassign`."""
    with opened(case, Verb.DESIGNATE, by=by, at=at, expected=expected) as draft:
        _give(draft, Verb.DESIGNATE, unit, reason, same_allowed=True)
    return draft.case


def _give(draft: Draft, verb: Verb, unit: int | None, reason: str, *, same_allowed: bool = False) -> None:
    check_reason(verb, reason)
    target = _target(draft, unit, same_allowed=same_allowed)
    old = draft.holder
    if reason == restarting.DESK_FAULT:
        restarting.restart(draft)
    moving.hand_over(draft, target, verb)
    data = {"from_unit": old.id, "to_unit": target.id, **_place(draft)}
    draft.apply(verb, to=State.DISPATCHED, reason=reason, data=data)
    draft.tell("case_arrived", target.id)


def _target(draft: Draft, unit: int | None, *, same_allowed: bool = False) -> UnitNode:
    """The unit to which the parent may give the case. Raises `Refusal` (400, field `unit`).

    It lies in the decider's area and serves the case's place, and never is or stands below the unit
    that the case complains about. A government unit of a higher level never takes a case straight from
    a grid: that would be an escalation without an attempt.
    """
    directory, holder = draft.world.directory, draft.holder
    target = directory.units.get(unit or 0)
    decider = directory.units[draft.author.unit_id or 0]
    if target is None or not directory.contains(decider.area_code, target.area_code):
        raise _bad_unit()
    if routing.hidden_below(directory, draft.case.complained_unit_id, target):
        raise _bad_unit()
    if target.id == holder.id and not same_allowed:
        raise _bad_unit()
    if not directory.contains(target.area_code, draft.case.area_id) and not _beside(draft, target):
        raise _bad_unit()
    moving.check_may_hold(target, sensitive=draft.case.sensitive)
    if target.id == decider.id:
        raise invalid("own_unit", _("A case comes to your own unit by escalation only."), "unit")
    leaves_grid = holder.level == Level.GRID and target.level.rank > Level.GRID.rank
    if leaves_grid and target.is_government:
        raise invalid("skips_level", _("A case leaves the grid by escalation only."), "unit")
    return target


def _beside(draft: Draft, target: UnitNode) -> bool:
    """An office of the holder's level: the place turned out to belong to a neighbour."""
    return target.is_office and target.level == draft.holder.level


def _place(draft: Draft) -> dict[str, str]:
    """Corrects the place where a neighbour took the case, or the neighbour could not see it.

    The place never moves with the holder; here it was wrong. Returns what the event keeps of it.
    """
    case, holder = draft.case, draft.holder
    if draft.world.directory.contains(holder.area_code, case.area_id):
        return {}
    before, case.area_id = case.area_id, holder.area_code
    return {"from_area": before, "area": holder.area_code}


def _bad_unit() -> Refusal:
    return invalid("unknown_unit", _("Choose a unit of your area that serves the place."), "unit")
