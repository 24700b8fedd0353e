import pytest
from django.db import connection

from tests import reference_rows


def rows_of_migrations():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM grids_version")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_plain_test_finds_the_rows_of_the_migrations():
    assert rows_of_migrations() > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transactional_test_finds_them_again(turn):
    assert rows_of_migrations() > 0


@pytest.mark.django_db(transaction=True)
def test_every_table_comes_back_as_it_was_although_its_rows_may_not_be_deleted():
    before = rows_of_migrations()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_version SET token = gen_random_uuid()")
        cursor.execute(
            "INSERT INTO accounts_auditentry (verb, subject_kind, subject_id, at, data, purpose)"
            " VALUES ('look', 'case', '1', now(), '{}', '')"
        )
        reference_rows.bring_back(cursor)
        cursor.execute("SELECT count(*) FROM accounts_auditentry")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM grids_version JOIN pristine.grids_version USING (name, token)")
        assert cursor.fetchone()[0] == before
