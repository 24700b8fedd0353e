"""A case with what hangs on it: live clocks, helpers, return requests, an open proposal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.prepared import M, Prepared, of_id
from cases.models import (
    Assist,
    AssistTask,
    Case,
    Deadline,
    DecisionRequest,
    LeaderCase,
    Proposal,
    Question,
    ReturnRequest,
)
from cases.states import DeadlineKind, DeadlineState, Verb

LIVE = (DeadlineState.PENDING, DeadlineState.STOPPED)
ASKED = frozenset({Verb.REQUEST_ASSIST, Verb.WHISTLE})
"""Why a unit assists that was given a task; it stays known as asked, whatever else makes it a helper."""

_TO_DO = Q(ended_at=None) | Q(replied_seq__isnull=False, useful=None)

Item = tuple[DeadlineKind, int]


@dataclass
class CaseFile:
    """What rules and actions ask about one case.

    `deadlines` are the live clocks of the case itself, by kind; `item_clocks` those of its tasks, questions and
    milestones. `request`, `question`, `tasks` and `leadership` are the open ones, `unrated` the tasks whose
    reply nobody has rated yet.
    """

    case: Case
    deadlines: dict[DeadlineKind, Deadline] = field(default_factory=dict)
    item_clocks: dict[Item, Deadline] = field(default_factory=dict)
    assists: list[Assist] = field(default_factory=list)
    returns: list[ReturnRequest] = field(default_factory=list)
    proposal: Proposal | None = None
    request: DecisionRequest | None = None
    question: Question | None = None
    tasks: list[AssistTask] = field(default_factory=list)
    unrated: list[AssistTask] = field(default_factory=list)
    leadership: LeaderCase | None = None

    @property
    def helper_ids(self) -> set[int]:
        """The units that assist now."""
        return {assist.unit_id for assist in self.assists if assist.until is None}

    @property
    def open_return(self) -> ReturnRequest | None:
        """The return request that waits for its decision."""
        return next((request for request in self.returns if request.ended_at is None), None)

    def clocks(self) -> list[Deadline]:
        """Every live clock."""
        return [*self.deadlines.values(), *self.item_clocks.values()]


LOCKED = of_id(lambda pk: Case.objects.filter(pk=pk).select_for_update())
CLOCKS = of_id(lambda pk: Deadline.objects.filter(case_id=pk, state__in=LIVE).order_by("id"))
ASSISTS = of_id(lambda pk: Assist.objects.filter(case_id=pk).order_by("id"))
RETURNS = of_id(lambda pk: ReturnRequest.objects.filter(case_id=pk).order_by("id"))
PROPOSALS = of_id(lambda pk: Proposal.objects.filter(case_id=pk, ended_at=None))
REQUESTS = of_id(lambda pk: DecisionRequest.objects.filter(case_id=pk, ended_at=None))
QUESTIONS = of_id(lambda pk: Question.objects.filter(case_id=pk, ended_at=None))
TASKS = of_id(lambda pk: AssistTask.objects.filter(_TO_DO, case_id=pk).order_by("id"))
LEADERSHIPS = of_id(lambda pk: LeaderCase.objects.filter(case_id=pk, ended_at=None))


def read(case: Case) -> CaseFile:
    """The file of a case already read, in two statements and one more for each thing that is open."""
    return of(case, CLOCKS.of(case.pk))


def of(case: Case, live: Iterable[Deadline]) -> CaseFile:
    """The file of a case whose live clocks are read too; what cannot be there is not asked for."""
    file = CaseFile(case=case, assists=ASSISTS.of(case.pk))
    for row in live:
        add_clock(file, row)
    file.returns = RETURNS.of(case.pk) if case.return_count else []
    file.proposal = _one(PROPOSALS, case.pk, DeadlineKind.PROPOSAL in file.deadlines)
    file.request = _one(REQUESTS, case.pk, DeadlineKind.DECIDE in file.deadlines)
    kinds = {kind for kind, _item in file.item_clocks}
    file.question = _one(QUESTIONS, case.pk, DeadlineKind.QUESTION in kinds)
    if any(assist.why in ASKED for assist in file.assists):
        add_tasks(file, TASKS.of(case.pk))
    file.leadership = _one(LEADERSHIPS, case.pk, case.has_leader)
    return file


def add_clock(file: CaseFile, row: Deadline) -> None:
    """Puts a live clock where it belongs."""
    kind = DeadlineKind(row.kind)
    if row.item is None:
        file.deadlines[kind] = row
    else:
        file.item_clocks[kind, row.item] = row


def add_tasks(file: CaseFile, rows: Iterable[AssistTask]) -> None:
    """Puts tasks where they belong."""
    for row in rows:
        (file.tasks if row.ended_at is None else file.unrated).append(row)


def _one(prepared: Prepared[M], pk: int, asked: bool) -> M | None:
    return next(iter(prepared.of(pk)), None) if asked else None


def lock(pk: int) -> CaseFile:
    """The file of a case under its row lock: call inside the transaction of a verb.

    Raises `Case.DoesNotExist`.
    """
    found = LOCKED.of(pk)
    if not found:
        raise Case.DoesNotExist
    return read(found[0])


def filled(cases: Iterable[Case]) -> list[CaseFile]:
    """The files of many cases in eight statements."""
    given = list(cases)
    ids = [case.pk for case in given]
    live = _by_case(Deadline.objects.filter(case_id__in=ids, state__in=LIVE).order_by("id"))
    assists = _by_case(Assist.objects.filter(case_id__in=ids).order_by("id"))
    returns = _by_case(ReturnRequest.objects.filter(case_id__in=ids).order_by("id"))
    proposals = _by_case(Proposal.objects.filter(case_id__in=ids, ended_at=None))
    requests = _by_case(DecisionRequest.objects.filter(case_id__in=ids, ended_at=None))
    questions = _by_case(Question.objects.filter(case_id__in=ids, ended_at=None))
    tasks = _by_case(AssistTask.objects.filter(_TO_DO, case_id__in=ids).order_by("id"))
    leaders = _by_case(
        LeaderCase.objects.filter(case_id__in=[case.pk for case in given if case.has_leader]).filter(ended_at=None)
    )
    files = []
    for case in given:
        file = CaseFile(
            case=case,
            assists=assists[case.pk],
            returns=returns[case.pk],
            proposal=next(iter(proposals[case.pk]), None),
            request=next(iter(requests[case.pk]), None),
            question=next(iter(questions[case.pk]), None),
            leadership=next(iter(leaders[case.pk]), None),
        )
        for row in live[case.pk]:
            add_clock(file, row)
        add_tasks(file, tasks[case.pk])
        files.append(file)
    return files


def _by_case(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.case_id].append(row)
    return grouped
