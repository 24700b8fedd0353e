"""The pages of prepared words: a list by step, one template with its preview, and its difference on record."""

import pytest

from cases.actions.reply_templates import mark, write_template
from cases.models import ReplyTemplate
from tests.town import AT
from tests.web.test_hostile import HOSTILE, encoded
from tests.web.words import words

LIST, NEW = "/rules/replies/", "/rules/replies/new/"
BODY = "{date}：{place}的{category}（{number}）由{unit}办理，{due}前答复。"


def fields(**values):
    given = {"verb": "settle", "category_code": "ENV", "language": "zh-hans", "title": "已清运", "body": BODY}
    return {**given, "active": "on", "expected": "", "do": "preview", **values}


def write(town, **values):
    values = {"verb": "settle", "title": "已清运", "body": "编号{number}已清运。", **values}
    return write_template(**values, by=None, at=AT)


def test_words_are_looked_at_and_then_kept(administrator, town):
    page = administrator.post(NEW, fields())
    said = "2026-03-03：红星第一网格的暴露垃圾（20260303000001）由红星第一网格办公室办理，2026-03-03前答复。"
    assert (page.status_code, said in words(page)) == (200, True)
    assert not ReplyTemplate.objects.exists()
    kept = administrator.post(NEW, fields(do="keep"), follow=True)
    assert kept.redirect_chain == [(LIST, 302)]
    row = ReplyTemplate.objects.get()
    assert (row.verb, row.category_code, row.body, row.active) == ("settle", "ENV", BODY, True)
    assert "已清运 Environment appearance · Chinese" in words(kept)
    administrator.post(f"{LIST}{row.pk}/", fields(do="keep", expected=mark(row), active=""))
    assert "测试administrator Wrote prepared words 已清运 In use: Yes → No" in words(administrator.get(LIST))
    assert said in words(administrator.get(f"{LIST}{row.pk}/"))


def test_what_does_not_fit_is_said_at_its_field(administrator, town):
    row = write(town)
    seen = mark(row)
    write(town, template=row.pk, body="编号{number}办完了。")
    for path, change, status, sentence in (
        (NEW, {"body": "{phone}"}, 400, "“phone” is not known"),
        (NEW, {"body": "{phone}", "do": "keep"}, 400, "“phone” is not known"),
        (NEW, {"body": " "}, 400, "Please write something"),
        (NEW, {"title": "字" * 61}, 400, "at most 60 characters"),
        (NEW, {"verb": "sign"}, 400, "Select a valid choice"),
        (NEW, {"category_code": "XYZ"}, 400, "Select a valid choice"),
        (f"{LIST}{row.pk}/", {"do": "keep", "expected": seen}, 409, "Somebody else has changed these words"),
    ):
        page = administrator.post(path, fields(**change))
        assert (page.status_code, sentence in words(page)) == (status, True), change
    assert [administrator.get(f"{LIST}{pk}/").status_code for pk in (row.pk + 1, 0, 10**30)] == [404] * 3
    assert [found.body for found in ReplyTemplate.objects.all()] == ["编号{number}办完了。"]


def test_whatever_a_form_carries_no_page_breaks_and_markup_stays_text(administrator, town):
    statuses = set()
    for place, value in enumerate(list(HOSTILE.values())[::2]):
        changed = fields(do="keep") | (dict.fromkeys(fields(), value) if place % 2 else {"verb": value})
        form = encoded(changed)
        statuses.add(administrator.post(NEW, form, "application/x-www-form-urlencoded").status_code)
    assert statuses == {400}
    assert "<script>alert(1)" not in administrator.post(NEW, fields(body="<script>alert(1)</script>")).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_templates(administrator, town, count, django_assert_num_queries):
    for number in range(count):
        write(town, title=f"{number}")
    administrator.get(LIST)
    # user, versions, templates, their titles, trail, unread
    with django_assert_num_queries(6):
        administrator.get(LIST)
