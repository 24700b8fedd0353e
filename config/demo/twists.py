"""Twists: what happens to a case beside its usual course, where a story asks for it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.models import User
from accounts.refusals import Refusal
from cases.actions import checking, deciding, followup, handling, supervision, triage
from cases.guards import may_return
from cases.models.rating import Satisfaction, Solved
from cases.states import OPEN, DeadlineKind, Outcome, State, Supervision, Verb
from config.demo.clockwork import Story
from config.demo.life import Life
from config.demo.usual import HOLDING, call, dispatched, followed, handled, passed, signed, tried, waking
from config.demo.wording import data
from grids.levels import Level
from grids.roles import Permission

S, P = State, Permission
PROPERTY = "安居乐物业金牛山项目部"


def live(life: Life) -> Story:
    """The whole story of a case. A refusal ends it: the clocks go on alone, and the play remembers."""
    try:
        life.report()
        while (step := _next(life)) is not None:
            yield from step(life)
    except (Refusal, LookupError) as problem:  # refused, or nobody there to do it
        why = problem.code if isinstance(problem, Refusal) else str(problem)
        life.play.refused.append(f"{life.words.category} {life.now:%Y-%m-%d %H:%M} {life.twists}: {why}")


def _next(life: Life) -> Callable[[Life], Story] | None:
    """The next twist if it is its turn, else the usual step of the state; None at the end."""
    if life.over or life.twists[:1] == ["halt"]:
        return None
    state = State(life.case.state)
    while life.twists and state in TWISTS[life.twists[0]].states:
        twist = TWISTS[life.twists.pop(0)]
        if twist.fits(life):
            return twist.step
    return USUAL.get(state)


def settled(life: Life) -> Story:
    """The grid worker settles it on the spot."""
    yield life.working(12, 100)
    if life.stands(*HOLDING) and life.in_grid:
        life.case = handling.settle(
            life.case, by=life.hand(P.SETTLE), at=life.now, reply=life.words.reply(late=life.is_late)
        )


def escalated(life: Life) -> Story:
    """Tried, and found too big for the level."""
    if life.case.attempted_at is None:
        yield from tried(life)
    yield life.soon()
    if life.stands(S.PROCESSING) and life.case.attempted_at is not None and not _at_top(life):
        code, text = life.words.reason(Verb.ESCALATE)
        life.case = handling.escalate(life.case, by=life.hand(P.HANDLE), at=life.now, reason=code, text=text)


def delegated(life: Life) -> Story:
    """Sent back down with guidance."""
    yield life.working(10, 60)
    if life.stands(S.PROCESSING) and life.case.arrived_by == Verb.ESCALATE:
        code, text = life.words.reason(Verb.DELEGATE)
        life.case = handling.delegate(life.case, by=life.hand(P.DECIDE), at=life.now, reason=code, text=text)


def asked_to_return(life: Life) -> Story:
    """The holder says that it is not its own, where the time for it has not passed: urgent cases have two hours."""
    yield life.soon()
    if life.stands(S.DISPATCHED) and may_return(life.file(), life.play.world()) is None:
        code, text = life.words.reason(Verb.RETURN_ORDER)
        life.case = handling.return_order(life.case, by=life.hand(P.HANDLE), at=life.now, reason=code, text=text)


def _deciding(*, approve: bool) -> Callable[[Life], Story]:
    def decided(life: Life) -> Story:
        yield life.working(15, 110)
        if not life.stands(S.DISPATCHED) or life.file().open_return is None:
            return
        life.case = deciding.decide_return(
            life.case,
            by=life.hand_above(P.DECIDE),
            at=life.now,
            approve=approve,
            unit=_neighbour(life) if approve else None,
            text=life.words.phrase("return_approved" if approve else "return_refused"),
        )

    return decided


def _neighbour(life: Life) -> int:
    """Another unit of the same level below the same office; for a department the street of the place."""
    directory = life.play.world().directory
    if not life.holder.is_office:
        path = (node for node in directory.path(life.case.area_id) if node.level == Level.STREET)
        return directory.offices[next(path).code].id
    parent = directory.parent_of(life.holder)
    near = [
        unit.id
        for unit in directory.offices.values()
        if unit.level == life.holder.level and unit.id != life.holder.id and directory.parent_of(unit) == parent
    ]
    return life.dice.pick(sorted(near))


def given_to_property(life: Life) -> Story:
    """The office above gives it to the property company, whose work it is."""
    yield life.working(15, 50)
    if life.stands(*HOLDING):
        company = life.unit_called(PROPERTY)
        life.case = deciding.reassign(
            life.case, by=life.hand_above(P.DECIDE), at=life.now, unit=company.id, reason="better_placed"
        )


def _property_serves(life: Life) -> bool:
    company = life.unit_called(PROPERTY)
    place = life.case.area_id
    return life.category.group == "PTY" and place.startswith(company.area_code) and life.holder.id != company.id


def designated(life: Life) -> Story:
    """Two units have returned it: the office above names the one."""
    yield life.working(15, 60)
    if life.stands(*HOLDING):
        life.case = deciding.designate(
            life.case, by=life.hand_above(P.DECIDE), at=life.now, unit=_neighbour(life), reason="returned_twice"
        )


def paused(life: Life) -> Story:
    """Nobody looks for most of a working day."""
    yield life.working(250, 410)
    life.look()


def stalled(life: Life) -> Story:
    """Tried, then left until the level's time, or the whole, has run out."""
    if life.case.attempted_at is None:
        yield from tried(life)
    level = life.file().deadlines.get(DeadlineKind.LEVEL)
    until = level.due_at if level is not None else life.case.due_at or life.now
    yield life.office(max(until, life.now), 300)
    life.look()


