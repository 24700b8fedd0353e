"""More time for a case: asked by the handler, decided above (case process §4.3, 延期).

Only the whole-case limit grows. The clock of the level runs on: whoever has more time in the end still has
to show within the level's time that the level can do it.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import invalid
from cases import deadlines, deciders, texts
from cases.actions import moving, requests
from cases.actions.applying import Draft, opened
from cases.actions.ringing import Facts, press_decider
from cases.models import Case, Deadline, DecisionRequest, TextKind
from cases.models.waiting import Wish
from cases.reasons import check_reason
from cases.states import DeadlineKind, Verb
from cases.worktime import Limit

LONGEST_AMOUNT = 10
"""Characters of an amount, as its column has them."""


def request_extension(
    case: Case, *, by: User, at: dt.datetime, reason: str, amount: str, text: str, expected: int | None = None
) -> Case:
    """Asks for `amount` more, a limit such as `3 WD`, on the clock of the case's limit and at most as long.

    Raises `Refusal` 400 naming `amount`: `bad_amount`, `other_clock`, `longer_than_limit`.
    """
    with opened(case, Verb.REQUEST_EXTENSION, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.REQUEST_EXTENSION, reason)
        limit = _amount(draft, amount)
        words = TextKind.STAFF, texts.clean(text)
        number = draft.case.extension_count + 1
        decider = deciders.of(draft.world, draft.holder, Wish.EXTENSION, number, draft.case.complained_unit_id)
        if decider is None:
            raise AssertionError("guards keep a request from being made to nobody")
        data = {"amount": str(limit), "number": number}
        draft.apply(Verb.REQUEST_EXTENSION, reason=reason, words=words, data=data)
        clock = deadlines.to_decide(
            draft.world.calendar, draft.at, draft.world.figures.decide_extension, Wish.EXTENSION, draft.case.due_at
        )
        requests.begin(draft, Wish.EXTENSION, clock, decider, by=by, reason=reason, number=number, amount=str(limit))
        draft.tell("extension_asked", decider.id)
    return draft.case


def _amount(draft: Draft, amount: str) -> Limit:
    original = moving.limits_of(draft).resolve
    try:
        limit = Limit.parse(amount.strip() if len(amount) <= LONGEST_AMOUNT else "")
    except ValueError:
        raise invalid("bad_amount", _("Write how much more time, such as 3 WD or 5 CD."), "amount") from None
    if limit.is_working != original.is_working:
        raise invalid("other_clock", _("The limit of this case runs on the other clock."), "amount")
    if limit.minutes > original.minutes:
        raise invalid("longer_than_limit", _("At most as long as the original limit."), "amount")
    return limit


def decide_extension(
    case: Case, *, by: User, at: dt.datetime, approve: bool, text: str = "", expected: int | None = None
) -> Case:
    """Grants the time asked for, counted on from the old due time, or refuses it.

    The requester is told the new day, and the reason in the words of the list; nothing else.
    """
    with opened(case, Verb.DECIDE_EXTENSION, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        words = (TextKind.STAFF, tidy) if tidy else None
        request = _open_request(draft)
        data = _facts(request) | {"approve": approve}
        if approve:
            due = _extend(draft, Limit.parse(request.amount))
            data["until"] = due.isoformat()
        requests.end(draft, "approved" if approve else "refused")
        draft.apply(Verb.DECIDE_EXTENSION, reason=request.reason, words=words, data=data)
        draft.tell("extension_decided", draft.holder.id)
    return draft.case


def _open_request(draft: Draft) -> DecisionRequest:
    if draft.file.request is None:
        raise AssertionError("guards keep a decision from being taken on nothing")
    return draft.file.request


def _facts(request: DecisionRequest) -> dict[str, object]:
    return {"amount": request.amount, "number": request.number}


def _extend(draft: Draft, limit: Limit) -> dt.datetime:
    """The whole-case clock runs longer and warns again, when three quarters of the time from now have run."""
    due = draft.world.calendar.add(draft.file.deadlines[DeadlineKind.RESOLVE].due_at, limit)
    moving.set_due(draft, due, "extension", working=limit.is_working)
    draft.case.extension_count += 1
    return due


def lapse(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """Nobody decided in time, or before the case was due: refused, and the one who owed it is supervised."""
    request = _open_request(draft)
    requests.end(draft, "lapsed")
    data = {**facts, **_facts(request), "approve": False}
    draft.apply(Verb.DECIDE_EXTENSION, reason="no_decision", cause=deadline.kind, data=data)
    draft.tell("extension_decided", draft.holder.id)
    press_decider(draft, deadline, facts)
