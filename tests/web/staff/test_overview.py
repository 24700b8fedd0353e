"""The overview as a page: the answer in words, every number the list behind it, one's own subtree only."""

import datetime as dt
import re
from html import unescape

import pytest

from cases.actions import supervision
from cases.models import Case
from tests.town import (
    AT,
    BUILDING,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_COMMUNITY,
    OTHER_STREET,
    STREET,
    local,
)

EARLY = local("2026-02-20 09:00")
LINKED = re.compile(r'href="(/cases/\?[^"]+)"[^>]*>(?:<span>[^<]*</span>\s*)?(?:<b class="num">)?(\d+)<')


@pytest.fixture
def burning(town):
    """Two overdue in 红星, one in 云峰, one in the other street, and one that is known to the street alone."""
    late = [town.report("ENV01", at=EARLY, area=area) for area in (GRID, BUILDING, NEXT_GRID, FAR_GRID)]
    supervision.supervise(late[0], by=town.user("street"), at=AT, level="red", text="逾期")
    town.report("ENV01", at=AT, area=STREET, text="街道口的公告栏坏了。")
    return town


def words(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_the_answer_stands_first_and_in_words(as_, burning):
    page = as_("county").get("/overview/")
    assert "3 communities are worst overdue: 红星社区 2 云峰社区 1 江湾社区 1" in words(page)
    assert [row.area.name for row in page.context["rows"]] == ["金牛山街道", "望江街道"]
    street = as_("street").get("/overview/")
    assert "2 communities are worst overdue: 红星社区 2 云峰社区 1" in words(street)
    assert "望江" not in street.text
    assert "江湾" not in street.text
    community = as_("community").get("/overview/")
    assert "2 cases are overdue, in 1 of 2 grids." in words(community)
    assert "1 case is overdue." in words(as_("far_community").get(f"/overview/{FAR_GRID}/"))


def test_where_nothing_is_late_that_is_the_answer(as_, town):
    assert "Nothing is overdue in 金牛山街道." in words(as_("street").get("/overview/"))


def test_the_page_says_what_it_counts(as_, burning):
    town = burning
    open_before = as_("street").get("/overview/").context["found"].whole.stock.open
    assert town.report("LIV01").sensitive
    page = as_("street").get("/overview/")
    assert page.context["found"].whole.stock.open == open_before + 1
    assert "sensitive matters included" in words(page)
    page.client.cookies["django_language"] = "zh-hans"
    assert "含敏感事项" in words(page.client.get("/overview/"))


@pytest.mark.parametrize("code", [COUNTY, STREET, COMMUNITY, GRID])
def test_every_number_leads_to_exactly_its_cases(as_, burning, code):
    client = as_("county")
    links = {unescape(url): int(count) for url, count in LINKED.findall(client.get(f"/overview/{code}/").text)}
    assert links
    for url, count in links.items():
        found = client.get(url)
        assert (found.status_code, len(found.context["rows"])) == (200, count), url


def test_the_list_behind_keeps_what_it_was_narrowed_to(as_, burning):
    page = as_("street").get(f"/cases/?area={STREET}&supervision=red&due=today&exact_area={STREET}")
    assert re.search(r'name="supervision" value="red"[^>]*checked', page.text)
    assert '<option value="today" selected>' in page.text
    assert page.text.count(f'<option value="{STREET}" selected>') == 2


def test_the_way_down_and_up_again(as_, burning):
    client = as_("county")
    assert f'href="/overview/{STREET}/"' in client.get("/overview/").text
    assert f'href="/overview/{COMMUNITY}/"' in client.get(f"/overview/{STREET}/").text
    community = client.get(f"/overview/{COMMUNITY}/").text
    assert f'href="/overview/{GRID}/"' in community
    grid = client.get(f"/overview/{GRID}/")
    assert [(node.name, url) for node, url in grid.context["path"]] == [
        ("青岚县", f"/overview/{COUNTY}/"),
        ("金牛山街道", f"/overview/{STREET}/"),
        ("红星社区", f"/overview/{COMMUNITY}/"),
    ]
    assert f"/overview/{BUILDING}/" not in grid.text


def test_small_rates_are_not_made_percentages_and_grids_have_none(as_, burning):
    street = as_("street").get("/overview/")
    assert "0/3 too few to compare" in words(street)
    assert "%" not in words(street)
    period = "since=2026-02-02&amp;until=2026-03-03"
    assert f'href="/street/?area={COMMUNITY}&amp;{period}"' in street.text
    community = as_("community").get("/overview/")
    assert all(row.shares == [] for row in community.context["rows"])
    assert "people are not ranked" in community.text


def test_nobody_is_named(as_, burning):
    page = as_("county").get(f"/overview/{GRID}/").text
    assert "测试grid" not in page
    assert not any(case.number in page for case in Case.objects.all())


@pytest.mark.parametrize("code", [OTHER_STREET, FAR_COMMUNITY, FAR_GRID, COUNTY, BUILDING, "999", "x"])
def test_outside_the_own_subtree_there_is_nothing(as_, burning, code):
    assert as_("street").get(f"/overview/{code}/").status_code == 404


@pytest.mark.parametrize("name", ["grid", "checker", "callback", "property", "department", "administrator", "nobody"])
def test_who_has_no_figures_has_no_overview(as_, town, name):
    client = as_(name)
    assert client.get("/overview/").status_code == 403
    assert 'href="/overview/"' not in client.get("/desk/").text


def test_strangers_sign_in_first(client, town):
    assert client.get("/overview/").headers["Location"] == "/sign-in/?next=/overview/"


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_three_cases(as_, town, count, django_assert_num_queries):
    for number in range(count):
        town.report("ENV01", at=AT - dt.timedelta(days=number), area=(GRID, NEXT_GRID, BUILDING)[number])
    client = as_("street")
    client.get("/overview/")
    with django_assert_num_queries(4):  # user, versions, what is open, unread; what has been is kept
        assert len(client.get("/overview/").context["rows"]) == 2


def test_the_weeks_are_drawn_and_told(as_, burning):
    page = as_("street").get("/overview/")
    bars = [(rect.kind, rect.height) for rect in page.context["chart"].rects if rect.height]
    assert bars == [("received", 100), ("received", 33)]
    assert page.text.count('<rect class="bar-') == 26
    assert "2026-03-02 1 – 0 –" in words(page)


def test_the_other_community_is_its_own_answer(as_, burning):
    assert as_("next_community").get("/overview/").context["found"].area.code == OTHER_COMMUNITY