def neglected(life: Life) -> Story:
    """Nobody looks until long after the due time; the clocks carry it up to the county."""
    yield life.office((life.case.due_at or life.now) + dt.timedelta(days=life.dice.between(1, 6)))
    life.look()


def explained(life: Life) -> Story:
    """It cannot be done; the reasons are given."""
    if life.case.attempted_at is None:
        yield from tried(life)
    yield life.done()
    if life.stands(S.PROCESSING):
        life.case = handling.submit_result(
            life.case,
            by=life.hand(P.HANDLE),
            at=life.now,
            reply=life.words.explanation(),
            outcome=Outcome.EXPLAINED,
        )


def reworked(life: Life) -> Story:
    """The checker looks and does not agree."""
    yield life.working(50, 330)
    if life.stands(S.CHECKING) and life.case.checking_unit_id:
        code, text = life.words.reason(Verb.REWORK)
        hand = life.hand(P.CHECK, life.case.checking_unit_id)
        life.case = checking.rework(life.case, by=hand, at=life.now, reason=code, text=text)


def reopened(life: Life) -> Story:
    """The clerk calls, hears that nothing is solved, and opens it again."""
    yield life.working(200, 900)
    if not life.stands(S.CLOSED):
        return
    call(life, reached=1.0, mood=(Solved.NO, Satisfaction.DISSATISFIED))
    yield life.working(5, 30)
    if life.stands(S.CLOSED):
        code, text = life.words.reason(Verb.REOPEN)
        clerk = life.hand(P.CALL_BACK, life.case.callback_unit_id)
        life.case = followup.reopen(life.case, by=clerk, at=life.now, reason=code, text=text)


def _may_be_reopened(life: Life) -> bool:
    return bool(life.case.requester_id and life.case.callback_unit_id and life.case.disposed_at)


def _closing_by_two(verb: Verb, list_name: str, *, confirmed: bool = True) -> Callable[[Life], Story]:
    """One proposes; another confirms, or has not come to it yet."""

    def closed(life: Life) -> Story:
        yield life.working(15, 90)
        if not life.stands(S.REPORTED):
            return
        entry = next(row for row in data("phrases")[list_name] if row["request"] == life.words.request)
        first, second = life.two(P.TRIAGE)
        _propose(life, verb, first, entry)
        yield life.working(20, 200)
        if confirmed and life.stands(S.REPORTED):
            _propose(life, verb, second, entry)

    return closed


def _propose(life: Life, verb: Verb, by: User, entry: dict[str, str]) -> None:
    if verb == Verb.CANCEL:
        life.case = triage.cancel(life.case, by=by, at=life.now, reason=entry["reason"], text=entry["text"])
    else:
        act = triage.reject if verb == Verb.REJECT else triage.refer
        life.case = act(life.case, by=by, at=life.now, reason=entry["reason"], reply=entry["reply"])


