"""What every page carries: content policy, caching, large type, language, errors in plain words."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from notices.models import Notice
from tests.town import AT, GRID
from web.middleware import BodyLimit

PAGES = ["home", "report", "track", "my_grid", "nearby", "sign_in", "display"]


@pytest.mark.parametrize("name", PAGES)
def test_every_public_page_answers_under_the_strict_policy(client, town, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-cache" in response.headers["Cache-Control"] or "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("tiles", "pictures"),
    [
        ("https://tiles.example:8443/{z}/{x}/{y}.png", "'self' data: blob: https://tiles.example:8443;"),
        ("/tiles/{z}/{x}/{y}.png", "'self' data: blob:;"),
    ],
)
def test_map_pictures_come_only_from_the_server_that_is_named(client, db, settings, tiles, pictures):
    settings.MAP_TILES = tiles
    assert f"img-src {pictures}" in client.get("/").headers["Content-Security-Policy"]


def test_the_live_updates_are_named_to_staff_alone(client, town, settings):
    settings.LIVE_PORT = 8001
    assert "connect-src" not in client.get("/").headers["Content-Security-Policy"]
    assert 'id="live"' not in client.get("/").content.decode()
    client.force_login(town.user("grid"))
    page = client.get("/")
    assert page.headers["Content-Security-Policy"].endswith("; connect-src 'self' http://testserver:8001")
    assert 'data-stream="http://testserver:8001/live/" data-pulse="/notices/pulse/"' in page.content.decode()


def test_behind_a_proxy_the_live_updates_are_part_of_the_site(client, town, settings):
    settings.LIVE_PORT, settings.PROXIES = 8001, 1
    client.force_login(town.user("grid"))
    page = client.get("/")
    assert "connect-src" not in page.headers["Content-Security-Policy"]
    assert 'data-stream="/live/"' in page.content.decode()


def test_home_needs_no_statement(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/")


def test_pages_of_a_signed_in_person_are_not_stored(client, town):
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
    client.force_login(town.user("grid"))
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_pages_come_compressed_and_answers_of_the_api_as_they_are(client, db):
    page = client.get("/report/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert len(page.content) < 10_000
    assert "Content-Encoding" not in client.get("/report/").headers
    answer = client.get("/api/v1/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_large_type_is_switched_on_and_off_and_returns_to_the_page(client, db):
    assert 'class="elder"' not in client.get("/").content.decode()
    response = client.post("/elder/", {"on": "1", "next": "/track/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/track/")
    assert 'class="elder"' in client.get("/").content.decode()
    client.post("/elder/", {"on": "0"})
    assert 'class="elder"' not in client.get("/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_no_form_leads_away_from_the_site(client, db, elsewhere):
    assert client.post("/elder/", {"on": "1", "next": elsewhere}).headers["Location"] == "/"


def test_the_language_is_switched_without_an_account(client, db):
    for language in ("zh-hans", "en"):
        client.post("/language/", {"language": language, "next": "/"})
        assert f'<html lang="{language}"' in client.get("/").content.decode()


def test_get_changes_nothing(client, db):
    assert client.get("/elder/").status_code == 405
    assert client.get("/sign-out/").status_code == 405


ERRORS = [
    ("not-found", 404, "There is no such case."),
    ("forbidden", 403, "Only the holder may do this."),
    ("conflict", 409, "It has changed."),
    ("invalid", 400, "Please write something."),
    ("http404", 404, "The page does not exist, or it is not open to you."),
    ("denied", 403, "Your post does not allow this step."),
    ("bad", 400, "Something in what was sent is wrong or missing."),
    ("broken", 500, "Nothing you did caused this."),
]


@pytest.mark.urls("tests.web.breaking_urls")
@pytest.mark.parametrize(("how", "status", "sentence"), ERRORS, ids=[row[0] for row in ERRORS])
def test_what_goes_wrong_is_said_in_plain_words(client, db, how, status, sentence):
    client.raise_request_exception = False
    response = client.get(f"/breaks/{how}/", headers={"Accept-Language": "en"})
    body = response.content.decode()
    assert response.status_code == status
    assert sentence in body
    assert 'href="/"' in body
    assert "secret detail" not in body


def test_an_unknown_address_is_a_page(client, db):
    response = client.get("/no/such/page/", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_form_without_its_token_says_what_to_do(db):
    response = Client(enforce_csrf_checks=True).post("/elder/", {"on": "1"}, headers={"Accept-Language": "en"})
    assert response.status_code == 403
    assert "The form is too old" in response.content.decode()


def test_the_frame_counts_unread_notices_in_one_statement_more(client, town, django_assert_num_queries):
    client.force_login(town.user("grid"))
    client.get("/")
    for n in range(3):
        about = {"about_kind": "case", "about_id": "1", "key": f"k{n}", "at": AT}
        Notice.objects.create(kind="case_arrived", to_kind="unit", to_id=town.unit(GRID), **about)
    with django_assert_num_queries(3):  # the user, the version tokens, the count
        body = client.get("/").content.decode()
    assert re.search(r'<b class="gz-count">3<', body)
    client.force_login(town.user("grid2"))
    assert "gz-count" not in client.get("/").content.decode()


def test_the_menu_is_the_residents_or_the_staffs(client, town):
    assert 'href="/desk/"' not in client.get("/").content.decode()
    client.force_login(town.user("grid"))
    body = client.get("/").content.decode()
    assert 'href="/desk/"' in body
    assert 'action="/sign-out/"' in body


def test_a_body_that_announces_too_much_is_refused_unread(client, db):
    form = {"data": "on=1", "content_type": "application/x-www-form-urlencoded"}
    assert client.post("/elder/", **form).status_code == 302
    response = client.post(
        "/elder/", **form, CONTENT_LENGTH=str(64 * 1024 * 1024 + 1), headers={"Accept-Language": "en"}
    )
    assert response.status_code == 413
    assert "4 photos of at most 15 MB" in response.content.decode()
    assert "elder" not in response.cookies


@pytest.mark.parametrize(
    ("announced", "refused"), [("", False), ("x", False), ("67108864", False), ("67108865", True), ("9" * 30, True)]
)
def test_four_heavy_photos_and_their_frame_are_let_through(rf, announced, refused):
    request = rf.post("/report/")
    request.META["CONTENT_LENGTH"] = announced
    answer = BodyLimit(lambda request: None).process_view(request, lambda request: None, [], {})
    assert (answer is not None) == refused
