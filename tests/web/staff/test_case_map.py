"""The map of open cases: the viewer's own scope, nothing sensitive on it, one cost, and a list that says the same."""

import pytest

from cases.actions import handling
from cases.models import Case
from cases.queries import on_map
from grids.models import Area
from grids.versions import bump
from tests.town import BUILDING, COMMUNITY, FAR_GRID, GRID, NEXT_GRID, OTHER_GRID, local
from tests.web.staff.conftest import NOW
from web import maps

CORNERS = {GRID: (120.0, 36.0), OTHER_GRID: (120.01, 36.0), NEXT_GRID: (120.0, 36.01), FAR_GRID: (120.01, 36.01)}


@pytest.fixture(autouse=True)
def outlined(town):
    """Each grid is a square of a hundredth of a degree."""
    for code, (west, south) in CORNERS.items():
        east, north = west + 0.01, south + 0.01
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        Area.objects.filter(code=code).update(boundary={"type": "Polygon", "coordinates": [ring]})
    bump("boundaries")


@pytest.fixture
def drawn(as_):
    """`drawn("grid", "?state=processing")`: what the map of a member of the cast draws."""
    return lambda name, query="": as_(name).get(f"/map/cases/{query}").json()


def numbers(answer):
    return {point["number"] for point in answer["points"] or []}


def counts(answer):
    return {row["properties"]["name"]: row["properties"]["count"] for row in answer["areas"]["features"]}


@pytest.mark.parametrize(
    ("name", "sees", "outlines"),
    [
        ("grid", {"own"}, 1),
        ("grid2", {"other"}, 1),
        ("community", {"own", "other"}, 2),
        ("county", {"own", "other", "far"}, 4),
        ("far_grid", {"far"}, 1),
        ("property", set(), 2),
        ("administrator", set(), 0),
        ("nobody", set(), 0),
    ],
)
def test_the_map_shows_what_the_posts_show(drawn, as_, town, name, sees, outlines):
    cases = {
        key: town.report("ENV01", area=area).number
        for key, area in (("own", GRID), ("other", OTHER_GRID), ("far", FAR_GRID))
    }
    answer = drawn(name)
    assert numbers(answer) == {cases[key] for key in sees}
    assert (len(answer["areas"]["features"]), sum(counts(answer).values())) == (outlines, len(sees))
    page = as_(name).get("/map/")
    assert {row.number for row in page.context["rows"]} == numbers(answer)
    for key, number in cases.items():
        assert (number in page.text) == (key in sees)


def test_strangers_sign_in_first(client, town):
    assert client.get("/map/").status_code == client.get("/map/cases/").status_code == 302


def test_a_case_stands_at_its_point_or_in_the_middle_of_its_grid(drawn, town):
    exact, building = town.report("ENV01"), town.report("ENV01", area=BUILDING)
    Case.objects.filter(pk=exact.pk).update(latitude=36.0012345, longitude=120.002)
    points = {point["number"]: (point["lat"], point["lon"]) for point in drawn("grid")["points"]}
    assert points == {exact.number: (36.001235, 120.002), building.number: pytest.approx((36.005, 120.005))}


def test_a_case_without_any_outline_around_it_is_said_to_be_in_the_list(drawn, town):
    Area.objects.update(boundary=None)
    town.report("ENV01")
    answer = drawn("grid")
    assert (answer["points"], answer["said"]) == ([], "1 case has no place on the map; it stands in the list.")


def test_nothing_sensitive_is_on_the_map(drawn, as_, town):
    hidden, plain = town.report("LIV01"), town.report("ENV01")
    assert hidden.sensitive
    answer = drawn("grid")
    assert (numbers(answer), counts(answer)) == ({plain.number}, {"红星第一网格": 1})
    page = as_("grid").get("/map/")
    assert {row.number for row in page.context["rows"]} == {hidden.number, plain.number}
    assert "1 sensitive case is not on the map" in page.text


