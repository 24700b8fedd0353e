"""The figures of the process that a county may set for itself, with their defaults and bounds. Pure.

Rules: case process §4.2 and §4.4. A clock keeps the figures of the day on which it started: a new figure
counts for what begins on its first day or later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Final

from cases.states import Severity
from cases.worktime import Limit

Value = Limit | int


def _limit(default: str, most: str) -> Any:
    """A limit of the clock of its default, from one unit of it up to `most`."""
    return field(default=Limit.parse(default), metadata={"most": Limit.parse(most)})


def _number(default: int, least: int, most: int) -> Any:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Figures:
    """What is in force on a day. Shares are whole percents, steps of supervision working days after the due time."""

    sampling_percent: int = _number(8, 5, 10)
    accept_general: Limit = _limit("2 WH", "2 WD")
    accept_important: Limit = _limit("2 WH", "1 WD")
    accept_urgent: Limit = _limit("15 min", "2 CH")
    accept_critical: Limit = _limit("5 min", "30 min")
    sign_general: Limit = _limit("4 WH", "2 WD")
    sign_important: Limit = _limit("4 WH", "1 WD")
    sign_urgent: Limit = _limit("30 min", "2 CH")
    sign_critical: Limit = _limit("10 min", "30 min")
    return_window_general: Limit = _limit("1 WD", "3 WD")
    return_window_important: Limit = _limit("1 WD", "2 WD")
    return_window_urgent: Limit = _limit("2 CH", "6 CH")
    first_level_share: int = _number(60, 20, 90)
    first_level_share_critical: int = _number(25, 10, 60)
    further_level_share: int = _number(50, 20, 80)
    yellow_after: int = _number(1, 1, 10)
    red_after: int = _number(5, 2, 20)
    check: Limit = _limit("1 WD", "5 WD")
    callback: Limit = _limit("3 WD", "10 WD")
    decide_return: Limit = _limit("4 WH", "2 WD")
    decide_extension: Limit = _limit("4 WH", "2 WD")
    decide_suspension: Limit = _limit("1 WD", "3 WD")
    decide_reopening: Limit = _limit("1 WD", "3 WD")
    proposal: Limit = _limit("1 WD", "3 WD")
    delegate_window: Limit = _limit("1 WD", "3 WD")
    question: Limit = _limit("5 WD", "15 WD")
    whistle_emergency: Limit = _limit("30 min", "2 CH")
    whistle_enforcement: Limit = _limit("1 WD", "3 WD")
    whistle_hard_issue: Limit = _limit("3 WD", "10 WD")
    archive_after: Limit = _limit("30 CD", "180 CD")
    reopen_window: Limit = _limit("30 CD", "180 CD")
    publish_after: Limit = _limit("3 WD", "20 WD")

    def accept(self, severity: Severity) -> Limit:
        """How long a report may wait at the triage desk."""
        found: Limit = getattr(self, f"accept_{severity.value}")
        return found

    def sign(self, severity: Severity) -> Limit:
        """How long a holder has to sign."""
        found: Limit = getattr(self, f"sign_{severity.value}")
        return found

    def return_window(self, severity: Severity) -> Limit | None:
        """How long a holder may ask to return a case; None: never (critical)."""
        return None if severity == Severity.CRITICAL else getattr(self, f"return_window_{severity.value}")

    def whistle(self, kind: str) -> Limit:
        """By when a unit that was called to the spot has to be there: `emergency`, `enforcement`, `hard_issue`."""
        found: Limit = getattr(self, f"whistle_{kind}")
        return found

    @property
    def yellow_step(self) -> int:
        """The step of the whole-case clock at which supervision turns yellow."""
        return 1 + self.yellow_after

    @property
    def red_step(self) -> int:
        """The step of the whole-case clock at which supervision turns red."""
        return 1 + self.red_after


DEFAULT: Final = Figures()
_FIELDS: Final[Mapping[str, Field[Any]]] = MappingProxyType({row.name: row for row in fields(Figures)})
NAMES: Final = tuple(_FIELDS)


class Unfit(ValueError):
    """A value that a figure cannot have; `least` and `most` say what it can."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.least, self.most = bounds(name)


def bounds(name: str) -> tuple[Value, Value]:
    """The least and the most that a figure may be. KeyError for an unknown name."""
    most: Value = _FIELDS[name].metadata["most"]
    default: Value = getattr(DEFAULT, name)
    least: Value = Limit(1, default.unit) if isinstance(default, Limit) else _FIELDS[name].metadata["least"]
    return least, most


def read(name: str, text: str) -> Value:
    """A value as people write it: `4 WH`, or a whole number. Raises `Unfit`, KeyError for an unknown name.

    A limit stays on the clock of its default: what runs in working time does not begin to run at night.
    """
    least, most = bounds(name)
    try:
        value: Value = Limit.parse(" ".join(text.split())) if isinstance(most, Limit) else _whole(text)
    except ValueError:
        raise Unfit(name) from None
    if isinstance(value, Limit) and isinstance(most, Limit):
        fits = value.is_working == most.is_working and value.minutes <= most.minutes
    else:
        fits = isinstance(value, int) and isinstance(least, int) and isinstance(most, int) and least <= value <= most
    if not fits:
        raise Unfit(name)
    return value


def _whole(text: str) -> int:
    tidy = text.strip()
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) < 4):
        raise ValueError(text)
    return int(tidy)


def changed(base: Figures, rows: Iterable[tuple[str, Value]]) -> Figures:
    """The figures with some of them set; later rows win."""
    values: dict[str, Any] = dict(rows)
    return replace(base, **values)


def disagreement(found: Figures) -> str:
    """The name of a figure that does not go with another, or nothing."""
    return "red_after" if found.red_after <= found.yellow_after else ""
