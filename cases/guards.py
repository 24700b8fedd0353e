"""What a verb needs beyond the table: facts of the case, not of the input.

Each guard looks at a case file in a world and returns the refusal, or None. The page and the API
ask the same guards before they offer a verb. Rules: case process §4.2–4.3.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict
from cases import deadlines, guards_decisions, guards_merging, routing
from cases.casefile import CaseFile
from cases.states import PUBLIC_CHANNELS, DeadlineKind, Severity, State, Supervision, Verb
from cases.world import ZONE, World
from grids.levels import Level

Guard = Callable[[CaseFile, World], Refusal | None]


def has_attempt(file: CaseFile, present: World) -> Refusal | None:
    """Small issues stay in the grid: nothing goes up that the holder has not tried to settle."""
    if file.case.attempted_at is None:
        return conflict("attempt_missing", _("Record a visit, a call, on-site work or a mediation first."))
    return None


def can_climb(file: CaseFile, present: World) -> Refusal | None:
    """There is a level above."""
    directory = present.directory
    if routing.is_top(directory, directory.units[file.case.holder_id]):
        return conflict("top_level", _("There is no level above."))
    return None


def may_settle_on_the_spot(file: CaseFile, present: World) -> Refusal | None:
    """The category allows it, and a grid holds the case."""
    category = present.catalogue.by_id(file.case.category_id)
    if file.case.holder_level != Level.GRID or not category.on_the_spot:
        return conflict("not_on_the_spot", _("This category cannot be settled on the spot."))
    return None


def may_return(file: CaseFile, present: World) -> Refusal | None:
    """Within the window, once per unit, not after two returns, never when designated or critical."""
    case = file.case
    window = present.figures_of(case.held_since).return_window(Severity(case.severity))
    if present.directory.parent_of(present.directory.units[case.holder_id]) is None:
        return conflict("top_level", _("There is no level above."))
    if window is None:
        return conflict("critical", _("A critical case cannot be returned."))
    if case.designated:
        return conflict("designated", _("The unit was designated; it cannot return the case."))
    units = {request.unit_id for request in file.returns}
    if case.holder_id in units:
        return conflict("returned_before", _("The unit asked to return this case before."))
    if len(units) >= 2:
        return conflict("returns_ended", _("Two units have returned it; the level above designates one."))
    if present.at > present.calendar.add(case.held_since, window):
        return conflict("window_passed", _("The time for returning it has passed."))
    return None


def return_is_open(file: CaseFile, present: World) -> Refusal | None:
    """Somebody asked."""
    if file.open_return is None:
        return conflict("no_return_request", _("No return request waits for a decision."))
    return None


def may_delegate(file: CaseFile, present: World) -> Refusal | None:
    """Only what came up from below, once per case and level, within 1 WD, and within the lower duty list."""
    case, directory = file.case, present.directory
    lower = directory.units.get(case.came_from_id or 0)
    holder = directory.units[case.holder_id]
    parent = directory.parent_of(lower) if lower else None
    if lower is None or parent is None or parent.id != holder.id or case.arrived_by != Verb.ESCALATE:
        return conflict("not_from_below", _("Only a case that came up from below can be sent back down."))
    if case.holder_level in case.delegated_levels:
        return conflict("delegated_before", _("This level has sent the case back once."))
    if present.at > present.calendar.add(case.held_since, present.figures_of(case.held_since).delegate_window):
        return conflict("window_passed", _("The time for sending it back has passed."))
    if Level(present.catalogue.by_id(case.category_id).level).rank > lower.level.rank:
        return conflict("beyond_duty", _("The matter is beyond the lower unit's duty list."))
    return None


def is_supervised(file: CaseFile, present: World) -> Refusal | None:
    """There is a supervision to cancel."""
    if file.case.supervision == Supervision.NONE:
        return conflict("not_supervised", _("The case is not under supervision."))
    return None


def can_rise(file: CaseFile, present: World) -> Refusal | None:
    """Supervision only rises."""
    if file.case.supervision == Supervision.RED:
        return conflict("supervision_only_rises", _("Supervision only rises until it is cancelled."))
    return None


def may_reopen(file: CaseFile, present: World) -> Refusal | None:
    """A case that a unit handled, within the county's time from its closing (30 calendar days unless set)."""
    case = file.case
    if case.disposed_at is None or case.due_at is None or case.closed_at is None:
        return conflict("not_handled", _("Only a case that was handled can be reopened."))
    if present.at > present.calendar.add(case.closed_at, present.figures_of(case.closed_at).reopen_window):
        return conflict("window_passed", _("The time for reopening has passed."))
    return None


