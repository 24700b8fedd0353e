"""Prepared words: a closed list of variables, found by verb and category, changed by one person at a time."""

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import reply_words
from cases.actions.reply_templates import mark, write_template
from cases.models import Category, ReplyTemplate
from cases.states import Verb
from cases.world import world
from tests.town import AT


@pytest.mark.parametrize(
    ("body", "unknown"),
    [
        ("编号{number}，{category}，{place}，{due}，{unit}，{date}。", []),
        ("没有变量。", []),
        ("您好{name}", ["name"]),
        ("{phone}{number}{Number}", ["phone", "Number"]),
        ("{}", [""]),
        ("{number", ["{"]),
        ("number}", ["}"]),
        ("{{number}}", ["{", "}"]),
        ("{number.__class__}", ["number.__class__"]),
        ("{0}", ["0"]),
    ],
)
def test_only_the_variables_of_the_list_are_known(body, unknown):
    assert reply_words.unknown(body) == unknown


def test_values_are_put_in_as_they_are():
    values = {"number": "20260303000001", "place": "{unit}%s"}
    assert reply_words.fill("{number}在{place}。{unit}", values) == "20260303000001在{unit}%s。{unit}"


def write(town, by="administrator", **more):
    values = {"verb": "settle", "title": "已清运", "body": "编号{number}已清运。", **more}
    return write_template(**values, by=by and town.user(by), at=AT)


def test_templates_of_the_category_come_before_its_group_and_those_for_all(town):
    for code in ("", "ENV", "ENV01", "MUN"):
        write(town, title=f"为{code}", category_code=code)
    write(town, verb="refer")
    write(town, title="不用了", active=False)
    category = Category.objects.get(code="ENV01")
    titles = [row.title for row in world(AT).replies.of(Verb.SETTLE, category)]
    assert titles == ["为ENV01", "为ENV", "为"]
    assert [row.title for row in world(AT).replies.of(Verb.SETTLE, None)] == ["为"]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"by": "county"}, "not_administrator", ""),
        ({"verb": "sign"}, "not_worded", "verb"),
        ({"verb": "no verb"}, "not_worded", "verb"),
        ({"category_code": "XYZ"}, "unknown_category", "category_code"),
        ({"language": "tlh"}, "unknown_language", "language"),
        ({"body": "{phone}"}, "unknown_variable", "body"),
        ({"body": "  "}, "empty", "body"),
        ({"body": "字" * 4001}, "too_long", "body"),
        ({"title": "字" * 61}, "too_long", "title"),
        ({"template": 999}, "not_found", ""),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(town, values, code, field):
    with pytest.raises(Refusal) as refused:
        write(town, **values)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not ReplyTemplate.objects.exists()


def test_a_change_keeps_the_difference_and_only_one_of_two_people_makes_it(town):
    row = write(town)
    seen = mark(row)
    write(town, template=row.pk, expected=seen, body="{place}已清运。")
    with pytest.raises(Refusal) as refused:
        write(town, template=row.pk, expected=seen, body="另一种说法。")
    assert (refused.value.kind, refused.value.code) == ("conflict", "stale")
    entry = AuditEntry.objects.filter(verb="write_template").latest("id")
    assert entry.data == {"changes": {"body": ["编号{number}已清运。", "{place}已清运。"]}}
    assert ReplyTemplate.objects.get().body == "{place}已清运。"
    seen = mark(ReplyTemplate.objects.get())
    write(town, template=row.pk, expected=seen, body="{place}已清运。", active=False)
    with pytest.raises(Refusal):
        write(town, template=row.pk, expected=seen, body="{place}已清运。", title="旧的")


def test_what_ships_is_loaded_once_and_a_countys_own_words_survive(db):
    call_command("load_templates", verbosity=0)
    assert ReplyTemplate.objects.count() == 21
    assert {row.verb for row in ReplyTemplate.objects.all()} == set(reply_words.WORDED)
    ReplyTemplate.objects.filter(title="当场办结").update(body="我们自己的话。")
    call_command("load_templates", verbosity=0)
    assert ReplyTemplate.objects.count() == 21
    assert ReplyTemplate.objects.filter(body="我们自己的话。").exists()
