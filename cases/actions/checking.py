"""What the checker does: pass, or send back to work. The checker is never of the handler's unit."""

import datetime as dt

from accounts.models import User
from cases import texts
from cases.actions import closing
from cases.actions.applying import opened
from cases.models import Case, TextKind
from cases.reasons import check_reason
from cases.states import DeadlineKind, Outcome, State, Verb


def pass_check(case: Case, *, by: User, at: dt.datetime, text: str = "", expected: int | None = None) -> Case:
    """The result holds: the case is closed with the outcome that the handler gave."""
    with opened(case, Verb.PASS_CHECK, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        words = (TextKind.STAFF, tidy) if tidy else None
        closing.close(draft, Outcome(draft.case.result_outcome))
        draft.apply(Verb.PASS_CHECK, to=State.CLOSED, words=words, data={"outcome": draft.case.outcome})
        closing.tell(draft)
    return draft.case


def rework(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """The result does not hold: the handler works on, the time of the check is not counted."""
    with opened(case, Verb.REWORK, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.REWORK, reason)
        words = TextKind.STAFF, texts.clean(text)
        current = draft.case
        draft.met(DeadlineKind.CHECK)
        closing.resume(draft, "rework")
        current.rework_count += 1
        current.disposed_at, current.result_outcome, current.checking_unit_id = None, "", None
        current.on_the_spot = False
        draft.apply(Verb.REWORK, to=State.PROCESSING, reason=reason, words=words)
        draft.tell("case_rework", current.holder_id)
    return draft.case
