import datetime as dt
import logging

import pytest

from accounts.models import AuditEntry, User
from accounts.refusals import Kind, Refusal
from residents import actions
from residents.contact import Contact
from residents.models import Requester

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
WHO = Contact("张三丰", "13812345678")
ABOUT = ("case", "20260302-0001")


@pytest.fixture
def worker(db):
    return User.objects.create(username="worker", name="网格员")


@pytest.fixture
def requester(db):
    row = actions.prepare(WHO, AT)
    row.save()
    return Requester.objects.get(pk=row.pk)


def test_prepare_writes_nothing_in_clear(requester):
    assert (requester.name_masked, requester.phone_masked, str(requester)) == ("张**", "138****5678", "张**")
    stored = bytes(requester.name_cipher) + bytes(requester.phone_cipher)
    assert "张三丰".encode() not in stored
    assert b"13812345678" not in stored


def test_prepare_of_a_phone_alone_leaves_the_name_empty():
    row = actions.prepare(Contact("", "13812345678"), AT)
    assert (row.name_cipher, row.name_masked, row.phone_masked) == (b"", "", "138****5678")


def test_reveal_returns_the_clear_form_and_leaves_an_entry_without_it(requester, worker):
    assert actions.reveal(requester, by=worker, at=AT, purpose="arrange_visit", about=ABOUT) == WHO
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.verb, entry.subject_kind, entry.subject_id) == (worker, "reveal_contact", *ABOUT)
    assert (entry.at, entry.purpose, entry.data) == (AT, "arrange_visit", {"requester": requester.pk})


def test_reveal_logs_no_contact_data(requester, worker, caplog):
    with caplog.at_level(logging.DEBUG):
        actions.reveal(requester, by=worker, at=AT, purpose="arrange_visit", about=ABOUT)
    assert "13812345678" not in caplog.text
    assert "张三丰" not in caplog.text


@pytest.mark.parametrize("purpose", ["", "   ", "abc", " a  b ", "很" * 201])
def test_reveal_without_a_purpose_is_refused_and_unrecorded(requester, worker, purpose):
    with pytest.raises(Refusal) as refused:
        actions.reveal(requester, by=worker, at=AT, purpose=purpose, about=ABOUT)
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, "bad_purpose", "purpose")
    assert not AuditEntry.objects.exists()


def test_reveal_takes_a_purpose_in_own_words(requester, worker):
    assert actions.reveal(requester, by=worker, at=AT, purpose="上门看水表", about=ABOUT) == WHO


def test_reveal_stops_one_user_after_thirty_and_no_other(requester, worker):
    for _ in range(30):
        actions.reveal(requester, by=worker, at=AT, purpose="callback", about=ABOUT)
    with pytest.raises(Refusal) as refused:
        actions.reveal(requester, by=worker, at=AT, purpose="callback", about=ABOUT)
    assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "too_many_reveals")
    assert AuditEntry.objects.count() == 30
    other = User.objects.create(username="other", name="另一人")
    assert actions.reveal(requester, by=other, at=AT, purpose="callback", about=ABOUT) == WHO


def test_erase_removes_every_form_once(requester, worker):
    actions.erase(requester, AT)
    actions.erase(requester, AT + dt.timedelta(days=1))
    requester.refresh_from_db()
    assert (bytes(requester.name_cipher), bytes(requester.phone_cipher)) == (b"", b"")
    assert (requester.name_masked, requester.phone_masked, requester.erased_at) == ("", "", AT)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["erase_contact"]
    with pytest.raises(Refusal) as refused:
        actions.reveal(requester, by=worker, at=AT, purpose="callback", about=ABOUT)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "erased")
