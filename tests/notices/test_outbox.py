import datetime as dt

import pytest
from django.utils import translation

from notices import outbox
from notices.models import Notice
from notices.outbox import To
from notices.words import KINDS, is_for_residents, sentence

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def notice(key, **changes):
    given = {"to": To("unit", 7), "about": ("case", "20260302-0001"), "key": key, "at": AT} | changes
    return outbox.put("case_arrived", **given)


def test_put_saves_nothing(db):
    row = notice("one", params={"level": "grid", "days": 3}, critical=True)
    assert (row.kind, row.to_kind, row.to_id, row.about_kind, row.about_id) == (
        "case_arrived",
        "unit",
        7,
        "case",
        "20260302-0001",
    )
    assert (row.key, row.params, row.critical, row.at) == ("one", {"level": "grid", "days": 3}, True, AT)
    assert not Notice.objects.exists()


def test_put_refuses_a_kind_without_a_sentence():
    with pytest.raises(KeyError):
        outbox.put("nonsense", to=To("user", 1), about=("case", "1"), key="k", at=AT)


@pytest.mark.parametrize("value", ["张三", "water pours in", "x" * 41, "a\n"])
def test_put_refuses_words_in_its_parameters(value):
    with pytest.raises(ValueError, match="not a number or code"):
        notice("one", params={"what": value})


def test_write_tells_the_same_fact_once(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.write([notice("one"), notice("two")])
    outbox.write([notice("two", to=To("unit", 8)), notice("three")])
    assert list(Notice.objects.order_by("id").values_list("key", "to_id")) == [("one", 7), ("two", 7), ("three", 7)]


def test_write_of_nothing_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.write([])


def test_sentence_names_the_case():
    with translation.override("en"):
        assert sentence(notice("one")) == "Case 20260302-0001 has arrived: sign it."


def test_every_kind_has_a_sentence_that_needs_the_number_alone():
    with translation.override("en"):
        for kind, words in KINDS.items():
            said = str(words) % {"about": "N-1"}
            assert "%" not in said
            assert "N-1" in said or not is_for_residents(kind)
