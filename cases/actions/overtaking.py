"""What a case leaves behind when it ends or moves on: the tasks of its helpers, a question to its requester."""

from cases.actions.applying import Draft
from cases.states import DeadlineKind

OVERTAKEN = "overtaken"


def end_tasks(draft: Draft, unit_id: int | None = None) -> None:
    """The open tasks, or those of one unit, have no more meaning; the units are told."""
    for task in [task for task in draft.file.tasks if unit_id in {None, task.unit_id}]:
        task.ended_at, task.end = draft.at, OVERTAKEN
        task.save(update_fields=["ended_at", "end"])
        draft.file.tasks.remove(task)
        draft.over_item(DeadlineKind.ASSIST, task.pk)
        draft.over_item(DeadlineKind.WHISTLE, task.pk)
        if unit_id is None:
            draft.tell("assist_overtaken", task.unit_id)


def end_question(draft: Draft, how: str = OVERTAKEN) -> None:
    """Nobody waits for the answer any more."""
    question = draft.file.question
    if question is not None:
        question.ended_at, question.end = draft.at, how
        question.save(update_fields=["ended_at", "end"])
        draft.file.question = None
        draft.over_item(DeadlineKind.QUESTION, question.pk)
