"""What a person chooses among the verbs that are offered, and what they enter."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import User
from bench.street_day.requesters import mood
from cases import helping, rules
from cases.actions import (
    asking,
    checking,
    deciding,
    extending,
    followup,
    handling,
    leading,
    merging,
    reopening,
    supervision,
    suspending,
    triage,
    urging,
)
from cases.actions import helping as helping_actions
from cases.casefile import CaseFile
from cases.models import Case
from cases.models.task import WHISTLES
from cases.queries import duplicates
from cases.reasons import REASONS
from cases.states import DeadlineKind, NoteKind, Outcome, Supervision, Verb
from cases.viewer import Viewer
from cases.world import World
from config.demo.dice import Dice
from config.demo.wording import data
from grids.roles import Permission
from web.staff.unit_choices import for_decision

if TYPE_CHECKING:
    from bench.street_day.play import Day

Given = dict[str, Any]

MODULES = (
    *(asking, checking, deciding, extending, followup, handling, helping_actions, leading, merging, reopening),
    *(supervision, suspending, triage, urging),
)
ACTIONS: Mapping[Verb, Callable[..., Case]] = {
    verb: getattr(module, verb) for verb in Verb for module in MODULES if hasattr(module, verb)
}

WEIGHTS: Mapping[Verb, float] = {
    Verb.DISPATCH: 40,
    Verb.REJECT: 1.2,
    Verb.REFER: 1,
    Verb.MERGE: 12,
    Verb.UNMERGE: 1.5,
    Verb.CANCEL: 0.15,
    Verb.NOTE: 9,
    Verb.SIGN: 40,
    Verb.SETTLE: 12,
    Verb.SUBMIT_RESULT: 12,
    Verb.RETURN_ORDER: 2,
    Verb.ESCALATE: 4,
    Verb.DELEGATE: 3,
    Verb.DECIDE_RETURN: 40,
    Verb.REASSIGN: 0.8,
    Verb.DESIGNATE: 0.7,
    Verb.REQUEST_EXTENSION: 1.5,
    Verb.DECIDE_EXTENSION: 40,
    Verb.REQUEST_SUSPENSION: 1.2,
    Verb.DECIDE_SUSPENSION: 40,
    Verb.RESUME: 6,
    Verb.TERMINATE: 0.4,
    Verb.ASSIGN_LEADER: 2.5,
    Verb.MEET_MILESTONE: 5,
    Verb.ASK_REQUESTER: 1.5,
    Verb.REQUEST_ASSIST: 2,
    Verb.WHISTLE: 1.5,
    Verb.REPLY_ASSIST: 40,
    Verb.RATE_ASSIST: 15,
    Verb.URGE: 0.3,
    Verb.SUPERVISE: 0.6,
    Verb.CANCEL_SUPERVISION: 3,
    Verb.PASS_CHECK: 20,
    Verb.REWORK: 3,
    Verb.CALLBACK: 20,
    Verb.REOPEN: 0.5,
    Verb.DECIDE_REOPEN: 40,
}
"""How likely each verb is where it is offered; what waits for a decision comes first."""
CONFIRMED = 30.0
PASS = 4.0
"""Looking, and leaving it as it is."""


@dataclass(frozen=True)
class Look:
    """One person before one case."""

    day: "Day"
    user: User
    viewer: Viewer
    file: CaseFile

    @property
    def present(self) -> World:
        """The organisation and the instant."""
        return self.day.present

    @property
    def dice(self) -> Dice:
        """The chance of the day."""
        return self.day.dice

    @property
    def case(self) -> Case:
        """The case."""
        return self.file.case

    def unit(self, verb: Verb) -> int:
        """The unit for which the person would use the verb."""
        return rules.check(self.viewer, verb, self.file, self.present).unit_id

    def reason(self, verb: Verb) -> str:
        """One of the verb's list; who confirms gives the reason of the proposal."""
        proposal = self.file.proposal
        if proposal is not None and proposal.verb == verb:
            return proposal.reason
        return self.dice.pick(list(REASONS[verb]))


def choose(look: Look, offered: Sequence[Verb]) -> tuple[Verb, Given] | None:
    """A verb with what it needs, or nothing: not every look ends with a deed."""
    left = {verb: _weight(look, verb) for verb in offered}
    while left:
        throw = look.dice.share(0, PASS + sum(left.values())) - PASS
        if throw < 0:
            return None
        verb = next((verb for verb in left if (throw := throw - left[verb]) < 0), list(left)[-1])
        given = GIVEN[verb](look) if verb in GIVEN else {}
        if given is not None:
            return verb, given
        del left[verb]
    return None


