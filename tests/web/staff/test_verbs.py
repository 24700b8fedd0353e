"""Every verb through its page: done, refused at its form, or refused altogether."""

import datetime as dt

import pytest

from cases.actions import checking, deciding, extending, handling, merging, reopening, supervision, suspending, triage
from cases.models import Case, CaseEvent
from grids.models import Unit, UnitKind
from grids.versions import bump
from tests.town import COMMUNITY, GRID, OTHER_GRID, STREET
from tests.web.staff.conftest import NOW

REPLY = "已清运干净，今后每天两次巡查。"


def send(client, case, verb, **fields):
    """Posts a verb's form as the page would send it, with the state of the file as it is now."""
    data = {f"{verb}-{name}": value for name, value in fields.items()}
    data.setdefault(f"{verb}-expected", Case.objects.get(pk=case.pk).event_count)
    return client.post(f"/cases/{case.number}/{verb.replace('_', '-')}/", data)


def last(case):
    return CaseEvent.objects.filter(case=case).latest("seq")


def fresh(town):
    return town.report("ENV01")


def signed(town):
    return handling.sign(fresh(town), by=town.user("grid"), at=NOW)


def tried(town):
    return handling.note(signed(town), by=town.user("grid"), at=NOW, kind="visit", text="上门查看")


def climbed(town):
    case = handling.escalate(tried(town), by=town.user("grid"), at=NOW, reason="needs_funds", text="需要清运车")
    return handling.sign(case, by=town.user("community"), at=NOW)


def submitted(town):
    return handling.submit_result(climbed(town), by=town.user("community"), at=NOW, reply=REPLY)


def closed(town):
    return checking.pass_check(submitted(town), by=town.user("checker"), at=NOW)


def asked_again(town):
    return reopening.request_reopen(closed(town), at=NOW, text="又堆满了")


def returned(town):
    return handling.return_order(fresh(town), by=town.user("grid"), at=NOW, reason="not_my_area", text="不在本网格")


def more_time(town):
    return extending.request_extension(
        signed(town), by=town.user("grid"), at=NOW, reason="weather", amount="4 WH", text="下雨"
    )


def put_off(town):
    return suspending.request_suspension(
        signed(town), by=town.user("grid"), at=NOW, reason="season", text="开春补种", review_on=dt.date(2026, 4, 1)
    )


def suspended(town):
    return suspending.decide_suspension(put_off(town), by=town.user("street"), at=NOW, approve=True)


def unplaced(town):
    return town.report(None, area=COMMUNITY)


def supervised(town):
    return supervision.supervise(fresh(town), by=town.user("street"), at=NOW, level="normal", text="请抓紧")


def merged(town):
    case, other = fresh(town), fresh(town)
    return merging.merge(case, by=town.user("community"), at=NOW, into=other.number)


