"""Lists, the desk and the case page through the API."""

import pytest

from cases.actions import deciding, handling
from cases.filters import CaseFilter
from cases.models import Case
from cases.queries import listing
from tests.town import AT, COUNTY, GRID, NEXT_GRID, OTHER_GRID, STREET


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_cases_lists_only_what_the_posts_show(caller, town):
    case, _neighbour = town.report(), town.report(area=NEXT_GRID)
    answer = caller("grid").get("cases/")
    assert numbers(answer) == [case.number]
    assert answer.json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "number": case.number,
                "state": "dispatched",
                "outcome": "",
                "severity": "general",
                "supervision": "none",
                "channel": "web",
                "sensitive": False,
                "area": {"code": GRID, "name": "红星第一网格", "level": "grid"},
                "address": "",
                "category": {"code": "ENV01", "name": "Exposed garbage", "group": "ENV"},
                "holder": {"id": town.unit(GRID), "name": "红星第一网格办公室", "kind": "office"},
                "summary": "楼道口的垃圾三天没有人清运，气味很大。",
                "reported_at": "2026-03-03T02:00:00Z",
                "due_at": "2026-03-04T02:00:00Z",
                "disposed_at": None,
                "closed_at": None,
                "is_overdue": False,
            }
        ],
    }


def test_cases_filters_and_keeps_them_on_the_next_page(caller, town, monkeypatch):
    monkeypatch.setattr(listing.page, "__defaults__", ("", 2))
    first, second, third = town.report(), town.report(area=OTHER_GRID), town.report()
    town.report("SAF02")
    answer = caller("community").get("cases/", category="ENV01", state=["dispatched", "reported"])
    assert numbers(answer) == [third.number, second.number]
    following = answer.json()["next"]
    assert "category=ENV01" in following
    assert "state=dispatched&state=reported" in following
    page = caller("community").call("GET", following.removeprefix("http://testserver"))
    assert numbers(page) == [first.number]
    back = caller("community").call("GET", page.json()["previous"].removeprefix("http://testserver"))
    assert numbers(back) == [third.number, second.number]


def test_cases_names_each_bad_filter(caller):
    told = caller("street").get("cases/", state="open", since="yesterday", holder="x")
    assert (told.status_code, sorted(told.json()["errors"])) == (400, ["holder", "since", "state"])
    assert caller("street").get("cases/", cursor="nonsense").json()["errors"].keys() == {"cursor"}


