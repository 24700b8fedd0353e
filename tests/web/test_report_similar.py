"""Open cases that may be the same matter, offered to a resident while the report is written and before it is sent."""

import re

import pytest

from cases.models import Case
from cases.queries import duplicates
from tests.town import GRID, OTHER_GRID, STREET

pytestmark = pytest.mark.usefixtures("town", "tuesday")
ENGLISH = {"Accept-Language": "en"}
TYPED = {"text": "三号楼前的垃圾没有人清运", "area_code": GRID, "category": "ENV01"}
OFFERED = [
    ({"text": "垃圾"}, 0),  # still too short to look
    ({"text": "九个字九个字九个字"}, 0),
    ({"area_code": None}, 0),
    ({"area_code": None, "address": "红星第一网格"}, 1),
    ({"area_code": OTHER_GRID}, 0),
    ({"area_code": STREET}, 0),
    ({"area_code": "999"}, 0),
    ({"category": ""}, 1),
    ({"category": "", "text": "路灯坏了半个月没有人修理"}, 0),
    ({"category": "ENV05"}, 0),
    ({"category": "CIV05", "office": "community"}, 0),
    ({"category": "\0"}, 1),
    ({"text": "字" * 4000}, 1),
    ({"text": "字" * 4001}, 0),
    ({"text": "垃圾没有人清运\0垃圾没有人清运"}, 0),
    ({"text": "😀💥" * 50}, 1),
]


def test_likely_duplicates_are_shown_once_and_can_be_followed(client, town, tuesday):
    master = town.report(text="楼道口的垃圾三天没有人清运")
    client.cookies["django_language"] = "en"
    asked = client.post("/report/", TYPED)
    assert asked.status_code == 200
    assert "Is it one of these?" in asked.text
    assert master.number not in asked.text
    assert "楼道口" not in asked.text
    assert Case.objects.count() == 1
    token = re.search(r'name="follow" value="([0-9a-f]{24})"', asked.text)[1]
    assert client.post("/report/", {**TYPED, "follow": token}).status_code == 302
    followed = Case.objects.exclude(pk=master.pk).get()
    assert followed.master_id == master.pk
    assert client.post("/report/", {**TYPED, "text": "另一处", "follow": ""}).status_code == 302
    assert Case.objects.filter(master=None).count() == 2


def looked(client, **changed):
    sent = {name: value for name, value in {**TYPED, **changed}.items() if value is not None}
    return client.post("/report/similar/", sent, headers=ENGLISH)


def test_while_it_is_written_open_cases_are_offered_without_their_words(client, town, django_assert_num_queries):
    """Three statements: the version tokens, again for the place, and the cases; nothing is written."""
    master = town.report(text="楼道口的垃圾三天没有人清运", address="张三丰家门口")
    looked(client)
    with django_assert_num_queries(3):
        found = looked(client)
    assert found.status_code == 200
    assert found.text.count('name="follow"') == 1
    assert all(secret not in found.text for secret in (master.number, "楼道口", "张三丰"))
    for changed, count in OFFERED:
        assert looked(client, **changed).text.count('name="follow"') == count, changed
    token = re.search(r'name="follow" value="([0-9a-f]{24})"', found.text)[1]
    assert client.post("/report/", {**TYPED, "follow": token}).status_code == 302
    assert Case.objects.exclude(pk=master.pk).get().master_id == master.pk


def test_what_was_seen_while_writing_is_not_shown_again(client, town):
    town.report(text="楼道口的垃圾三天没有人清运")
    token = re.search(r'name="seen" value="([0-9a-f]{24})" disabled', looked(client).text)[1]
    assert client.post("/report/", {**TYPED, "seen": "0" * 24}).status_code == 200
    assert Case.objects.count() == 1
    assert client.post("/report/", {**TYPED, "seen": ["x", token]}).status_code == 302
    assert Case.objects.filter(master=None).count() == 2


def test_a_page_without_javascript_has_the_same_form(client):
    page = client.get("/report/").text
    assert f'data-least="{duplicates.LEAST}"' in page
    assert 'hx-post="/report/similar/"' in page
    assert client.get("/report/similar/").status_code == 405


def test_who_looks_too_often_waits_and_may_still_report(client, town, settings):
    settings.REPORTS_PER_ADDRESS = 1
    far = {"REMOTE_ADDR": "198.51.100.7"}
    statuses = {client.post("/report/similar/", {"text": "x"}, **far).status_code for _look in range(20)}
    assert statuses == {200}
    assert client.post("/report/similar/", TYPED, **far).status_code == 429
    assert client.post("/report/", TYPED, **far).status_code == 302
