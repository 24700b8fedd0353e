"""Staff record an issue: how it came in, inside their own area, once."""

import re

import pytest

from cases import query_code
from cases.models import Case, CaseEvent
from tests.town import BUILDING, COMMUNITY, GRID, NEXT_GRID, STREET

SENT = {
    "channel": "patrol",
    "text": "巡查发现楼道堆放杂物。",
    "area_code": GRID,
    "category": "ENV01",
    "once": "a" * 32,
}


def test_a_round_becomes_a_case_in_ones_own_name(as_, town, picture):
    client = as_("grid")
    response = client.post("/cases/new/", {**SENT, "photos": [picture()]})
    case = Case.objects.get()
    assert (response.status_code, response.url) == (302, f"/cases/{case.number}/")
    assert (case.channel, case.state, case.requester) == ("patrol", "dispatched", None)
    assert CaseEvent.objects.get(case=case, seq=1).by == town.user("grid")
    page = client.get(response.url).text
    assert f"Query code for the requester: {query_code.of(case.number)}." in page
    assert case.attachments.count() == 1


def test_sent_twice_it_is_recorded_once(as_, town):
    client = as_("grid")
    assert client.post("/cases/new/", SENT).url == client.post("/cases/new/", SENT).url
    assert Case.objects.count() == 1


def test_a_name_is_kept_only_with_the_requesters_yes(as_, town):
    named = {**SENT, "channel": "phone", "name": "李四", "phone": "13900001111"}
    response = as_("grid").post("/cases/new/", named)
    assert response.status_code == 400
    assert "Ask the requester first" in response.text
    assert as_("grid").post("/cases/new/", {**named, "agreed": "on"}).status_code == 302
    assert Case.objects.get().requester.name_masked == "李**"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"channel": ""}, "Say how it came in."),
        ({"channel": "web"}, "Select a valid choice."),
        ({"channel": "alarm"}, "Select a valid choice."),
        ({"text": ""}, "Please write something."),
        ({"area_code": "", "address": ""}, "Say where it is"),
        ({"area_code": "999"}, "no such area"),
        ({"phone": "12"}, "This is no telephone number."),
    ],
)
def test_bad_input_is_refused_at_its_field(as_, town, change, sentence):
    response = as_("grid").post("/cases/new/", {**SENT, **change})
    assert response.status_code == 400
    assert sentence in response.text
    assert not Case.objects.exists()


def test_outside_ones_own_area_nothing_is_recorded(as_, town):
    response = as_("grid").post("/cases/new/", {**SENT, "area_code": NEXT_GRID})
    assert response.status_code == 403
    assert "The place lies outside your area." in response.text
    assert not Case.objects.exists()
    assert as_("steward").post("/cases/new/", SENT).status_code == 403
    assert as_("steward").post("/cases/new/", {**SENT, "area_code": BUILDING}).status_code == 302


@pytest.mark.parametrize("name", ["checker", "callback", "administrator", "auditor", "nobody"])
def test_who_does_not_report_gets_no_form(as_, town, name):
    assert as_(name).get("/cases/new/").status_code == 403
    assert as_(name).post("/cases/new/", SENT).status_code == 403
    assert not Case.objects.exists()


def test_the_list_of_places_starts_at_home(as_, town):
    page = as_("grid").get("/cases/new/").text
    assert "幸福里1号楼" in page
    assert "望江街道" not in page
    found = as_("grid").get("/cases/new/?query=云峰&find=1").text
    assert "云峰社区" in found


def test_who_cannot_see_the_case_lands_on_the_desk(as_, town):
    client = as_("property")
    response = client.post("/cases/new/", {**SENT, "channel": "property_reception"})
    assert (response.status_code, response.url) == (302, "/desk/")
    assert Case.objects.get().number in client.get("/desk/").text


def test_a_clerk_records_a_complaint_about_the_own_office_and_loses_sight_of_it(as_, town):
    client = as_("community")
    response = client.post("/cases/new/", {**SENT, "channel": "phone", "category": "CIV05", "office": "community"})
    case = Case.objects.get()
    assert (case.holder_id, case.complained_unit_id) == (town.unit(STREET), town.unit(COMMUNITY))
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert case.number not in response.url


def test_a_worker_is_offered_cases_in_sight_and_joins_the_reporter(as_, town, django_assert_num_queries):
    quarrel = town.report("DIS01", text="邻里噪声纠纷，天天夜里吵闹")
    told = {**SENT, "channel": "phone", "category": "DIS01", "text": "楼上夜里一直吵闹，邻里有纠纷"}
    client = as_("community")
    client.post("/cases/new/similar/", told)
    with django_assert_num_queries(4):  # session, user, version tokens, cases
        found = client.post("/cases/new/similar/", told)
    assert quarrel.number in found.text
    assert "天天夜里" in found.text
    token = re.search(r'name="follow" value="([0-9a-f]{24})"', found.text)[1]
    response = client.post("/cases/new/", {**told, "follow": token})
    joined = Case.objects.exclude(pk=quarrel.pk).get()
    assert (joined.master_id, joined.outcome) == (quarrel.pk, "merged")
    assert f"Query code for the requester: {query_code.of(joined.number)}." in client.get(response.url).text
    assert 'name="follow"' not in as_("next_community").post("/cases/new/similar/", told).text
    assert as_("grid").post("/cases/new/similar/", {**told, "text": "吵闹"}).text.count("<button") == 0
    for name in ("checker", "auditor", "nobody"):
        assert as_(name).post("/cases/new/similar/", told).status_code == 403


def test_nobody_else_reads_what_staff_are_offered(client, town):
    answer = client.post("/cases/new/similar/", SENT)
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/cases/new/similar/")
