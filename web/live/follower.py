"""Follows a table by its growing ids and misses none. Pure.

Ids are given out when a row is written and seen when its transaction ends, so a lower id may come after a
higher one. The follower remembers the ids that it did not find below the highest, and asks for them again
for a while; most of them never come, because a notice that was told before leaves its id unused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

WAIT_SECONDS: Final = 60.0
"""How long a transaction may take to end and its notices are still shown live."""
MOST_MISSING: Final = 2000


@dataclass
class Follower:
    """`top` is the highest id seen; `missing` holds when each id was first not found (seconds, any clock)."""

    top: int
    missing: dict[int, float] = field(default_factory=dict)

    def take(self, ids: Iterable[int], now: float) -> None:
        """Notes what the database gave for everything above `top` or missing."""
        for found in sorted(ids):
            if found > self.top:
                gap = range(max(self.top + 1, found - MOST_MISSING), found)
                self.missing.update(dict.fromkeys(gap, now))
                self.top = found
            else:
                self.missing.pop(found, None)
        old = [number for number, since in self.missing.items() if now - since > WAIT_SECONDS]
        for number in old + list(self.missing)[: max(0, len(self.missing) - len(old) - MOST_MISSING)]:
            self.missing.pop(number, None)
