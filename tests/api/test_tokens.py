"""Tokens: opened with a password, ended by their bearer, useless afterwards."""

import pytest

from accounts.models import ApiToken
from tests.town import local

OWN = {"username": "grid", "password": "golden buffalo"}


def test_token_opens_the_desk_until_it_is_ended(caller, time_machine):
    answer = caller().post("tokens/", OWN)
    told = answer.json()
    assert (answer.status_code, told["expires_at"]) == (201, "2026-04-02T02:00:00Z")
    me = caller()
    me.headers["Authorization"] = f"Token {told['token']}"
    assert me.get("desk/").status_code == 200
    assert me.call("DELETE", "tokens/current/").status_code == 204
    assert me.get("desk/").status_code == 401
    assert ApiToken.objects.get().digest not in told["token"]


def test_token_expires(caller, time_machine):
    me = caller("grid")
    assert me.get("desk/").status_code == 200
    time_machine.move_to(local("2026-12-31 00:00"))
    assert me.get("desk/").json()["code"] == "bad_token"


@pytest.mark.parametrize("sent", [{**OWN, "password": "wrong"}, {**OWN, "username": "nobody here"}])
def test_wrong_credentials_are_told_apart_from_nothing(caller, sent):
    answer = caller().post("tokens/", sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_credentials")


def test_failures_lock_the_account_even_with_an_idempotency_key(caller, settings):
    for number in range(settings.AXES_FAILURE_LIMIT):
        caller().post("tokens/", {**OWN, "password": "wrong"}, Idempotency_Key=f"a-guessing-machine-{number}")
    answer = caller().post("tokens/", OWN)
    assert (answer.status_code, answer.json()["code"]) == (429, "locked")
    assert answer["Retry-After"] == "900"


@pytest.mark.parametrize(
    "header",
    ["Token", "Token ", "Token x", "Token \xe9", "token abc def", "Bearer x", "Basic eDp5", "Token " + "x" * 5000],
)
def test_what_is_no_token_is_401_with_the_scheme(caller, header):
    me = caller()
    me.headers["Authorization"] = header
    answer = me.get("cases/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_closed_account_has_no_token(caller, town):
    user = town.user("grid")
    me = caller("grid")
    user.is_active = False
    user.save()
    assert me.get("cases/").status_code == 401


def test_credentials_name_each_missing_field(caller):
    assert sorted(caller().post("tokens/", {}).json()["errors"]) == ["password", "username"]
