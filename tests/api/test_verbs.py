"""Verbs through the API: the whole way up and down, and every refusal in its order."""

import pytest
from django.urls import get_resolver

from cases.actions import handling
from cases.models import Case, CaseEvent
from cases.rules import STAFF_VERBS
from tests.town import AT, COMMUNITY, GRID, STREET, local

REPLY = {"reply": "已清运干净。"}


@pytest.fixture
def act(caller, town):
    """`act("grid", case, "sign", {…})` posts a verb and gives the answer."""

    def post(name, case, verb, body=b"", **headers):
        return caller(name).post(f"cases/{case.number}/{verb}/", body, **headers)

    return post


def told(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_case_goes_up_is_checked_and_called_back(act, town):
    case = town.report()
    told(act("grid", case, "sign"))
    told(act("grid", case, "note", {"kind": "visit", "text": "上门查看"}))
    told(act("grid", case, "escalate", {"reason": "needs_funds", "text": "需要清运车"}))
    told(act("community", case, "sign"))
    told(act("community", case, "submit-result", {**REPLY, "outcome": "resolved"}))
    told(act("checker", case, "rework", {"reason": "not_done", "text": "还在"}))
    told(act("community", case, "submit-result", REPLY))
    told(act("checker", case, "pass-check", {"text": "已查"}))
    called = told(
        act("callback", case, "callback", {"contacted": True, "solved": "no", "satisfaction": "dissatisfied"})
    )
    assert (called["state"], called["outcome"], called["rating"]["solved"]) == ("closed", "resolved", "no")
    reopened = told(act("callback", case, "reopen", {"reason": "not_solved", "text": "仍未清理"}))
    assert (reopened["state"], reopened["reopenings"], reopened["supervision"]) == ("processing", 1, "normal")
    verbs = list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))
    assert verbs == [
        *("report", "dispatch", "sign", "note", "escalate", "sign", "submit_result", "rework"),
        *("submit_result", "pass_check", "callback", "reopen", "supervise"),
    ]


def test_the_verbs_of_the_desk_above(act, town):
    case = town.report()
    told(act("grid", case, "return-order", {"reason": "not_my_duty", "text": "不在职责内"}))
    told(act("community", case, "decide-return", {"approve": False, "text": "在职责内"}))
    moved = told(act("community", case, "reassign", {"unit": town.unit("property"), "reason": "better_placed"}))
    assert moved["holder"]["id"] == town.unit("property")
    back = told(act("community", case, "designate", {"unit": town.unit(GRID), "reason": "leader_order"}))
    assert (back["holder"]["id"], back["designated"]) == (town.unit(GRID), True)
    told(act("street", case, "supervise", {"level": "yellow", "text": "抓紧办理"}))
    calm = told(act("street", case, "cancel-supervision", {"text": "已到位"}))
    assert calm["supervision"] == "none"
    told(act("grid", case, "sign"))
    told(act("grid", case, "note", {"kind": "on_site", "text": "现场"}))
    told(act("grid", case, "escalate", {"reason": "safety_risk", "text": "隐患"}))
    told(act("community", case, "sign"))
    lower = told(act("community", case, "delegate", {"reason": "guidance_given", "text": "照此办理"}))
    assert (lower["holder"]["id"], lower["state"]) == (town.unit(GRID), "dispatched")
    settled = told(act("grid", case, "settle", REPLY))
    assert settled["state"] in {"closed", "checking"}


def test_the_verbs_of_the_triage_desk(act, town):
    case, wrong, test = town.report(None), town.report(None), town.report(None)
    sent = told(act("community", case, "dispatch", {"category": "ENV01", "severity": "important", "area_code": GRID}))
    assert (sent["state"], sent["severity"], sent["holder"]["id"]) == ("dispatched", "important", town.unit(GRID))
    for path, body in (
        ("reject", {"reason": "not_public_duty", "reply": "此事不属职责范围。"}),
        ("refer", {"reason": "litigation", "reply": "请向法院提起诉讼。"}),
    ):
        other = wrong if path == "reject" else town.report(None)
        proposed = told(act("community", other, path, body))
        assert (proposed["state"], proposed["proposal"]["verb"]) == ("reported", path)
        assert told(act("community", other, path, body), 409)["code"] == "second_person"
        assert told(act("community2", other, path, body))["state"] == "closed"
    told(act("community", test, "cancel", {"reason": "test", "text": "测试"}))
    assert told(act("community2", test, "cancel", {"reason": "test", "text": "测试"}))["outcome"] == "cancelled"


def test_refusals_come_in_their_order(act, town):
    case = town.report()
    nonsense = {"reason": "because", "text": ""}
    assert told(act("far_grid", case, "escalate", nonsense), 404)["code"] == "not_found"
    assert told(act("checker", case, "escalate", nonsense), 403)["code"] == "not_your_verb"
    assert told(act("community", case, "sign", nonsense), 403)["code"] == "not_your_unit"
    assert told(act("grid", case, "escalate", nonsense), 409)["code"] == "wrong_state"
    told(act("grid", case, "sign"))
    assert told(act("grid", case, "escalate", nonsense), 409)["code"] == "attempt_missing"
    told(act("grid", case, "note", {"kind": "phone", "text": "已联系"}))
    assert sorted(told(act("grid", case, "escalate", nonsense), 400)["errors"]) == ["reason", "text"]
    assert [row.verb for row in CaseEvent.objects.filter(case=case).order_by("seq")] == [
        *("report", "dispatch", "sign", "note"),
    ]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b'"x"', b"NaN", b"[" * 100_000, b'{"reason": 1e999'])