# verb, who, the case before, what is sent, state afterwards
DONE = [
    ("dispatch", "community", unplaced, {"category": "ENV01", "area_code": GRID}, "dispatched"),
    ("reject", "community", unplaced, {"reason": "no_concrete_matter", "reply": REPLY}, "reported"),
    ("refer", "community", unplaced, {"reason": "petition", "reply": REPLY}, "reported"),
    ("cancel", "community", fresh, {"reason": "test", "text": "测试件"}, "dispatched"),
    ("unmerge", "community", merged, {"text": "不是一回事"}, "dispatched"),
    ("note", "grid", signed, {"kind": "on_site", "text": "现场清理"}, "processing"),
    ("sign", "grid", fresh, {}, "processing"),
    ("submit_result", "grid", tried, {"outcome": "resolved", "reply": REPLY}, "checking"),
    ("return_order", "grid", fresh, {"reason": "not_my_area", "text": "不在本网格"}, "dispatched"),
    ("escalate", "grid", tried, {"reason": "needs_funds", "text": "需要清运车"}, "dispatched"),
    ("delegate", "community", climbed, {"reason": "guidance_given", "text": "联系环卫所"}, "dispatched"),
    ("decide_return", "community", returned, {"approve": "no", "unit": "", "text": "属于本网格"}, "dispatched"),
    (
        "request_extension",
        "grid",
        signed,
        {"amount": "4 WH", "reason": "weather", "text": "下雨"},
        "processing",
    ),
    ("decide_extension", "community", more_time, {"approve": "yes", "text": ""}, "processing"),
    (
        "request_suspension",
        "grid",
        signed,
        {"reason": "season", "review_on": "2026-04-01", "text": "开春补种"},
        "processing",
    ),
    ("decide_suspension", "street", put_off, {"approve": "yes", "text": "同意"}, "suspended"),
    ("resume", "street", suspended, {"text": ""}, "processing"),
    ("terminate", "community", climbed, {"reason": "object_gone", "reply": REPLY}, "processing"),
    (
        "assign_leader",
        "street",
        fresh,
        {"leader": "", "text": "两周内解决", "milestones": "2026-03-06 疏通\n\n2026-03-09 回访"},
        "dispatched",
    ),
    ("decide_reopen", "street", asked_again, {"approve": "no", "text": "答复属实"}, "closed"),
    ("pass_check", "checker", submitted, {"text": ""}, "closed"),
    ("rework", "checker", submitted, {"reason": "not_done", "text": "仍有垃圾"}, "processing"),
    ("callback", "callback", closed, {"contacted": "yes", "solved": "yes", "satisfaction": "satisfied"}, "closed"),
    ("reopen", "callback", closed, {"reason": "came_back", "text": "又堆满了"}, "processing"),
    ("supervise", "street", fresh, {"level": "yellow", "text": "请抓紧"}, "dispatched"),
    ("cancel_supervision", "street", supervised, {"text": "已在处理"}, "dispatched"),
]


@pytest.mark.parametrize(("verb", "who", "before", "fields", "state"), DONE, ids=[row[0] for row in DONE])
def test_a_verb_is_done_by_its_form(as_, town, verb, who, before, fields, state):
    case = before(town)
    count = case.event_count
    response = send(as_(who), case, verb, **fields)
    assert response.status_code == 302, response.text
    case.refresh_from_db()
    event = CaseEvent.objects.get(case=case, seq=count + 1)
    assert (case.state, event.verb, event.by) == (state, verb, town.user(who))


@pytest.mark.parametrize("verb", ["reassign", "designate"])
def test_another_unit_is_chosen_from_the_list(as_, town, verb):
    case = fresh(town)
    unit = town.unit(OTHER_GRID)
    reason = {"reassign": "wrong_unit", "designate": "duty_disputed"}[verb]
    assert send(as_("community"), case, verb, unit=unit, reason=reason).status_code == 302
    case.refresh_from_db()
    assert (case.holder_id, last(case).verb) == (unit, verb)


def test_settling_closes_or_is_drawn_for_a_check(as_, town, settings):
    client = as_("grid")
    response = client.get(send(client, fresh(town), "settle", reply=REPLY).url)
    assert "Settled on the spot." in response.text
    settings.SETTLE_SAMPLING_PERCENT = 100
    response = client.get(send(client, fresh(town), "settle", reply=REPLY).url)
    assert "The case was drawn for a check." in response.text


def test_a_second_person_confirms_with_the_words_of_the_first(as_, town):
    case = unplaced(town)
    triage.reject(case, by=town.user("community"), at=NOW, reason="not_public_duty", reply="属于私人事务。")
    client = as_("community2")
    page = client.get(f"/cases/{case.number}/")
    assert "A colleague proposes to close it: confirm, or leave it." in page.text
    form = page.context["offers"][0].form
    assert (form.verb, form["reason"].value(), form["reply"].value()) == ("reject", "not_public_duty", "属于私人事务。")
    assert send(client, case, "reject", reason="not_public_duty", reply="属于私人事务。").status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "rejected")


def test_the_proposer_cannot_confirm(as_, town):
    case = unplaced(town)
    triage.reject(case, by=town.user("community"), at=NOW, reason="not_public_duty", reply=REPLY)
    response = send(as_("community"), case, "reject", reason="not_public_duty", reply=REPLY)
    assert response.status_code == 409
    assert "Another person has to confirm this." in response.text
    case.refresh_from_db()
    assert case.state == "reported"


