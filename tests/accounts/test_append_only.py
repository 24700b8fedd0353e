"""The audit trail grows and never changes, whoever holds the connection."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_auditentry SET verb = 'nothing'", "DELETE FROM accounts_auditentry"],
)
def test_a_row_is_neither_changed_nor_deleted(statement):
    AuditEntry.objects.create(at=AT, verb="sign_in", subject_kind="user", subject_id="1")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().verb == "sign_in"


def test_the_table_is_not_emptied():
    with connection.cursor() as cursor:
        # The session's fixture switched this one trigger off so that transactional tests can be cleaned.
        cursor.execute("ALTER TABLE accounts_auditentry ENABLE TRIGGER accounts_auditentry_no_truncate")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_auditentry")