def test_schema_lists_the_filters_that_there_are(caller):
    operation = caller().get("schema/").json()["paths"]["/api/v1/cases/"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names == {*CaseFilter.base_filters, "cursor"}


def test_desk(caller, town):
    case = town.report()
    told = caller("grid").get("desk/").json()
    piles = {group["pile"]: [row["number"] for row in group["rows"]] for group in told["groups"] if group["count"]}
    assert piles == {"to_sign": [case.number]}
    assert caller("administrator").get("desk/").json() == {"groups": [], "unchecked": 0}


def test_case_is_complete_for_its_holder(caller, town):
    case = town.report()
    answer = caller("grid").get(f"cases/{case.number}/")
    told = answer.json()
    assert (answer.status_code, answer["ETag"], told["event_count"]) == (200, '"2"', 2)
    assert told["actions"] == ["note", "sign", "settle", "return_order", "ask_requester"]
    assert [(event["verb"], event["title"]) for event in told["events"]] == [
        ("report", "Reported: Web page"),
        ("dispatch", "Dispatched to 红星第一网格办公室"),
    ]
    assert [(clock["kind"], clock["due_at"]) for clock in told["deadlines"]] == [
        ("resolve", "2026-03-04T02:00:00Z"),
        ("respond", "2026-03-03T04:00:00Z"),
        ("sign", "2026-03-03T04:00:00Z"),
        ("level", "2026-03-03T08:42:00Z"),
    ]
    assert (told["requester"], told["identity_hidden"]) == ({"name": "张**", "phone": "138****5678"}, False)
    assert (told["request"], told["reply"]) == ("楼道口的垃圾三天没有人清运，气味很大。", "")
    assert (told["holder"]["id"], told["area"]["code"], len(told["routing"])) == (town.unit(GRID), GRID, 4)


@pytest.mark.parametrize(
    "name", ["grid2", "far_street", "property", "department", "administrator", "auditor", "nobody"]
)
def test_case_is_not_there_outside_the_scope(caller, town, name):
    case = town.report()
    answer = caller(name).get(f"cases/{case.number}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "垃圾" not in answer.content.decode()


def test_case_outside_government_has_no_requester(caller, town):
    case = town.report()
    handling.sign(case, by=town.user("grid"), at=AT)
    deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed")
    answer = caller("property").get(f"cases/{case.number}/")
    assert (answer.json()["requester"], answer.json()["identity_hidden"]) == (None, True)
    for phone in ("138****", "1381234"):  # three digits alone may be the number of a unit
        assert phone not in answer.content.decode()
    assert "张" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_desk_and_case_take_as_many_statements_however_many_rows(caller, town, django_assert_num_queries, count):
    for _ in range(count):
        case = town.report()
        handling.sign(case, by=town.user("grid"), at=AT)
    worker = caller("grid")
    for path, statements in (("cases/", 5), ("desk/", 6), (f"cases/{case.number}/", 8)):
        with django_assert_num_queries(statements):
            assert worker.get(path).status_code == 200
    assert Case.objects.count() == count


@pytest.mark.parametrize("count", [1, 3])
def test_statistics_takes_as_many_statements_however_many_rows(caller, town, django_assert_num_queries, count):
    for _ in range(count):
        town.report()
    clerk = caller("community")
    clerk.get("statistics/", area="370211001001", since="2026-03-01", until="2026-03-31")
    with django_assert_num_queries(9):
        told = clerk.get("statistics/", area="370211001001", since="2026-03-01", until="2026-03-31").json()
    assert (told["total"]["received"], told["total"]["dispose_rate"]["percent"]) == (count, None)
    assert told["by_category"][0]["received"] == count
    assert told["hazards"] == []
    assert told["screening_coverage"]["month"] == "2026-03"
    assert (told["screening_coverage"]["numerator"], told["screening_coverage"]["denominator"]) == (0, 1)
    assert [area["code"] for area in told["screening_coverage"]["missing"]] == ["370211001001"]


@pytest.mark.parametrize(
    ("name", "area", "status"),
    [
        ("street", STREET, 200),
        ("street", "370211001001", 200),
        ("street", COUNTY, 404),
        ("community", STREET, 404),
        ("far_street", STREET, 404),
        ("grid", GRID, 404),
        ("street", "999", 404),
    ],
)
def test_statistics_stay_within_the_scope(caller, town, name, area, status):
    town.report()
    answer = caller(name).get("statistics/", area=area, since="2026-03-01", until="2026-03-31")
    assert answer.status_code == status


def test_statistics_names_each_bad_field(caller):
    told = caller("street").get("statistics/", area="'", since="x")
    assert (told.status_code, sorted(told.json()["errors"])) == (400, ["area", "since", "until"])
    backwards = caller("street").get("statistics/", area=STREET, since="2026-03-02", until="2026-03-01")
    assert (backwards.json()["code"], list(backwards.json()["errors"])) == ("bad_period", ["until"])


@pytest.mark.parametrize(
    "name", ["state", "severity", "overdue", "area", "category", "holder", "since", "until", "q", "cursor"]
)
def test_a_filter_that_is_sent_empty_is_none(caller, town, name):
    number = town.report().number
    answer = caller("street").get("cases/", **{name: ""})
    assert answer.status_code == 200, answer.content
    assert [row["number"] for row in answer.json()["results"]] == [number]


def test_an_empty_value_beside_a_full_one_changes_nothing(caller, town):
    town.report()
    assert caller("street").get("cases/", state=["", "closed"]).json()["results"] == []
