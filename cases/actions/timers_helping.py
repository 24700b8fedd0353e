"""Clocks of helping units and of questions that ran out (case process §4.4)."""

from cases.actions import overtaking
from cases.actions.applying import Draft
from cases.actions.ringing import rung
from cases.actions.supervision import raise_to
from cases.models import Deadline
from cases.states import Supervision, Verb


def task(draft: Draft, deadline: Deadline) -> None:
    """A helping unit has not replied, or not come, in time: it is supervised, and its task stays open."""
    facts = {**rung(draft, deadline), "task": deadline.item}
    level = max(Supervision(draft.case.supervision), Supervision.NORMAL, key=lambda one: one.rank)
    raise_to(draft, level, cause=deadline.kind, unit_id=deadline.unit_id, data=facts)
    waiting = next((row for row in draft.file.tasks if row.pk == deadline.item), None)
    draft.tell("assist_overdue", waiting.asked_by_unit_id if waiting else None)


def question(draft: Draft, deadline: Deadline) -> None:
    """The requester has not answered in time; nobody waits any longer."""
    facts, asked_by = rung(draft, deadline), deadline.unit_id
    overtaking.end_question(draft, "expired")
    draft.apply(Verb.LAPSE, cause=deadline.kind, data={**facts, "verb": Verb.ASK_REQUESTER, "question": deadline.item})
    for unit_id in {asked_by, draft.case.holder_id}:
        draft.tell("question_expired", unit_id)
