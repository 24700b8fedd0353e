"""The pages of many cases: the preview says what will happen, the result what did, the auditor reads that it did."""

import pytest

from cases.actions import handling
from cases.models import BulkRun, Case, CaseEvent
from grids.models import Post
from grids.versions import bump
from tests.town import COMMUNITY, COUNTY, FAR_GRID, GRID
from tests.web.staff.conftest import NOW

ONCE = "0" * 32


def asked(verb, cases, **more):
    return {"verb": verb, "case": [case.number for case in cases], **more}


def sent(verb, cases, **more):
    picks = [f"{case.number}.{Case.objects.get(pk=case.pk).event_count}" for case in cases]
    return {"verb": verb, "case": picks, "once": ONCE, **more}


def numbers(lines):
    return {row.number for _line, row in lines}


def test_the_list_offers_what_ones_posts_have(as_, town):
    town.report("ENV01")
    offered = {
        "grid": ["sign", "note"],
        "community": ["sign", "note", "dispatch", "urge", "supervise"],
        "checker": [],
    }
    for name, verbs in offered.items():
        response = as_(name).get("/cases/")
        assert [verb for verb, _word, _icon in response.context["bulk_verbs"]] == verbs
        assert ('form="bulk"' in response.text) == bool(verbs)


def test_the_preview_says_which_and_why_not(as_, town):
    fresh, signed = town.report("ENV01"), handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    far = town.report("ENV01", area=FAR_GRID, text="他街道的事")
    response = as_("grid").get("/cases/bulk/", asked("sign", [fresh, signed, far]))
    assert numbers(response.context["can"]) == {fresh.number}
    assert numbers(response.context["cannot"]) == {signed.number}
    assert "The case is not at a point where this can be done." in response.text
    assert "他街道的事" not in response.text
    assert CaseEvent.objects.filter(verb="sign").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_one_and_three(as_, town, count, django_assert_num_queries):
    cases = [town.report("ENV01") for _n in range(count)]
    client = as_("grid")
    client.get("/cases/")
    with django_assert_num_queries(8):  # user, versions, cases, clocks, assists, words, clocks of rows, unread
        assert len(client.get("/cases/bulk/", asked("sign", cases)).context["can"]) == count


def test_what_was_ticked_is_done_once_however_often_it_is_sent(as_, town):
    cases = [town.report("ENV01") for _n in range(3)]
    client = as_("grid")
    data = sent("sign", cases[:2])
    first, second = client.post("/cases/bulk/", data), client.post("/cases/bulk/", data)
    assert first.status_code == 302
    assert first.url == second.url
    result = client.get(first.url)
    assert [item.number for item in result.context["done"]] == [case.number for case in cases[:2]]
    assert CaseEvent.objects.filter(verb="sign").count() == 2
    assert "Sign for the case: 2 done" in result.text
    assert first.url in client.get("/cases/bulk/log/").text
    assert as_("community").get(first.url).status_code == 404
    assert first.url not in as_("community").get("/cases/bulk/log/").text


def test_the_auditor_reads_who_did_it_when_and_what_became_of_each_case(as_, town):
    taken, stale, complaint = (town.report("ENV01", text="只有承办人该看的内容") for _n in range(3))
    data = sent("sign", [taken, stale, complaint])
    handling.sign(stale, by=town.user("grid"), at=NOW)
    url = as_("grid").post("/cases/bulk/", data).url
    Case.objects.filter(pk=complaint.pk).update(complained_unit=town.units[COUNTY])  # left to the auditors further up
    trail = as_("auditor").get("/audit/").text
    assert f'<a href="{url}">Sign for the case: 2 done, 1 refused</a>' in trail
    page = as_("auditor").get(url)
    assert [item.number for item in page.context["done"]] == [taken.number]
    assert [(item.number, item.code) for item in page.context["refused"]] == [(stale.number, "stale")]
    assert "测试grid" in page.text
    assert "One more case is not yours to audit." in page.text
    assert complaint.number not in page.text
    assert "只有承办人该看的内容" not in page.text


def test_the_auditor_of_another_street_reads_none_of_it(as_, town):
    url = as_("grid").post("/cases/bulk/", sent("sign", [town.report("ENV01")])).url
    Post.objects.filter(user=town.user("auditor")).update(unit=town.units[FAR_GRID])
    bump("directory")
    assert as_("auditor").get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_and_three(as_, town, count, django_assert_num_queries):
    client = as_("grid")
    for _n in range(count):
        client.post("/cases/bulk/", sent("sign", [town.report("ENV01")]))
    with django_assert_num_queries(4):  # user, versions, runs, unread
        assert len(client.get("/cases/bulk/log/").context["lines"]) == count


def test_a_dispatch_shows_where_each_case_goes_before_it_goes(as_, town):
    cases = [town.report(None, area=GRID), town.report(None, area=COMMUNITY)]
    client = as_("community")
    page = client.get("/cases/bulk/", asked("dispatch", cases))
    assert page.context["asks_first"]
    assert CaseEvent.objects.filter(verb="dispatch").count() == 0
    page = client.get("/cases/bulk/", asked("dispatch", cases, category="ENV01", unit=""))
    goes = {row.number: line.goes_to.id for line, row in page.context["can"]}
    assert client.post("/cases/bulk/", sent("dispatch", cases, category="ENV01", unit="")).status_code == 302
    assert {case.number: case.holder_id for case in Case.objects.all()} == goes


def test_what_a_case_has_become_meanwhile_is_said_beside_it(as_, town):
    case = town.report("ENV01")
    data = sent("sign", [case])
    handling.sign(case, by=town.user("grid"), at=NOW)
    client = as_("grid")
    result = client.get(client.post("/cases/bulk/", data).url)
    assert [item.code for item in result.context["refused"]] == ["stale"]


@pytest.mark.parametrize(
    ("who", "fields", "status"),
    [
        ("grid", {"verb": "cancel"}, 400),
        ("grid", {"verb": "supervise", "level": "red", "text": "快"}, 403),
        ("grid", {"verb": "note", "text": " "}, 400),
        ("grid", {"verb": "sign", "once": "x"}, 400),
        ("grid", {"verb": "sign", "case": ["\0", "x" * 400]}, 302),
        ("grid", {"verb": "sign", "case": [str(n) for n in range(51)]}, 400),
        ("street", {"verb": "dispatch", "category": "NONE", "unit": "1e9"}, 400),
    ],
)
def test_what_makes_no_sense_changes_nothing(as_, town, who, fields, status):
    data = {**sent("sign", [town.report("ENV01")]), **fields}
    assert as_(who).post("/cases/bulk/", data).status_code == status
    assert not BulkRun.objects.exists()
    assert CaseEvent.objects.exclude(verb__in=["report", "dispatch"]).count() == 0
