"""Links that go out with a notice: whoever gets it answers without a number, a code or an account.

The token follows from the notice and the installation's key. It is kept nowhere, a message that is tried again
carries the same one, and its row is written only when there is something to send.
"""

import base64
import datetime as dt
import hmac
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from django.conf import settings

from cases.actions.links import AFTER_CLOSING, AFTER_TASK, digest_of
from cases.models import AccessLink, AssistTask, Case, LinkKind, Question
from cases.states import State
from cases.world import World
from notices.models import Notice

Subject = tuple[Case, int | None, dt.datetime]
"""The case, the item of the link, and until when it opens something."""


def tokens(notices: Sequence[Notice], present: World) -> dict[int, str]:
    """The tokens of those notices that ask somebody for an answer which is still of use, by the notice's id.

    At most three statements to find what is asked, however many notices, and one to write the links.
    """
    asking = [notice for notice in notices if notice.kind in ASKING]
    if not asking:
        return {}
    cases = Case.objects.in_bulk(_numbers(asking), field_name="number")
    found: dict[int, str] = {}
    rows = []
    for kind, (purpose, find) in ASKING.items():
        mine = [notice for notice in asking if notice.kind == kind and notice.about_id in cases]
        for pk, (case, item, until) in (find(mine, cases, present) if mine else {}).items():
            found[pk] = token_of(pk)
            digest = digest_of(found[pk])
            rows.append(AccessLink(digest=digest, kind=purpose, case=case, item=item, at=present.at, expires_at=until))
    rows.sort(key=lambda row: row.case_id)  # each waits for its case: in the order in which others lock several
    AccessLink.objects.bulk_create(rows, ignore_conflicts=True)
    return found


def token_of(notice_id: int) -> str:
    """43 characters that nobody without the installation's key can know."""
    mac = hmac.digest(settings.SECRET_KEY.encode(), f"notice-link:{notice_id}".encode(), sha256)
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _questions(notices: Sequence[Notice], cases: Mapping[str, Case], present: World) -> dict[int, Subject]:
    """The question is still open, and its time has not passed."""
    open_ = Question.objects.filter(case__number__in=_numbers(notices), ended_at=None, due_at__gt=present.at)
    by_case = {question.case_id: question for question in open_}
    pairs = ((notice, cases[notice.about_id]) for notice in notices)
    return {
        notice.pk: (case, by_case[case.pk].pk, by_case[case.pk].due_at) for notice, case in pairs if case.pk in by_case
    }


def _ratings(notices: Sequence[Notice], cases: Mapping[str, Case], present: World) -> dict[int, Subject]:
    """The case is closed, and the thirty days since have not passed."""
    found: dict[int, Subject] = {}
    for notice in notices:
        case, until = cases[notice.about_id], present.calendar.add(notice.at, AFTER_CLOSING)
        if case.state == State.CLOSED and case.withdrawn_at is None and until > present.at:
            found[notice.pk] = (case, None, until)
    return found


def _tasks(notices: Sequence[Notice], cases: Mapping[str, Case], present: World) -> dict[int, Subject]:
    """The unit's task is still open."""
    open_ = AssistTask.objects.filter(case__number__in=_numbers(notices), ended_at=None)
    by_unit = {(task.case_id, task.unit_id): task for task in open_}
    found: dict[int, Subject] = {}
    for notice in notices:
        case = cases[notice.about_id]
        task = by_unit.get((case.pk, notice.to_id))
        if task is not None:
            found[notice.pk] = (case, task.pk, present.calendar.add(max(task.due_at, present.at), AFTER_TASK))
    return found


def _numbers(notices: Sequence[Notice]) -> set[str]:
    return {notice.about_id for notice in notices}


Find = Callable[[Sequence[Notice], Mapping[str, Case], World], Mapping[int, Subject]]

ASKING: Final[Mapping[str, tuple[LinkKind, Find]]] = {
    "resident_question": (LinkKind.QUESTION, _questions),
    "resident_closed": (LinkKind.RATING, _ratings),
    "assist_by_link": (LinkKind.TASK, _tasks),
}
"""The notices with a link, what it is for, and what it asks of the case."""
