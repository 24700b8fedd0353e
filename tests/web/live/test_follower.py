"""No notice is missed, however transactions end; hand-made orders and made-up ones."""

from hypothesis import given
from hypothesis import strategies as st

from web.live.follower import MOST_MISSING, WAIT_SECONDS, Follower


def test_a_gap_is_asked_for_until_it_is_filled():
    follower = Follower(10)
    follower.take([11, 14], 0)
    assert (follower.top, list(follower.missing)) == (14, [12, 13])
    follower.take([13], 1)
    assert (follower.top, list(follower.missing)) == (14, [12])
    follower.take([], WAIT_SECONDS)
    assert list(follower.missing) == [12]
    follower.take([], WAIT_SECONDS + 0.1)
    assert list(follower.missing) == []


def test_a_leap_of_the_ids_does_not_fill_the_memory():
    follower = Follower(0)
    follower.take([10**9], 0)
    assert len(follower.missing) == MOST_MISSING
    for n in range(1, 20):
        follower.take([10**9 + n * 1000], 0)
    assert len(follower.missing) == MOST_MISSING
    assert min(follower.missing) > 10**9 + 16_000


@given(st.permutations(range(1, 30)), st.sets(st.integers(1, 29)), st.integers(1, 5))
def test_whatever_order_transactions_end_in_each_notice_is_taken_once(order, unused, at_once):
    table, taken, follower = set(), [], Follower(0)
    arriving = [number for number in order if number not in unused]
    for start in range(0, len(arriving), at_once):
        table |= set(arriving[start : start + at_once])
        found = [number for number in table if number > follower.top or number in follower.missing]
        taken += found
        follower.take(found, start)
    assert sorted(taken) == sorted(arriving)