def _weight(look: Look, verb: Verb) -> float:
    proposal = look.file.proposal
    if proposal is not None and proposal.verb == verb:
        return CONFIRMED
    if verb is Verb.NOTE and look.case.attempted_at is not None:
        return 1
    if verb is Verb.SUBMIT_RESULT and look.case.attempted_at is None:
        return 2
    return WEIGHTS[verb]


def use(look: Look, verb: Verb, given: Given) -> None:
    """The deed."""
    before = look.case.event_count
    ACTIONS[verb](look.case, by=look.user, at=look.day.now, expected=before, **given)
    look.day.used[verb] += 1


def _dispatch(look: Look) -> Given:
    fact = look.day.facts[look.case.pk]
    inside = look.present.directory.contains(look.case.area_id, fact.area)
    return {"category": fact.category, "area_code": fact.area if inside else None}


def _merge(look: Look) -> Given | None:
    found = duplicates.twins(look.present, look.viewer, look.case)
    return {"into": found[0].number, "text": "同一地点同一问题。"} if found else None


def _reply(look: Look) -> str:
    words = look.day.facts[look.case.pk].words
    return words.reply(late=look.case.due_at is not None and look.day.now > look.case.due_at)


def _result(look: Look) -> Given:
    outcome = Outcome.EXPLAINED if look.dice.chance(0.08) else Outcome.RESOLVED
    return {"reply": _reply(look), "outcome": outcome}


def _note(look: Look) -> Given:
    kind = look.dice.pick([NoteKind.VISIT, NoteKind.PHONE, NoteKind.ON_SITE, NoteKind.INTERNAL])
    return {"kind": kind, "text": look.day.facts[look.case.pk].words.note()}


def _decided_return(look: Look) -> Given:
    units = for_decision(look.viewer, look.case, look.present)
    if not units or look.dice.chance(0.4):
        return {"approve": False, "text": "点位在你单位范围内，请按时办理。"}
    return {"approve": True, "unit": int(look.dice.pick(units)[0]), "text": "情况属实。"}


def _other_unit(verb: Verb) -> Callable[[Look], Given | None]:
    def given(look: Look) -> Given | None:
        units = for_decision(look.viewer, look.case, look.present)
        return {"unit": int(look.dice.pick(units)[0]), "reason": look.reason(verb)} if units else None

    return given


def _helper(look: Look, verb: Verb) -> int | None:
    own, busy = look.unit(verb), {task.unit_id for task in look.file.tasks}
    units = [unit.id for unit in helping.askable(look.file, look.present) if unit.id != own and unit.id not in busy]
    return look.dice.pick(units) if units else None


def _assist(look: Look) -> Given | None:
    unit = _helper(look, Verb.REQUEST_ASSIST)
    return {"unit": unit, "text": "请派人到现场配合。"} if unit else None


def _whistle(look: Look) -> Given | None:
    unit = _helper(look, Verb.WHISTLE)
    return {"unit": unit, "kind": look.dice.pick(WHISTLES), "text": "吹哨报到：请到现场会商。"} if unit else None


def _help(look: Look) -> Given | None:
    units = {post.unit_id for post in look.viewer.posts if post.allows(Permission.HANDLE)}
    own = [task for task in look.file.tasks if task.unit_id in units]
    if not own:
        return None
    task, is_done = look.dice.pick(own), look.dice.chance(0.7)
    return {"task": task.pk, "text": "已到现场，配合完成。", "arrived": True, "done": is_done, "justified": True}


def _rated_help(look: Look) -> Given | None:
    own = look.unit(Verb.RATE_ASSIST)
    waiting = [task.pk for task in look.file.unrated if task.unit_id != own]
    return {"task": look.dice.pick(waiting), "useful": look.dice.chance(0.85)} if waiting else None


def _more_time(look: Look) -> Given:
    limit = look.file.deadlines[DeadlineKind.RESOLVE].why["limit"]
    return {"reason": look.reason(Verb.REQUEST_EXTENSION), "amount": limit, "text": "材料明天到货。"}


def _suspension(look: Look) -> Given:
    review_on = look.day.date + dt.timedelta(days=look.dice.between(1, 60))
    return {"reason": look.reason(Verb.REQUEST_SUSPENSION), "text": "先行围挡，按计划推进。", "review_on": review_on}


