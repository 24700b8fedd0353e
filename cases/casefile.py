"""A case with what hangs on it: live clocks, helpers, return requests, an open proposal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.prepared import of_id
from cases.models import Assist, Case, Deadline, Proposal, ReturnRequest
from cases.states import DeadlineKind, DeadlineState

LIVE = (DeadlineState.PENDING, DeadlineState.STOPPED)


@dataclass
class CaseFile:
    """What rules and actions ask about one case. `deadlines` are the live ones, by kind."""

    case: Case
    deadlines: dict[DeadlineKind, Deadline] = field(default_factory=dict)
    assists: list[Assist] = field(default_factory=list)
    returns: list[ReturnRequest] = field(default_factory=list)
    proposal: Proposal | None = None

    @property
    def helper_ids(self) -> set[int]:
        """The units that assist now."""
        return {assist.unit_id for assist in self.assists if assist.until is None}

    @property
    def open_return(self) -> ReturnRequest | None:
        """The return request that waits for its decision."""
        return next((request for request in self.returns if request.ended_at is None), None)


LOCKED = of_id(lambda pk: Case.objects.filter(pk=pk).select_for_update())
CLOCKS = of_id(lambda pk: Deadline.objects.filter(case_id=pk, state__in=LIVE).order_by("id"))
ASSISTS = of_id(lambda pk: Assist.objects.filter(case_id=pk).order_by("id"))
RETURNS = of_id(lambda pk: ReturnRequest.objects.filter(case_id=pk).order_by("id"))
PROPOSALS = of_id(lambda pk: Proposal.objects.filter(case_id=pk, ended_at=None))


def read(case: Case) -> CaseFile:
    """The file of a case already read, in two to four statements."""
    return of(case, CLOCKS.of(case.pk))


def of(case: Case, live: Iterable[Deadline]) -> CaseFile:
    """The file of a case whose live clocks are read too; what cannot be there is not asked for."""
    deadlines = {DeadlineKind(row.kind): row for row in live}
    waits = DeadlineKind.PROPOSAL in deadlines
    return CaseFile(
        case=case,
        deadlines=deadlines,
        assists=ASSISTS.of(case.pk),
        returns=RETURNS.of(case.pk) if case.return_count else [],
        proposal=next(iter(PROPOSALS.of(case.pk)), None) if waits else None,
    )


def lock(pk: int) -> CaseFile:
    """The file of a case under its row lock: call inside the transaction of a verb.

    Raises `Case.DoesNotExist`.
    """
    found = LOCKED.of(pk)
    if not found:
        raise Case.DoesNotExist
    return read(found[0])


def filled(cases: Iterable[Case]) -> list[CaseFile]:
    """The files of many cases in four statements."""
    given = list(cases)
    ids = [case.pk for case in given]
    live = _by_case(Deadline.objects.filter(case_id__in=ids, state__in=LIVE).order_by("id"))
    assists = _by_case(Assist.objects.filter(case_id__in=ids).order_by("id"))
    returns = _by_case(ReturnRequest.objects.filter(case_id__in=ids).order_by("id"))
    proposals = _by_case(Proposal.objects.filter(case_id__in=ids, ended_at=None))
    return [
        CaseFile(
            case=case,
            deadlines={DeadlineKind(row.kind): row for row in live[case.pk]},
            assists=assists[case.pk],
            returns=returns[case.pk],
            proposal=next(iter(proposals[case.pk]), None),
        )
        for case in given
    ]


def _by_case(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.case_id].append(row)
    return grouped
