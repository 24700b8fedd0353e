"""Chance that falls the same way every time: the demo street is the same on every machine."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of throws that follows from its seed alone, in every version of Python."""

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(map(str, seed))
        self._thrown = 0

    def number(self) -> float:
        """From 0 up to, but not including, 1."""
        self._thrown += 1
        digest = hashlib.sha256(f"{self._seed}#{self._thrown}".encode()).digest()
        return int.from_bytes(digest[:6]) / 2**48

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.number() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        return low + self.number() * (high - low)

    def chance(self, share: float) -> bool:
        """True in this share of all throws."""
        return self.number() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; IndexError where there is none."""
        return options[int(self.number() * len(options))]

    def weighted(self, weights: Mapping[str, int]) -> str:
        """One of the names, as often as its weight says."""
        return self.pick([name for name, weight in weights.items() for _ in range(weight)])

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in another order."""
        return [item for _key, item in sorted(((self.number(), item) for item in items), key=lambda pair: pair[0])]
