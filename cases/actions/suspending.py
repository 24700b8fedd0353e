"""A case that cannot go on for now: put off to a review day, taken up again (case process §4.3, 挂账)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import deadlines, deciders, guards, texts
from cases.actions import closing, requests
from cases.actions.applying import Draft, opened
from cases.actions.ringing import Facts, press_decider
from cases.deadlines import Clock
from cases.models import Case, Deadline, TextKind
from cases.models.waiting import Wish
from cases.reasons import check_reason
from cases.states import DeadlineKind, State, Verb
from cases.world import ZONE

LONGEST = dt.timedelta(days=90)


def request_suspension(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    reason: str,
    text: str,
    review_on: dt.date,
    expected: int | None = None,
) -> Case:
    """Asks to put the case off for an objective cause, with a plan, until a day of review.

    Raises `bad_review_date` (400, field `review_on`) for a day that is not among the next 90.
    """
    with opened(case, Verb.REQUEST_SUSPENSION, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.REQUEST_SUSPENSION, reason)
        today = draft.world.today
        if not today < review_on <= today + LONGEST:
            raise invalid("bad_review_date", _("Choose a day of review within the next 90 days."), "review_on")
        words = TextKind.STAFF, texts.clean(text)
        decider = deciders.of(draft.world, draft.holder, Wish.SUSPENSION, 1, draft.case.complained_unit_id)
        if decider is None:
            raise AssertionError("guards keep a request from being made to nobody")
        draft.apply(Verb.REQUEST_SUSPENSION, reason=reason, words=words, data={"review_on": review_on.isoformat()})
        limit = draft.world.figures.decide_suspension
        clock = deadlines.to_decide(draft.world.calendar, draft.at, limit, Wish.SUSPENSION)
        requests.begin(draft, Wish.SUSPENSION, clock, decider, by=by, reason=reason, review_on=review_on)
        draft.tell("suspension_asked", decider.id)
    return draft.case


def decide_suspension(
    case: Case, *, by: User, at: dt.datetime, approve: bool, text: str = "", expected: int | None = None
) -> Case:
    """Suspends the case until the start of its review day, or leaves it in hand.

    Raises `review_passed` (409) where the day has come before anybody decided, `mediation_runs` where a mediation
    has begun since it was asked for. The requester is told the
    cause, in the words of the list, and the day.
    """
    with opened(case, Verb.DECIDE_SUSPENSION, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        words = (TextKind.STAFF, tidy) if tidy else None
        request = draft.file.request
        if request is None or request.review_on is None:
            raise AssertionError("guards keep a decision from being taken on nothing")
        if approve:
            _suspend(draft, request.review_on)
        requests.end(draft, "approved" if approve else "refused")
        draft.apply(
            Verb.DECIDE_SUSPENSION,
            to=State.SUSPENDED if approve else None,
            reason=request.reason,
            words=words,
            data={"approve": approve, "review_on": request.review_on.isoformat()},
        )
        draft.tell("suspension_decided", draft.holder.id)
    return draft.case


def _suspend(draft: Draft, review_on: dt.date) -> None:
    refusal = guards.not_in_mediation(draft.file, draft.world)
    if refusal is not None:
        raise refusal
    if review_on <= draft.world.today:
        raise conflict("review_passed", _("The day of review has come. Refuse, and have it asked for anew."))
    draft.case.suspension_count += 1
    draft.stop(*closing.SUSPENDABLE)
    due = dt.datetime.combine(review_on, dt.time(), ZONE).astimezone(dt.UTC)
    clock = Clock(DeadlineKind.REVIEW, draft.at, due, working=False, why={"review_on": review_on.isoformat()})
    draft.start(clock, draft.author.unit_id)


def resume(case: Case, *, by: User, at: dt.datetime, text: str = "", expected: int | None = None) -> Case:
    """A leader takes the case up again before its day of review."""
    with opened(case, Verb.RESUME, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        draft.over(DeadlineKind.REVIEW)
        _go_on(draft, words=(TextKind.STAFF, tidy) if tidy else None)
    return draft.case


def review(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """The day of review has begun: the case goes on by itself."""
    draft.met(DeadlineKind.REVIEW)
    _go_on(draft, reason="review_day", cause=deadline.kind, data=facts)


def _go_on(
    draft: Draft,
    *,
    reason: str = "",
    cause: str = "",
    words: tuple[TextKind, str] | None = None,
    data: Facts | None = None,
) -> None:
    """The clocks run again with what was left of them."""
    closing.resume(draft, "suspension")
    draft.apply(Verb.RESUME, to=State.PROCESSING, reason=reason, cause=cause, words=words, data=data)
    draft.tell("case_resumed", draft.holder.id)


def lapse(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """Nobody decided in time: the case stays in hand, and the one who owed the decision is supervised."""
    request = draft.file.request
    requests.end(draft, "lapsed")
    review_on = request.review_on.isoformat() if request and request.review_on else ""
    data = {**facts, "approve": False, "review_on": review_on}
    draft.apply(Verb.DECIDE_SUSPENSION, reason="no_decision", cause=deadline.kind, data=data)
    draft.tell("suspension_decided", draft.holder.id)
    press_decider(draft, deadline, facts)
