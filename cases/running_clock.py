"""Which clock of a case presses whoever must act now. Pure.

The head of the case's page and rows of lists choose by this: the whole case while it is worked on, otherwise the step
that is waited for; of an emergency what is due first. *Overdue*, in filters, figures and on the map, is the whole case
alone (case process, §4.4).
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


class _OfKind(Protocol):
    @property
    def kind(self) -> DeadlineKind: ...


C = TypeVar("C", bound=_OfKind)


def kind_shown(state: str, severity: str) -> DeadlineKind | None:
    """The kind of the clock that presses; None for an emergency in work: whichever is due first."""
    step = STEPS.get(State(state))
    if step is None and severity == Severity.CRITICAL:
        return None
    return step or DeadlineKind.RESOLVE


def chosen(state: str, severity: str, live: Iterable[C]) -> C | None:
    """The clock that presses among those of a case, first due first; None where it does not run."""
    kind = kind_shown(state, severity)
    return next((clock for clock in live if kind in (None, clock.kind)), None)
