"""A leader in charge of a case, with a plan and steps that are promised (case process §4.3, 领导包案)."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypedDict

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import invalid
from cases import deciders, leaders, texts
from cases.actions.applying import Draft, opened
from cases.actions.ringing import Facts, press
from cases.deadlines import Clock
from cases.models import Case, Deadline, LeaderCase, Milestone, TextKind
from cases.states import DeadlineKind, Supervision, Verb
from cases.world import ZONE
from grids.tree import UnitNode

MOST_MILESTONES: Final = 8
LONGEST_WHAT: Final = 120
FARTHEST: Final = dt.timedelta(days=366)


class Promised(TypedDict):
    """A step and the local day by whose office hours it is done."""

    what: str
    due_on: dt.date


def assign_leader(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    text: str,
    leader: int | None = None,
    milestones: Sequence[Promised] = (),
    expected: int | None = None,
) -> Case:
    """Puts a leader in charge, the deciding one unless another is named; the one before is replaced.

    `text` is the plan. Raises `Refusal` 400: `unknown_leader` (field `leader`), `too_many_milestones` and
    `bad_milestone` (field `milestones`).
    """
    with opened(case, Verb.ASSIGN_LEADER, by=by, at=at, expected=expected) as draft:
        words = TextKind.STAFF, texts.clean(text)
        user_id, unit = _leader(draft, by.pk if leader is None else leader)
        steps = _steps(draft, milestones)
        end(draft, "replaced")
        days = [step["due_on"].isoformat() for step in steps]
        draft.case.has_leader = True
        draft.apply(Verb.ASSIGN_LEADER, words=words, data={"leader": user_id, "unit": unit.id, "milestones": days})
        taken = _take(draft, unit, user_id)
        for step in steps:
            _promise(draft, taken, step)
        draft.tell("leader_assigned", unit.id)
        draft.tell("leader_assigned", draft.holder.id)
    return draft.case


def _leader(draft: Draft, user_id: int) -> tuple[int, UnitNode]:
    directory = draft.world.directory
    decider = directory.units[draft.author.unit_id or 0]
    for post in leaders.candidates(draft.world, decider, draft.case):
        if post.user_id == user_id:
            return user_id, directory.units[post.unit_id]
    raise invalid("unknown_leader", _("Choose a leader of your area, above the place of the case."), "leader")


def _steps(draft: Draft, milestones: Sequence[Promised]) -> list[Promised]:
    if len(milestones) > MOST_MILESTONES:
        raise invalid("too_many_milestones", _("Eight milestones at most."), "milestones")
    steps = []
    for step in milestones:
        what = texts.clean(step["what"], "milestones")
        if len(what) > LONGEST_WHAT:
            raise invalid("bad_milestone", _("A milestone is named in 120 characters at most."), "milestones")
        if not draft.at < draft.world.calendar.closing(step["due_on"]) <= draft.at + FARTHEST:
            raise invalid("bad_milestone", _("A milestone is due within a year from now."), "milestones")
        steps.append(Promised(what=what, due_on=step["due_on"]))
    return steps


def _take(draft: Draft, unit: UnitNode, user_id: int | None) -> LeaderCase:
    """The leadership of the event just applied."""
    draft.file.leadership = LeaderCase.objects.create(
        case=draft.case, unit_id=unit.id, leader_id=user_id, seq=draft.case.event_count, at=draft.at
    )
    return draft.file.leadership


def _promise(draft: Draft, taken: LeaderCase, step: Promised) -> None:
    due = draft.world.calendar.closing(step["due_on"])
    row = Milestone.objects.create(leadership=taken, what=step["what"], due_at=due)
    clock = Clock(DeadlineKind.MILESTONE, draft.at, due, working=False, why={"milestone": row.pk})
    draft.start(clock, draft.holder.id, item=row.pk)


def meet_milestone(
    case: Case, *, by: User, at: dt.datetime, milestone: int, text: str = "", expected: int | None = None
) -> Case:
    """A promised step is done, in time or late. Raises `unknown_milestone` (400, field `milestone`)."""
    with opened(case, Verb.MEET_MILESTONE, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text, required=False)
        clock = draft.clock(DeadlineKind.MILESTONE, milestone)
        if clock is None:
            raise invalid("unknown_milestone", _("Choose a milestone that is still open."), "milestone")
        Milestone.objects.filter(pk=milestone).update(met_at=draft.at)
        due_on = clock.due_at.astimezone(ZONE).date().isoformat()
        draft.met(DeadlineKind.MILESTONE, milestone)
        words = (TextKind.STAFF, tidy) if tidy else None
        draft.apply(Verb.MEET_MILESTONE, words=words, data={"milestone": milestone, "due_on": due_on})
        if draft.file.leadership is not None:
            draft.tell("milestone_met", draft.file.leadership.unit_id)
    return draft.case


def passed(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """A promised step was not done in time: the holder is supervised, the leader hears of it."""
    press(draft, deadline, Supervision.NORMAL, facts)
    draft.tell("milestone_passed", draft.holder.id)
    if draft.file.leadership is not None:
        draft.tell("milestone_passed", draft.file.leadership.unit_id)


def want(draft: Draft, cause: str) -> None:
    """By system: the case waits for a leader of the street to take charge, unless one is."""
    unit = deciders.leading(draft.world, draft.holder, draft.case.complained_unit_id)
    if unit is None or draft.file.leadership is not None:
        return
    draft.case.has_leader = True
    draft.apply(Verb.ASSIGN_LEADER, cause=cause, reason="reopened_twice", data={"unit": unit.id})
    _take(draft, unit, None)
    draft.tell("leader_wanted", unit.id)


def end(draft: Draft, how: str) -> None:
    """Ends the leadership, if there is one, with its milestones: replaced, or closed with the case."""
    leadership = draft.file.leadership
    if leadership is None:
        return
    leadership.ended_at, leadership.end = draft.at, how
    leadership.save(update_fields=["ended_at", "end"])
    draft.over_items(DeadlineKind.MILESTONE)
    draft.file.leadership = None
