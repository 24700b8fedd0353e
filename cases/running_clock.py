"""Which clock of a case presses whoever must act now. Pure.

The head of the case's page and rows of lists choose by this: the step that is waited for; while the case is worked on,
what is due first of signing, first contact, this level and the whole; of an emergency what is due first of all. So a
signature that is days late does not hide behind hours that the whole case has left. *Overdue*, in filters, figures and
on the map, is the whole case alone (case process, §4.4), and is called so.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from cases.states import DeadlineKind, Severity, State

STEPS: Final[Mapping[State, DeadlineKind]] = MappingProxyType(
    {
        State.REPORTED: DeadlineKind.ACCEPT,
        State.SUSPENDED: DeadlineKind.REVIEW,
        State.CHECKING: DeadlineKind.CHECK,
        State.CLOSED: DeadlineKind.CALLBACK,
    }
)
"""The step that is waited for where the whole-case clock does not run."""


IN_WORK: Final = frozenset({DeadlineKind.SIGN, DeadlineKind.RESPOND, DeadlineKind.LEVEL, DeadlineKind.RESOLVE})
"""The clocks of whoever works on the case."""


class _OfKind(Protocol):
    @property
    def kind(self) -> DeadlineKind: ...


C = TypeVar("C", bound=_OfKind)


def chosen(state: str, severity: str, live: Iterable[C]) -> C | None:
    """The clock that presses among those of a case, first due first; None where none of them runs."""
    step = STEPS.get(State(state))
    if step is None and severity == Severity.CRITICAL:
        return next(iter(live), None)
    kinds = {step} if step else IN_WORK
    return next((clock for clock in live if clock.kind in kinds), None)
