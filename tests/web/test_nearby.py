"""The public page of what happens around: numbers alone, by place, kind and month; the map says the same."""

import pytest
from django.core.cache import cache
from django.test import Client

from cases.actions import handling
from cases.models import Case, PublishedBlock, PublishedMonth
from grids.models import Area
from grids.versions import bump
from tests.town import COMMUNITY, FAR_COMMUNITY, FAR_GRID, GRID, NEXT_GRID, OTHER_COMMUNITY, local

REPORTED, PUBLIC = local("2026-03-03 10:00"), local("2026-04-03 18:00")
SQUARE = {"type": "Polygon", "coordinates": [[[120.0, 36.0], [120.1, 36.0], [120.1, 36.1], [120.0, 36.0]]]}
WORDS = "王小明家门口的垃圾，电话一三八一二三四五六七八"


@pytest.fixture
def around(town, tuesday):
    """Seven of a grid, five of the next community, four that are nowhere enough; the month is public."""
    for area, number in ((GRID, 7), (NEXT_GRID, 5), (FAR_GRID, 4)):
        for _number in range(number):
            case = town.report("ENV01", area=area, at=REPORTED, text=WORDS, address="幸福里1号楼201")
    for _number in range(6):
        town.report("ORD03", at=REPORTED)
    Area.objects.filter(code__in=[COMMUNITY, OTHER_COMMUNITY, FAR_COMMUNITY, GRID]).update(boundary=SQUARE)
    bump("boundaries")
    tuesday.move_to(PUBLIC)
    return case


@pytest.fixture
def get(client, around):
    """`get("?group=ENV")`: the page in English."""
    return lambda query="": client.get(f"/nearby/{query}", headers={"Accept-Language": "en"})


def rows(response):
    return {(row.place, str(row.kind), row.count, str(row.state)) for row in response.context["rows"]}


def test_numbers_and_nothing_else(get):
    response = get()
    grid, next_grid = ("红星社区 红星第一网格", "Exposed garbage"), ("云峰社区 云峰第一网格", "Exposed garbage")
    assert rows(response) == {(*grid, "7 matters", "Being handled"), (*next_grid, "5 matters", "Being handled")}
    assert "12 matters" in response.text
    for hidden in ("王小明", "一三八", "张三丰", "13812345678", "201", "PSB", "Dogs", "2026-03-03"):
        assert hidden not in response.text, hidden


def test_a_minute_before_its_time_there_is_nothing(get, tuesday):
    tuesday.move_to(local("2026-04-03 17:59"))
    assert get().context["rows"] == []
    assert "Nothing to show yet" in get().text


def test_filters_narrow_the_list(get):
    asked = {
        f"?area={COMMUNITY}": ["7 matters"],
        f"?area={FAR_COMMUNITY}": [],
        "?group=ENV": ["7 matters", "5 matters"],
        "?month=2026-03-01": ["7 matters", "5 matters"],
        "?month=2026-02-01": [],
        f"?area={OTHER_COMMUNITY}&group=ENV&month=2026-03-01": ["5 matters"],
    }
    for query, counts in asked.items():
        assert [row.count for row in get(query).context["rows"]] == counts, query


@pytest.mark.parametrize(
    "query", ["?area=370211001001001001", "?group=ORD", "?month=2026-04-01", "?month=x", "?area=%00"]
)
def test_what_cannot_be_chosen_is_refused(get, client, query):
    assert get(query).status_code == 400
    assert client.get(f"/nearby/areas/{query}").status_code == 400


def finish(cases, town):
    for case in cases:
        handling.sign(case, by=town.user("grid3"), at=REPORTED)
        handling.settle(case, by=town.user("grid3"), at=REPORTED, reply="已清运。", outcome="resolved")


def test_what_is_finished_is_told_without_small_numbers(town, get):
    finish(Case.objects.filter(area_id=NEXT_GRID)[:4], town)
    assert {row[3] for row in rows(get(f"?area={OTHER_COMMUNITY}"))} == {"Some finished, some being handled"}


