"""Statements that PostgreSQL keeps for a connection."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts import statements
from accounts.statements import call

DOUBLE = "SELECT 2 * $1::int"


def doubled(value):
    with connection.cursor() as cursor:
        cursor.execute(call(cursor, DOUBLE, 1), [value])
        return cursor.fetchone()[0]


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement.partition(" AS ")[2] for (statement,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def fresh(transactional_db):
    """A connection that keeps nothing yet."""
    connection.close()


def test_a_statement_is_prepared_once_and_not_counted(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [doubled(1), doubled(21)] == [2, 42]

    assert kept() == [DOUBLE]


def test_it_outlives_the_transaction_in_which_it_was_prepared():
    with transaction.atomic():
        doubled(1)
        transaction.set_rollback(True)

    assert doubled(4) == 8
    assert kept() == [DOUBLE]


def test_one_that_cannot_be_prepared_is_not_remembered():
    with connection.cursor() as cursor:
        for _time in range(2):
            with pytest.raises(ProgrammingError, match="missing"), transaction.atomic():
                call(cursor, "SELECT missing")


def test_a_connection_keeps_those_that_were_used_last(monkeypatch):
    monkeypatch.setattr(statements, "MOST", 2)
    doubled(1)
    with connection.cursor() as cursor:
        call(cursor, "SELECT 1")
        doubled(2)
        call(cursor, "SELECT 2")

        assert sorted(kept()) == ["SELECT 2", DOUBLE]

    assert doubled(4) == 8


def test_a_new_connection_has_to_prepare_it_again():
    doubled(1)
    connection.close()

    assert kept() == []
    assert doubled(3) == 6
    assert kept() == [DOUBLE]
