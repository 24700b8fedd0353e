"""What the triage desk does: dispatch, reject, refer, cancel; and the other closure by two persons, terminate."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid
from cases import deadlines, deciders, routing, texts
from cases.actions import closing, moving
from cases.actions.applying import Draft, opened
from cases.catalogue import Catalogue
from cases.models import Case, Category, Proposal, TextKind
from cases.reasons import check_reason, reason_text
from cases.states import DeadlineKind, Outcome, Severity, State, Verb
from grids.tree import UnitNode

FOUND = "found_"
"""How the reasons of a route begin that say how its place was found."""
OUTCOMES = {
    Verb.REJECT: Outcome.REJECTED,
    Verb.REFER: Outcome.REFERRED,
    Verb.CANCEL: Outcome.CANCELLED,
    Verb.TERMINATE: Outcome.TERMINATED,
}


@dataclass(frozen=True)
class Choice:
    """What the desk fixed by hand; None leaves it to the case and the router."""

    category: str | None = None
    severity: str | None = None
    area_code: str | None = None
    unit: int | None = None


def dispatch(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    category: str | None = None,
    severity: str | None = None,
    area_code: str | None = None,
    unit: int | None = None,
    expected: int | None = None,
) -> Case:
    """Fixes category, severity, place and holder; limits are computed and frozen, the clock starts.

    What is left out is taken from the case; the holder from the routing rules. Raises `Refusal` 400
    naming the field: `unknown_category`, `ended_category`, `category_missing`, `unknown_severity`,
    `unknown_area`, `outside_your_area`, `unknown_unit`, `sensitive`, `above_category_level`.
    """
    with opened(case, Verb.DISPATCH, by=by, at=at, expected=expected) as draft:
        choice = Choice(category, severity, area_code, unit)
        version = _category(draft, choice)
        found = _place(draft, choice)
        route = _route(draft, version, choice, found)
        file_under(draft, version, _severity(version, choice))
        send(draft, route)
    return draft.case


def file_under(draft: Draft, category: Category, severity: Severity) -> None:
    """The case is filed under a version of a category, and keeps it."""
    case = draft.case
    case.category, case.severity = category, severity
    case.sensitive = category.is_sensitive


def send(draft: Draft, route: routing.Route) -> None:
    """Dispatches along a route: holder, helpers, copies, clocks, event."""
    case = draft.case
    case.routing = [list(line) for line in route.why]
    case.complained_unit_id = route.complained.id if route.complained else None
    moving.begin(draft, route.unit)
    for helper in route.assists:
        draft.assist(helper.id, "critical")
    data = {"category": moving.category_of(draft).code, "severity": case.severity, "area": case.area_id}
    draft.apply(Verb.DISPATCH, to=State.DISPATCHED, data={**data, "why": case.routing})
    draft.tell("case_arrived", route.unit.id)
    kind = "critical_case" if case.severity == Severity.CRITICAL else "case_copy"
    for copy in route.copies:
        if not case.sensitive and not case.complained_unit_id:
            draft.tell(kind, copy.id)


def _category(draft: Draft, choice: Choice) -> Category:
    """The chosen one as it is today; the case's own as it was filed, unless it has ended."""
    catalogue, today = draft.world.catalogue, draft.world.today
    filed = catalogue.by_id(draft.case.category_id) if draft.case.category_id else None
    if filed is None and choice.category is None:
        raise invalid("category_missing", _("Choose a category."), "category")
    present = known_category(catalogue, choice.category or (filed.code if filed else ""), today)
    return filed if filed is not None and filed.code == present.code else present


def known_category(catalogue: Catalogue, code: str, today: dt.date) -> Category:
    """The version in force. Refuses `ended_category` and `unknown_category` (400)."""
    version = catalogue.in_force(code, today)
    if version is None and catalogue.ended(code, today):
        raise invalid("ended_category", _("This category is no longer in use. Choose another."), "category")
    if version is None:
        raise invalid("unknown_category", _("There is no such category."), "category")
    return version


def _severity(category: Category, choice: Choice) -> Severity:
    if choice.severity is None:
        return Severity(category.severity)
    if choice.severity not in list(Severity):
        raise invalid("unknown_severity", _("There is no such severity."), "severity")
    return Severity(choice.severity)


def _place(draft: Draft, choice: Choice) -> str:
    """Corrects the place where the desk chose another one; returns how it was found (`routing.Reason`)."""
    if choice.area_code in {None, draft.case.area_id}:
        found = (code for code, _params in draft.case.routing if code.startswith(FOUND))
        return next(found, "").removeprefix(FOUND)
    directory = draft.world.directory
    desk = directory.units[draft.author.unit_id or 0]
    if choice.area_code not in directory.areas:
        raise invalid("unknown_area", _("There is no such area."), "area_code")
    if not directory.contains(desk.area_code, choice.area_code):
        raise invalid("outside_your_area", _("The place lies outside your area."), "area_code")
    draft.case.area_id = choice.area_code
    return "desk"


