"""The list of cases: the viewer's own scope, filters, pages by keyset, one cost."""

import datetime as dt

import pytest

from cases.actions import checking, handling, suspending, triage
from cases.models import Case
from tests.town import AT, COMMUNITY, FAR_GRID, GRID, OTHER_GRID
from tests.web.staff.conftest import NOW


def numbers(response):
    return [row.number for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("grid", {"own"}),
        ("grid2", {"other"}),
        ("community", {"own", "other"}),
        ("checker", {"own", "other"}),
        ("county", {"own", "other", "far"}),
        ("property", set()),
        ("administrator", set()),
        ("nobody", set()),
    ],
)
def test_the_list_shows_what_the_posts_show(as_, town, name, sees):
    cases = {
        "own": town.report("ENV01", area=GRID, text="本网格的事"),
        "other": town.report("ENV01", area=OTHER_GRID, text="邻网格的事"),
        "far": town.report("ENV01", area=FAR_GRID, text="他街道的事"),
    }
    response = as_(name).get("/cases/")
    assert response.status_code == 200
    assert set(numbers(response)) == {cases[key].number for key in sees}
    for key, words in (("own", "本网格的事"), ("other", "邻网格的事"), ("far", "他街道的事")):
        assert (words in response.text) == (key in sees)


def test_filters_narrow_the_list(as_, town):
    signed = handling.sign(town.report("ENV01", area=GRID), by=town.user("grid"), at=NOW)
    noisy = town.report("POL01", area=OTHER_GRID, text="深夜装修噪声太大")
    client = as_("community")
    asked = {
        f"state=processing&area={COMMUNITY}": [signed.number],
        "state=processing&state=dispatched": [noisy.number, signed.number],
        f"area={OTHER_GRID}": [noisy.number],
        "category=POL01": [noisy.number],
        "q=装修噪声": [noisy.number],
        f"q={signed.number}": [signed.number],
        "q=地铁": [],
        f"holder={town.unit(GRID)}": [signed.number],
        "overdue=true": [],
        "since=2026-03-03&until=2026-03-03": [noisy.number, signed.number],
        "since=2026-03-04": [],
    }
    for query, expected in asked.items():
        assert numbers(client.get(f"/cases/?{query}")) == expected, query


def test_a_filter_that_means_nothing_says_so(as_, town):
    town.report("ENV01")
    response = as_("grid").get("/cases/?since=yesterday")
    assert response.status_code == 400
    assert numbers(response) == []
    assert "Enter a valid date." in response.text


def test_an_unknown_page_of_the_list_is_refused(as_, town):
    assert as_("grid").get("/cases/?cursor=xyz").status_code == 400


def test_fifty_a_page_and_back_again(as_, town):
    cases = [town.report("ENV01", at=AT + dt.timedelta(seconds=n)).number for n in range(53)]
    client = as_("grid")
    first = client.get("/cases/?state=dispatched")
    assert numbers(first) == cases[:2:-1]
    assert first.context["page"].newer == ""
    second = client.get(f"/cases/?state=dispatched&cursor={first.context['page'].older}")
    assert numbers(second) == cases[2::-1]
    back = client.get(f"/cases/?state=dispatched&cursor={second.context['page'].newer}")
    assert numbers(back) == numbers(first)
    assert f"?state=dispatched&amp;cursor={first.context['page'].older}" in first.text


def test_htmx_gets_the_table_alone(as_, town):
    case = town.report("ENV01")
    response = as_("grid").get("/cases/?state=dispatched", headers={"HX-Request": "true"})
    assert case.number in response.text
    assert "<html" not in response.text
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_cases(as_, town, count, django_assert_num_queries):
    for _n in range(count):
        town.report("ENV01")
    client = as_("grid")
    client.get("/cases/")
    with django_assert_num_queries(7):  # user, versions, cases, words, clocks, saved filters, unread
        assert len(numbers(client.get("/cases/"))) == count


