"""The own password: changed by who knows it, and everything opened with the old one ends."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import ApiToken, AuditEntry
from tests.town import AT, local

pytestmark = pytest.mark.usefixtures("tuesday")
OLD, NEW = "golden buffalo", "silver dragonfly"
GIVEN = {"present": OLD, "password": NEW, "again": NEW}
ENGLISH = {"Accept-Language": "en"}


def signed_in(town, name="grid"):
    client = Client()
    client.force_login(town.user(name), backend="accounts.backends.PasswordBackend")
    return client


def knows(town, word, name="grid"):
    user = town.user(name)
    user.refresh_from_db()
    return user.check_password(word)


def test_the_page_is_linked_and_asks_for_a_sign_in(client, town):
    assert client.get("/password/").headers["Location"] == "/sign-in/?next=/password/"
    assert 'href="/password/"' in signed_in(town).get("/desk/").text
    assert 'href="/password/"' not in client.get("/").text


def test_a_new_password_ends_the_other_sessions_and_tokens_but_not_this_one(town):
    here, elsewhere, colleague = signed_in(town), signed_in(town), signed_in(town, "grid2")
    for name in ("grid", "grid2"):
        ApiToken.objects.create(user=town.user(name), digest=name, created_at=AT, expires_at=local("2026-12-31 00:00"))
    assert here.post("/password/", GIVEN).headers["Location"] == "/desk/"
    assert knows(town, NEW)
    assert [browser.get("/desk/").status_code for browser in (here, elsewhere, colleague)] == [200, 302, 200]
    assert list(ApiToken.objects.order_by("digest").values_list("revoked_at", flat=True)) == [AT, None]
    entries = AuditEntry.objects.filter(verb="set_password").values_list("user_id", "subject_id")
    assert list(entries) == [(town.user("grid").pk, str(town.user("grid").pk))]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"present": "wrong"}, "present", "This is not your present password."),
        ({"present": ""}, "present", "This field is required."),
        ({"again": "silver dragonflies"}, "again", "The two are not the same."),
        ({"password": "short", "again": "short"}, "password", "at least 10 characters"),
        ({"password": "gezhi-demo", "again": "gezhi-demo"}, "password", "This is the password of the demo."),
        ({"password": "x1" * 150, "again": "x1" * 150}, "password", "The password is too long to sign in with."),
        ({"password": f"{NEW}\0", "again": NEW}, "password", "Null characters are not allowed."),
    ],
)
def test_a_bad_password_is_refused_at_its_field_and_changes_nothing(town, changes, field, sentence):
    response = signed_in(town).post("/password/", GIVEN | changes, headers=ENGLISH)
    assert response.status_code == 400
    assert f'<a href="#field-{field}">' in response.text
    assert sentence in response.text
    assert NEW not in response.text
    assert knows(town, OLD)


def test_who_finds_an_open_session_does_not_guess_for_ever(town):
    client = signed_in(town)
    wrong = GIVEN | {"present": "wrong"}
    statuses = [client.post("/password/", wrong).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert statuses == [400] * settings.AXES_FAILURE_LIMIT
    refused = client.post("/password/", GIVEN)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert knows(town, OLD)
    other = {"present": OLD, "password": NEW, "again": NEW}
    assert signed_in(town, "grid2").post("/password/", other).status_code == 302