def may_be_asked_to_reopen(file: CaseFile, present: World) -> Refusal | None:
    """Closed and not archived yet, and as for a reopening by staff."""
    if file.case.state != State.CLOSED:
        return conflict("wrong_state", _("The case is not at a point where this can be done."))
    return may_reopen(file, present)


def may_call(file: CaseFile, present: World) -> Refusal | None:
    """A handled case with a requester, at most three attempts on different days."""
    if file.case.requester_id is None:
        return conflict("no_contact", _("The requester left no contact."))
    calls = list(file.case.calls.order_by("id"))
    if any(call.contacted for call in calls):
        return conflict("already_called", _("The requester was reached before."))
    if len(calls) >= 3:
        return conflict("calls_exhausted", _("Three attempts were made."))
    if any(call.at.astimezone(ZONE).date() == present.today for call in calls):
        return conflict("called_today", _("Try again on another day."))
    return None


def can_be_asked(file: CaseFile, present: World) -> Refusal | None:
    """Somebody reads the question, and no other one is open."""
    case = file.case
    if case.withdrawn_at is not None or (case.requester_id is None and case.channel not in PUBLIC_CHANNELS):
        return conflict("no_requester", _("Nobody is there to ask: the case has no requester."))
    if file.question is not None:
        return conflict("question_open", _("A question is open. Wait for its answer, or until its time has passed."))
    return None


def not_urged_today(file: CaseFile, present: World) -> Refusal | None:
    """Once on a day of the office's calendar, while there is a requester."""
    if file.case.withdrawn_at is not None:
        return conflict("no_requester", _("The requester has withdrawn the case."))
    urged = file.case.urged_at
    if urged is not None and urged.astimezone(ZONE).date() == present.today:
        return conflict("urged_today", _("The unit in charge was urged today. It can be urged again tomorrow."))
    return None


def has_time_to_share(file: CaseFile, present: World) -> Refusal | None:
    """A helper gets at most half of the time that is left, so some has to be left."""
    resolve = file.deadlines.get(DeadlineKind.RESOLVE)
    working = resolve is not None and bool(resolve.why["working"])
    if resolve is None or deadlines.assist(present.calendar, present.at, resolve.due_at, working) is None:
        return conflict("no_time_left", _("No time is left to share. The level above can whistle for help."))
    return None


def has_unrated_help(file: CaseFile, present: World) -> Refusal | None:
    """A reply of another unit waits to be rated."""
    if all(task.unit_id == file.case.holder_id for task in file.unrated):
        return conflict("nothing_to_rate", _("No reply of a helping unit waits to be rated."))
    return None


def not_in_mediation(file: CaseFile, present: World) -> Refusal | None:
    """A dispute stays in processing while it is mediated (case process §4.6)."""
    if file.case.in_mediation:
        return conflict("mediation_runs", _("A mediation of this case is under way. It has to end first."))
    return None


GUARDS: Mapping[Verb, tuple[Guard, ...]] = {
    Verb.ESCALATE: (can_climb, has_attempt),
    Verb.SETTLE: (may_settle_on_the_spot, not_in_mediation),
    Verb.SUBMIT_RESULT: (not_in_mediation,),
    Verb.RETURN_ORDER: (may_return,),
    Verb.DECIDE_RETURN: (return_is_open,),
    Verb.DELEGATE: (may_delegate,),
    Verb.REQUEST_EXTENSION: (guards_decisions.nothing_asked, guards_decisions.may_be_extended),
    Verb.DECIDE_EXTENSION: (guards_decisions.extension_is_asked,),
    Verb.REQUEST_SUSPENSION: (guards_decisions.nothing_asked, guards_decisions.may_be_suspended, not_in_mediation),
    Verb.DECIDE_SUSPENSION: (guards_decisions.suspension_is_asked,),
    Verb.DECIDE_REOPEN: (guards_decisions.reopening_is_asked,),
    Verb.MEET_MILESTONE: (guards_decisions.milestone_is_open,),
    Verb.SUPERVISE: (can_rise,),
    Verb.CANCEL_SUPERVISION: (is_supervised,),
    Verb.REOPEN: (may_reopen,),
    Verb.CALLBACK: (may_call,),
    Verb.MERGE: (guards_merging.may_be_merged, not_in_mediation),
    Verb.UNMERGE: (guards_merging.may_be_unmerged,),
    Verb.ASK_REQUESTER: (can_be_asked,),
    Verb.URGE: (not_urged_today,),
    Verb.REQUEST_ASSIST: (has_time_to_share,),
    Verb.RATE_ASSIST: (has_unrated_help,),
}


def first_refusal(verb: Verb, file: CaseFile, present: World) -> Refusal | None:
    """The first guard that refuses the verb, or None."""
    return next((refusal for guard in GUARDS.get(verb, ()) if (refusal := guard(file, present))), None)
