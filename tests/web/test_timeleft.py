"""The bar of the time left: percent, tone and words, row by row."""

import datetime as dt

import pytest
from django.utils.translation import override

from web.timeleft import span, time_left

START = dt.datetime(2026, 3, 3, 0, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DUE = START + 100 * HOUR

ROWS = [
    # hours gone, percent, tone, words
    (-5, 0, "calm", "4 days left"),
    (0, 0, "calm", "4 days left"),
    (50, 50, "calm", "2 days left"),
    (53, 53, "calm", "47 hours left"),
    (74, 74, "calm", "26 hours left"),
    (75, 75, "soon", "25 hours left"),
    (99, 99, "soon", "1 hour left"),
    (99.5, 99, "soon", "30 minutes left"),
    (100, 100, "over", "0 minutes overdue"),
    (101.5, 100, "over", "1 hour overdue"),
    (172, 100, "over", "3 days overdue"),
]


@pytest.mark.parametrize(("hours", "percent", "tone", "words"), ROWS)
def test_time_left_while_it_runs(hours, percent, tone, words):
    with override("en"):
        left = time_left(starts_at=START, due_at=DUE, at=START + hours * HOUR)
        assert (left.percent, left.tone, str(left.words)) == (percent, tone, words)


@pytest.mark.parametrize(
    ("hours", "tone", "words"), [(10, "done", "In time"), (100, "done", "In time"), (103, "late", "3 hours late")]
)
def test_time_left_when_it_is_met(hours, tone, words):
    with override("en"):
        left = time_left(starts_at=START, due_at=DUE, at=DUE + 900 * HOUR, ended_at=START + hours * HOUR)
        assert (left.percent, left.tone, str(left.words)) == (100, tone, words)


def test_time_left_of_no_length_is_full():
    assert time_left(starts_at=DUE, due_at=DUE, at=DUE - HOUR).percent == 100


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (2879, "47 hours"), (2880, "2 days")],
)
def test_span_speaks_in_the_largest_unit(minutes, words):
    with override("en"):
        assert span(dt.timedelta(minutes=minutes, seconds=30)) == words
