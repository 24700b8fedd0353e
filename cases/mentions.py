"""Whom a note names: `@` and the name of a colleague, with the unit behind it in brackets where names repeat. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MARK = "@"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may read the note."""

    user_id: int
    name: str
    unit: str

    @property
    def full(self) -> str:
        """The name with its unit, for people of one name."""
        return f"{self.name}（{self.unit}）"


def found(text: str, colleagues: Sequence[Colleague]) -> set[int]:
    """The users whom the text names. The longest name counts; of people of one name, all whom it fits."""
    named: set[int] = set()
    for part in text.split(MARK)[1:]:
        fitting = [(name, one.user_id) for one in colleagues for name in (one.full, one.name) if part.startswith(name)]
        longest = max((len(name) for name, _user in fitting), default=0)
        named |= {user for name, user in fitting if len(name) == longest and longest}
    return named
