"""Before a report is a duplicate, through the API: hints, offers, following, the receipt of a follower."""

import pytest
from django.test import Client

from cases import query_code
from cases.actions import checking, handling, merging
from cases.models import Case
from tests.town import AT, GRID, OTHER_GRID

TEXT = "楼道口的垃圾三天没有人清运，气味很大。"
ASKED = {"text": TEXT, "category": "ENV01", "area_code": GRID}


def test_a_hint_says_nothing_but_kind_place_day_and_state(caller, town):
    case = town.report(address="张三丰家门口")
    answer = caller().post("requests/similar/", ASKED)
    assert answer.status_code == 200
    (hint,) = answer.json()["results"]
    token = hint.pop("token")
    assert hint == {
        "category": {"code": "ENV01", "name": hint["category"]["name"], "group": hint["category"]["group"]},
        "area": {"code": GRID, "name": "红星第一网格", "level": "grid"},
        "reported_on": "2026-03-03",
        "state": "dispatched",
        "state_words": hint["state_words"],
    }
    assert case.number not in answer.text
    assert "张三丰" not in answer.text
    assert len(token) == 24
    assert Case.objects.count() == 1


def test_who_follows_gets_an_own_number_that_mirrors_the_other_case(caller, town):
    master = town.report()
    token = caller().post("requests/similar/", ASKED).json()["results"][0]["token"]
    sent = {**ASKED, "phone": "13900001111", "follow": token}
    answer = caller().post("requests/", sent, Idempotency_Key="once")
    receipt = answer.json()
    case = Case.objects.exclude(pk=master.pk).get()
    assert (answer.status_code, receipt["number"], case.master_id) == (201, case.number, master.pk)
    assert receipt["query_code"] == query_code.of(case.number)
    assert (receipt["state"], receipt["promise_at"]) == ("dispatched", "2026-03-04T02:00:00Z")
    handling.sign(Case.objects.get(pk=master.pk), by=town.user("grid"), at=AT)
    again = caller().post("requests/", sent, Idempotency_Key="once")
    assert again.json() == {**receipt, "state": "processing"}
    assert again["Idempotency-Replayed"] == "true"
    read = caller().get(f"requests/{case.number}/", code=receipt["query_code"]).json()
    assert (read["state"], read["promise_at"]) == ("processing", receipt["promise_at"])
    assert master.number not in str(read)
    assert Case.objects.count() == 2


def test_a_token_that_names_nothing_leaves_an_ordinary_report(caller, town):
    town.report()
    for token in ("0" * 24, "伪造", "", None, "\0"):
        answer = caller().post("requests/", {**ASKED, "follow": token})
        if token == "\0":
            assert answer.status_code == 400
        else:
            assert (answer.status_code, answer.json()["state"]) == (201, "dispatched"), token
    assert caller().post("requests/", {**ASKED, "follow": "x" * 41}).status_code == 400
    assert not Case.objects.exclude(master=None).exists()


def test_staff_read_the_words_of_what_they_see_and_attach_a_reporter(caller, town):
    quarrel = town.report("DIS01", text="邻里噪声纠纷，天天夜里吵")
    asked = {**ASKED, "category": "DIS01"}
    assert caller().post("requests/similar/", asked).json() == {"results": []}
    (found,) = caller("community").post("cases/similar/", asked).json()["results"]
    assert (found["number"], found["words"], found["state"]) == (
        quarrel.number,
        "邻里噪声纠纷，天天夜里吵",
        "dispatched",
    )
    assert caller("next_community").post("cases/similar/", asked).json() == {"results": []}
    refused = caller("checker").post("cases/similar/", asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_verb")
    sent = {**asked, "channel": "phone", "follow": found["token"]}
    receipt = caller("community").post("requests/", sent).json()
    assert Case.objects.get(number=receipt["number"]).master_id == quarrel.pk
    assert Case.objects.get(number=receipt["number"]).channel == "phone"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"area_code": OTHER_GRID}, 200),
        ({"area_code": "", "address": "天涯海角"}, 200),
        ({"text": "字" * 4000}, 200),
        ({"text": "😀" * 300}, 200),
        ({"text": "字" * 4001}, 400),
        ({"text": ""}, 400),
        ({"text": "a\0b"}, 400),
        ({"text": "\ud800"}, 400),
        ({"area_code": "1"}, 400),
        ({"category": "\0"}, 400),
        ({"category": "XYZ99"}, 400),
        ({"place_code": "nothing", "area_code": ""}, 400),
        ({"lat": 36, "area_code": ""}, 400),
    ],
)
def test_what_is_asked_is_looked_at_like_a_report(caller, change, status):
    assert caller().post("requests/similar/", {**ASKED, **change}).status_code == status


def test_looks_are_limited_per_address(town, settings):
    settings.REPORTS_PER_ADDRESS = 0
    refused = Client().post("/api/v1/requests/similar/", ASKED, "application/json", REMOTE_ADDR="198.51.100.7")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_many_looks", "600")


def test_a_follower_asks_to_have_the_other_case_reopened(caller, town):
    master, follower = town.report(), town.report(phone="13900001111")
    merging.merge(follower, by=town.user("community"), at=AT, into=master.number)
    handling.sign(Case.objects.get(pk=master.pk), by=town.user("grid"), at=AT)
    handling.submit_result(Case.objects.get(pk=master.pk), by=town.user("grid"), at=AT, reply="已清运")
    checking.pass_check(Case.objects.get(pk=master.pk), by=town.user("checker"), at=AT)
    own = {"code": query_code.of(follower.number)}
    assert caller().get(f"requests/{follower.number}/", **own).json()["may_ask_reopen"] is True
    answer = caller().post(f"requests/{follower.number}/request-reopen/", {**own, "text": "还在"})
    assert (answer.status_code, answer.json()["may_ask_reopen"]) == (200, False)
    assert "reopen_asked" in [step["what"] for step in answer.json()["timeline"]]
    other = caller().post(
        f"requests/{master.number}/request-reopen/", {"code": query_code.of(master.number), "text": "x"}
    )
    assert (other.status_code, other.json()["code"]) == (409, "request_open")
