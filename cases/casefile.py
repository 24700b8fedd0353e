"""A case with what hangs on it: live clocks, helpers, return requests, an open proposal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

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
    file.returns = RETURNS.of(case.pk) if _had_returns(file) else []
    file.proposal = _one(PROPOSALS, file, _has_proposal)
    file.request = _one(REQUESTS, file, _has_request)
    file.question = _one(QUESTIONS, file, _has_question)
    if _had_tasks(file):
        add_tasks(file, TASKS.of(case.pk))
    file.leadership = _one(LEADERSHIPS, file, _has_leader)
    return file


def _had_returns(file: CaseFile) -> bool:
    return file.case.return_count > 0


def _has_proposal(file: CaseFile) -> bool:
    return DeadlineKind.PROPOSAL in file.deadlines


def _has_request(file: CaseFile) -> bool:
    return DeadlineKind.DECIDE in file.deadlines


def _has_question(file: CaseFile) -> bool:
    return any(kind is DeadlineKind.QUESTION for kind, _item in file.item_clocks)


def _had_tasks(file: CaseFile) -> bool:
    return any(assist.why in ASKED for assist in file.assists)


def _has_leader(file: CaseFile) -> bool:
    return file.case.has_leader


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


def _one(prepared: Prepared[M], file: CaseFile, may_have: Callable[[CaseFile], bool]) -> M | None:
    return next(iter(prepared.of(file.case.pk)), None) if may_have(file) else None


def lock(pk: int) -> CaseFile:
    """The file of a case under its row lock: call inside the transaction of a verb.

    Raises `Case.DoesNotExist`.
    """
    found = LOCKED.of(pk)
    if not found:
        raise Case.DoesNotExist
    return read(found[0])


def filled(cases: Iterable[Case]) -> list[CaseFile]:
    """The files of many cases in two statements, and one more for each thing that some of them may have open."""
    files = {case.pk: CaseFile(case=case) for case in cases}
    for clock in Deadline.objects.filter(case_id__in=files, state__in=LIVE).order_by("id"):
        add_clock(files[clock.case_id], clock)
    for assist in Assist.objects.filter(case_id__in=files).order_by("id"):
        files[assist.case_id].assists.append(assist)
    _fill_what_is_open(files)
    return list(files.values())


def _fill_what_is_open(files: Mapping[int, CaseFile]) -> None:
    for file, returned in _asked(files, _had_returns, ReturnRequest.objects.order_by("id")):
        file.returns.append(returned)
    for file, proposal in _asked(files, _has_proposal, Proposal.objects.filter(ended_at=None)):
        file.proposal = proposal
    for file, request in _asked(files, _has_request, DecisionRequest.objects.filter(ended_at=None)):
        file.request = request
    for file, question in _asked(files, _has_question, Question.objects.filter(ended_at=None)):
        file.question = question
    for file, task in _asked(files, _had_tasks, AssistTask.objects.filter(_TO_DO).order_by("id")):
        add_tasks(file, [task])
    for file, leadership in _asked(files, _has_leader, LeaderCase.objects.filter(ended_at=None)):
        file.leadership = leadership


def _asked(
    files: Mapping[int, CaseFile], may_have: Callable[[CaseFile], bool], rows: QuerySet[M]
) -> Iterator[tuple[CaseFile, M]]:
    """The rows of those files that may have any, each beside its file; no statement where none may."""
    ids = [pk for pk, file in files.items() if may_have(file)]
    if ids:
        for row in rows.filter(case_id__in=ids):
            yield files[row.case_id], row  # type: ignore[attr-defined]  # every row here is of a case
