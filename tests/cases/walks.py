"""Random walks through the process, drawn from a seed.

A walk has two cases of one matter: at every step somebody of the cast uses a verb that is offered on one of
them, its requester or somebody with a link does something, or the clock moves on.
"""

import datetime as dt
import random
from collections import Counter

from accounts.refusals import Refusal
from cases import casefile, rules
from cases.actions import (
    asking,
    checking,
    deciding,
    extending,
    followup,
    handling,
    helping,
    leading,
    links,
    merging,
    reopening,
    supervision,
    suspending,
    timers,
    triage,
    urging,
)
from cases.actions.asking import no_question
from cases.link_rights import may_link
from cases.models import Case, CaseEvent, LinkKind, Milestone
from cases.reasons import REASONS
from cases.states import State, Verb
from cases.world import viewer_in, world
from tests.town import AT, COMMUNITY, GRID, NEXT_GRID, OTHER_GRID, STREET

STEPS = 30
CATEGORIES = ["ENV01", "SAF02", "ENV08", "LIV02", "PTY01", "POL02", None]


def ahead(at):
    """A milestone for the day after tomorrow."""
    return {"what": "完成", "due_on": at.date() + dt.timedelta(days=2)}


def milestone(draw):
    """Any of the milestones there are, or none."""
    return draw.choice([*Milestone.objects.values_list("pk", flat=True), 0])


def arguments(draw, town, verb, at):
    """Input that a person could give to the verb, right or wrong."""
    reason = draw.choice(list(REASONS.get(verb, {"": ""})))
    unit = town.unit(draw.choice([GRID, OTHER_GRID, NEXT_GRID, COMMUNITY, STREET, "property", "section", "department"]))
    return {
        Verb.DISPATCH: {"category": draw.choice(["ENV01", "SAF02", "POL02"]), "area_code": draw.choice([GRID, None])},
        Verb.REJECT: {"reason": reason, "reply": "说明理由"},
        Verb.REFER: {"reason": reason, "reply": "请走法定途径"},
        Verb.CANCEL: {"reason": reason, "text": "误报"},
        Verb.MERGE: {"into": draw.choice(list(Case.objects.values_list("number", flat=True)))},
        Verb.UNMERGE: {"text": "不是一回事"},
        Verb.NOTE: {"kind": draw.choice(["visit", "phone", "internal"]), "text": "记录"},
        Verb.SIGN: {},
        Verb.SETTLE: {"reply": "当场处理"},
        Verb.SUBMIT_RESULT: {"reply": "已处理", "outcome": draw.choice(["resolved", "explained"])},
        Verb.RETURN_ORDER: {"reason": reason, "text": "不属于本单位"},
        Verb.ESCALATE: {"reason": reason, "text": "请上级处理"},
        Verb.DELEGATE: {"reason": reason, "text": "指导意见"},
        Verb.DECIDE_RETURN: {"approve": draw.choice([True, False]), "unit": unit},
        Verb.REASSIGN: {"reason": reason, "unit": unit},
        Verb.DESIGNATE: {"reason": reason, "unit": unit},
        Verb.SUPERVISE: {"level": draw.choice(["normal", "yellow", "red"]), "text": "督办"},
        Verb.CANCEL_SUPERVISION: {"text": "已整改"},
        Verb.REQUEST_EXTENSION: {"reason": reason, "amount": draw.choice(["1 WD", "4 WH", "3 CD"]), "text": "延期"},
        Verb.DECIDE_EXTENSION: {"approve": draw.choice([True, False])},
        Verb.REQUEST_SUSPENSION: {"reason": reason, "text": "挂账", "review_on": at.date() + dt.timedelta(days=2)},
        Verb.DECIDE_SUSPENSION: {"approve": True},
        Verb.RESUME: {},
        Verb.TERMINATE: {"reason": reason, "reply": "依法终止"},
        Verb.ASSIGN_LEADER: {"text": "方案", "milestones": [ahead(at)]},
        Verb.MEET_MILESTONE: {"milestone": milestone(draw)},
        Verb.DECIDE_REOPEN: {"approve": draw.choice([True, False]), "text": "决定"},
        Verb.PASS_CHECK: {"text": ""},
        Verb.REWORK: {"reason": reason, "text": "未完成"},
        Verb.CALLBACK: {"contacted": draw.choice([True, False]), "solved": "yes", "satisfaction": "satisfied"},
        Verb.REOPEN: {"reason": reason, "text": "复发"},
        Verb.ASK_REQUESTER: {"text": "具体在几楼？"},
        Verb.REQUEST_ASSIST: {"unit": unit, "text": "请协助清运", "limit": draw.choice(["", "1 WH", "5 WD"])},
        Verb.WHISTLE: {"unit": unit, "kind": draw.choice(["emergency", "hard_issue"]), "text": "请到场"},
        Verb.REPLY_ASSIST: {
            "text": "已到场",
            "done": draw.choice([True, False]),
            "arrived": draw.choice([True, False]),
        },
        Verb.RATE_ASSIST: {"useful": draw.choice([True, False])},
        Verb.URGE: {"text": ""},
    }[verb]


