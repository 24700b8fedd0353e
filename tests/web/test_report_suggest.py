"""The part of the report page that says what the words sound like."""

import re

import pytest

from cases.models import Case

pytestmark = pytest.mark.usefixtures("town", "tuesday")
ENGLISH = {"Accept-Language": "en"}


def suggested(client, text):
    page = client.post("/report/suggest/", {"text": text}, headers=ENGLISH)
    assert page.status_code == 200
    return page.text


SHOWN = [
    ("路灯不亮了", ["MUN03"]),
    ("路灯不亮，还有违停。", ["MUN03", "TRF01"]),
    ("请来看看", []),
    ("", []),
    ("字" * 4001, []),
    ("\0路灯不亮", ["MUN03"]),
    ("<script>alert(1)</script>", []),
]


@pytest.mark.parametrize(("text", "codes"), SHOWN)
def test_suggestions_are_buttons_to_confirm(client, text, codes, django_assert_num_queries):
    suggested(client, text)
    with django_assert_num_queries(1):  # the version tokens
        page = suggested(client, text)
    assert re.findall(r'data-category="(\w+)" aria-pressed="false"', page) == codes
    assert "selected" not in page
    assert Case.objects.count() == 0


def test_a_suggestion_says_how_sure_it_is_and_by_which_words(client):
    page = suggested(client, "路灯不亮了")
    assert "<small>quite sure</small>" in page
    assert "Suggested by your words: 路灯不亮. You decide." in page
    assert page.count("<small>perhaps</small>") == 0
    assert suggested(client, "路灯不亮，还有违停。").count("<small>perhaps</small>") == 2


CALLS = [("对面楼着火了", ["119"]), ("楼上冒浓烟", ["119"]), ("路灯不亮了", []), ("着火不着火，路灯不亮", [])]


@pytest.mark.parametrize(("text", "numbers"), CALLS)
def test_words_of_an_emergency_show_whom_to_call(client, text, numbers):
    assert re.findall(r'href="tel:(\d+)"', suggested(client, text)) == numbers


def test_what_was_suggested_to_the_resident_is_kept_only_as_a_guess(client):
    client.post("/report/", {"text": "楼道路灯不亮了", "address": "红星第一网格"}, headers=ENGLISH)
    case = Case.objects.get()
    assert (case.category, case.state, case.suggested_category.code) == (None, "reported", "MUN03")


def test_only_a_post_is_read(client):
    assert client.get("/report/suggest/").status_code == 405
