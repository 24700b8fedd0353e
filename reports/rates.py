"""Rates that are never printed without what they are made of. Pure.

Conventions: indicators §6. A denominator under 30 is too small to be compared with others.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

SMALL: Final = 30
"""A rate over fewer cases says little; it is shown as “n too small” and never ranked."""

_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, as numerator and denominator."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """In per cent with two places, halves rounded up; None where there is nothing to divide by."""
        if self.denominator == 0:
            return None
        return (Decimal(100) * self.numerator / self.denominator).quantize(_HUNDREDTH, ROUND_HALF_UP)

    @property
    def is_small(self) -> bool:
        """The denominator is too small for a comparison."""
        return self.denominator < SMALL
