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
def test_restore_brings_back_what_a_flush_took_and_no_more():
    before = rows_of_migrations()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM grids_version")

    reference_rows.restore(connection.settings_dict)
    reference_rows.restore(connection.settings_dict)

    assert rows_of_migrations() == before
