"""After closing, and what the requester does: rate, withdraw, call back, reopen, archive."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from cases.actions import closing, merging, moving, overtaking, reopening
from cases.actions.applying import Draft, opened, opened_by_requester
from cases.models import CallRecord, Case, Rating, TextKind
from cases.models.rating import Satisfaction, Solved
from cases.reasons import check_reason
from cases.states import DeadlineKind, Outcome, Severity, State, Verb
from residents import actions as residents

UNHAPPY = frozenset({Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED})
CALLS = 3


def rate(case: Case, *, at: dt.datetime, solved: str, satisfaction: str, text: str = "") -> Case:
    """The requester rates; a second time changes the own rating. The caller has compared the code."""
    with opened_by_requester(case, Verb.RATE, at=at) as draft:
        tidy = texts.clean(text, required=False)
        merging.check_master_is_closed(draft)
        _rate(draft, solved, satisfaction, call=None)
        draft.met(DeadlineKind.CALLBACK)
        words = (TextKind.RESIDENT, tidy) if tidy else None
        draft.apply(Verb.RATE, words=words, data={"solved": solved, "satisfaction": satisfaction})
        _tell_unhappy(draft, satisfaction)
    return draft.case


def _rate(draft: Draft, solved: str, satisfaction: str, call: CallRecord | None) -> None:
    if solved not in Solved.values:
        raise invalid("unknown_answer", _("Say whether the matter is solved."), "solved")
    if satisfaction not in Satisfaction.values:
        raise invalid("unknown_answer", _("Say how satisfied the requester is."), "satisfaction")
    values = {"solved": solved, "satisfaction": satisfaction, "call": call, "at": draft.at}
    Rating.objects.update_or_create(case=draft.case, defaults=values)


def _tell_unhappy(draft: Draft, satisfaction: str) -> None:
    """The level above hears of it; the handler does not until the figures of the month (hazard E9)."""
    if satisfaction in UNHAPPY:
        parent = draft.world.directory.parent_of(merging.handler(draft))
        draft.tell("rated_dissatisfied", parent.id if parent else None)


def callback(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    contacted: bool,
    solved: str = "",
    satisfaction: str = "",
    text: str = "",
    expected: int | None = None,
) -> Case:
    """One attempt of the clerk to reach the requester, at most three on different days.

    Reached: the answers become the rating, unless the requester rated already (`already_rated`, 409).
    Not reached: no rating, and the callback clock runs on; the third attempt ends it, and the requester
    counts as unreachable, never as satisfied.
    """
    with opened(case, Verb.CALLBACK, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        if Rating.objects.filter(case=draft.case, call=None).exists():
            raise conflict("already_rated", _("The requester has rated the case."))
        attempt = draft.case.calls.count() + 1
        call = CallRecord.objects.create(case=draft.case, at=draft.at, by=by, contacted=contacted)
        data: dict[str, object] = {"contacted": contacted, "attempt": attempt}
        if contacted:
            _rate(draft, solved, satisfaction, call)
            data |= {"solved": solved, "satisfaction": satisfaction}
        elif attempt >= CALLS:
            data["unreachable"] = True
        if contacted or attempt >= CALLS:
            draft.met(DeadlineKind.CALLBACK)
        draft.apply(Verb.CALLBACK, words=(TextKind.STAFF, tidy) if tidy else None, data=data)
        if contacted:
            _tell_unhappy(draft, satisfaction)
    return draft.case


def reopen(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """The unit works on it again with half of the original limit, and the level above supervises."""
    with opened(case, Verb.REOPEN, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.REOPEN, reason)
        words = TextKind.STAFF, texts.clean(text)
        reopening.begin_again(draft)
        draft.apply(Verb.REOPEN, to=State.PROCESSING, reason=reason, words=words)
        reopening.press_on(draft)
    return draft.case


def withdraw(case: Case, *, at: dt.datetime, text: str = "") -> Case:
    """The requester takes the request back. The caller has compared the query code.

    A matter of safety, a critical one, and one that others have reported too go on: the same case with
    the requester detached and the contact data erased.
    """
    with opened_by_requester(case, Verb.WITHDRAW, at=at) as draft:
        tidy = texts.clean(text, required=False)
        words = (TextKind.RESIDENT, tidy) if tidy else None
        current = draft.case
        current.withdrawn_at = draft.at
        if current.master_id is not None:
            merging.stop_following(draft, words)
        elif _goes_on(draft):
            if current.requester is not None:
                residents.erase(current.requester, draft.at)
            current.requester = None
            overtaking.end_question(draft)
            draft.apply(Verb.WITHDRAW, words=words, data={"goes_on": True, "others": bool(current.merged_count)})
        else:
            moving.end_return(draft, "overtaken")
            closing.close(draft, Outcome.WITHDRAWN)
            draft.apply(Verb.WITHDRAW, to=State.CLOSED, words=words, data={"goes_on": False})
        if current.master_id is None:
            draft.tell("requester_withdrew", current.holder_id)
    return draft.case


def _goes_on(draft: Draft) -> bool:
    """A danger, or a matter that others have reported too."""
    if draft.case.severity == Severity.CRITICAL or draft.case.merged_count:
        return True
    return draft.case.category_id is not None and moving.category_of(draft).is_safety


def archive(draft: Draft, *, cause: str) -> None:
    """The timer seals the file: the event that does it is the last of the chain."""
    draft.case.archived_at = draft.at
    draft.met(DeadlineKind.ARCHIVE)
    draft.over(DeadlineKind.CALLBACK)
    draft.apply(Verb.ARCHIVE, to=State.ARCHIVED, cause=cause)