def test_a_verb_that_is_not_mine_is_a_403_page(as_, town):
    case = fresh(town)
    assert "Your posts do not include this." in refused(send(as_("grid"), case, "supervise", level="red", text="快"))
    assert "This is for another unit to do." in refused(send(as_("community"), case, "sign"))
    assert last(case).verb == "dispatch"


def test_whose_verb_it_is_comes_before_what_was_typed(as_, town):
    """A form full of mistakes tells a stranger nothing but that it is not theirs, and the late that they are late."""
    case = signed(town)
    assert send(as_("community"), case, "submit_result", outcome="nonsense", reply="").status_code == 403
    assert send(as_("grid"), case, "return_order", reason="nonsense", text="").status_code == 409


def refused(response):
    assert response.status_code == 403
    return response.text


def test_a_verb_on_a_case_of_others_is_a_404(as_, town):
    case = fresh(town)
    for who in ("grid2", "far_street", "administrator"):
        assert send(as_(who), case, "sign").status_code == 404
    assert last(case).verb == "dispatch"


def test_a_verb_in_the_wrong_state_says_so_on_the_page_as_it_is_now(as_, town):
    case = signed(town)
    response = send(as_("grid"), case, "sign")
    assert response.status_code == 409
    assert "The case is not at a point where this can be done." in response.text
    assert "In hand" in response.text


def test_what_was_typed_survives_a_case_that_moved_on(as_, town):
    """The form is gone, because the case went to another unit; the words are still there to copy."""
    case = tried(town)
    handling.escalate(case, by=town.user("grid"), at=NOW, reason="needs_funds", text="需要清运车")
    response = send(as_("grid"), case, "submit_result", outcome="resolved", reply="我写了很久的现场情况", expected=4)
    assert response.status_code == 409
    assert "我写了很久的现场情况" in response.text


def test_a_stale_form_is_refused_and_comes_back_with_the_present_state(as_, town):
    case = signed(town)
    handling.note(case, by=town.user("grid"), at=NOW, kind="internal", text="同事刚记的一笔")
    response = send(as_("grid"), case, "submit_result", outcome="resolved", reply=REPLY, expected=case.event_count)
    assert response.status_code == 409
    assert "The case has changed since you read it. Look again." in response.text
    assert "同事刚记的一笔" in response.text
    assert REPLY in response.text
    form = next(offer.form for offer in response.context["offers"] if offer.verb == "submit_result")
    assert form["expected"].value() == str(case.event_count + 1)
    assert last(case).verb == "note"
    assert send(as_("grid"), case, "submit_result", outcome="resolved", reply=REPLY).status_code == 302


