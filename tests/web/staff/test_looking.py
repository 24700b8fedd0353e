"""Prepared words on the forms of verbs, and the preview of what the requester will read."""

import pytest

from cases.actions import handling
from cases.actions.reply_templates import write_template
from cases.models import CaseEvent
from tests.town import AT, COMMUNITY

BODY = "编号{number}：{place}的{category}已于{date}处理，{unit}，期限{due}。"


@pytest.fixture
def case(town):
    return handling.sign(town.report(), by=town.user("grid"), at=AT)


@pytest.fixture
def template(town):
    return write_template(verb="settle", title="已清运", body=BODY, by=None, at=AT)


def post(client, case, verb="settle", **fields):
    values = {f"{verb}-expected": case.event_count, **fields}
    return client.post(f"/cases/{case.number}/{verb.replace('_', '-')}/", values)


def test_words_of_a_template_stand_in_the_form_with_the_facts_of_the_case(as_, case, template):
    client = as_("grid")
    assert "已清运" in client.get(f"/cases/{case.number}/").text
    page = post(client, case, look="fill", template=template.pk, **{"settle-reply": "旧的"})
    assert page.status_code == 200
    said = f"编号{case.number}：红星第一网格的暴露垃圾已于2026-03-03处理，红星第一网格办公室，期限2026-03-04。"
    assert said in page.text
    assert "旧的" not in page.text
    assert not CaseEvent.objects.filter(case=case, verb="settle").exists()


@pytest.mark.parametrize("wrong", ["999999", "", "x", "1e9", "-1"])
def test_no_template_leaves_the_words_as_they_were(as_, case, wrong):
    page = post(as_("grid"), case, look="fill", template=wrong, **{"settle-reply": "我写的话"})
    assert page.status_code == 200
    assert "我写的话" in page.text


def test_the_preview_shows_the_reply_as_its_requester_reads_it_and_does_nothing(as_, case):
    page = post(as_("grid"), case, look="preview", **{"settle-reply": "已清运<b>干净</b>。"})
    assert page.status_code == 200
    assert "This is what the requester will read" in page.text
    assert "This answer closes no other way" in page.text
    assert "<p>已清运&lt;b&gt;干净&lt;/b&gt;。</p>" in page.text
    case.refresh_from_db()
    assert case.state == "processing"


def test_a_result_is_shown_with_its_outcome_once_the_check_has_passed(as_, town):
    case = handling.sign(town.report("ENV02", area=COMMUNITY), by=town.user("community"), at=AT)
    fields = {"submit_result-reply": "无法办理，原因如下。", "submit_result-outcome": "explained"}
    page = post(as_("community"), case, "submit_result", look="preview", **fields)
    assert "It is shown once the check has passed" in page.text
    assert "Explained" in page.text


def test_an_empty_reply_has_no_preview(as_, case):
    page = post(as_("grid"), case, look="preview", **{"settle-reply": " "})
    assert page.status_code == 400
    assert "This is what the requester will read" not in page.text


@pytest.mark.parametrize("look", ["fill", "preview"])
def test_who_may_not_use_the_verb_may_not_look_either(as_, case, look):
    assert post(as_("community"), case, look=look).status_code in {403, 409}
    assert post(as_("far_street"), case, look=look).status_code == 404
