"""What every timer does first with a clock that ran out, and what most do next."""

from cases.actions.applying import Draft
from cases.actions.supervision import raise_to
from cases.models import Deadline
from cases.states import Supervision, Verb

Facts = dict[str, object]


def rung(draft: Draft, deadline: Deadline) -> Facts:
    """The clock has rung and will not ring again; returns what the event keeps of it."""
    deadline.fire_at = None
    deadline.step += 1
    draft.touch(deadline)
    return {"due_at": deadline.due_at.isoformat()}


def press(draft: Draft, deadline: Deadline, level: Supervision, facts: Facts) -> None:
    """Raises supervision; where it is that high already, the event says only what ran out."""
    if level.rank > Supervision(draft.case.supervision).rank:
        raise_to(draft, level, cause=deadline.kind, data=facts)
    else:
        draft.apply(Verb.WARN, cause=deadline.kind, data=facts)


def press_decider(draft: Draft, deadline: Deadline, facts: Facts) -> None:
    """Who owed a decision and gave none is supervised; supervision never falls by it."""
    if deadline.unit_id is not None:
        level = max(Supervision(draft.case.supervision), Supervision.NORMAL, key=lambda one: one.rank)
        raise_to(draft, level, cause=deadline.kind, reason="no_decision", unit_id=deadline.unit_id, data=facts)
