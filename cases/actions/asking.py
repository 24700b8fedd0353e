"""A question to the requester, and the answer."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid
from cases import deadlines, texts
from cases.actions.applying import Draft, opened, opened_by_requester
from cases.models import Case, Question, TextKind
from cases.states import DeadlineKind, Verb

LONGEST_QUESTION = 500


def ask_requester(case: Case, *, by: User, at: dt.datetime, text: str, expected: int | None = None) -> Case:
    """Asks the requester, who reads it on the page of the own report and has five working days unless set.

    The case goes on meanwhile, and so do its clocks. Raises `too_long` (400) over 500 characters.
    """
    with opened(case, Verb.ASK_REQUESTER, by=by, at=at, expected=expected) as draft:
        tidy = texts.clean(text)
        if len(tidy) > LONGEST_QUESTION:
            raise invalid("too_long", _("A question has at most 500 characters."), "text")
        limit = draft.world.figures.question
        clock = deadlines.plain(draft.world.calendar, DeadlineKind.QUESTION, draft.at, limit, "figure:question")
        question = Question.objects.create(
            case=draft.case, seq=draft.case.event_count + 1, by=by, at=draft.at, due_at=clock.due_at
        )
        draft.file.question = question
        draft.start(clock, draft.author.unit_id, question.pk)
        data = {"question": question.pk, "due_at": clock.due_at.isoformat()}
        draft.apply(Verb.ASK_REQUESTER, words=(TextKind.RESIDENT, tidy), data=data)
    return draft.case


def answer(case: Case, *, at: dt.datetime, text: str, question: int | None = None) -> Case:
    """The requester answers the open question, or the one named. The caller has compared the query code.

    Raises `no_question` (409) where none is open: it was answered before, or its time has passed.
    """
    with opened_by_requester(case, Verb.ANSWER, at=at) as draft:
        asked = draft.file.question
        if question is not None and (asked is None or asked.pk != question):
            raise no_question()
        record_answer(draft, text)
    return draft.case


def record_answer(draft: Draft, text: str, **data: Any) -> None:
    """The open question is answered; who asked and who holds the case are told."""
    question = draft.file.question
    if question is None or question.due_at < draft.at:
        raise no_question()
    tidy = texts.clean(text)
    question.ended_at, question.end, question.answered_seq = draft.at, "answered", draft.case.event_count + 1
    question.save(update_fields=["ended_at", "end", "answered_seq"])
    clock = draft.clock(DeadlineKind.QUESTION, question.pk)
    asked_by = clock.unit_id if clock else None
    draft.met(DeadlineKind.QUESTION, question.pk)
    draft.file.question = None
    draft.apply(Verb.ANSWER, words=(TextKind.RESIDENT, tidy), data={"question": question.pk, **data})
    for unit_id in {asked_by, draft.case.holder_id}:
        draft.tell("question_answered", unit_id)


def no_question() -> Refusal:
    """Nothing waits for an answer."""
    return conflict("no_question", _("No question is open: it was answered, or the time for answering it has passed."))
