"""Other units help: asked by the holder, or whistled for from above; they arrive, reply, and both sides are rated."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid
from cases import deadlines, texts
from cases.actions.applying import Author, Draft, opened
from cases.deadlines import Clock
from cases.helping import may_help
from cases.models import WHISTLES, AssistTask, Case, TaskKind, TextKind
from cases.states import DeadlineKind, Verb
from cases.worktime import Limit
from grids.roles import Permission
from grids.tree import UnitNode


def request_assist(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    unit: int | None,
    text: str,
    limit: str = "",
    expected: int | None = None,
) -> Case:
    """The holder gives another unit a task.

    `limit` such as `4 WH` or `1 WD`; left out it is half of what remains of the whole case, which is also the
    most. Raises `Refusal` 400 naming the field: `unknown_unit`, `task_open`, `unknown_limit`, `limit_too_long`.
    """
    with opened(case, Verb.REQUEST_ASSIST, by=by, at=at, expected=expected) as draft:
        words = TextKind.STAFF, texts.clean(text)
        target = _asked(draft, unit)
        _give(draft, TaskKind.ASSIST, target, _clock(draft, limit), Verb.REQUEST_ASSIST, words)
        _tell_helper(draft, target, "assist_asked")
    return draft.case


def whistle(
    case: Case, *, by: User, at: dt.datetime, unit: int | None, kind: str, text: str, expected: int | None = None
) -> Case:
    """A community, street or county calls a unit to the spot: to arrive within the figure of its kind.

    Raises `Refusal` 400 naming the field: `unknown_unit`, `task_open`, `unknown_kind`.
    """
    with opened(case, Verb.WHISTLE, by=by, at=at, expected=expected) as draft:
        words = TextKind.STAFF, texts.clean(text)
        if kind not in WHISTLES:
            raise invalid("unknown_kind", _("Choose why you whistle."), "kind")
        target = _asked(draft, unit)
        limit, source = draft.world.figures.whistle(kind), f"figure:whistle_{kind}"
        clock = deadlines.plain(draft.world.calendar, DeadlineKind.WHISTLE, draft.at, limit, source)
        _give(draft, TaskKind(kind), target, clock, Verb.WHISTLE, words)
        _tell_helper(draft, target, "whistle_blown")
    return draft.case


def _tell_helper(draft: Draft, unit: UnitNode, kind: str) -> None:
    """A unit in which nobody can reply with an account gets a link to its own number instead."""
    directory, today = draft.world.directory, draft.world.today
    draft.tell(kind if directory.has_current(unit.id, Permission.HANDLE, today) else "assist_by_link", unit.id)


def _asked(draft: Draft, unit_id: int | None) -> UnitNode:
    """The unit that may be given the task. Raises `Refusal` (400, field `unit`)."""
    unit = draft.world.directory.units.get(unit_id or 0)
    if unit is None or unit.id == draft.author.unit_id or not may_help(unit, draft.file, draft.world):
        raise invalid("unknown_unit", _("Choose a unit that serves the place and may know of the matter."), "unit")
    if any(task.unit_id == unit.id for task in draft.file.tasks):
        raise invalid("task_open", _("The unit has an open task in this case."), "unit")
    return unit


def _clock(draft: Draft, text: str) -> Clock:
    try:
        limit = Limit.parse(text.strip()) if text.strip() else None
    except ValueError:
        raise invalid("unknown_limit", _("Write the limit like “4 WH” or “1 WD”."), "limit") from None
    resolve = draft.file.deadlines[DeadlineKind.RESOLVE]
    working = bool(resolve.why["working"])
    clock = deadlines.assist(draft.world.calendar, draft.at, resolve.due_at, working, limit)
    if clock is None:
        raise invalid("limit_too_long", _("At most half of the time that is left of the whole case."), "limit")
    return clock


def _give(draft: Draft, kind: TaskKind, unit: UnitNode, clock: Clock, verb: Verb, words: tuple[TextKind, str]) -> None:
    task = AssistTask.objects.create(
        case=draft.case,
        kind=kind,
        unit_id=unit.id,
        asked_by_unit_id=draft.author.unit_id or draft.case.holder_id,
        by_id=draft.author.user_id,
        at=draft.at,
        seq=draft.case.event_count + 1,
        due_at=clock.due_at,
    )
    draft.file.tasks.append(task)
    draft.assist(unit.id, verb)
    draft.start(clock, unit.id, task.pk)
    draft.apply(verb, words=words, data={"task": task.pk, "unit": unit.id, "kind": kind})


@dataclass(frozen=True)
class Reply:
    """What a helping unit says. Not `done`: a word in between, and the task stays open.

    `arrived`: on the spot, which is what a whistle waits for. `justified`: whether the call was, None to
    leave it open.
    """

    text: str
    arrived: bool = False
    done: bool = True
    justified: bool | None = None


def reply_assist(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    text: str = "",
    task: int | None = None,
    arrived: bool = False,
    done: bool = True,
    justified: bool | None = None,
    expected: int | None = None,
) -> Case:
    """A helping unit replies to its own task. Without words only an arrival can be told.

    `task` may be left out where the unit has one open task. Raises `Refusal` 400 naming the field:
    `unknown_task`, `empty`.
    """
    with opened(case, Verb.REPLY_ASSIST, by=by, at=at, expected=expected) as draft:
        found = _own_task(draft, by, task)
        record_reply(draft, found, Reply(text, arrived, done, justified))
    return draft.case


def _own_task(draft: Draft, by: User, task_id: int | None) -> AssistTask:
    """The task that is replied to; the author replies in the post that serves its unit."""
    posts = {
        post.unit_id: post
        for post in draft.world.directory.current_posts(by.pk, draft.world.today)
        if post.allows(Permission.HANDLE)
    }
    own = [task for task in draft.file.tasks if task.unit_id in posts and task_id in {None, task.pk}]
    if len(own) != 1:
        raise invalid("unknown_task", _("Choose a task of your own unit."), "task")
    post = posts[own[0].unit_id]
    draft.author = Author(by.pk, post.id, post.unit_id)
    return own[0]


def record_reply(draft: Draft, task: AssistTask, reply: Reply, **data: Any) -> None:
    """Arrival, a word in between, or the end of the task; the holder and the caller are told."""
    tidy = texts.clean(reply.text, required=reply.done or not reply.arrived)
    is_whistle = task.kind in WHISTLES
    if task.arrived_at is None and (reply.arrived or (reply.done and is_whistle)):
        task.arrived_at = draft.at
        draft.met(DeadlineKind.WHISTLE, task.pk)
    if reply.justified is not None:
        task.justified = reply.justified
    if reply.done:
        task.ended_at, task.end, task.replied_seq = draft.at, "replied", draft.case.event_count + 1
        draft.met(DeadlineKind.ASSIST, task.pk)
        draft.file.tasks.remove(task)
    task.save(update_fields=["arrived_at", "justified", "ended_at", "end", "replied_seq"])
    facts = {"task": task.pk, "arrived": reply.arrived, "done": reply.done, "justified": reply.justified}
    words = (TextKind.STAFF, tidy) if tidy else None
    draft.apply(Verb.REPLY_ASSIST, words=words, data={**facts, **data})
    for unit_id in {draft.case.holder_id, task.asked_by_unit_id} - {task.unit_id}:
        draft.tell("assist_replied" if reply.done else "assist_word", unit_id)


def rate_assist(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    useful: bool,
    task: int | None = None,
    expected: int | None = None,
) -> Case:
    """Who holds the case, or called from above, says once whether the help was useful.

    `task` may be left out where one reply waits for its rating. Raises `unknown_task` (400, field `task`)
    and `own_work` (409) for the own unit's help.
    """
    with opened(case, Verb.RATE_ASSIST, by=by, at=at, expected=expected) as draft:
        found = [row for row in draft.file.unrated if task in {None, row.pk}]
        if len(found) != 1:
            raise invalid("unknown_task", _("Choose a task whose reply is not rated yet."), "task")
        if found[0].unit_id == draft.author.unit_id:
            raise own_help()
        found[0].useful = useful
        found[0].save(update_fields=["useful"])
        draft.apply(Verb.RATE_ASSIST, data={"task": found[0].pk, "unit": found[0].unit_id, "useful": useful})
    return draft.case


def own_help() -> Refusal:
    """A unit does not rate its own help."""
    return conflict("own_work", _("Nobody rates the own work."))
