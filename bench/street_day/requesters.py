"""What the people do who reported: answer, rate, urge, withdraw, ask to have a case reopened."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cases.actions import asking, followup, reopening, urging
from cases.models import Case, DecisionRequest, Question
from cases.models.rating import Satisfaction, Solved
from cases.states import OPEN, State
from cases.world import ZONE
from config.demo.dice import Dice

if TYPE_CHECKING:
    from bench.street_day.play import Day

AWAKE = (dt.time(7), dt.time(22))
MOODS: Mapping[str, tuple[str, int]] = {
    Satisfaction.VERY_SATISFIED: (Solved.YES, 30),
    Satisfaction.SATISFIED: (Solved.YES, 40),
    Satisfaction.BASICALLY_SATISFIED: (Solved.PARTLY, 15),
    Satisfaction.DISSATISFIED: (Solved.NO, 10),
    Satisfaction.VERY_DISSATISFIED: (Solved.NO, 5),
}


def mood(dice: Dice) -> tuple[str, str]:
    """Solved or not, and how satisfied."""
    satisfaction = dice.weighted({name: weight for name, (_solved, weight) in MOODS.items()})
    return MOODS[satisfaction][0], satisfaction


def act(day: "Day") -> None:
    """A few of them look at their cases."""
    if not AWAKE[0] <= day.now.astimezone(ZONE).time() < AWAKE[1]:
        return
    own = Case.objects.filter(requester__isnull=False, withdrawn_at=None, reported_at__lt=day.now)
    pks = list(own.exclude(state=State.ARCHIVED).order_by("pk").values_list("pk", flat=True))
    for _look in range(max(1, len(pks) // 40)):
        if pks:
            _look_at(day, Case.objects.get(pk=day.dice.pick(pks)))


def _look_at(day: "Day", case: Case) -> None:
    if Question.objects.filter(case=case, ended_at=None).exists():
        _do(day, "answer", asking.answer, case, text="在三单元门口，下午都在家。")
    elif case.state == State.CLOSED:
        _closed(day, case)
    elif case.state in OPEN:
        _open(day, case)


def _closed(day: "Day", case: Case) -> None:
    asked = DecisionRequest.objects.filter(case=case, kind="reopening").exists()
    if case.disposed_at is not None and case.master_id is None and not asked and day.dice.chance(0.06):
        _do(day, "request_reopen", reopening.request_reopen, case, text="问题又出现了，请再来看一下。")
    elif case.disposed_at is not None and not hasattr(case, "rating") and day.dice.chance(0.6):
        solved, satisfaction = mood(day.dice)
        _do(day, "rate", followup.rate, case, solved=solved, satisfaction=satisfaction, text="")


def _open(day: "Day", case: Case) -> None:
    urged = case.urged_at is not None and case.urged_at.astimezone(ZONE).date() == day.date
    if day.dice.chance(0.02):
        _do(day, "withdraw", followup.withdraw, case, text="已经自己解决了。")
    elif not urged and day.dice.chance(0.12):
        _do(day, "urge", urging.urge, case, text="请尽快处理。")


def _do(day: "Day", name: str, action: Callable[..., Case], case: Case, **given: str) -> None:
    action(case, at=day.now, **given)
    day.used[name] += 1
