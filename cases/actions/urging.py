"""The requester asks how long it will take: at most once a day, and the holder hears of it."""

import datetime as dt

from accounts.models import User
from cases import texts
from cases.actions.applying import Draft, opened, opened_by_requester
from cases.guards import not_urged_today
from cases.models import Case, TextKind
from cases.states import State, Verb


def urge(case: Case, *, at: dt.datetime, by: User | None = None, text: str = "", expected: int | None = None) -> Case:
    """Counts one urging, by the requester (`by` None: the caller has compared the query code) or, when the
    requester telephones, by the triage desk.

    Raises `urged_today` (409) the second time on one day of the office's calendar.
    """
    if by is None:
        with opened_by_requester(case, Verb.URGE, at=at) as draft:
            refusal = not_urged_today(draft.file, draft.world)
            if refusal is not None:
                raise refusal
            _urge(draft, TextKind.RESIDENT, text)
    else:
        with opened(case, Verb.URGE, by=by, at=at, expected=expected) as draft:
            _urge(draft, TextKind.STAFF, text)
    return draft.case


def _urge(draft: Draft, kind: TextKind, text: str) -> None:
    tidy = texts.clean(text, required=False)
    case = draft.case
    case.urge_count += 1
    case.urged_at = draft.at
    draft.apply(Verb.URGE, words=(kind, tidy) if tidy else None, data={"times": case.urge_count})
    draft.tell("case_urged", case.checking_unit_id if case.state == State.CHECKING else case.holder_id)