MODULES = (
    *(handling, triage, deciding, checking, supervision, followup, extending, suspending, leading, reopening, merging),
    asking,
    helping,
    urging,
)
ACTIONS = {verb: getattr(module, verb) for verb in Verb for module in MODULES if hasattr(module, verb)}


def offers(town, case, at):
    """Who may do what now, by verb."""
    present = world(at)
    file = casefile.read(case)
    found = {}
    for name, user in town.users.items():
        for verb in rules.actions(viewer_in(present, user), file, present):
            found.setdefault(verb, []).append(name)
    return found


def linked(town, case, at, kind):
    """The token of a link made by the first of the cast who may make one."""
    file, present = casefile.read(case), world(at)
    item = file.tasks[0].pk if kind == "task" and file.tasks else None
    for user in town.users.values():
        if may_link(viewer_in(present, user), file, LinkKind(kind), item, present):
            return links.make(case, by=user, at=at, kind=kind, task=item)[0]
    raise no_question()


OUTSIDE = {
    "answer": lambda town, case, at: asking.answer(case, at=at, text="三楼"),
    "urge": lambda town, case, at: urging.urge(case, at=at),
    "rate": lambda town, case, at: followup.rate(case, at=at, solved="yes", satisfaction="satisfied"),
    "request_reopen": lambda town, case, at: reopening.request_reopen(case, at=at, text="没有解决"),
    "withdraw": lambda town, case, at: followup.withdraw(case, at=at),
    "link task": lambda town, case, at: links.reply(
        linked(town, case, at, "task"), at=at, answer=helping.Reply("已办", arrived=True)
    ),
    "link question": lambda town, case, at: links.answer(linked(town, case, at, "question"), at=at, text="四楼"),
    "link rating": lambda town, case, at: links.rate(
        linked(town, case, at, "rating"), at=at, solved="no", satisfaction="neutral"
    ),
}
"""What people without an account do, with their query code or by a link."""


RARE = {Verb.CANCEL, Verb.TERMINATE, Verb.REJECT, Verb.REFER, "withdraw"}
"""What would end most walks before anything has happened."""
SELDOM = {
    *(Verb.REQUEST_EXTENSION, Verb.DECIDE_EXTENSION, Verb.REQUEST_SUSPENSION, Verb.DECIDE_SUSPENSION, Verb.RESUME),
    *(Verb.DECIDE_RETURN, Verb.DECIDE_REOPEN, Verb.ESCALATE, Verb.DELEGATE, Verb.SUBMIT_RESULT, Verb.PASS_CHECK),
    *("request_reopen", "rate", "answer", "link task"),
}
"""What can be done for a short time only."""


def act(draw, town, case, at, times):
    """One step of somebody, rather of a kind that the walk has not seen yet; what was done, or None."""
    for _try in range(3):
        found = OUTSIDE if draw.random() < 0.2 else offers(town, case, at)
        if not found:
            return None
        weights = [_weight(name) / (1 + times[name]) ** 2 for name in found]
        (name,) = draw.choices(list(found), weights)
        times[name] += 1
        if _one(draw, town, case, at, name, found[name]):
            return str(name)
    return None


def _weight(name):
    return 0.05 if name in RARE else 20 if name in SELDOM else 1


def _one(draw, town, case, at, name, who):
    if name in OUTSIDE:
        return done(case, None, lambda: OUTSIDE[name](town, case, at))
    user = town.user(draw.choice(who))
    return done(case, user, lambda: ACTIONS[name](case, by=user, at=at, **arguments(draw, town, name, at)))


def done(case, user, call):
    """4: whoever acts appends one event with the own name to the case; who is refused appends none."""
    before = Case.objects.get(pk=case.pk).event_count
    try:
        call()
    except Refusal:
        assert Case.objects.get(pk=case.pk).event_count == before
        return False
    mine = CaseEvent.objects.filter(case=case, seq__gt=before, cause="", by=user)
    assert mine.count() == 1
    return True


def walk(town, seed):
    """The case of every step, its instant, and what somebody did; None where only the timers ran."""
    draw, at, times = random.Random(seed), AT, Counter()
    category, area = CATEGORIES[seed % len(CATEGORIES)], draw.choice([GRID, OTHER_GRID])
    pair = [town.report(category, area=area, phone=phone) for phone in ("13812345678", "13900001111")]
    for _step in range(STEPS):
        case = Case.objects.get(pk=draw.choice([*pair, pair[0], pair[0]]).pk)
        at += dt.timedelta(minutes=draw.choice([1, 1, 1, 7, 7, 50, 300, 1500]))
        if case.state == State.CLOSED and draw.random() < 0.15:
            at += dt.timedelta(days=31)
        did = act(draw, town, case, at, times) if draw.random() < 0.85 else None
        if did is None:
            timers.run(at)
        yield case, at, did
