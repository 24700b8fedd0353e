"""A closed case is worked on again: by the callback clerk, or because its requester asks (case process §4.3)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict
from cases import deadlines, deciders, guards, texts
from cases.actions import leading, merging, moving, requests
from cases.actions.applying import Draft, opened, opened_by_requester
from cases.actions.ringing import Facts
from cases.actions.supervision import raise_to
from cases.models import Case, CaseEvent, Deadline, TextKind
from cases.models.waiting import Wish
from cases.states import DeadlineKind, State, Supervision, Verb

LEADER_FROM = 2
"""So many times reopened, a case needs a leader."""


def request_reopen(case: Case, *, at: dt.datetime, text: str) -> Case:
    """The requester says why the case is not finished, once per closing. The caller has compared the code.

    Whose case was merged asks for the one that goes on: it is decided there, its record says for whom, and the
    words are in both, in that one for the staff alone. Raises `not_handled`, `window_passed` (the county's
    time from closing), `asked_before`, `request_open` while another requester's wish waits (409).
    """
    with transaction.atomic():
        master_id = merging.lock_with_master(case)
        with opened_by_requester(case, Verb.REQUEST_REOPEN, at=at) as draft:
            tidy = texts.clean(text)
            lead = merging.beside_master(draft, master_id) or draft
            _check_may_ask(draft, lead)
            if lead is draft:
                draft.apply(Verb.REQUEST_REOPEN, words=(TextKind.RESIDENT, tidy))
            else:
                draft.apply(Verb.REQUEST_REOPEN, words=(TextKind.RESIDENT, tidy), data={"master": lead.case.number})
                lead.apply(Verb.REQUEST_REOPEN, words=(TextKind.STAFF, tidy), data={"merged": draft.case.number})
            _ask(lead)
    return draft.case


def _check_may_ask(draft: Draft, lead: Draft) -> None:
    """Each requester asks once per closing of the case that went on, and while nobody else's wish waits."""
    refusal = guards.may_be_asked_to_reopen(lead.file, lead.world)
    if refusal is not None:
        raise refusal
    own = CaseEvent.objects.filter(case=draft.case, verb=Verb.REQUEST_REOPEN, at__gte=lead.case.closed_at)
    if own.exclude(data__has_key="merged").exists():
        raise conflict("asked_before", _("You have asked for that once; it is decided once."))
    if lead.file.request is not None:
        raise conflict("request_open", _("Another requester has asked for that. Wait for the decision."))


def _ask(lead: Draft) -> None:
    decider = deciders.above(lead.world, lead.holder)
    limit = lead.world.figures.decide_reopening
    clock = deadlines.to_decide(lead.world.calendar, lead.at, limit, Wish.REOPENING)
    requests.begin(lead, Wish.REOPENING, clock, decider)
    lead.tell("reopen_asked", decider.id)


def decide_reopen(
    case: Case, *, by: User, at: dt.datetime, approve: bool, text: str, expected: int | None = None
) -> Case:
    """Opens the case again as a callback does, or leaves it closed; `text` is what the requester reads."""
    with opened(case, Verb.DECIDE_REOPEN, by=by, at=at, expected=expected) as draft:
        words = TextKind.RESIDENT, texts.clean(text)
        requests.end(draft, "approved" if approve else "refused")
        if approve:
            begin_again(draft)
            draft.apply(Verb.DECIDE_REOPEN, to=State.PROCESSING, words=words, data={"approve": True})
            press_on(draft)
        else:
            draft.apply(Verb.DECIDE_REOPEN, words=words, data={"approve": False})
    return draft.case


def begin_again(draft: Draft) -> None:
    """What the closing fixed is undone; the whole-case clock starts anew with half of the limit."""
    current = draft.case
    requests.end(draft, "overtaken")
    current.reopen_count += 1
    current.outcome, current.result_outcome, current.closed_at, current.closed_level = "", "", None, ""
    current.disposed_at, current.checking_unit_id, current.callback_unit_id = None, None, None
    current.on_the_spot, current.attempted_at = False, None
    draft.over(DeadlineKind.CALLBACK, DeadlineKind.ARCHIVE)
    _half_limit(draft)


def press_on(draft: Draft) -> None:
    """The holder hears of it, the level above supervises; the second time a leader is wanted."""
    current = draft.case
    again = current.reopen_count >= LEADER_FROM
    draft.tell("case_reopened", current.holder_id)
    level = Supervision.YELLOW if again else Supervision.NORMAL
    system = Draft(draft.world, draft.file, draft.ledger)
    if Supervision(current.supervision).rank < level.rank:
        raise_to(system, level, cause=Verb.REOPEN, reason="reopened")
    if again:
        leading.want(system, Verb.REOPEN)


def _half_limit(draft: Draft) -> None:
    """A new whole-case clock of half the limit; the record says what it replaces."""
    limits = moving.limits_of(draft)
    limit, calendar, old = limits.resolve, draft.world.calendar, draft.case.due_at
    due = calendar.add(draft.at, deadlines.half(limit), limit.is_working)
    warn = deadlines.part(calendar, draft.at, due, limit.is_working, deadlines.WARN_SHARE)
    why = {"limit": str(limit), "share": 50, "source": limits.source}
    draft.start(deadlines.Clock(DeadlineKind.RESOLVE, draft.at, due, limit.is_working, warn, why), draft.holder.id)
    deadline = draft.file.deadlines[DeadlineKind.RESOLVE]
    if old is not None:
        deadline.due_at = old
        draft.move(deadline, due, "reopen")
    draft.case.due_at = due
    moving.start_level(draft, draft.holder, limit)


def undecided(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """A request of the requester is never refused by time: each working day one level more hears of it."""
    offices = list(draft.world.directory.offices_above(draft.holder)) or [draft.holder]
    step = deadline.step
    draft.apply(Verb.WARN, cause=deadline.kind, data={**facts, "step": step})
    deadline.fire_at = draft.world.calendar.add(draft.at, draft.world.figures.decide_reopening)
    for office in offices[: step + 1]:
        draft.tell("reopen_undecided", office.id)