def withdrawn(life: Life) -> Story:
    """The requester takes it back."""
    yield waking(life, life.now + dt.timedelta(minutes=life.dice.between(25, 90)))
    if life.stands(*OPEN):
        life.case = followup.withdraw(life.case, at=life.now, text=life.words.phrase("withdrawn"))


def supervised(life: Life) -> Story:
    """The office above presses."""
    yield life.working(20, 60)
    if life.stands(S.PROCESSING) and life.above() and life.case.supervision == Supervision.NONE:
        hand = life.hand_above(P.SUPERVISE)
        level = life.dice.pick([Supervision.NORMAL, Supervision.YELLOW])
        text = life.words.phrase("supervise")
        life.case = supervision.supervise(life.case, by=hand, at=life.now, level=level, text=text)


def released(life: Life) -> Story:
    """The office above is content, and ends its supervision."""
    yield life.working(60, 240)
    if life.stands(*OPEN) and life.above() and life.case.supervision != Supervision.NONE:
        hand = life.hand_above(P.SUPERVISE)
        text = life.words.phrase("cancel_supervision")
        life.case = supervision.cancel_supervision(life.case, by=hand, at=life.now, text=text)


def _at_top(life: Life) -> bool:
    return life.above() is None or life.case.holder_level == Level.COUNTY


def _always(life: Life) -> bool:
    return True


@dataclass(frozen=True)
class Twist:
    """When a twist has its turn, and what it does."""

    states: frozenset[State]
    step: Callable[[Life], Story]
    fits: Callable[[Life], bool] = _always


def _twist(step: Callable[[Life], Story], *states: State, fits: Callable[[Life], bool] = _always) -> Twist:
    return Twist(frozenset(states), step, fits)


USUAL: Mapping[State, Callable[[Life], Story]] = {
    S.REPORTED: dispatched,
    S.DISPATCHED: signed,
    S.PROCESSING: handled,
    S.CHECKING: passed,
    S.CLOSED: followed,
}
TWISTS: Mapping[str, Twist] = {
    "settle": _twist(settled, *HOLDING, fits=lambda life: life.in_grid and life.category.on_the_spot),
    "sign": _twist(signed, S.DISPATCHED),
    "try": _twist(tried, S.PROCESSING),
    "submit": _twist(handled, S.PROCESSING),
    "escalate": _twist(escalated, S.PROCESSING, fits=lambda life: not _at_top(life)),
    "delegate": _twist(delegated, S.PROCESSING, fits=lambda life: life.case.arrived_by == Verb.ESCALATE),
    "return": _twist(asked_to_return, S.DISPATCHED, fits=lambda life: not _at_top(life) or not life.holder.is_office),
    "approve": _twist(_deciding(approve=True), S.DISPATCHED),
    "refuse": _twist(_deciding(approve=False), S.DISPATCHED),
    "designate": _twist(designated, *HOLDING),
    "property": _twist(given_to_property, *HOLDING, fits=_property_serves),
    "pause": _twist(paused, S.REPORTED, S.DISPATCHED, S.CHECKING),
    "stall": _twist(stalled, S.PROCESSING),
    "neglect": _twist(neglected, S.DISPATCHED),
    "explain": _twist(explained, S.PROCESSING),
    "rework": _twist(reworked, S.CHECKING),
    "reopen": _twist(reopened, S.CLOSED, fits=_may_be_reopened),
    "reject": _twist(_closing_by_two(Verb.REJECT, "rejected"), S.REPORTED),
    "refer": _twist(_closing_by_two(Verb.REFER, "referred"), S.REPORTED),
    "cancel": _twist(_closing_by_two(Verb.CANCEL, "cancelled"), S.REPORTED),
    "propose": _twist(_closing_by_two(Verb.REJECT, "rejected", confirmed=False), S.REPORTED),
    "withdraw": _twist(withdrawn, *OPEN),
    "supervise": _twist(supervised, S.PROCESSING),
    "release": _twist(released, *OPEN),
}
