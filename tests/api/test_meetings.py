"""Receptions, roster and screenings through the API. What they mean is tested in tests/meetings."""

import datetime as dt

import pytest

from api import meetings as table
from cases.models import Case
from meetings.actions import items
from meetings.models import DutyDay, Item, ReceptionSession
from meetings.states import ReceptionVerb, ScreeningVerb
from residents.contact import Contact
from tests.api.meeting_scenes import RECEPTION
from tests.meetings.conftest import begun, leader_day, post_of, property_day, screening
from tests.town import AT, COMMUNITY, FAR_GRID, GRID, STREET, place
from web.staff import meetings as pages


def test_the_whole_way_of_a_reception(caller, town):
    street = caller("street")
    leader = post_of(town, "street", "leader")
    made = street.post("receptions/", {**RECEPTION, "leader": leader})
    assert (made.status_code, made.json()["actions"]) == (201, ["begin", "call_off"])
    base = f"receptions/{made.json()['id']}/"
    assert street.post(f"{base}begin/").json()["state"] == "held"
    told = {"text": "楼道灯不亮。", "category": "ENV01", "area_code": GRID, "name": "张三丰", "phone": "13812345678"}
    receipt = street.post(f"{base}record-case/", told)
    case = Case.objects.get()
    assert receipt.status_code == 201
    assert receipt.json() == {
        "item": 1,
        "number": case.number,
        "query_code": receipt.json()["query_code"],
        "state": "dispatched",
        "promise_at": receipt.json()["promise_at"],
        "emergency_hint": "",
    }
    street.post(f"{base}record-answer/", {"text": "解释了收费标准。"})
    instructed = street.post(f"{base}items/1/instruct/", {"text": "三日修好"})
    assert instructed.json()["items"][0]["instruction"] == "三日修好"
    signed = street.post(f"{base}summarise/", {"text": "两件事。"}).json()
    assert (signed["state"], signed["signed_by"], signed["summary"]) == ("summarised", "测试street", "两件事。")
    assert signed["counts"] == {"items": 2, "cases": 1, "answered": 1, "settled": 1}
    assert "张" not in str(signed).replace("测试", "")
    assert street.get("receptions/").json()["results"][0]["who"] == "测试street"


def test_the_same_key_records_once(caller, town):
    session = begun(leader_day(town), town, "street")
    told = {"text": "楼道灯不亮。", "area_code": GRID}
    answers = [caller("street").post(f"receptions/{session.pk}/record-case/", told, Idempotency_Key="k1") for _ in "12"]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (Case.objects.count(), Item.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"area_code": FAR_GRID}, 400),
        ({"area_code": "0"}, 400),
        ({"text": ""}, 400),
        ({"text": "\x00"}, 400),
        ({"category": "X"}, 400),
        ({"phone": "1"}, 400),
        ({"address": "长" * 201}, 400),
    ],
)
def test_a_matter_that_cannot_be_taken_leaves_nothing(caller, town, changes, status):
    session = begun(leader_day(town), town, "street")
    answer = caller("street").post(f"receptions/{session.pk}/record-case/", {"text": "灯", "area_code": GRID} | changes)
    assert (answer.status_code, Case.objects.count(), Item.objects.count()) == (status, 0, 0)


