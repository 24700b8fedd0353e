"""Supervision from above: it only rises until it is cancelled with a reason."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from cases.actions.applying import Draft, opened
from cases.models import Case, TextKind
from cases.states import Supervision, Verb


def supervise(case: Case, *, by: User, at: dt.datetime, level: str, text: str, expected: int | None = None) -> Case:
    """A unit above raises the supervision. Raises `supervision_only_rises` (409)."""
    with opened(case, Verb.SUPERVISE, by=by, at=at, expected=expected) as draft:
        if level not in {Supervision.NORMAL, Supervision.YELLOW, Supervision.RED}:
            raise invalid("unknown_level", _("Choose a level of supervision."), "level")
        if Supervision(level).rank <= Supervision(draft.case.supervision).rank:
            raise conflict("supervision_only_rises", _("Supervision only rises until it is cancelled."))
        raise_to(draft, Supervision(level), words=(TextKind.STAFF, texts.clean(text)))
    return draft.case


def raise_to(
    draft: Draft,
    level: Supervision,
    *,
    cause: str = "",
    reason: str = "",
    unit_id: int | None = None,
    words: tuple[TextKind, str] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Raises supervision over a unit (the holder unless another is named) and tells it."""
    over = unit_id or draft.case.holder_id
    draft.case.supervision = level
    draft.apply(
        Verb.SUPERVISE, cause=cause, reason=reason, words=words, data={"level": level, "unit": over, **(data or {})}
    )
    draft.tell("case_supervised", over, level=level)


def cancel_supervision(case: Case, *, by: User, at: dt.datetime, text: str, expected: int | None = None) -> Case:
    """A unit above ends the supervision, with the reason in words."""
    with opened(case, Verb.CANCEL_SUPERVISION, by=by, at=at, expected=expected) as draft:
        words = TextKind.STAFF, texts.clean(text)
        before = draft.case.supervision
        draft.case.supervision = Supervision.NONE
        draft.apply(Verb.CANCEL_SUPERVISION, words=words, data={"level": before})
    return draft.case