def test_an_empty_list_teaches(as_, town):
    assert "No cases yet" in as_("grid").get("/cases/").text
    assert "No case fits" in as_("grid").get("/cases/?q=水管").text


@pytest.mark.parametrize("query", ["state=&severity=", "state=&q=&cursor=&since=&holder=", "state=&state=dispatched"])
def test_filters_that_are_sent_empty_are_none(as_, town, query):
    number = town.report("ENV01").number
    response = as_("street").get(f"/cases/?{query}")
    assert (response.status_code, number in response.text) == (200, True)


def test_the_list_says_how_many_have_come_since(as_, town):
    client = as_("community")
    town.report("ENV01")
    top = client.get("/cases/?state=dispatched").context["page"].top
    fresh = f"/cases/fresh/?state=dispatched&after={top}"
    assert client.get(fresh).text.strip() == ""
    for n in range(1, 3):
        town.report("ENV01", at=AT + dt.timedelta(minutes=n))
    town.report(None, at=AT + dt.timedelta(minutes=4), area=COMMUNITY)
    town.report("ENV01", at=AT + dt.timedelta(minutes=5), area=FAR_GRID)
    assert "2 new cases: show them" in client.get(fresh).text
    assert client.get("/cases/fresh/?after=x").status_code == 400


@pytest.mark.parametrize("query", ["", "state=nonsense&after=x"])
def test_without_a_place_in_the_list_nothing_is_new(as_, town, query):
    town.report("ENV01")
    assert as_("community").get(f"/cases/fresh/?{query}").text.strip() == ""


def stages(town):
    """The case of each stage, and the clock that presses there."""
    case = town.report(None)
    yield case, "accept"
    case = triage.dispatch(case, by=town.user("community"), at=NOW, category="ENV01", area_code=GRID)
    yield case, "respond"
    case = handling.sign(case, by=town.user("grid"), at=NOW)
    asked = {"reason": "engineering", "text": "等主管铺设完成。", "review_on": dt.date(2026, 4, 20)}
    suspending.request_suspension(case, by=town.user("grid"), at=NOW, **asked)
    yield suspending.decide_suspension(case, by=town.user("street"), at=NOW, approve=True), "review"
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    case = handling.submit_result(case, by=town.user("grid"), at=NOW, reply="已清运。")
    yield case, "check"
    yield checking.pass_check(case, by=town.user("checker"), at=NOW), "callback"
    yield town.report("SAF01"), "respond"  # an emergency: what is due first


def test_a_row_shows_the_clock_that_the_head_of_the_page_shows(as_, town, clock):
    client = as_("street")
    for case, kind in stages(town):
        clock.move_to(NOW + dt.timedelta(minutes=3))
        head = client.get(f"/cases/{case.number}/").context["clock"]
        (row,) = (row for row in client.get("/cases/").context["rows"] if row.number == case.number)
        assert (head.kind, head.left.words, head.left.tone) == (kind, row.left.words, row.left.tone)
        assert row.clock == head.word


def test_the_desk_of_whoever_checks_or_calls_back_says_how_long(as_, town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    case = handling.submit_result(case, by=town.user("grid"), at=NOW, reply="已清运。")

    def left(name):
        (pile,) = as_(name).get("/desk/").context["piles"]
        (row,) = pile.rows
        return pile.key, str(row.left.words)

    assert left("checker") == ("to_check", "24 hours left")
    checking.pass_check(case, by=town.user("checker"), at=NOW)
    assert left("callback") == ("to_call", "3 days left")


def test_an_urged_case_says_so_only_while_it_is_worked_on(as_, town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    Case.objects.filter(pk=case.pk).update(urged_at=NOW)
    flags = [str(row.flag) for row in as_("street").get("/cases/").context["rows"]]
    handling.submit_result(case, by=town.user("grid"), at=NOW, reply="已清运。")
    assert flags + [str(row.flag) for row in as_("street").get("/cases/").context["rows"]] == ["Urged", ""]
