"""What everybody may read: areas, categories, the schema and its page."""

import pytest

from api import documents
from grids.models import Area
from tests.town import BUILDING, COMMUNITY, COUNTY, GRID, OTHER_GRID, STREET


def codes(answer):
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def test_areas_by_code_with_the_one_above(caller):
    answer = caller().get("areas/", parent=COMMUNITY)
    assert answer.json() == {
        "next": None,
        "results": [
            {"code": GRID, "name": "红星第一网格", "level": "grid", "parent": COMMUNITY},
            {"code": OTHER_GRID, "name": "红星第二网格", "level": "grid", "parent": COMMUNITY},
        ],
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"level": "county"}, [COUNTY]),
        ({"level": "building"}, [BUILDING]),
        ({"q": "金牛山"}, [STREET]),
        ({"q": "牛街"}, [STREET]),
        ({"q": "100%"}, []),
        ({"q": "红星", "level": "community"}, [COMMUNITY]),
        ({"parent": "9"}, []),
    ],
)
def test_areas_narrowed(caller, asked, found):
    Area.objects.filter(code=STREET).update(aliases=["牛街"])
    assert codes(caller().get("areas/", **asked)) == found


@pytest.mark.parametrize(
    "asked", [{"level": "planet"}, {"parent": "a b"}, {"q": "x" * 81}, {"q": "a\0"}, {"after": "%"}]
)
def test_areas_name_the_parameter_at_fault(caller, asked):
    answer = caller().get("areas/", **asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(asked))


def test_areas_page_by_page(caller, monkeypatch):
    monkeypatch.setattr("api.views.reference.AREAS_A_PAGE", 6)
    first = caller().get("areas/")
    second = caller().call("GET", first.json()["next"].removeprefix("http://testserver"))
    assert len(codes(first)) == 6
    assert [*codes(first), *codes(second)] == sorted(Area.objects.values_list("code", flat=True))
    assert second.json()["next"] is None


@pytest.mark.parametrize("level", ["grid", "county"])
def test_areas_take_one_statement(caller, django_assert_num_queries, level):
    with django_assert_num_queries(1):
        assert len(codes(caller().get("areas/", level=level))) == (4 if level == "grid" else 1)


def test_categories_in_force(caller):
    rows = caller().get("categories/").json()["results"]
    assert len(rows) == 102
    assert rows[0]["code"] == "BLD01"
    gas = next(row for row in rows if row["code"] == "UTL03")
    assert (gas["severity"], gas["level"], gas["emergency_hint"] != "") == ("critical", "county", True)


def test_the_page_shows_every_endpoint_of_the_schema(caller):
    page = caller().get("docs/").content.decode()
    operations = [name for methods in documents.schema()["paths"].values() for name in methods.values()]
    assert len(operations) > 30
    assert [one["operationId"] for one in operations if f'id="{one["operationId"]}"' not in page] == []
    assert "beyond_authority" in page
    assert "<script" not in page


def test_the_reasons_are_in_the_schema(caller):
    shapes = caller().get("schema/").json()["components"]["schemas"]
    assert shapes["EscalateBody"]["properties"]["reason"]["enum"] == [
        "beyond_authority",
        "needs_department",
        "needs_funds",
        "crosses_areas",
        "repeated_without_result",
        "safety_risk",
    ]
    assert "x-spec-enum-id" not in documents.openapi()


def test_parameters_that_are_sent_empty_are_none(caller):
    whole = caller().get("areas/").json()
    assert caller().get("areas/", level="", parent="", q="", after="").json() == whole


def test_the_page_of_the_endpoints_is_for_everybody(client, town):
    assert client.get("/api/v1/docs/").status_code == 200
    client.force_login(town.user("grid"), backend="accounts.backends.PasswordBackend")
    assert client.get("/api/v1/docs/").status_code == 200
