import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.test import RequestFactory

from accounts.actions import tokens
from accounts.models import ApiToken, AuditEntry, User
from accounts.refusals import Refusal

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
PASSWORD = "golden buffalo"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk", password=PASSWORD, name="社工")


def issue(username="clerk", password=PASSWORD, at=AT):
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1")
    return tokens.issue(username=username, password=password, request=request, at=at)


def test_issue_shows_a_token_that_the_database_does_not_hold(clerk, settings):
    token, expires_at = issue()
    assert expires_at == AT + dt.timedelta(days=settings.TOKEN_DAYS)
    row = ApiToken.objects.get()
    assert (row.user, row.created_at, row.expires_at, row.revoked_at) == (clerk, AT, expires_at, None)
    assert len(token) >= 43
    assert token not in row.digest
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["sign_in", "issue_token"]


def test_issue_gives_another_token_each_time(clerk):
    assert issue()[0] != issue()[0]


def test_issue_with_a_wrong_password_makes_no_token(clerk):
    with pytest.raises(Refusal) as refused:
        issue(password="wrong")
    assert refused.value.code == "bad_credentials"
    assert not ApiToken.objects.exists()


def test_issue_forgets_the_failures_before_it(clerk):
    with pytest.raises(Refusal):
        issue(password="wrong")
    assert AccessAttempt.objects.exists()
    issue()
    assert not AccessAttempt.objects.exists()


def test_find_brings_the_user_in_one_statement(clerk, django_assert_num_queries):
    token, _ = issue()
    with django_assert_num_queries(1):
        assert tokens.find(token, AT).user.name == "社工"


def test_find_ends_with_the_second_of_expiry(clerk):
    token, expires_at = issue()
    assert tokens.find(token, expires_at - SECOND)
    assert tokens.find(token, expires_at) is None


@pytest.mark.parametrize("token", ["", "unknown", "\ud800", "x" * 10_000, "\0"])
def test_find_of_an_unknown_token_is_none(clerk, token):
    issue()
    assert tokens.find(token, AT) is None


def test_find_is_none_for_a_closed_account(clerk):
    token, _ = issue()
    User.objects.update(is_active=False)
    assert tokens.find(token, AT) is None


def test_find_is_none_for_a_demo_account_outside_the_demo(clerk, settings):
    settings.DEMO = True
    User.objects.update(is_demo=True)
    token, _ = issue()
    assert tokens.find(token, AT)
    settings.DEMO = False
    assert tokens.find(token, AT) is None


def test_revoke_ends_this_token_alone_and_is_recorded_once(clerk):
    token, other = issue()[0], issue()[0]
    token_id = tokens.find(token, AT).token_id
    tokens.revoke(token_id, by=clerk, at=AT)
    tokens.revoke(token_id, by=clerk, at=AT + SECOND)
    assert tokens.find(token, AT) is None
    assert tokens.find(other, AT)
    assert ApiToken.objects.get(pk=token_id).revoked_at == AT
    assert AuditEntry.objects.filter(verb="revoke_token", user=clerk, subject_id=token_id).count() == 1


def test_revoke_all_ends_the_tokens_of_one_user(clerk):
    User.objects.create_user("other", password=PASSWORD, name="别人")
    mine, theirs = [issue()[0], issue()[0]], issue("other")[0]
    tokens.revoke_all(clerk, by=None, at=AT)
    assert [tokens.find(token, AT) for token in mine] == [None, None]
    assert tokens.find(theirs, AT)
    assert AuditEntry.objects.get(verb="revoke_tokens").data == {"count": 2}


def test_purge_deletes_what_ended_before(clerk):
    _, expires_at = issue()
    assert tokens.purge(expires_at) == 0
    assert tokens.purge(expires_at + SECOND) == 1
