import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from accounts.actions import audit
from accounts.models import AuditEntry, User

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def test_record_appends_what_was_said(db):
    user = User.objects.create(username="clerk", name="社工")
    audit.record(
        by=user, verb="export", subject_kind="report", subject_id=42, at=AT, purpose="monthly", data={"rows": 3}
    )
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.verb, entry.subject_kind, entry.subject_id) == (user, "export", "report", "42")
    assert (entry.at, entry.purpose, entry.data) == (AT, "monthly", {"rows": 3})


def test_record_of_the_system_names_nobody(db):
    audit.record(by=None, verb="lock_out", subject_kind="user", subject_id="1", at=AT)
    assert AuditEntry.objects.get().user is None


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="other"), lambda rows: rows.delete()])
def test_an_entry_is_neither_changed_nor_removed(db, change):
    audit.record(by=None, verb="lock_out", subject_kind="user", subject_id="1", at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(AuditEntry.objects.all())
    assert AuditEntry.objects.get().verb == "lock_out"
