"""Case numbers: the day and the running count, never the same twice."""

import datetime as dt

import pytest
from django.db import connection

from cases import query_code
from cases.actions.intake import number_of
from cases.queries import progress
from tests.town import AT

DAY = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("pk", "number"),
    [
        (1, "20260303000001"),
        (999_999, "20260303999999"),
        (1_000_000, "202603031000000"),
        (1_000_001, "202603031000001"),
        (99_999_999, "2026030399999999"),
    ],
)
def test_the_number_carries_the_whole_count(pk, number):
    assert number_of(pk, DAY) == number


def test_a_day_on_which_the_count_passes_a_million_repeats_no_number(town):
    first = town.report()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cases_case_id_seq', %s)", [first.pk + 999_999])
    second = town.report()
    assert (second.pk, second.number[:8]) == (first.pk + 1_000_000, first.number[:8])
    assert second.number != first.number
    assert progress.track(second.number, query_code.of(second.number), AT).case.pk == second.pk