@pytest.mark.parametrize(
    ("verb", "fields", "sentence"),
    [
        ("note", {"kind": "on_site", "text": "  "}, "Please write something."),
        ("note", {"kind": "party", "text": "喝酒"}, "Select a valid choice."),
        ("note", {"kind": "on_site", "text": "长" * 4001}, "4000"),
        ("note", {"kind": "on_site", "text": "a\x01b"}, "characters that cannot be shown"),
        ("escalate", {"reason": "too_lazy", "text": "不想做"}, "Select a valid choice."),
        ("escalate", {"reason": "", "text": "不想做"}, "Choose a reason from the list."),
        ("submit_result", {"outcome": "withdrawn", "reply": REPLY}, "Select a valid choice."),
        ("submit_result", {"outcome": "resolved", "reply": ""}, "Please write something."),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(as_, town, verb, fields, sentence):
    case = tried(town)
    response = send(as_("grid"), case, verb, **fields)
    assert response.status_code == 400
    assert sentence in response.text
    offer = next(offer for offer in response.context["offers"] if offer.verb == verb)
    assert offer.is_open
    assert last(case).verb == "note"


def test_a_missing_expectation_is_refused(as_, town):
    """A form without the state that its sender saw could overwrite what a colleague did."""
    case = fresh(town)
    response = as_("grid").post(f"/cases/{case.number}/sign/", {})
    assert response.status_code == 400
    assert last(case).verb == "dispatch"


def test_an_approved_return_needs_a_unit(as_, town):
    case = returned(town)
    response = send(as_("community"), case, "decide_return", approve="yes", unit="", text="")
    assert response.status_code == 400
    assert "Choose a unit of your area that serves the place." in response.text
    response = send(as_("community"), case, "decide_return", approve="yes", unit=town.unit(OTHER_GRID), text="")
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.holder_id == town.unit(OTHER_GRID)


@pytest.mark.parametrize("verb", ["reassign", "designate", "decide_return"])
def test_every_unit_that_is_offered_is_taken(as_, town, verb):
    """The list of the form and the check of the action are two; here they meet.

    A government unit of the community beside its office is not offered: a grid's case goes up by escalation only.
    """
    Unit.objects.create(kind=UnitKind.SECTION, name="红星社区网格科", area_id=COMMUNITY)
    bump("directory")
    before = returned if verb == "decide_return" else fresh
    page = as_("community").get(f"/cases/{before(town).number}/")
    form = next(offer.form for offer in page.context["offers"] if offer.verb == verb)
    units = [int(value) for value, _label in form.fields["unit"].choices if value]
    offered = {GRID, OTHER_GRID, "property"} - ({GRID} if verb != "designate" else set())
    assert set(units) == {town.unit(name) for name in offered}
    for unit in units:
        case = before(town)
        if verb == "decide_return":
            deciding.decide_return(case, by=town.user("community"), at=NOW, approve=True, unit=unit)
        else:
            reason = {"reassign": "wrong_unit", "designate": "duty_disputed"}[verb]
            action = {"reassign": deciding.reassign, "designate": deciding.designate}[verb]
            action(case, by=town.user("community"), at=NOW, unit=unit, reason=reason)


def test_a_complaint_about_staff_is_not_offered_to_the_accused(as_, town):
    """Held by the street, about the community: nobody there or below it stands on the county's list."""
    page = as_("county").get(f"/cases/{town.report('CIV05').number}/")
    form = next(offer.form for offer in page.context["offers"] if offer.verb == "reassign")
    units = {int(value) for value, _label in form.fields["unit"].choices if value}
    assert town.unit("370211002") in units
    assert units.isdisjoint(town.unit(name) for name in (COMMUNITY, GRID, OTHER_GRID, "property"))


def test_the_triage_desk_is_offered_its_areas_and_units(as_, town):
    case = town.report(None, area=STREET)
    page = as_("street").get(f"/cases/{case.number}/")
    form = next(offer.form for offer in page.context["offers"] if offer.verb == "dispatch")
    areas = [value for value, _label in form.fields["area_code"].choices]
    assert areas == [STREET, COMMUNITY, GRID, OTHER_GRID, "370211001002", "370211001002001"]
    units = {int(value) for value, _label in form.fields["unit"].choices if value}
    names = (STREET, "section", "370211", "department")
    assert units == {town.unit(name) for name in names}


def test_a_get_of_a_verb_leads_to_its_case(as_, town):
    case = fresh(town)
    response = as_("grid").get(f"/cases/{case.number}/sign/")
    assert (response.status_code, response.url) == (302, f"/cases/{case.number}/")
    assert last(case).verb == "dispatch"


def test_a_company_sees_a_case_while_it_holds_it(as_, town):
    case = fresh(town)
    deciding.reassign(case, by=town.user("community"), at=NOW, unit=town.unit("property"), reason="better_placed")
    handling.return_order(case, by=town.user("property"), at=NOW, reason="not_my_duty", text="不属于物业")
    client = as_("property")
    assert client.get(f"/cases/{case.number}/").status_code == 200
    deciding.decide_return(case, by=town.user("community"), at=NOW, approve=True, unit=town.unit(GRID))
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_who_loses_sight_of_the_case_lands_on_the_desk(as_, town):
    """A complaint about staff leaves the sight of the unit complained about with its very dispatch."""
    client, case = as_("community"), unplaced(town)
    response = send(client, case, "dispatch", category="CIV05", area_code=GRID)
    assert (response.status_code, response.url) == (302, "/desk/")
    assert client.get(f"/cases/{case.number}/").status_code == 404