def _route(draft: Draft, category: Category, choice: Choice, found_by: str) -> routing.Route:
    world, case = draft.world, draft.case
    named = world.rule_for(category, case.area_id)
    complained = world.directory.units.get(case.complained_unit_id or 0)
    found = routing.forced(world.directory, case.area_id, category, named=named, complained=complained, found=found_by)
    if category.pk != case.category_id:
        found = routing.filed_by_desk(found)
    if choice.unit is None:
        return found
    unit = world.directory.units.get(choice.unit)
    if (
        unit is None
        or not _serves(draft, unit)
        or routing.hidden_below(world.directory, found.complained.id if found.complained else None, unit)
    ):
        raise invalid("unknown_unit", _("Choose a unit of your area that serves the place."), "unit")
    moving.check_may_hold(unit, sensitive=category.is_sensitive)
    if unit.is_government and unit.level.rank > found.unit.level.rank:
        raise _too_high()
    return routing.to_unit(found, unit)


def _serves(draft: Draft, unit: UnitNode) -> bool:
    directory = draft.world.directory
    desk = directory.units[draft.author.unit_id or 0]
    near = directory.contains(unit.area_code, draft.case.area_id)
    return near and (directory.contains(desk.area_code, unit.area_code) or unit.level.rank >= desk.level.rank)


def _too_high() -> Refusal:
    return invalid(
        "above_category_level", _("Small issues stay in the grid: the category starts at a lower level."), "unit"
    )


def reject(case: Case, *, by: User, at: dt.datetime, reason: str, reply: str, expected: int | None = None) -> Case:
    """Not accepted, with reason, reply and remedy: proposed by one person, confirmed by another.

    Raises `other_proposal` (409) where the second person gives another reason, as do `refer` and `cancel`.
    """
    return _close_by_two(case, Verb.REJECT, by=by, at=at, reason=reason, words=reply, field="reply", expected=expected)


def refer(case: Case, *, by: User, at: dt.datetime, reason: str, reply: str, expected: int | None = None) -> Case:
    """Sent to its legal route or to an emergency line: proposed and confirmed by two persons."""
    return _close_by_two(case, Verb.REFER, by=by, at=at, reason=reason, words=reply, field="reply", expected=expected)


def cancel(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """Only a test or a mistake is cancelled: proposed and confirmed by two persons."""
    return _close_by_two(case, Verb.CANCEL, by=by, at=at, reason=reason, words=text, field="text", expected=expected)


def terminate(case: Case, *, by: User, at: dt.datetime, reason: str, reply: str, expected: int | None = None) -> Case:
    """Ended for a legal cause, with an explanation: proposed by the holder, confirmed by the level above."""
    return _close_by_two(
        case, Verb.TERMINATE, by=by, at=at, reason=reason, words=reply, field="reply", expected=expected
    )


def _close_by_two(
    case: Case,
    verb: Verb,
    *,
    by: User,
    at: dt.datetime,
    reason: str,
    words: str,
    field: str,
    expected: int | None,
) -> Case:
    with opened(case, verb, by=by, at=at, expected=expected) as draft:
        check_reason(verb, reason)
        tidy = texts.clean(words, field)
        proposal = draft.file.proposal
        if proposal is None:
            _propose(draft, verb, by, reason, tidy)
        elif proposal.reason != reason:
            raise _other_reason(verb, proposal.reason)
        else:
            _confirm(draft, verb, reason, tidy)
    return draft.case


def _other_reason(verb: Verb, proposed: str) -> Refusal:
    """Two persons agree on one reason; the words may differ, and both stay in the record."""
    message = _("What waits for its confirmation has the reason “%(reason)s”. Confirm that one, or leave it.")
    return conflict("other_proposal", message % {"reason": reason_text(verb, proposed)})


def _propose(draft: Draft, verb: Verb, by: User, reason: str, text: str) -> None:
    """The first call: an event, the state unchanged, one working day for the second person."""
    draft.apply(verb, reason=reason, words=(TextKind.STAFF, text), data={"step": "proposed"})
    proposal = Proposal(case=draft.case, verb=verb, reason=reason, seq=draft.case.event_count, by_id=by.pk, at=draft.at)
    draft.file.proposal = proposal
    draft.ledger.proposals.append(proposal)
    waits_at = draft.author.unit_id
    if verb is Verb.TERMINATE:
        waits_at = deciders.above(draft.world, draft.holder).id
    limit = draft.world.figures.proposal
    clock = deadlines.plain(draft.world.calendar, DeadlineKind.PROPOSAL, draft.at, limit, "figure:proposal")
    draft.start(clock, waits_at)
    draft.tell("proposal_waits", waits_at)


def _confirm(draft: Draft, verb: Verb, reason: str, text: str) -> None:
    """The second call, by another person: the case is closed with that person's words as the reply."""
    proposal = draft.file.proposal
    data = {"step": "confirmed", "proposed_by": proposal.by_id if proposal else None}
    moving.end_return(draft, "overtaken")
    draft.end_proposal("confirmed")
    closing.close(draft, OUTCOMES[verb])
    draft.apply(verb, to=State.CLOSED, reason=reason, words=(TextKind.REPLY, text), data=data)
    if verb is Verb.TERMINATE:
        draft.tell("case_terminated", draft.holder.id)