def test_a_body_that_is_no_json_object_is_refused_after_the_rights(act, town, body):
    case = town.report()
    handling.note(case, by=town.user("grid"), at=AT, kind="phone", text="已联系")
    assert told(act("checker", case, "escalate", body), 403)["code"] == "not_your_verb"
    told(act("grid", case, "sign"))
    assert told(act("grid", case, "escalate", body), 400)["code"] == "malformed"


def test_a_reason_off_the_list_is_bad_input(act, town):
    case = town.report()
    answer = told(act("grid", case, "return-order", {"reason": "not_done", "text": "不对"}), 400)
    assert (answer["code"], list(answer["errors"])) == ("invalid_choice", ["reason"])


def test_if_match_refuses_a_case_that_has_changed(act, caller, town):
    case = town.report()
    tag = caller("grid").get(f"cases/{case.number}/")["ETag"]
    note = {"kind": "internal", "text": "备忘"}
    first = act("grid", case, "note", note, If_Match=tag)
    assert (first.status_code, first["ETag"]) == (200, '"3"')
    assert told(act("grid", case, "note", note, If_Match=tag), 409)["code"] == "stale"
    assert told(act("grid", case, "note", note, If_Match=first["ETag"]))["event_count"] == 4
    assert told(act("grid", case, "note", note, If_Match="*"))["event_count"] == 5
    assert told(act("grid", case, "note", note, If_Match='"abc"'), 400)["code"] == "bad_if_match"


def test_a_verb_with_a_key_is_carried_out_once(act, town):
    case, key = town.report(), "phone-of-a-worker-17"
    note = {"kind": "visit", "text": "上门查看"}
    first, again = (act("grid", case, "note", note, Idempotency_Key=key) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert CaseEvent.objects.filter(case=case, verb="note").count() == 1
    assert told(act("grid", case, "note", {**note, "text": "又去"}, Idempotency_Key=key), 409)["code"] == (
        "idempotency_mismatch"
    )
    # A key is its owner's: the same one of somebody else means nothing.
    assert told(act("community", case, "sign", Idempotency_Key=key), 403)["code"] == "not_your_unit"


def test_a_retry_is_answered_although_the_state_has_moved_on(act, town):
    case, key = town.report(), "phone-of-a-worker-18"
    told(act("grid", case, "sign", Idempotency_Key=key))
    assert told(act("grid", case, "sign"), 409)["code"] == "wrong_state"
    assert told(act("grid", case, "sign", Idempotency_Key=key))["state"] == "processing"


def test_a_case_that_leaves_sight_with_the_verb_is_named_and_nothing_more(act, town):
    # A complaint about the community's own staff: the desk that dispatches it may not read it afterwards.
    case = town.report(None, area=COMMUNITY)
    answer = told(act("community", case, "dispatch", {"category": "CIV05"}))
    assert answer == {"number": case.number, "out_of_sight": True}
    assert Case.objects.get().state == "dispatched"


def test_a_verb_takes_its_input_through_the_action(act, town):
    case = town.report(None)
    bad = told(act("community", case, "dispatch", {"category": "XXX99"}), 400)
    assert (bad["code"], list(bad["errors"])) == ("unknown_category", ["category"])
    high = told(act("community", case, "dispatch", {"category": "ENV01", "area_code": STREET}), 400)
    assert list(high["errors"]) == ["area_code"]
    null = told(act("community", case, "dispatch", {"category": "ENV01", "area_code": GRID, "unit": None}))
    assert null["state"] == "dispatched"


def test_every_verb_of_staff_has_one_address(town):
    patterns = get_resolver("api.urls").reverse_dict
    addresses = {name: patterns.getlist(name)[0][0][0][0] for name in patterns if isinstance(name, str)}
    beside = {"case", "links", "link", "mediation_apply", "petition_register"}
    found = {
        name: path for name, path in addresses.items() if path.startswith("cases/%(number)s/") and name not in beside
    }
    assert found == {verb.value: f"cases/%(number)s/{verb.value.replace('_', '-')}/" for verb in STAFF_VERBS}


def test_a_verb_takes_a_bounded_number_of_statements(act, town, django_assert_max_num_queries):
    case = town.report()
    told(act("grid", case, "sign"))
    with django_assert_max_num_queries(26):
        told(act("grid", case, "note", {"kind": "visit", "text": "上门查看"}))


def test_dispatch_by_the_desk_above_after_its_time(act, town, time_machine):
    case = town.report(None)
    time_machine.move_to(local("2026-03-03 16:00"))
    Case.objects.filter(pk=case.pk).update(triage_also=town.unit(STREET))
    assert told(act("street", case, "dispatch", {"category": "ENV01"}))["state"] == "dispatched"
