import datetime as dt
from threading import Event, Thread

import pytest
from django.db import connection

from accounts.idempotency import purge, remember
from accounts.models import IdempotencyKey
from accounts.refusals import Kind, Refusal, conflict

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
KEY = "0123456789abcdef"


class Runs:
    """A verb that counts its runs."""

    def __init__(self, subject="20260302-0001"):
        self.count = 0
        self.subject = subject

    def __call__(self):
        self.count += 1
        return 201, self.subject


def test_remember_runs_once_and_then_replays(db):
    run = Runs()
    assert remember("public", KEY, "digest", AT, run) == (201, "20260302-0001", False)
    assert remember("public", KEY, "digest", AT, Runs("another")) == (201, "20260302-0001", True)
    assert run.count == 1


def test_remember_costs_three_statements_beside_the_verb(db, django_assert_num_queries):
    with django_assert_num_queries(5):  # a savepoint and its release where the test's transaction is open
        remember("public", KEY, "digest", AT, Runs())


def test_remember_keeps_owners_and_keys_apart(db):
    remember("user:1", KEY, "digest", AT, Runs("one"))
    assert remember("user:2", KEY, "digest", AT, Runs("two"))[1:] == ("two", False)
    assert remember("user:1", KEY + "x", "digest", AT, Runs("three"))[1:] == ("three", False)


def test_remember_refuses_the_key_of_another_request(db):
    remember("public", KEY, "digest", AT, Runs())
    run = Runs()
    with pytest.raises(Refusal) as refused:
        remember("public", KEY, "other digest", AT, run)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "idempotency_mismatch")
    assert run.count == 0


def test_remember_leaves_the_key_free_when_the_verb_is_refused(db):
    def refuse():
        raise conflict("wrong_state", "no")

    with pytest.raises(Refusal) as refused:
        remember("public", KEY, "digest", AT, refuse)
    assert refused.value.code == "wrong_state"
    assert not IdempotencyKey.objects.exists()
    assert remember("public", KEY, "digest", AT, Runs())[2] is False


@pytest.mark.parametrize("key", ["", "a" * 129, "a b" * 6, "键" * 16, "a" * 16 + "\n", "\0" * 16])
def test_remember_refuses_a_key_of_another_shape(db, key):
    with pytest.raises(Refusal) as refused:
        remember("public", key, "digest", AT, Runs())
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "bad_idempotency_key")


@pytest.mark.parametrize("key", ["a", "~" * 128])
def test_remember_takes_the_shortest_and_longest_key(db, key):
    assert remember("public", key, "digest", AT, Runs())[0] == 201


@pytest.mark.django_db(transaction=True)
def test_remember_makes_the_second_of_two_at_once_wait_and_replay():
    inside, go_on = Event(), Event()
    runs, answers = [], []

    def slow():
        runs.append("first")
        inside.set()
        assert go_on.wait(10)
        return 201, "first"

    def second():
        runs.append("second")
        return 201, "second"

    def call(run):
        try:
            answers.append(remember("public", KEY, "digest", AT, run))
        finally:
            connection.close()

    first_thread, second_thread = Thread(target=call, args=[slow]), Thread(target=call, args=[second])
    first_thread.start()
    assert inside.wait(10)
    second_thread.start()
    second_thread.join(0.3)
    assert second_thread.is_alive()
    go_on.set()
    first_thread.join(10)
    second_thread.join(10)
    assert runs == ["first"]
    assert sorted(answers) == [(201, "first", False), (201, "first", True)]  # who says so first is open


def test_purge_forgets_after_seven_days(db):
    remember("public", KEY, "digest", AT, Runs())
    assert purge(AT + dt.timedelta(days=7)) == 0
    assert purge(AT + dt.timedelta(days=7, seconds=1)) == 1