def test_marks_follow_the_time_left(drawn, town, clock):
    case = town.report("ENV01")
    told = {}
    for moment in ("2026-03-03 10:10", "2026-03-04 09:00", "2026-03-05 10:00"):
        clock.move_to(local(moment))
        (point,) = drawn("street")["points"]
        told[moment[-8:]] = point["tone"], point["title"].split(" · ")[0], point["url"]
    assert [tone for tone, _category, _url in told.values()] == ["calm", "soon", "over"]
    assert {row[1:] for row in told.values()} == {("Exposed garbage", f"/cases/{case.number}/")}
    assert drawn("street")["areas"]["features"][0]["properties"]["words"] == "1 open case, 1 overdue"


def test_filters_and_closed_cases(drawn, town):
    signed = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    noisy, done = town.report("POL01", area=OTHER_GRID), town.report("ENV01")
    handling.sign(done, by=town.user("grid"), at=NOW)
    handling.settle(done, by=town.user("grid"), at=NOW, reply="已清运。", outcome="resolved")
    Case.objects.filter(pk=done.pk).update(state="closed", outcome="resolved", closed_at=NOW)
    asked = {
        "": {signed.number, noisy.number},
        "?state=processing": {signed.number},
        "?category=POL01": {noisy.number},
        f"?area={COMMUNITY}": {signed.number, noisy.number},
        f"?area={GRID}&state=": {signed.number},
        f"?area={FAR_GRID}": set(),
        "?state=closed": set(),
    }
    assert {query: numbers(drawn("community", query)) for query in asked} == asked
    assert drawn("community", "?category=POL01")["areas"]["features"][1]["properties"]["shade"] == maps.SHADES


def test_a_filter_that_means_nothing_says_so(as_, town):
    assert as_("grid").get("/map/?since=yesterday").status_code == 400
    assert as_("grid").get("/map/cases/?since=yesterday").status_code == 400


def test_too_many_to_draw_are_counted_by_area(drawn, town, monkeypatch):
    monkeypatch.setattr("web.staff.case_map.MOST_POINTS", 1)
    for _number in range(2):
        town.report("ENV01")
    answer = drawn("grid")
    assert (answer["points"], counts(answer)) == (None, {"红星第一网格": 2})
    assert answer["said"].startswith("2 cases are too many to draw one by one")
    assert on_map.MOST_POINTS == 2000


def test_tiles_of_chinese_providers_shift_what_lies_on_them(drawn, town, settings):
    town.report("ENV01")
    plain = drawn("grid")
    settings.MAP_DATUM = "gcj02"
    assert drawn("grid") == plain  # without tiles nothing has to fit
    settings.MAP_TILES, settings.MAP_ATTRIBUTION = "https://tiles.example/{z}/{x}/{y}.png", "天地图"
    moved = drawn("grid")
    assert moved["tiles"] == {"url": settings.MAP_TILES, "attribution": "天地图", "max_zoom": 18}
    assert moved["points"][0]["lon"] - plain["points"][0]["lon"] == pytest.approx(0.0052, abs=0.0005)
    corner = moved["areas"]["features"][0]["geometry"]["coordinates"][0][0]
    assert corner[0] - 120.0 == pytest.approx(0.0052, abs=0.0005)
    settings.MAP_DATUM = "wgs84"
    assert drawn("grid")["areas"] == plain["areas"]


@pytest.mark.parametrize("count", [1, 3])
def test_one_cost_however_many(as_, town, django_assert_num_queries, count):
    for _number in range(count):
        town.report("ENV01")
    client = as_("community")
    client.get("/desk/")
    with django_assert_num_queries(7):
        assert len(client.get("/map/cases/").json()["points"]) == count
    with django_assert_num_queries(7):
        assert len(client.get("/map/").context["rows"]) == count


def test_a_list_that_is_too_long_to_choose_from_is_typed(as_, town, monkeypatch):
    monkeypatch.setattr("web.staff.case_filters.MOST_CHOICES", 4)
    page = as_("county").get("/map/")
    assert '<select name="overdue"' in page.text
    assert '<input type="text" name="area"' in page.text
