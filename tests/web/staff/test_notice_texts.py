"""Texts in the installation's own words: previewed, checked, kept with their difference."""

import pytest

from accounts.models import AuditEntry
from notices.models import NoticeTemplate
from tests.town import AT

SMS = "/notices/texts/resident_dispatched/sms/en/"


@pytest.fixture
def administrator(as_, tuesday):
    return as_("administrator")


def test_the_preview_shows_what_will_be_sent_and_keeps_nothing(administrator):
    page = administrator.get(SMS).text
    assert "Your report 20260302-0001 is with the office that handles it. You get an answer by 2026-03-12." in page
    page = administrator.post(SMS, {"body": "Report {number}: answer by {promise}. {link}", "do": "preview"}).text
    assert "Report 20260302-0001: answer by 2026-03-12. http://localhost:8000/track/" in page
    assert not NoticeTemplate.objects.exists()


def test_a_kept_text_is_used_and_the_trail_has_its_difference(administrator, town):
    for body in ("First {number}", "Second {number}", "Second {number}"):
        assert administrator.post(SMS, {"body": body, "do": "keep"}).status_code == 302
    rows = list(NoticeTemplate.objects.order_by("id").values_list("body", "since", "by"))
    by = town.user("administrator").pk
    assert rows == [("First {number}", AT, by), ("Second {number}", AT, by)]
    entries = AuditEntry.objects.filter(verb="set_notice_text").order_by("id")
    assert [(row.subject_id, row.data["before"]["body"], row.data["after"]["body"]) for row in entries] == [
        ("resident_dispatched/sms/en", "", "First {number}"),
        ("resident_dispatched/sms/en", "First {number}", "Second {number}"),
    ]
    assert "1 own text" in administrator.get("/notices/texts/").text


def test_an_empty_text_gives_ours_back(administrator):
    administrator.post(SMS, {"body": "Own {number}", "do": "keep"})
    administrator.post(SMS, {"body": "", "do": "keep"})
    assert "is with the office that handles it" in administrator.get(SMS).text
    assert "own text" not in administrator.get("/notices/texts/").text


@pytest.mark.parametrize(
    "body",
    [
        "{state}",
        "{about}",
        "{number",
        "number}",
        "{}",
        "{number.__class__}",
        "{{number}}",
        "x" * 501,
        "a\x00b",
        "a\u202eb",
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_a_sentence(administrator, body):
    response = administrator.post(SMS, {"body": body, "do": "keep"})
    assert response.status_code == 400
    assert "field-error" in response.text or "errors" in response.text
    assert not NoticeTemplate.objects.exists()


def test_a_promise_is_no_variable_of_a_notice_to_staff(administrator):
    response = administrator.post("/notices/texts/case_arrived/sms/en/", {"body": "{promise}", "do": "keep"})
    assert "does not have" in response.text
    assert not NoticeTemplate.objects.exists()


def test_markup_stays_text(administrator):
    page = administrator.post(SMS, {"body": "<script>alert(1)</script>{number}", "do": "preview"}).text
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("path", ["nonsense/sms/en", "case_arrived/pigeon/en", "case_arrived/sms/fr"])
def test_what_is_not_there_is_not_found(administrator, path):
    assert administrator.get(f"/notices/texts/{path}/").status_code == 404


@pytest.mark.parametrize("name", ["grid", "street", "auditor", "nobody", "steward"])
def test_only_an_administrator_changes_texts(as_, town, name):
    client = as_(name)
    assert client.get("/notices/texts/").status_code == 403
    assert client.get(SMS).status_code == 403
    assert client.post(SMS, {"body": "x", "do": "keep"}).status_code == 403
    assert not NoticeTemplate.objects.exists()


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/notices/texts/").status_code == 302
    assert client.get(SMS).status_code == 302
