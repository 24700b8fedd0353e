"""Receptions, duty roster and screenings in the browser. What they mean is tested in tests/meetings."""

import re

import pytest

from cases.models import Case
from meetings.actions import items, screenings
from meetings.models import AgendaItem, DutyDay, Item, ReceptionSession, ScreeningMeeting
from notices.models import Notice
from residents.contact import Contact
from tests.meetings.conftest import TODAY, begun, leader_day, post_of, property_day, screening
from tests.town import AT, COMMUNITY, GRID, STREET, place
from web.staff import meetings as table


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def dispute(town, category="DIS01", text="楼上漏水，邻里不和。"):
    return town.report(category, text=text)


@pytest.fixture
def held(town):
    return begun(leader_day(town), town, "street")


PLAN = {
    "area_code": STREET,
    "day": "2026-03-10",
    "begins": "09:00",
    "ends": "11:00",
    "place": "街道信访接待室",
}


def test_plan_begin_record_sign(as_, town):
    client = as_("street")
    page = client.get("/receptions/")
    assert "No reception yet" in words(page)
    assert "Plan a leader reception" in words(page)
    leader = post_of(town, "street", "leader")
    made = client.post("/receptions/new/", {**PLAN, "day": "2026-03-03", "leader": leader}, follow=True)
    assert "The reception is planned and announced." in words(made)
    url = made.redirect_chain[-1][0]
    assert "Begin the reception" in words(client.get(url))
    assert "Still open" in words(client.post(f"{url}begin/", follow=True))
    told = {"text": "楼道灯不亮。", "area_code": GRID, "category": "ENV01", "name": "张三丰", "phone": "13812345678"}
    unasked = client.post(f"{url}record-case/", {**told, "once": "1"})
    assert (unasked.status_code, Case.objects.count()) == (400, 0)
    recorded = client.post(f"{url}record-case/", {**told, "agreed": "on", "once": "1"}, follow=True)
    number = Case.objects.get().number
    assert f"Recorded as {number}. Query code for the requester:" in words(recorded)
    assert "张三丰" not in words(recorded)
    client.post(f"{url}record-answer/", {"text": "解释了收费标准。"})
    assert "解释了收费标准。" in words(client.get(url))
    signed = client.post(f"{url}summarise/", {"text": "接待一人，两件事。"}, follow=True)
    assert "The summary is signed." in words(signed)
    paper = words(client.get(f"{url}print/"))
    assert "Matters: 2. Became cases: 1. Answered at once: 1. Still open: 1." in paper
    assert number in paper
    assert "接待一人，两件事。" in paper


def test_a_button_pressed_twice_records_once(as_, held):
    url, told = f"/receptions/{held.pk}/record-case/", {"text": "楼道灯不亮。", "area_code": GRID, "once": "7" * 32}
    client = as_("street")
    assert [client.post(url, told).status_code for _ in range(2)] == [302, 302]
    assert (Case.objects.count(), Item.objects.count()) == (1, 1)


def test_looking_for_a_place_loses_nothing(as_, held):
    page = as_("street").post(f"/receptions/{held.pk}/record-case/", {"text": "路灯不亮", "find": "1", "query": "红星"})
    assert (page.status_code, Case.objects.count()) == (200, 0)
    assert "路灯不亮" in words(page)
    assert "红星第一网格" in words(page)


def test_the_first_places_are_those_of_the_reception(as_, held):
    page = words(as_("county").get(f"/receptions/{held.pk}/record-case/"))
    assert "红星社区" in page
    assert "望江街道" not in page


