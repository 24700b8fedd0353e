"""Saved filters: only filters are kept, only their owner changes them, and nobody sees more by them."""

import pytest
from django.http import QueryDict

from accounts.refusals import Refusal
from cases.actions import saved_filters
from cases.filters import kept
from cases.models import SavedFilter
from cases.queries.saved_filters import MOST_SHOWN, chips
from cases.world import viewer, world
from tests.town import AT, COMMUNITY, FAR_GRID, GRID


def save(town, name="超期", query="overdue=true", who="community", **more):
    return saved_filters.save_filter(name=name, query=query, by=town.user(who), at=AT, **more)


def seen(town, who):
    return {chip.saved.name: chip.said for chip in chips(world(AT), viewer(town.user(who), AT))}


def test_only_filters_are_kept():
    asked = QueryDict("state=reported&state=&q=路灯&cursor=abc&case=1&visible_to=all&holder__isnull=True")
    assert QueryDict(kept(asked)) == QueryDict("q=路灯&state=reported")


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "no_filter"), ("cursor=x&foo=1", "no_filter"), ("state=nonsense", "bad_filter"), ("since=x", "bad_filter")],
)
def test_what_is_no_filter_is_refused(town, query, code):
    with pytest.raises(Refusal) as refused:
        save(town, query=query)
    assert refused.value.code == code


def test_a_private_one_is_ones_own_and_a_shared_one_the_units(town):
    save(town, "私有")
    save(town, "共享", "state=reported", shared=True)
    assert set(seen(town, "community")) == {"私有", "共享"}
    assert set(seen(town, "community2")) == {"共享"}
    assert seen(town, "street") == seen(town, "grid") == seen(town, "far_community") == {}


def test_words_to_search_for_are_not_shared(town):
    """Under a name they would be a list to watch a person by (hazard E1)."""
    row = save(town, "重点", "q=张三&state=processing", shared=True)
    assert row.query == "state=processing"
    mine = save(town, "我的", "q=路灯&state=processing")
    changed = saved_filters.change_filter(mine.pk, name="我的", shared=True, by=town.user("community"), at=AT)
    assert changed.query == "state=processing"
    with pytest.raises(Refusal) as refused:
        save(town, "张三", "q=张三", shared=True)
    assert refused.value.code == "no_filter"


def test_ones_own_come_first_however_many_older_ones_are_shared(town):
    for number in range(MOST_SHOWN * 2):
        save(town, f"共享{number}", who="community2", shared=True)
    save(town, "私有")
    names = list(seen(town, "community"))
    assert (names[:2], len(names)) == (["私有", "共享0"], MOST_SHOWN)


def test_each_reader_counts_the_own_cases(town):
    town.report("ENV01", area=GRID)
    town.report("ENV01", area=FAR_GRID)
    save(town, "待签收", "state=dispatched", who="county", shared=True)
    save(town, "全部", f"area={FAR_GRID}", who="community")
    assert seen(town, "county2") == {"待签收": "2"}
    assert seen(town, "community") == {"全部": "0"}


def test_counting_stops_at_the_cap(town, monkeypatch):
    monkeypatch.setattr("cases.queries.saved_filters.CAP", 1)
    for _n in range(3):
        town.report("ENV01")
    save(town, "一", "state=dispatched")
    save(town, "二", f"area={COMMUNITY}")
    assert seen(town, "community") == {"一": "1+", "二": "1+"}


@pytest.mark.parametrize("count", [1, 3])
def test_one_and_three_cost_the_same(town, count, django_assert_num_queries):
    for n in range(count):
        save(town, f"第{n}", "state=reported")
    present, reader = world(AT), viewer(town.user("community"), AT)
    with django_assert_num_queries(2):  # the filters, all counts
        assert len(chips(present, reader)) == count


def test_only_the_owner_renames_and_deletes(town):
    row = save(town, shared=True)
    for act in (saved_filters.change_filter, saved_filters.delete_filter):
        more = {"name": "x", "shared": False} if act is saved_filters.change_filter else {}
        with pytest.raises(Refusal) as refused:
            act(row.pk, by=town.user("community2"), at=AT, **more)
        assert refused.value.code == "not_found"
    saved_filters.change_filter(row.pk, name="新名", shared=False, by=town.user("community"), at=AT)
    row.refresh_from_db()
    assert (row.name, row.unit_id) == ("新名", None)
    saved_filters.delete_filter(row.pk, by=town.user("community"), at=AT)
    assert not SavedFilter.objects.exists()


def test_a_name_is_taken_once_and_short(town):
    save(town)
    for name, code in (("超期", "name_taken"), ("长" * 21, "bad_name"), (" ", "empty")):
        with pytest.raises(Refusal) as refused:
            save(town, name)
        assert refused.value.code == code


def test_there_are_thirty_of_ones_own_at_most(town):
    for who, number in (("community2", 30), ("community", 29)):
        rows = (
            SavedFilter(owner=town.user(who), name=f"第{each}", query="overdue=true", at=AT) for each in range(number)
        )
        SavedFilter.objects.bulk_create(rows)
    save(town, "第三十个")
    with pytest.raises(Refusal) as refused:
        save(town, "多一个")
    assert refused.value.code == "too_many_filters"
    assert SavedFilter.objects.filter(owner=town.user("community")).count() == 30


def test_without_a_post_there_is_nobody_to_share_with(town):
    with pytest.raises(Refusal) as refused:
        save(town, who="nobody", shared=True)
    assert refused.value.code == "no_unit"