def test_the_moment_goes_before_the_input(caller, town):
    session = leader_day(town)
    answer = caller("street").post(f"receptions/{session.pk}/summarise/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_the_company_reads_nothing_of_who_came(caller, town):
    session = begun(property_day(town), town, "community")
    facts = {"by": town.user("community"), "at": AT, "place": place(GRID), "contact": Contact("张三丰", "13812345678")}
    items.record_case(session, **facts, text="路灯不亮。", category="ENV01")
    items.record_answer(session, by=town.user("community"), at=AT, text="向张三丰解释。")
    found = caller("property").get(f"receptions/{session.pk}/").json()
    assert [(row["case"], row["text"]) for row in found["items"]] == [(None, ""), (None, "")]
    assert found["actions"] == []


def test_the_duty_roster(caller, town):
    leader = post_of(town, "street", "leader")
    days = {"area_code": STREET, "since": "2026-03-03", "until": "2026-03-05", "leader": leader}
    filled = caller("street").post("duty/", days).json()
    assert (filled["month"], len(filled["days"]), len(filled["gaps"])) == ("2026-03", 31, 28)
    assert filled["days"][2] == {"day": "2026-03-03", "leader": "测试street", "deputy": ""}
    april = caller("street").get("duty/", area=STREET, month="2026-04").json()
    assert (april["month"], len(april["gaps"])) == ("2026-04", 30)
    assert caller("street").get("duty/", area=STREET, month="x").status_code == 400
    assert caller("street").post("duty/", {**days, "since": "2026-03-01"}).json()["code"] == "past"
    assert DutyDay.objects.count() == 3


def test_the_whole_way_of_a_screening(caller, town):
    case, clerk = town.report("DIS01", text="邻里不和。"), caller("community")
    secret = town.report("DIS02", text="家里的事。")
    who = [post_of(town, "community", "clerk")]
    made = clerk.post("screenings/", {"area_code": COMMUNITY, "day": "2026-03-03", "participants": who})
    assert (made.status_code, made.json()["agenda"], made.json()["participants"]) == (201, 2, ["测试community"])
    base = f"screenings/{made.json()['id']}/"
    clerk.post(f"{base}begin/")
    assert clerk.post(f"{base}report/").json()["code"] == "undecided"
    chosen = {"decision": "mediate", "text": "双方愿意谈。", "unit": town.unit(COMMUNITY), "due_on": "2026-03-20"}
    for number in (case.number, secret.number):
        answer = clerk.post(f"{base}cases/{number}/decide/", chosen)
        assert answer.status_code == 200
    rows = {row["case"]["number"]: row for row in answer.json()["cases"]}
    assert (rows[case.number]["text"], rows[case.number]["due_on"]) == ("双方愿意谈。", "2026-03-20")
    assert (rows[secret.number]["text"], rows[secret.number]["case"]["summary"]) == ("", "")
    reported = clerk.post(f"{base}report/", {"text": "两件"}).json()
    assert (reported["state"], reported["reported_to"]["id"]) == ("reported", town.unit(STREET))
    assert caller("street").post(f"{base}acknowledge/").json()["acknowledged_at"] == "2026-03-03T02:00:00Z"
    found = caller("street").get("screenings/coverage/", area=STREET).json()
    assert (found["month"], found["numerator"], found["denominator"]) == ("2026-03", 1, 2)
    assert [area["name"] for area in found["missing"]] == ["云峰社区"]


def test_who_receives_next_is_public(caller, town):
    leader_day(town)
    found = caller().get("reception-days/", area=GRID).json()["results"]
    assert found == [
        {
            "kind": "leader_reception",
            "area": "金牛山街道",
            "who": "测试street",
            "day": "2026-03-03",
            "begins": "09:00",
            "ends": "11:00",
            "place": "街道信访接待室",
        }
    ]
    assert caller().get("reception-days/", area=FAR_GRID).json()["results"] == []


def test_what_is_called_off_answers_without_a_body(caller, town):
    session, meeting = leader_day(town), screening(town)
    for path in (f"receptions/{session.pk}/call-off/", f"screenings/{meeting.pk}/call-off/"):
        answer = caller("county").post(path)
        assert (answer.status_code, answer.content) == (204, b"")
    assert not ReceptionSession.objects.exists()


@pytest.mark.parametrize("path", ["receptions/", "screenings/"])
def test_lists_cost_the_same_for_one_and_three(caller, town, path, django_assert_num_queries):
    street = caller("street")
    for day in range(3):
        leader_day(town, day=dt.date(2026, 3, 3 + day))
        screening(town, day=dt.date(2026, 3, 3 + day))
        if day != 1:
            with django_assert_num_queries(4):
                assert len(street.get(path).json()["results"]) == day + 1
    for cursor in ("x", "9" * 400, "2026-03-03.\u0663", "\0"):
        assert street.get(path, cursor=cursor).status_code == 400


def test_one_meeting_costs_the_same_for_one_and_three_cases(caller, town, django_assert_num_queries):
    for count in (1, 3):
        while Case.objects.count() < count:
            town.report("DIS01")
        meeting = screening(town, day=dt.date(2026, 3, 3 + count))
        screenings_before = len(caller("community").get(f"screenings/{meeting.pk}/").json()["cases"])
        assert screenings_before == count
        with django_assert_num_queries(9):
            caller("community").get(f"screenings/{meeting.pk}/")


def test_pages_and_api_have_every_verb_once():
    calls = [pattern.callback.view_class for pattern in table.urlpatterns]
    verbs = [
        pattern.callback.view_initkwargs.get("verb") or getattr(view, "verb", None)
        for pattern, view in zip(table.urlpatterns, calls, strict=True)
    ]
    assert sorted(verb for verb in verbs if verb) == sorted([*ReceptionVerb, *ScreeningVerb])
    shown = [pattern.default_args["verb"] for pattern in pages.urlpatterns if "verb" in pattern.default_args]
    assert sorted([*shown, ReceptionVerb.RECORD_CASE]) == sorted([*ReceptionVerb, *ScreeningVerb])
