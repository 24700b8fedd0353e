import datetime as dt
import logging

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.test import RequestFactory
from django.utils import translation

from accounts.actions.sign_in import sign_in, sign_out
from accounts.models import AuditEntry, User
from accounts.refusals import Kind, Refusal

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
PASSWORD = "golden buffalo"


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk", password=PASSWORD, name="社工")


def attempt(username="clerk", password=PASSWORD, address="10.0.0.1", **fields):
    request = RequestFactory().post("/sign-in/?next=%00", fields, REMOTE_ADDR=address)
    return sign_in(username=username, password=password, request=request, at=AT)


def refusal(*args, **kwargs):
    with pytest.raises(Refusal) as refused:
        attempt(*args, **kwargs)
    return refused.value


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("verb", "user_id", "subject_id"))


def test_sign_in_returns_the_user_and_leaves_an_entry(clerk):
    assert attempt() == clerk
    assert trail() == [("sign_in", clerk.pk, str(clerk.pk))]


def test_sign_out_leaves_an_entry(clerk):
    sign_out(clerk, at=AT)
    assert trail() == [("sign_out", clerk.pk, str(clerk.pk))]


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("clerk", "wrong"),
        ("nobody", PASSWORD),
        ("Clerk", PASSWORD),
        ("", PASSWORD),
        ("clerk", ""),
        ("clerk\0", PASSWORD),
        ("clerk", PASSWORD + "\0"),
        ("\ud800", PASSWORD),
        ("clerk", "\udfff"),
        ("x" * 151, PASSWORD),
        ("clerk", "x" * 257),
    ],
)
def test_sign_in_answers_every_wrong_pair_alike(clerk, username, password):
    refused = refusal(username, password)
    assert (refused.kind, refused.code, refused.field) == (Kind.INVALID, "bad_credentials", "")
    assert trail() == []


def test_sign_in_to_a_closed_account_is_refused_like_a_wrong_password(clerk):
    User.objects.update(is_active=False)
    assert refusal().code == "bad_credentials"


def test_sign_in_locks_the_account_at_that_address_after_five_failures(clerk):
    assert [refusal(password="wrong").code for _ in range(6)] == ["bad_credentials"] * 4 + ["locked"] * 2
    refused = refusal()
    assert (refused.kind, refused.code) == (Kind.TOO_MANY, "locked")
    with translation.override("en"):
        assert str(refused.message) == "Too many failed sign-ins. Try again in 15 minutes."
    assert trail() == [("lock_out", None, str(clerk.pk))]
    assert attempt(address="10.0.0.2") == clerk


def test_an_address_that_tries_many_names_is_locked_like_a_name(clerk):
    assert {refusal(f"name {n}", "wrong").code for n in range(60)} == {"bad_credentials"}
    refused = refusal()
    assert (refused.kind, refused.code, refused.retry_after) == (Kind.TOO_MANY, "locked", 900)
    with translation.override("en"):
        assert str(refused.message) == "Too many failed sign-ins. Try again in 15 minutes."
    assert attempt(address="10.0.0.2") == clerk
    assert User.objects.get(pk=clerk.pk).is_active


def test_tries_of_a_locked_name_do_not_lock_the_whole_address(clerk):
    User.objects.create_user("colleague", password=PASSWORD, name="同事")
    for _ in range(70):
        refusal(password="wrong")
    assert attempt("colleague").username == "colleague"


def test_lock_ends_after_its_minutes(clerk):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(5):
            refusal(password="wrong")
        clock.shift(dt.timedelta(minutes=14))
        assert refusal().code == "locked"
        clock.shift(dt.timedelta(minutes=2))
        assert attempt() == clerk


def test_lock_of_a_name_that_nobody_bears_is_not_recorded(clerk):
    for _ in range(5):
        refusal("my secret password", "clerk")
    assert refusal("my secret password", "clerk").code == "locked"
    assert trail() == []


def test_a_failed_sign_in_keeps_nothing_of_the_form(clerk):
    refusal(password="wrong", note="张三 13812345678")
    kept = AccessAttempt.objects.get()
    assert (kept.get_data, kept.post_data, kept.ip_address) == ("", "", "10.0.0.1")


def test_a_failed_sign_in_logs_no_name_and_no_address(clerk, caplog):
    with caplog.at_level(logging.ERROR, logger="axes"), caplog.at_level(logging.DEBUG):
        for _ in range(6):
            refusal(password="wrong")
    assert "clerk" not in caplog.text
    assert "10.0.0.1" not in caplog.text


def test_sign_in_works_over_a_unix_socket(clerk):
    assert [refusal(password="wrong", address="").code for _ in range(5)][-1] == "locked"
    assert attempt() == clerk


def test_the_demo_opens_nothing_outside_the_demo(clerk, settings):
    User.objects.create_user("grid", password=PASSWORD, name="网格员", is_demo=True)
    User.objects.create_user("careless", password="gezhi-demo", name="粗心")
    assert refusal("grid").code == "bad_credentials"
    assert refusal("careless", "gezhi-demo").code == "bad_credentials"
    settings.DEMO = True
    assert attempt("grid").username == "grid"
    assert attempt("careless", "gezhi-demo").username == "careless"


def test_an_open_session_of_a_demo_account_ends_with_the_demo(db, client, settings):
    settings.DEMO = True
    demo = User.objects.create_user("grid", password=PASSWORD, name="网格员", is_demo=True)
    client.force_login(demo, backend="accounts.backends.PasswordBackend")
    request = RequestFactory().get("/")
    request.session = client.session
    assert get_user(request) == demo
    settings.DEMO = False
    assert get_user(request).is_anonymous
