"""A case changes hands: who holds it, which clocks end, which begin (case process §4.4)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases import deadlines
from cases.actions import overtaking, requests
from cases.actions.applying import Draft
from cases.deadlines import Limits
from cases.models import Category
from cases.routing import is_top
from cases.states import DeadlineKind, Severity, Verb
from cases.worktime import Limit
from grids.tree import UnitNode

CLIMBS = frozenset({Verb.ESCALATE, Verb.DELEGATE})
"""Arrivals at another level: the old holder's sign, respond and level clocks end with it."""


def category_of(draft: Draft) -> Category:
    """The version of the category under which the case was filed."""
    return draft.world.catalogue.by_id(draft.case.category_id)


def limits_of(draft: Draft) -> Limits:
    """The limits of the case."""
    category = category_of(draft)
    own = Severity(category.severity)
    return deadlines.limits(category.respond_limit, category.resolve_limit, own, Severity(draft.case.severity))


def check_may_hold(unit: UnitNode, *, sensitive: bool) -> None:
    """Refuses (400, field `unit`) a unit that only judges (`never_holds`), and a sensitive case to a company or
    committee (`sensitive`).
    """
    check_handles(unit)
    if sensitive and not unit.is_government:
        raise invalid("sensitive", _("A sensitive matter stays with government units."), "unit")


def check_handles(unit: UnitNode) -> None:
    """Refuses (`never_holds`, 400, field `unit`) a group that checks or calls back."""
    if not unit.handles:
        raise invalid("never_holds", _("This group judges what others have done; it holds no cases."), "unit")


def begin(draft: Draft, unit: UnitNode) -> None:
    """Dispatch: the first holder, and all clocks that run from here."""
    case, limits, calendar = draft.case, limits_of(draft), draft.world.calendar
    case.dispatched_at = draft.at
    _hold(draft, unit, Verb.DISPATCH)
    draft.met(DeadlineKind.ACCEPT)
    resolve = deadlines.resolve(calendar, draft.at, limits.resolve, limits.source)
    case.due_at = resolve.due_at
    draft.start(resolve, unit.id)
    respond = deadlines.plain(calendar, DeadlineKind.RESPOND, draft.at, limits.respond, limits.source)
    draft.start(respond, unit.id)
    figures = draft.world.figures
    draft.start(deadlines.sign(calendar, draft.at, limits.severity, respond.due_at, figures), unit.id)
    if not is_top(draft.world.directory, unit):
        draft.start(deadlines.first_level(calendar, draft.at, limits, figures), unit.id)


def hand_over(draft: Draft, unit: UnitNode, how: Verb, *, new_level_clock: bool = False) -> None:
    """Another unit takes the case; the whole-case clock runs on."""
    case, old = draft.case, draft.holder
    end_return(draft, "overtaken")
    requests.end(draft, "overtaken")
    if draft.file.proposal is not None and draft.file.proposal.verb == Verb.TERMINATE:
        draft.end_proposal("overtaken")
    draft.over(DeadlineKind.SIGN)
    climbs = how in CLIMBS
    if climbs:
        draft.over(DeadlineKind.RESPOND)
        draft.assist(old.id, how)
    if climbs or new_level_clock or unit.level != old.level:
        draft.over(DeadlineKind.LEVEL)
    draft.stop_assist(unit.id)
    overtaking.end_tasks(draft, unit.id)
    _hold(draft, unit, how)
    _pass_milestones_on(draft, unit)
    case.designated = how == Verb.DESIGNATE
    _clocks_of_arrival(draft, unit)


def _hold(draft: Draft, unit: UnitNode, how: Verb) -> None:
    case = draft.case
    case.came_from_id = case.holder_id if how != Verb.DISPATCH else None
    case.holder_id, case.holder_level, case.held_since = unit.id, unit.level, draft.at
    case.arrived_by, case.attempted_at, case.triage_also_id = how, None, None


def _pass_milestones_on(draft: Draft, unit: UnitNode) -> None:
    """What a leader demanded is the new holder's to do."""
    for (kind, _item), deadline in draft.file.item_clocks.items():
        if kind is DeadlineKind.MILESTONE:
            deadline.unit_id = unit.id
            draft.touch(deadline)


def _clocks_of_arrival(draft: Draft, unit: UnitNode) -> None:
    """Sign, respond where nobody has made contact yet, level below the top."""
    case, calendar, limits = draft.case, draft.world.calendar, limits_of(draft)
    for deadline in draft.file.deadlines.values():
        if deadline.kind in {DeadlineKind.RESOLVE, DeadlineKind.RESPOND, DeadlineKind.LEVEL}:
            deadline.unit_id = unit.id
            draft.touch(deadline)
    if case.responded_at is None and DeadlineKind.RESPOND not in draft.file.deadlines:
        clock = deadlines.plain(calendar, DeadlineKind.RESPOND, draft.at, limits.respond, limits.source)
        draft.start(clock, unit.id)
    respond = draft.file.deadlines.get(DeadlineKind.RESPOND)
    respond_due, figures = respond.due_at if respond else None, draft.world.figures
    draft.start(deadlines.sign(calendar, draft.at, limits.severity, respond_due, figures), unit.id)
    start_level(draft, unit, limits.resolve)


def start_level(draft: Draft, unit: UnitNode, resolve_limit: Limit) -> None:
    """Half of what remains of the whole, unless a level clock runs, the top is reached or nothing remains."""
    due_at = draft.case.due_at
    if DeadlineKind.LEVEL in draft.file.deadlines or due_at is None or is_top(draft.world.directory, unit):
        return
    world = draft.world
    clock = deadlines.further_level(world.calendar, draft.at, due_at, resolve_limit.is_working, world.figures)
    if clock is not None:
        draft.start(clock, unit.id)


def set_due(draft: Draft, due: dt.datetime, why: str, *, working: bool) -> None:
    """The whole-case clock runs to another instant, and warns when three quarters of the time from now have run."""
    deadline = draft.file.deadlines[DeadlineKind.RESOLVE]
    draft.move(deadline, due, why)
    deadline.warn_at = deadlines.part(draft.world.calendar, draft.at, due, working, deadlines.WARN_SHARE)
    deadline.fire_at, deadline.step = deadline.warn_at, 0
    draft.case.due_at = due


def end_return(draft: Draft, how: str) -> None:
    """Ends the open return request, if there is one, with its clock."""
    request = draft.file.open_return
    if request is not None:
        request.ended_at, request.end = draft.at, how
        draft.ledger.returns.append(request)
        draft.over(DeadlineKind.DECIDE)


def first_contact(draft: Draft) -> None:
    """The requester has heard from somebody: the response clock is met."""
    if draft.case.responded_at is None:
        draft.case.responded_at = draft.at
        draft.met(DeadlineKind.RESPOND)
