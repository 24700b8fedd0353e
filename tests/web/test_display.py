"""Size of type, colours and contrast: chosen by cookie, left to the device where nothing is chosen."""

import re

import pytest

from web.display import CHOICES

DEVICE = {"elder": "normal", "colours": "device", "contrast": "device"}


def tables(client):
    """Which tables of tokens the first page links, and when they count."""
    body = client.get("/").content.decode()
    return dict(re.findall(r'href="/static/web/(dark|contrast)[.\w]*css" media="([^"]+)"', body))


def test_the_device_decides_where_nothing_is_chosen(client, db):
    assert tables(client) == {
        "dark": "screen and (prefers-color-scheme: dark)",
        "contrast": "screen and (prefers-contrast: more)",
    }
    assert "data-bs-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("choice", "dark", "contrast", "root"),
    [
        ({"colours": "dark"}, "screen", "screen and (prefers-contrast: more)", ' data-bs-theme="dark">'),
        ({"colours": "light"}, None, "screen and (prefers-contrast: more)", ' data-bs-theme="light">'),
        ({"contrast": "high"}, "screen and (prefers-color-scheme: dark)", "screen", ">"),
        (
            {"elder": "1", "colours": "dark", "contrast": "high"},
            "screen",
            "screen",
            ' class="elder" data-bs-theme="dark">',
        ),
    ],
    ids=["dark", "light", "high contrast", "all of it"],
)
def test_a_choice_counts_more_than_the_device_and_returns_to_the_page(client, db, choice, dark, contrast, root):
    response = client.post("/display/", {**DEVICE, **choice, "next": "/track/?a=1"})
    assert (response.status_code, response.headers["Location"]) == (302, "/track/?a=1")
    assert (tables(client).get("dark"), tables(client).get("contrast")) == (dark, contrast)
    assert f'<html lang="zh-hans"{root}' in client.get("/", headers={"Accept-Language": "zh-hans"}).content.decode()
    for cookie in response.cookies.values():
        if cookie.key in CHOICES and cookie.value:
            assert (cookie["samesite"], cookie["httponly"], cookie["max-age"]) == ("Lax", True, 365 * 24 * 3600)


def test_the_page_shows_what_is_chosen_and_takes_it_back(client, db):
    client.post("/display/", {"elder": "1", "colours": "dark", "contrast": "high"})
    body = client.get("/display/").content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', body) == ["1", "dark", "high"]
    client.post("/display/", DEVICE)
    body = client.get("/display/").content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', body) == ["normal", "device", "device"]
    assert set(tables(client)) == {"dark", "contrast"}


def test_what_is_not_offered_is_not_kept(client, db):
    response = client.post("/display/", {**DEVICE, "colours": '"><script>'})
    assert response.status_code == 400
    assert not set(response.cookies) & set(CHOICES)
    client.cookies["colours"] = "pink"
    client.cookies["contrast"] = "low"
    assert set(tables(client)) == {"dark", "contrast"}


def test_it_leads_nowhere_else_and_needs_no_statement(client, db, django_assert_num_queries):
    assert client.post("/display/", {**DEVICE, "next": "//evil.example/"}).headers["Location"] == "/"
    with django_assert_num_queries(0):
        body = client.get("/display/?next=/track/").content.decode()
    assert '<input type="hidden" name="next" value="/track/">' in body
    assert 'href="/display/?next=%2Ftrack%2F"' in client.get("/track/").content.decode()