def _decided(text: str) -> Callable[[Look], Given]:
    return lambda look: {"approve": look.dice.chance(0.7), "text": text}


def _plan(look: Look) -> Given:
    soon = 0 if look.day.now < look.day.at("16:00") else 1
    days = [look.day.date + dt.timedelta(days=ahead) for ahead in (soon, 5)]
    steps = [{"what": what, "due_on": day} for what, day in zip(("现场会商", "完成整改"), days, strict=True)]
    return {"text": "包案领导每周过问一次，直到办结。", "milestones": steps}


def _milestone(look: Look) -> Given | None:
    items = [item for kind, item in look.file.item_clocks if kind is DeadlineKind.MILESTONE]
    return {"milestone": look.dice.pick(items), "text": "已完成。"} if items else None


def _supervision(look: Look) -> Given:
    rank = Supervision(look.case.supervision).rank
    higher = [level for level in Supervision if level.rank > rank]
    return {"level": higher[0], "text": look.dice.pick(data("phrases")["supervise"])}


def _call(look: Look) -> Given:
    if look.dice.chance(0.2):
        return {"contacted": False, "text": "无人接听。"}
    solved, satisfaction = mood(look.dice)
    return {"contacted": True, "solved": solved, "satisfaction": satisfaction, "text": "电话回访。"}


def _with(verb: Verb, field: str, text: str) -> Callable[[Look], Given]:
    return lambda look: {"reason": look.reason(verb), field: text}


def _said(text: str) -> Callable[[Look], Given]:
    return lambda look: {"text": text}


GIVEN: Mapping[Verb, Callable[[Look], Given | None]] = {
    Verb.DISPATCH: _dispatch,
    Verb.REJECT: _with(Verb.REJECT, "reply", "经核实，该事项不属于受理范围，理由已当面说明。"),
    Verb.REFER: _with(Verb.REFER, "reply", "该事项依法由其他途径处理，办法和地址已告知。"),
    Verb.CANCEL: _with(Verb.CANCEL, "text", "重复录入。"),
    Verb.MERGE: _merge,
    Verb.UNMERGE: _said("核实后不是同一件事。"),
    Verb.NOTE: _note,
    Verb.SETTLE: lambda look: {"reply": _reply(look)},
    Verb.SUBMIT_RESULT: _result,
    Verb.RETURN_ORDER: _with(Verb.RETURN_ORDER, "text", "点位不在本单位范围。"),
    Verb.ESCALATE: _with(Verb.ESCALATE, "text", "已到现场两次，请上级支持。"),
    Verb.DELEGATE: _with(Verb.DELEGATE, "text", "处理办法已说明，请继续办理。"),
    Verb.DECIDE_RETURN: _decided_return,
    Verb.REASSIGN: _other_unit(Verb.REASSIGN),
    Verb.DESIGNATE: _other_unit(Verb.DESIGNATE),
    Verb.REQUEST_EXTENSION: _more_time,
    Verb.DECIDE_EXTENSION: _decided("按期完成。"),
    Verb.REQUEST_SUSPENSION: _suspension,
    Verb.DECIDE_SUSPENSION: _decided("到期复核。"),
    Verb.RESUME: _said("条件已具备。"),
    Verb.TERMINATE: _with(Verb.TERMINATE, "reply", "因法定原因终止办理，理由已书面告知。"),
    Verb.ASSIGN_LEADER: _plan,
    Verb.MEET_MILESTONE: _milestone,
    Verb.ASK_REQUESTER: _said("请问具体在哪个单元，什么时候在家？"),
    Verb.REQUEST_ASSIST: _assist,
    Verb.WHISTLE: _whistle,
    Verb.REPLY_ASSIST: _help,
    Verb.RATE_ASSIST: _rated_help,
    Verb.URGE: _said("诉求人来电催办。"),
    Verb.SUPERVISE: _supervision,
    Verb.CANCEL_SUPERVISION: _said("已按要求整改。"),
    Verb.PASS_CHECK: _said("现场核查，已整改。"),
    Verb.REWORK: _with(Verb.REWORK, "text", "现场复查，仍有残留。"),
    Verb.CALLBACK: _call,
    Verb.REOPEN: _with(Verb.REOPEN, "text", "回访时反映没有解决。"),
    Verb.DECIDE_REOPEN: _decided("已了解情况，决定如上。"),
}
"""What each verb is given; None where there is nothing to give, and another verb is taken."""