HOSTILE = ["\x00", "<script>alert(1)</script>" * 400, "💥" * 5000, "9" * 400, "' OR 1=1 --"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_at_their_form(as_, town, held, text):
    client, base = as_("street"), f"/receptions/{held.pk}"
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    fields = dict.fromkeys(
        ("text", "area_code", "day", "place", "leader", "category", "name", "number", "since", "unit", "decision"), text
    )
    for url in (
        "/receptions/new/",
        "/receptions/new-day/",
        "/duty/",
        "/screenings/new/",
        f"{base}/record-case/",
        f"{base}/record-answer/",
        f"/screenings/{meeting.pk}/pick/",
    ):
        answer = client.post(url, fields)
        assert answer.status_code in {302, 400}, url
    assert not Case.objects.exists()


@pytest.mark.parametrize("value", ["9" * 400, "-1", "x", "💥", "2026-13", "9999-99", "\x00"])
def test_hostile_addresses_are_answered_plainly(as_, value):
    client = as_("street")
    for url, status in [("/receptions/", 400), ("/screenings/", 400)]:
        assert client.get(url, {"cursor": value}).status_code == status
    assert client.get("/duty/", {"month": value}).status_code == 200
    assert client.get("/duty/", {"area": value}).status_code == 404
    assert client.get(f"/receptions/{'9' * 400}/").status_code == 404


def test_an_empty_form_names_its_fields(as_, held):
    client = as_("street")
    for url in ("/receptions/new/", "/duty/", "/screenings/new/", f"/receptions/{held.pk}/record-case/"):
        page = client.post(url, {"once": "1"})
        assert page.status_code == 400, url
        assert "This cannot be sent yet." in words(page), url
    assert client.post(f"/receptions/{held.pk}/summarise/", {}).status_code == 400


def test_too_late_is_said_on_the_page(as_, town):
    session = leader_day(town)
    client = as_("street")
    client.post(f"/receptions/{session.pk}/begin/")
    again = client.post(f"/receptions/{session.pk}/begin/")
    assert (again.status_code, "The reception is being held already." in words(again)) == (409, True)


def test_the_leader_instructs_and_the_grid_worker_reads_it(as_, town, held):
    facts = {"by": town.user("street"), "at": AT, "text": "路灯不亮。", "place": place(GRID), "category": "ENV01"}
    case = items.record_case(held, **facts).case
    page = as_("street").get(f"/receptions/{held.pk}/")
    assert "Give an instruction" in words(page)
    done = as_("street").post(f"/receptions/{held.pk}/items/1/instruct/", {"text": "三日内修好。"}, follow=True)
    assert "Whoever holds the case is told." in words(done)
    notice = Notice.objects.get(kind="leader_instruction")
    client = as_("grid")
    opened = client.post("/notices/read/", {"open": notice.pk}, follow=True)
    assert "三日内修好。" in words(opened)
    assert case.number in words(opened)
    assert as_("grid2").get(f"/instructions/{Item.objects.get().pk}/").status_code == 404
    beside = as_("grid").get(f"/cases/{case.number}/matters/")
    assert "三日内修好。" in words(beside)
    assert town.user("street").name in words(beside)


def test_an_empty_instruction_comes_back_at_its_item(as_, town, held):
    facts = {"by": town.user("street"), "at": AT, "text": "路灯不亮。", "place": place(GRID), "category": "ENV01"}
    items.record_case(held, **facts)
    items.record_case(held, **facts)
    page = as_("street").post(f"/receptions/{held.pk}/items/2/instruct/", {"text": ""})
    assert page.status_code == 400
    assert [bool(row["form"].errors) for row in page.context["lines"]] == [False, True]


def test_the_company_sees_its_day_and_nobody_who_came(as_, town):
    session = begun(property_day(town), town, "community")
    facts = {"by": town.user("community"), "at": AT, "place": place(GRID), "contact": Contact("张三丰", "13812345678")}
    own = items.record_case(session, **facts, text="电梯坏了。", category="PTY04").case
    other = items.record_case(session, **facts, text="路灯不亮。", category="ENV01").case
    items.record_answer(session, by=town.user("community"), at=AT, text="向张三丰作了解释。")
    leader_day(town)
    client = as_("property")
    listing = words(client.get("/receptions/"))
    assert "安居物业" in listing
    assert "Leader reception" not in listing
    for url in (f"/receptions/{session.pk}/", f"/receptions/{session.pk}/print/"):
        page = words(client.get(url))
        assert own.number in page
        for hidden in (other.number, "张", "13812345678", "作了解释", "路灯"):
            assert hidden not in page.replace(str(town.user("property").name), ""), (url, hidden)


def test_the_duty_roster_shows_gaps_and_is_filled(as_, town):
    client = as_("street")
    page = client.get("/duty/")
    assert 'href="/desk/" aria-current="true"' in words(page)
    assert "29 days of the month have no leader." in words(page)
    chosen = {"area_code": STREET, "since": "2026-03-03", "until": "2026-03-05"}
    filled = client.post("/duty/", {**chosen, "leader": post_of(town, "street", "leader")}, follow=True)
    assert "The duty roster is changed." in words(filled)
    assert "26 days of the month have no leader." in words(filled)
    assert ("Leads today" in words(page), "Leads today" in words(filled)) == (False, True)
    assert DutyDay.objects.count() == 3
    assert client.post("/duty/", {**chosen, "since": "2026-03-01", "leader": "1"}).status_code == 400


def test_screen_decide_report_acknowledge(as_, town):
    case = dispute(town)
    client = as_("community")
    assert "No meeting yet" in words(client.get("/screenings/"))
    who = [post_of(town, "community", "clerk"), post_of(town, "grid", "grid_worker")]
    made = client.post(
        "/screenings/new/", {"area_code": COMMUNITY, "day": "2026-03-03", "participants": who}, follow=True
    )
    url = made.redirect_chain[-1][0]
    assert case.number in words(made)
    assert "0 of 1 decided" in words(made)
    assert "Decide on every case of the agenda" in words(client.post(f"{url}begin/", follow=True))
    early = client.post(f"{url}report/", {"text": ""})
    assert (early.status_code, "Decide on every case of the agenda first." in words(early)) == (409, True)
    decide = f"{url}cases/{case.number}/decide/"
    assert "Mediation is offered, never imposed." in words(client.get(decide))
    assert client.post(decide, {"text": "谈"}).status_code == 400
    chosen = {"decision": "mediate", "text": "双方愿意谈。", "unit": town.unit(GRID), "due_on": "2026-03-20"}
    decided = client.post(decide, chosen, follow=True)
    assert "Offer mediation" in words(decided)
    assert AgendaItem.objects.get().decision == "mediate"
    rubbish = town.report("ENV01")
    assert "The case is on the agenda." in words(client.post(f"{url}pick/", {"number": rubbish.number}, follow=True))
    client.post(f"{url}cases/{rubbish.number}/decide/", {**chosen, "decision": "keep_on"})
    assert "reported to the office above" in words(client.post(f"{url}report/", {"text": "两件"}, follow=True))
    street = as_("street")
    assert "1 of 2" in words(street.get("/screenings/"))
    notice = Notice.objects.get(kind="screening_reported")
    opened = street.post("/notices/read/", {"open": notice.pk}, follow=True)
    assert "Acknowledge the report" in words(opened)
    assert "The report is acknowledged." in words(street.post(f"{url}acknowledge/", follow=True))
    assert "双方愿意谈。" in words(street.get(f"{url}print/"))


def test_the_holder_reads_the_decision_and_a_company_only_its_gist(as_, town):
    case = dispute(town)
    Case.objects.filter(pk=case.pk).update(holder_id=town.unit("property"))
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    chosen = {"decision": "joint_visit", "text": "业主张某情绪激动", "unit": town.unit(GRID), "due_on": "2026-03-20"}
    as_("community").post(f"/screenings/{meeting.pk}/cases/{case.number}/decide/", chosen)
    url = f"/decisions/{AgendaItem.objects.get().pk}/"
    assert "业主张某" in words(as_("community").get(url))
    company = words(as_("property").get(url))
    assert ("Visit together" in company, "业主张某" in company) == (True, False)
    assert as_("grid2").get(url).status_code == 404


def test_a_sensitive_dispute_is_number_and_category(as_, town):
    case = dispute(town, "DIS02", "家里的事")
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    client = as_("community")
    chosen = {"decision": "mediate", "text": "请妇联上门", "unit": town.unit(COMMUNITY), "due_on": "2026-03-20"}
    client.post(f"/screenings/{meeting.pk}/cases/{case.number}/decide/", chosen)
    for url in (f"/screenings/{meeting.pk}/", f"/screenings/{meeting.pk}/print/"):
        page = words(client.get(url))
        assert case.number in page
        assert "Family" in page
        assert "家里的事" not in page
        assert "请妇联上门" not in page


def test_the_public_reads_when_where_and_how_far(client, town):
    client.cookies["django_language"] = "en"
    assert "None is planned at the moment." in words(client.get("/reception-days/"))
    session = property_day(town)
    items_page = words(client.get("/reception-days/"))
    for word in ("Property-manager day", "安居物业", "幸福里小区东门", "09:00–12:00"):
        assert word in items_page
        assert word in words(client.get(f"/grid/{GRID}/"))
    assert "Be heard in person" not in words(client.get("/grid/370211002001001/"))
    assert client.get(f"/reception-days/{session.pk}/").status_code == 404
    begun(session, town, "community")
    facts = {"by": town.user("community"), "at": AT, "place": place(GRID), "contact": Contact("张三丰", "13812345678")}
    case = items.record_case(session, **facts, text="电梯坏了。", category="PTY04").case
    items.record_answer(session, by=town.user("community"), at=AT, text="作了解释。")
    board = words(client.get(f"/reception-days/{session.pk}/"))
    assert [re.sub(r"<[^>]+>", "", found) for found in re.findall(r'figure-value num">(\d+)', board)] == ["2", "1", "1"]
    for hidden in ("电梯", "解释", "张", case.number):
        assert hidden not in board
    assert "2 matters, 1 settled" in words(client.get("/reception-days/"))


def test_the_home_page_leads_there_without_a_statement(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "/reception-days/" in words(client.get("/"))


PUBLIC = {"reception_days", "reception_day"}
# Who gets a page (or, for a verb, a form back or its redirect) and who is sent away; written by hand.
CAN = {
    "street": {"duty", "receptions", "plan_reception", "plan_property_day", "screenings", "plan_screening"},
    "community": {"receptions", "plan_property_day", "screenings", "plan_screening"},
    "county": {"duty", "receptions", "plan_reception", "plan_property_day", "screenings", "plan_screening"},
    "property": {"receptions"},
    "grid": set(),
    "checker": set(),
    "callback": set(),
    "section": set(),
    "department": set(),
    "administrator": set(),
    "auditor": set(),
    "nobody": set(),
}
# 200 page, 302 done, 400 form, 403 not yours, 404 not in sight, 405 only POST
LEADER_DAY = {
    "reception": {"street": 200, "county": 200},
    "reception_print": {"street": 200, "county": 200},
    "reception_begin": {"street": 302, "county": 302},
    "reception_record_case": {"street": 409, "county": 409},
    "reception_record_answer": {"street": 409, "county": 409},
    "reception_instruct": {"street": 409, "county": 403},
    "reception_summarise": {"street": 409, "county": 403},
    "reception_call_off": {"street": 302, "county": 302},
}
COMMUNITY_MEETING = {
    "screening": {"community": 200, "street": 200, "county": 200},
    "screening_print": {"community": 200, "street": 200, "county": 200},
    "screening_begin": {"community": 302, "street": 302, "county": 302},
    "screening_pick": {"community": 400, "street": 400, "county": 400},
    "screening_decide": {"community": 409, "street": 409, "county": 409},
    "screening_report": {"community": 409, "street": 409, "county": 409},
    "screening_acknowledge": {"community": 403, "street": 409, "county": 403},
    "screening_call_off": {"community": 302, "street": 302, "county": 302},
}


def named():
    return {pattern.name: str(pattern.pattern) for pattern in table.urlpatterns}


def test_every_page_is_in_a_table():
    listed = PUBLIC | CAN["street"] | set(LEADER_DAY) | set(COMMUNITY_MEETING) | {"instruction", "decision"}
    assert set(named()) == listed


@pytest.mark.parametrize("name", list(CAN))
def test_who_gets_which_list(as_, name):
    client = as_(name)
    for page in CAN["street"]:
        expected = 200 if page in CAN[name] else 403
        assert client.get(f"/{named()[page]}").status_code == expected, page


@pytest.mark.parametrize("name", list(CAN))
def test_who_may_do_what_with_a_reception_and_a_meeting(as_, town, name):
    case = dispute(town)
    for route, answers in [*LEADER_DAY.items(), *COMMUNITY_MEETING.items()]:
        session, meeting = leader_day(town), screening(town)
        pk = session.pk if route in LEADER_DAY else meeting.pk
        url = "/" + named()[route].replace("<int:pk>", str(pk)).replace("<int:item>", "1")
        url = url.replace("<str:number>", case.number)
        ask = as_(name).get if answers.get("street") == 200 else as_(name).post
        assert ask(url).status_code == answers.get(name, 404), route
        ReceptionSession.objects.all().delete()
        ScreeningMeeting.objects.all().delete()


@pytest.mark.parametrize("page", sorted(set(named()) - PUBLIC))
def test_pages_need_a_sign_in(client, db, page):
    url = "/" + re.sub(r"<int:\w+>", "1", named()[page]).replace("<str:number>", "1")
    assert client.get(url).headers.get("Location", "").startswith("/sign-in/")


def test_the_red_button_says_what_it_calls_off(as_, town):
    client = as_("street")
    client.cookies["django_language"] = "zh-hans"
    for address, said in (
        (f"/receptions/{leader_day(town).pk}/", "取消本次接待"),
        (f"/screenings/{screening(town).pk}/", "取消本次排查会"),
    ):
        page = client.get(address).text
        red = re.search(r'<button class="btn btn-danger[^>]*>(.*?)</button>', page).group(1)
        assert re.sub(r"<[^>]+>", "", red).strip() == said


def test_lists_cost_the_same_for_one_and_three(as_, town, django_assert_num_queries):
    client = as_("street")
    for days in range(3):
        leader_day(town, day=TODAY.replace(day=3 + days))
        screening(town, day=TODAY.replace(day=3 - days))
        if days != 1:
            client.get("/receptions/")
            with django_assert_num_queries(5):
                client.get("/receptions/")
            with django_assert_num_queries(6):
                client.get("/screenings/")
