"""The names that a note may carry: for who may write one, and only of people who may read it."""

from cases.actions import handling
from tests.web.staff.conftest import NOW


def names(response):
    return {row["name"] for row in response.json()["colleagues"]}


def test_the_list_holds_who_sees_the_case(as_, town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    found = names(as_("grid").get(f"/cases/{case.number}/colleagues/"))
    assert {"测试community", "测试street", "测试county", "测试checker"} <= found
    assert found.isdisjoint({f"测试{name}" for name in ("grid", "grid2", "far_street", "nobody", "property")})


def test_outside_the_scope_it_is_not_there_and_without_the_verb_not_open(as_, town):
    case = town.report("ENV01")
    status = {name: as_(name).get(f"/cases/{case.number}/colleagues/").status_code for name in ("grid2", "checker")}
    assert status == {"grid2": 404, "checker": 403}
