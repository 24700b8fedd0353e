"""What must hold of every case of the day, whatever happened (case process §4.5), in a few statements."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cases import verification
from cases.models import Case, CaseEvent, Deadline, DeadlineChange, Rating, Text
from cases.states import OPEN, DeadlineState, Outcome, State, Supervision, Verb
from cases.world import World

TWO_PERSONS = {
    Outcome.REJECTED: Verb.REJECT,
    Outcome.REFERRED: Verb.REFER,
    Outcome.CANCELLED: Verb.CANCEL,
    Outcome.TERMINATED: Verb.TERMINATE,
}
WITHOUT_REPLY = frozenset({Outcome.MERGED, Outcome.WITHDRAWN})


@dataclass(frozen=True)
class Record:
    """A case with everything that its invariants are about."""

    case: Case
    events: Sequence[CaseEvent]
    clocks: Sequence[Deadline]
    replied: bool


def problems(present: World) -> list[str]:
    """What does not hold, line by line."""
    found = [*verification.problems()]
    for record in _records():
        found += [f"{record.case.number}: {what}" for look in LOOKS for what in look(record)]
    found += [f"{count} moves of a clock end elsewhere than it stands" for count in [_lost_moves()] if count]
    ratings = Rating.objects.filter(call__isnull=False, call__contacted=False).count()
    return found + [f"{ratings} ratings come from calls that reached nobody" for _once in range(bool(ratings))]


def _records() -> Iterator[Record]:
    events: dict[int, list[CaseEvent]] = defaultdict(list)
    clocks: dict[int, list[Deadline]] = defaultdict(list)
    for event in CaseEvent.objects.order_by("seq"):
        events[event.case_id].append(event)
    for clock in Deadline.objects.order_by("id"):
        clocks[clock.case_id].append(clock)
    replied = set(Text.objects.filter(kind="reply").exclude(body="").values_list("case_id", flat=True))
    for case in Case.objects.order_by("pk"):
        yield Record(case, events[case.pk], clocks[case.pk], case.pk in replied)


def _lost_moves() -> int:
    """Invariant 2: the last record of a moved clock says where it stands."""
    last = {row.deadline_id: row.new_due_at for row in DeadlineChange.objects.order_by("id")}
    rows = Deadline.objects.filter(pk__in=last).values_list("pk", "due_at")
    return sum(last[pk] != due_at for pk, due_at in rows)


def _whole_clock(record: Record) -> Iterator[str]:
    """Invariant 1: it runs while the case is in hand, stands while it waits or is checked, once a round."""
    case = record.case
    resolve = [clock for clock in record.clocks if clock.kind == "resolve"]
    expected = {
        State.DISPATCHED: DeadlineState.PENDING,
        State.PROCESSING: DeadlineState.PENDING,
        State.SUSPENDED: DeadlineState.STOPPED,
        State.CHECKING: DeadlineState.STOPPED,
    }.get(State(case.state))
    if expected and (not resolve or resolve[-1].state != expected or resolve[-1].due_at != case.due_at):
        yield f"its whole-case clock does not fit the state {case.state}"
    if len(resolve) != (case.dispatched_at is not None) + case.reopen_count:
        yield f"{len(resolve)} whole-case clocks"


def _units(record: Record) -> Iterator[str]:
    """Invariant 3: who handles does not check, who checks does not call back."""
    case = record.case
    units = [case.holder_id, case.checking_unit_id, case.callback_unit_id]
    named = [unit for unit in units if unit is not None]
    if len(set(named)) != len(named):
        yield f"handled, checked and called back by {named}"
    checks = [event for event in record.events if event.verb in {Verb.PASS_CHECK, Verb.REWORK}]
    if any(event.unit_id == event.holder_id for event in checks):
        yield "its handler checked it"


def _supervision(record: Record) -> Iterator[str]:
    """Invariant 5: it only rises until somebody cancels it."""
    rank = 0
    for event in record.events:
        if event.verb == Verb.SUPERVISE:
            level = Supervision(event.data["level"]).rank
            if level < rank:
                yield f"step {event.seq} lowers the supervision"
            rank = level
        if event.verb == Verb.CANCEL_SUPERVISION:
            rank = 0


def _closing(record: Record) -> Iterator[str]:
    """Invariants 7 and 10: a reply, and two persons where two are needed."""
    case = record.case
    if case.state in OPEN:
        return
    outcome = Outcome(case.outcome)
    if case.requester_id is not None and outcome not in WITHOUT_REPLY and not record.replied:
        yield f"closed as {outcome} without a reply"
    if outcome in TWO_PERSONS:
        persons = [event.by_id for event in record.events if event.verb == TWO_PERSONS[outcome]][-2:]
        if len(set(persons)) != 2:
            yield f"{outcome} by {persons}"


def _rang_once(record: Record) -> Iterator[str]:
    """Invariant 11: nothing rang twice, whoever was killed in between."""
    rings = Counter(
        (event.verb, event.cause, event.data.get("due_at"), event.data.get("step"), event.data.get("task"))
        for event in record.events
        if event.cause and event.by_id is None and "due_at" in event.data
    )
    yield from (f"{ring} {count} times" for ring, count in rings.items() if count > 1)


LOOKS: Sequence[Callable[[Record], Iterator[str]]] = (_whole_clock, _units, _supervision, _closing, _rang_once)