def test_what_is_finished_is_told_as_of_the_day_of_the_count_which_the_page_names(town, get, tuesday):
    Case.objects.filter(area_id=NEXT_GRID).update(state="closed", outcome="resolved", closed_at=REPORTED)
    query = f"?area={OTHER_COMMUNITY}"
    assert {row[3] for row in rows(get(query))} == {"All finished"}
    tuesday.move_to(local("2026-04-20 10:00"))
    Case.objects.filter(area_id=NEXT_GRID).update(state="processing", outcome="", closed_at=None)
    cache.clear()
    assert {row[3] for row in rows(get(query))} == {"All finished"}
    assert "March 2026: counted on 3 April 2026" in get(query).text


def test_an_area_that_is_no_more_is_named_by_what_is_left_around_it(get):
    get()
    month = PublishedMonth.objects.get(month="2026-03-01")
    PublishedBlock.objects.create(month=month, area_code=f"{OTHER_COMMUNITY}009", level="grid", group="ENV", count=6)
    cache.clear()
    assert ("A former part of 云峰社区", "6 matters") in {(row[0], row[2]) for row in rows(get())}


def test_the_map_says_the_same(client, get):
    answer = client.get("/nearby/areas/", headers={"Accept-Language": "en"}).json()
    said = {row["properties"]["name"]: row["properties"] for row in answer["areas"]["features"]}
    assert {name: row["count"] for name, row in said.items()} == {"红星社区": 7, "云峰社区": 5, "江湾社区": None}
    assert said["红星社区"]["words"] == "7 matters"
    assert said["红星社区"]["url"] == f"/nearby/?area={COMMUNITY}"
    assert said["江湾社区"]["words"] == "too few of a kind to count here alone"
    assert (answer["points"], answer["tiles"]) == (None, None)
    inside = client.get(f"/nearby/areas/?area={COMMUNITY}").json()["areas"]["features"]
    assert [(row["properties"]["name"], row["properties"]["count"]) for row in inside] == [("红星第一网格", 7)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_three_statements_and_then_two(town, client, tuesday, django_assert_num_queries, count):
    for area in (GRID, NEXT_GRID, FAR_GRID)[:count]:
        for _number in range(5):
            town.report("ENV01", area=area, at=REPORTED)
    Area.objects.filter(code__in=[COMMUNITY, OTHER_COMMUNITY, FAR_COMMUNITY][:count]).update(boundary=SQUARE)
    bump("boundaries")
    tuesday.move_to(PUBLIC)
    assert len(client.get("/nearby/").context["rows"]) == count  # the first reader has the month counted
    cache.clear()
    with django_assert_num_queries(3):
        assert len(client.get("/nearby/").context["rows"]) == count
    with django_assert_num_queries(2):
        client.get("/nearby/")
    with django_assert_num_queries(3):
        client.get("/nearby/areas/")


def test_who_has_the_page_and_the_map_is_not_sent_them_again(get, client, town, tuesday):
    """Until something of it is another: the language, the question, a month, the visitor's cookie."""
    for path in ("/nearby/", "/nearby/areas/"):
        english = {"Accept-Language": "en", "Accept-Encoding": "gzip"}
        has = {**english, "If-None-Match": client.get(path, headers=english).headers["ETag"]}
        answer = client.get(path, headers=has)
        assert (answer.status_code, answer.content) == (304, b""), path
        assert client.get(path, headers={**has, "Accept-Language": "zh-hans"}).status_code == 200
        assert client.get(f"{path}?area={COMMUNITY}", headers=has).status_code == 200
    assert Client().get("/nearby/", headers=has | {"If-None-Match": get().headers["ETag"]}).status_code == 200
    etag = get().headers["ETag"]
    tuesday.move_to(local("2026-05-11 18:00"))
    assert client.get("/nearby/", headers={"Accept-Language": "en", "If-None-Match": etag}).status_code == 200


def test_a_form_on_a_page_that_was_not_sent_again_still_works(get):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/nearby/")
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert strict.get("/nearby/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert strict.post("/elder/", {"csrfmiddlewaretoken": token, "next": "/nearby/", "on": "1"}).status_code == 302
    assert 'class="elder"' in strict.get("/nearby/", headers={"If-None-Match": page.headers["ETag"]}).text


def test_the_page_of_who_is_signed_in_is_never_stored(get, client, town):
    client.force_login(town.user("grid"))
    page = get()
    assert ("ETag" in page.headers, page.headers["Cache-Control"]) == (False, "private, no-store")


def test_without_redis_the_page_is_read_anew_each_time(client, town, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere.sock"}}
    assert client.get("/nearby/").status_code == 200
