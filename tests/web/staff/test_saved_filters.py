"""Saved filters on their pages: kept from the list, shown above it, changed by their owner."""

import pytest

from cases.models import SavedFilter


def save(client, name="待签收", query="state=dispatched&cursor=abc&case=1", **more):
    return client.post("/cases/filters/", {"name": name, "query": query, **more})


def test_from_the_list_to_a_chip_with_its_count(as_, town):
    town.report("ENV01")
    client = as_("community")
    assert "Save these filters" not in client.get("/cases/").text
    assert 'value="state=dispatched"' in client.get("/cases/?state=dispatched&case=1").text
    assert save(client).url == "/cases/?state=dispatched"
    page = client.get("/cases/?state=dispatched")
    assert [(chip.saved.name, chip.said) for chip in page.context["chips"]] == [("待签收", "1")]
    assert 'aria-current="true"' in page.text


def test_a_refusal_is_said_and_nothing_kept(as_, town):
    client = as_("community")
    response = client.get(save(client, query="state=nonsense").url)
    assert "These filters cannot be saved." in response.text
    assert not SavedFilter.objects.exists()


def test_the_owner_renames_shares_and_deletes(as_, town):
    client = as_("community")
    save(client)
    row = SavedFilter.objects.get()
    client.post(f"/cases/filters/{row.pk}/", {"name": "我的", "shared": "1"})
    assert "Shared by 测试community" in as_("community2").get("/cases/filters/").text
    assert as_("community2").post(f"/cases/filters/{row.pk}/", {"delete": "1"}).status_code == 404
    client = as_("community")
    assert "我的" in client.get("/cases/filters/").text
    client.post(f"/cases/filters/{row.pk}/", {"delete": "1"})
    assert not SavedFilter.objects.exists()


def test_the_page_lists_all_of_ones_own_so_that_each_can_be_deleted(as_, town):
    client = as_("community")
    for number in range(13):
        save(client, name=f"第{number}")
    assert client.get("/cases/filters/").text.count('name="delete"') == 13
    assert len(client.get("/cases/").context["chips"]) == 12


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_and_three_filters(as_, town, count, django_assert_num_queries):
    client = as_("community")
    for n in range(count):
        save(client, f"第{n}")
    client.get("/cases/")
    town.report("ENV01")
    with django_assert_num_queries(8):  # user, versions, cases, words, clocks, filters, counts, unread
        assert len(client.get("/cases/").context["chips"]) == count
