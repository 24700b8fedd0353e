"""The usual course of a case: filed, signed, tried, handled, checked, asked about.

Each step waits first and looks again before it acts, because a timer may have moved the case.
"""

import datetime as dt
from collections.abc import Mapping

from cases.actions import checking, followup, handling, triage
from cases.models.rating import Satisfaction, Solved
from cases.states import NoteKind, Outcome, State
from config.demo.clockwork import Story
from config.demo.life import Life
from grids.roles import Permission

S, P = State, Permission
HOLDING = (S.DISPATCHED, S.PROCESSING)
HAPPINESS: Mapping[str, int] = {
    Satisfaction.VERY_SATISFIED: 34,
    Satisfaction.SATISFIED: 42,
    Satisfaction.BASICALLY_SATISFIED: 14,
    Satisfaction.DISSATISFIED: 8,
    Satisfaction.VERY_DISSATISFIED: 2,
}
MOOD = {
    Satisfaction.VERY_SATISFIED: Solved.YES,
    Satisfaction.SATISFIED: Solved.YES,
    Satisfaction.BASICALLY_SATISFIED: Solved.PARTLY,
    Satisfaction.DISSATISFIED: Solved.NO,
    Satisfaction.VERY_DISSATISFIED: Solved.NO,
}


def dispatched(life: Life) -> Story:
    """The triage clerk files it and sends it on its way."""
    yield life.working(8, 75)
    if life.stands(S.REPORTED):
        place = None if life.entry.true_place == life.case.area_id else life.entry.true_place
        life.case = triage.dispatch(
            life.case, by=life.hand(P.TRIAGE), at=life.now, category=life.entry.true_category, area_code=place
        )


def signed(life: Life) -> Story:
    """The holder takes it on."""
    yield life.soon()
    if life.stands(S.DISPATCHED):
        life.case = handling.sign(life.case, by=life.hand(P.HANDLE), at=life.now)


def tried(life: Life) -> Story:
    """The holder goes there or calls; whether it was done shows in `attempted_at`."""
    yield life.soon()
    if life.stands(S.PROCESSING) and life.case.attempted_at is None:
        kind = life.dice.pick([NoteKind.VISIT, NoteKind.ON_SITE, NoteKind.PHONE])
        if life.category.group == "DIS" and life.dice.chance(0.5):
            kind = NoteKind.MEDIATION
        life.case = handling.note(life.case, by=life.hand(P.HANDLE), at=life.now, kind=kind, text=life.words.note())


def handled(life: Life) -> Story:
    """Tried, worked on, reported as done."""
    if life.case.attempted_at is None:
        yield from tried(life)
    if life.dice.chance(0.12):
        yield life.working(5, 40)
        if life.stands(*HOLDING):
            text = life.words.phrase("internal")
            life.case = handling.note(life.case, by=life.hand(P.HANDLE), at=life.now, kind="internal", text=text)
    yield life.done()
    if life.stands(S.PROCESSING):
        reply = life.words.reply(late=life.is_late)
        life.case = handling.submit_result(life.case, by=life.hand(P.HANDLE), at=life.now, reply=reply)


def passed(life: Life) -> Story:
    """The checker looks and agrees."""
    yield life.working(50, 330)
    if life.stands(S.CHECKING) and life.case.checking_unit_id:
        hand = life.hand(P.CHECK, life.case.checking_unit_id)
        life.case = checking.pass_check(life.case, by=hand, at=life.now, text=life.words.phrase("pass_check"))


def followed(life: Life) -> Story:
    """The requester rates, or the clerk calls."""
    life.over = True
    if life.case.outcome not in {Outcome.RESOLVED, Outcome.EXPLAINED} or life.case.requester_id is None:
        return
    if life.dice.chance(0.36):
        yield waking(life, life.now + dt.timedelta(hours=life.dice.between(1, 50)))
        if life.stands(S.CLOSED):
            solved, satisfaction = mood_of(life)
            text = life.words.phrase("rated", satisfaction)
            life.case = followup.rate(life.case, at=life.now, solved=solved, satisfaction=satisfaction, text=text)
        return
    if life.case.calls.exists():
        return
    for attempt in range(3):
        yield life.working(450 if attempt else 260, 1100)
        if not life.stands(S.CLOSED) or life.case.callback_unit_id is None or call(life, reached=0.75):
            return


def waking(life: Life, at: dt.datetime) -> dt.datetime:
    """The same hour or, where people sleep then, the following office hours."""
    hour = at.astimezone(life.play.world().calendar.zone).hour
    return at if 8 <= hour < 22 else life.office(at)


def mood_of(life: Life) -> tuple[str, str]:
    """Solved or not, and how satisfied; those who waited too long are less so."""
    satisfaction = life.dice.weighted(HAPPINESS)
    if life.is_late and life.dice.chance(0.4):
        satisfaction = Satisfaction.DISSATISFIED
    return MOOD[Satisfaction(satisfaction)], satisfaction


def call(life: Life, *, reached: float, mood: tuple[str, str] | None = None) -> bool:
    """One call of the callback clerk; whether the requester answered."""
    clerk = life.hand(P.CALL_BACK, life.case.callback_unit_id)
    if not life.dice.chance(reached):
        text = life.words.phrase("called", "unreached")
        life.case = followup.callback(life.case, by=clerk, at=life.now, contacted=False, text=text)
        return False
    solved, satisfaction = mood or mood_of(life)
    life.case = followup.callback(
        life.case,
        by=clerk,
        at=life.now,
        contacted=True,
        solved=solved,
        satisfaction=satisfaction,
        text=life.words.phrase("called", "reached"),
    )
    return True
