"""Published figures of four cities and years, recomputed."""

from decimal import Decimal

import pytest

from reports.figures import Counts
from reports.rates import Rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "is_small"),
    [
        (911, 972, "93.72", False),  # Tianmen, December 2016: closed of those due
        (737, 972, "75.82", False),  # … and in time
        (902, 956, "94.35", False),  # … happenings
        (9, 16, "56.25", True),  # … facilities
        (953, 996, "95.68", False),  # … found by inspectors
        (6217, 6368, "97.63", False),  # Huangshi, 2020: mediated with success, printed as 97.6
        (0, 29, "0.00", True),
        (30, 30, "100.00", False),
        (1, 800, "0.13", False),  # 0.125: halves go up
    ],
)
def test_rates_as_published(numerator, denominator, percent, is_small):
    rate = Rate(numerator, denominator)
    assert (rate.percent, rate.is_small) == (Decimal(percent), is_small)


def test_nothing_due_is_no_rate():
    assert (Rate(0, 0).percent, Rate(0, 0).is_small) == (None, True)


def test_counts_add_up_column_by_column():
    total = Counts.total([(1, 5, 2, 4, 3, 2, 1, 7, 1, 6), (10, 50, 20, 40, 30, 20, 10, 70, 10, 60)])
    assert total == Counts(
        received=11,
        dispatched=55,
        closed=22,
        due=44,
        disposed=33,
        on_time=22,
        reworks=11,
        open=77,
        overdue=11,
        suspended=66,
    )
    assert (total.dispose_rate, total.dispose_on_time_rate, total.rework_rate) == (
        Rate(33, 44), Rate(22, 44), Rate(11, 44),
    )  # fmt: skip


def test_no_rows_are_zeros():
    assert Counts.total([]) == Counts()
