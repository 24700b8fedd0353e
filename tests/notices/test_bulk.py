"""Rows written in bulk are the rows that the ORM would have written."""

import datetime as dt

import pytest

from cases.models import Case, CaseEvent, Text
from notices import bulk
from notices.models import Notice
from residents.models import Requester
from tests.town import AT


def notice(key, **more):
    values = {"kind": "case_copy", "to_kind": "unit", "to_id": 1, "about_kind": "case", "about_id": "1", "at": AT}
    return Notice(key=key, **(values | more))


def test_insert_writes_every_kind_of_column(db):
    at = dt.datetime(2026, 3, 3, 2, 0, 0, 123456, tzinfo=dt.UTC)
    row = Requester(pk=7, name_cipher=b"\x00\xff'%\\", phone_masked="张'\"%s\\ 👍", created_at=at)
    bulk.run(bulk.insert([row]))
    read = Requester.objects.get(pk=7)
    assert (bytes(read.name_cipher), bytes(read.phone_cipher)) == (b"\x00\xff'%\\", b"")
    assert (read.phone_masked, read.created_at, read.erased_at) == ("张'\"%s\\ 👍", at, None)


def test_insert_leaves_out_what_is_there_under_the_named_column(db):
    bulk.run(bulk.insert([notice("a"), notice("b")], conflict="key"))
    bulk.run(bulk.insert([notice("b", to_id=9), notice("c", params={"n": [1, None, "x"]})], conflict="key"))
    assert list(Notice.objects.order_by("key").values_list("key", "to_id", "params")) == [
        ("a", 1, {}),
        ("b", 1, {}),
        ("c", 1, {"n": [1, None, "x"]}),
    ]


def test_update_changes_the_named_fields_of_each_row_and_nothing_else(db):
    rows = Notice.objects.bulk_create([notice("a"), notice("b"), notice("c")])
    for count, row in enumerate(rows[:2]):
        row.to_id, row.params, row.kind = 10 + count, {"count": count}, "not written"
    bulk.run(bulk.update(rows[:2], ("to_id", "params")))
    assert list(Notice.objects.order_by("key").values_list("key", "to_id", "params", "kind")) == [
        ("a", 10, {"count": 0}, "case_copy"),
        ("b", 11, {"count": 1}, "case_copy"),
        ("c", 1, {}, "case_copy"),
    ]


def test_nothing_to_write_is_no_statement(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.run([*bulk.insert([]), *bulk.update([], ("kind",))])


def test_a_value_without_a_column_form_is_refused():
    with pytest.raises(TypeError):
        bulk.insert([notice("a", params={"at": object()})])


def test_hostile_text_arrives_as_typed(town):
    text = "'; DROP TABLE cases_case; -- <script>alert(1)</script> %s {} \\u0000 😀 \u202e"
    case = town.report("ENV01", text=text)
    assert Text.objects.get(case=case, seq=1).body == text
    assert Case.objects.count() == 1
    assert CaseEvent.objects.filter(case=case).count() == 2
