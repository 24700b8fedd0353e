"""What a case waits for from above, in a few lines on its page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.explanations import limit_words
from cases.models import DecisionRequest
from cases.models.waiting import Wish
from cases.queries.page import CasePage
from cases.reasons import reason_text
from cases.states import DeadlineKind, Verb

TITLES: Final[Mapping[str, Promise]] = {
    Wish.EXTENSION: _("More time is asked for"),
    Wish.SUSPENSION: _("A suspension is asked for"),
    Wish.REOPENING: _("The requester asks to have it reopened"),
}
VERBS: Final[Mapping[str, Verb]] = {
    Wish.EXTENSION: Verb.REQUEST_EXTENSION,
    Wish.SUSPENSION: Verb.REQUEST_SUSPENSION,
    Wish.REOPENING: Verb.REQUEST_REOPEN,
}


@dataclass(frozen=True)
class Waiting:
    """An open request: what, how much or until when, why, in whose words, who decides by when."""

    title: "str | Promise"
    wanted: str
    reason: "str | Promise"
    text: str
    decider: str
    due_at: dt.datetime | None


def waiting(page: CasePage) -> Waiting | None:
    """The open request of a case, if there is one."""
    request = page.file.request
    if request is None:
        return None
    clock = next((one for one in page.clocks if one.kind == DeadlineKind.DECIDE and one.stopped_at is None), None)
    return Waiting(
        title=TITLES[request.kind],
        wanted=_wanted(request),
        reason=reason_text(VERBS[request.kind], request.reason) if request.reason else "",
        text=next((event.text for event in page.events if event.seq == request.seq), ""),
        decider=clock.unit.name if clock and clock.unit else "",
        due_at=clock.due_at if clock else None,
    )


def _wanted(request: DecisionRequest) -> str:
    if request.amount:
        return limit_words(request.amount)
    if request.review_on:
        return str(_("until %(day)s") % {"day": request.review_on.isoformat()})
    return ""
