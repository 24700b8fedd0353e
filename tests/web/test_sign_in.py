"""The sign-in page."""

import pytest
from django.conf import settings

from accounts.models import AuditEntry

RIGHT = {"username": "grid", "password": "golden buffalo"}
ENGLISH = {"Accept-Language": "en"}


def test_sign_in_opens_a_session_and_leads_to_the_desk(client, town):
    response = client.post("/sign-in/", RIGHT)
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(town.user("grid").pk)
    assert AuditEntry.objects.filter(user=town.user("grid"), verb="sign_in").count() == 1


def test_sign_in_leads_to_the_page_that_asked(client, town):
    page = client.get("/sign-in/?next=/cases/")
    assert 'name="next" value="/cases/"' in page.content.decode()
    assert client.post("/sign-in/", {**RIGHT, "next": "/cases/"}).headers["Location"] == "/cases/"


def test_sign_in_never_leads_away(client, town):
    assert client.post("/sign-in/", {**RIGHT, "next": "https://evil.example/"}).headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "grid", "password": "wrong"},
        {"username": "nobody at all", "password": "golden buffalo"},
        {"username": "grid\0", "password": "golden buffalo"},
        {"username": "grid", "password": "x" * 10_000},
        {"username": "", "password": ""},
    ],
)
def test_sign_in_refuses_and_shows_the_form_again(client, town, wrong):
    response = client.post("/sign-in/", wrong, headers=ENGLISH)
    body = response.content.decode()
    assert response.status_code == 400
    assert "_auth_user_id" not in client.session
    assert "golden buffalo" not in body
    assert "User name or password is wrong." in body or "This field is required." in body or "Null characters" in body


def test_sign_in_locks_after_the_fifth_failure_even_for_the_right_password(client, town):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", {**RIGHT, "password": "wrong"}, headers=ENGLISH)
    assert response.status_code == 429
    response = client.post("/sign-in/", RIGHT, headers=ENGLISH)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "Try again in 15 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_already_goes_on(client, town):
    client.force_login(town.user("grid"))
    assert client.get("/sign-in/").headers["Location"] == "/desk/"


def test_sign_out_ends_the_session_and_is_recorded(client, town):
    client.force_login(town.user("grid"))
    response = client.post("/sign-out/")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(user=town.user("grid"), verb="sign_out").count() == 1
    assert client.post("/sign-out/").status_code == 302
