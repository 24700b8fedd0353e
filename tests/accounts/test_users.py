import datetime as dt

import pytest
from django.test import RequestFactory

from accounts.actions import tokens, users
from accounts.models import AuditEntry, User
from accounts.refusals import Kind, Refusal

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
PASSWORD = "golden buffalo"


@pytest.fixture
def admin(db):
    return User.objects.create(username="admin", name="管理员")


def make(admin, **changes):
    return users.create(
        **{"username": "clerk", "name": "张社工", "password": PASSWORD, "by": admin, "at": AT} | changes
    )


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def token_of(user, password=PASSWORD):
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1")
    return tokens.issue(username=user.username, password=password, request=request, at=AT)[0]


def test_create_makes_a_user_who_may_sign_in_and_nothing_more(admin):
    user = make(admin)
    user.refresh_from_db()
    assert (user.username, user.name, user.date_joined) == ("clerk", "张社工", AT)
    assert user.check_password(PASSWORD)
    assert (user.is_active, user.is_staff, user.is_superuser, user.is_demo) == (True, False, False, False)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.user, entry.subject_id) == ("create_user", admin, str(user.pk))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"username": ""}, "bad_username", "username"),
        ({"username": "two words"}, "bad_username", "username"),
        ({"username": "x" * 151}, "bad_username", "username"),
        ({"username": "admin"}, "username_taken", "username"),
        ({"name": " "}, "bad_name", "name"),
        ({"name": "名" * 61}, "bad_name", "name"),
        ({"name": "张\0三"}, "bad_name", "name"),
        ({"password": "short"}, "bad_password", "password"),
        ({"password": "1234567890123"}, "bad_password", "password"),
        ({"password": "password123"}, "bad_password", "password"),
        ({"password": "clerk-clerk", "username": "clerk-clerk"}, "bad_password", "password"),
        ({"password": "gezhi-demo"}, "bad_password", "password"),
        ({"password": "\ud800" * 12}, "bad_password", "password"),
    ],
)
def test_create_refuses_bad_input_and_names_the_field(admin, changes, code, field):
    with pytest.raises(Refusal) as refused:
        make(admin, **changes)
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, code, field)
    assert list(User.objects.all()) == [admin]
    assert trail() == []


def test_create_takes_the_demo_password_in_the_demo(admin, settings):
    settings.DEMO = True
    assert make(admin, password="gezhi-demo", is_demo=True).is_demo


def test_set_password_ends_the_tokens_of_the_old_one(admin):
    user = make(admin)
    token = token_of(user)
    users.set_password(user, "silver dragonfly", by=admin, at=AT)
    user.refresh_from_db()
    assert user.check_password("silver dragonfly")
    assert tokens.find(token, AT) is None
    assert trail()[-2:] == ["revoke_tokens", "set_password"]


def test_set_password_refuses_the_demo_password_and_keeps_the_old(admin):
    user = make(admin)
    with pytest.raises(Refusal) as refused:
        users.set_password(user, "gezhi-demo", by=admin, at=AT)
    assert refused.value.code == "bad_password"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_deactivate_closes_the_account_and_its_tokens_and_activate_opens_only_the_account(admin):
    user = make(admin)
    token = token_of(user)
    users.deactivate(user, by=admin, at=AT)
    users.deactivate(user, by=admin, at=AT)
    assert not User.objects.get(pk=user.pk).is_active
    assert tokens.find(token, AT) is None
    assert trail()[-2:] == ["revoke_tokens", "deactivate_user"]
    users.activate(user, by=admin, at=AT)
    users.activate(user, by=admin, at=AT)
    assert User.objects.get(pk=user.pk).is_active
    assert tokens.find(token, AT) is None
    assert trail()[-1] == "activate_user"
    assert trail().count("activate_user") == 1
