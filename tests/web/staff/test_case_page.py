"""The page of one case: for whom, with which words, at which cost."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from cases import casefile, rules
from cases.actions import deciding, handling, leading, suspending, timers
from cases.models import Case
from cases.world import viewer_in, world
from tests.town import GRID, STREET, local
from tests.web.staff.conftest import NOW

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7|add:7 }} & "quoted"'


def verbs(response):
    return [offer.verb for offer in response.context["offers"]]


def test_the_page_says_what_it_is_who_holds_it_and_what_to_do(as_, town):
    case = town.report("ENV01", address="3单元门口")
    response = as_("grid").get(f"/cases/{case.number}/")
    assert response.status_code == 200
    page = response.text
    assert "Sign for it, then go and look." in page
    assert "楼道口的垃圾三天没有人清运" in page
    assert "红星社区 红星第一网格 3单元门口" in page
    assert "Place: 红星第一网格 (Grid)." in page
    assert "So 红星第一网格办公室 holds the case." in page
    # The whole-case clock of ENV01: 1 working day from Tuesday 10:00.
    assert "Limit: 1 working day." in page
    assert "Due at 2026-03-04 10:00." in page


def test_beside_the_title_stands_what_is_due_first(as_, town):
    """A first contact that is late does not hide behind what the whole case has left."""
    before = NOW - dt.timedelta(hours=19)
    case = handling.sign(town.report("ENV01", at=before), by=town.user("grid"), at=before)
    found = as_("grid").get(f"/cases/{case.number}/").context
    assert (found["clock"].kind, found["clock"].left.tone) == ("respond", "over")
    handling.note(case, by=town.user("grid"), at=NOW, kind="phone", text="已联系")
    found = as_("grid").get(f"/cases/{case.number}/").context
    assert found["clock"].kind == found["live"][0].kind != "respond"


def test_what_runs_stands_before_what_was_stopped(as_, town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    asked = {"reason": "engineering", "text": "等主管铺设完成。", "review_on": dt.date(2026, 4, 20)}
    case = suspending.request_suspension(case, by=town.user("grid"), at=NOW, **asked)
    suspending.decide_suspension(case, by=town.user("street"), at=NOW, approve=True)
    kinds = [clock.kind for clock in as_("grid").get(f"/cases/{case.number}/").context["live"]]
    assert kinds[0] == "review"
    assert len(kinds) > 1


def test_what_ends_a_case_undone_is_a_red_button(as_, town):
    page = as_("community").get(f"/cases/{town.report('ENV01').number}/").text
    red = [form.partition("</button>")[0] for form in page.split('<button class="btn btn-danger')[1:]]
    assert [words.rpartition(">")[2] for words in red] == ["Cancel the case"]


def test_a_leaders_plan_and_its_steps_stand_beside_the_case(as_, town):
    case = town.report("ENV01")
    step = {"what": "疏通排水口", "due_on": dt.date(2026, 3, 6)}
    leading.assign_leader(case, by=town.user("street"), at=NOW, text="两周内根治积水。", milestones=[step])
    page = as_("grid").get(f"/cases/{case.number}/").text
    beside = page.partition('id="leader"')[2].partition("</section>")[0]
    for words in (town.user("street").name, "两周内根治积水。", "2026-03-06 疏通排水口"):
        assert words in beside


@pytest.mark.parametrize("name", ["grid2", "next_community", "far_street", "administrator", "auditor", "nobody"])
def test_outside_the_scope_there_is_no_case(as_, town, name):
    case = town.report("ENV01", text="只给本网格看")
    response = as_(name).get(f"/cases/{case.number}/")
    assert response.status_code == 404
    assert "只给本网格看" not in response.text


def test_the_page_asks_for_a_sign_in(client, town):
    case = town.report("ENV01")
    response = client.get(f"/cases/{case.number}/")
    assert (response.status_code, response.url) == (302, f"/sign-in/?next=/cases/{case.number}/")


def test_whatever_people_type_is_shown_as_typed(as_, town):
    case = town.report("ENV01", text=HOSTILE, address="<b>门口</b>")
    handling.sign(case, by=town.user("grid"), at=NOW)
    handling.note(case, by=town.user("grid"), at=NOW, kind="internal", text=HOSTILE)
    page = as_("grid").get(f"/cases/{case.number}/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>门口</b>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2  # the request, the note
    assert "{{ 7|add:7 }}" in page


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("grid", ["sign", "note", "settle", "ask_requester", "return_order"]),
        ("community", ["ask_requester", "merge", "reassign", "designate", "whistle", "urge", "supervise", "cancel"]),
        ("street", ["assign_leader", "whistle", "supervise"]),
        ("checker", []),
        ("steward", []),
    ],
)
def test_exactly_the_verbs_of_the_rules_are_offered(as_, town, name, expected):
    building = town.report("ENV01", area="370211001001001001")
    response = as_(name).get(f"/cases/{building.number}/")
    assert verbs(response) == expected
    present = world(NOW)
    case = Case.objects.get(pk=building.pk)
    allowed = rules.actions(viewer_in(present, town.user(name)), casefile.read(case), present)
    assert set(verbs(response)) == set(allowed)
    for verb in expected:
        assert f'action="/cases/{case.number}/{verb.replace("_", "-")}/"' in response.text


def test_what_is_missing_for_the_way_up_is_said_beforehand(as_, town):
    case = town.report("ENV01")
    handling.sign(case, by=town.user("grid"), at=NOW)
    response = as_("grid").get(f"/cases/{case.number}/")
    assert "escalate" not in verbs(response)
    assert "Record a visit, a call, on-site work or a mediation first." in response.text
    handling.note(case, by=town.user("grid"), at=NOW, kind="visit", text="上门查看")
    assert "escalate" in verbs(as_("grid").get(f"/cases/{case.number}/"))


def test_contact_data_are_masked_and_shown_once_for_a_purpose(as_, town):
    case = town.report("ENV01", phone="13812345678")
    client = as_("grid")
    page = client.get(f"/cases/{case.number}/").text
    assert "138****5678" in page
    assert "13812345678" not in page
    clear = client.post(f"/cases/{case.number}/reveal/", {"reveal-why": "arrange_visit"})
    assert clear.status_code == 200
    assert "张三丰" in clear.text
    assert "13812345678" in clear.text
    assert clear.headers["Cache-Control"] == "private, no-store"
    assert "13812345678" not in client.get(f"/cases/{case.number}/").text
    entry = AuditEntry.objects.get(verb="reveal_contact")
    assert (entry.user, entry.subject_id, entry.purpose) == (town.user("grid"), case.number, "arrange_visit")


def test_without_a_purpose_nothing_is_revealed(as_, town):
    case = town.report("ENV01")
    for data in ({}, {"reveal-why": "other", "reveal-purpose": "?"}, {"reveal-why": "curiosity"}):
        response = as_("grid").post(f"/cases/{case.number}/reveal/", data)
        assert response.status_code == 400
        assert "13812345678" not in response.text
    assert not AuditEntry.objects.filter(verb="reveal_contact").exists()


def test_who_does_not_deal_with_the_case_reveals_nothing(as_, town):
    case = town.report("ENV01")
    response = as_("community").post(f"/cases/{case.number}/reveal/", {"reveal-why": "arrange_visit"})
    assert response.status_code == 403
    assert "13812345678" not in response.text
    assert as_("grid2").post(f"/cases/{case.number}/reveal/", {"reveal-why": "arrange_visit"}).status_code == 404


def test_a_handler_outside_government_never_sees_who_asks(as_, town):
    case = town.report("PTY01")
    company = town.unit("property")
    deciding.reassign(case, by=town.user("community"), at=NOW, unit=company, reason="better_placed")
    response = as_("property").get(f"/cases/{case.number}/")
    assert response.status_code == 200
    assert "138****5678" not in response.text
    assert "张**" not in response.text
    assert "identity stays with the office" in response.text
    assert as_("property").post(f"/cases/{case.number}/reveal/", {"reveal-why": "callback"}).status_code == 403


def test_an_automatic_climb_is_explained(as_, town):
    case = town.report("ENV01", at=local("2026-03-02 09:00"))
    timers.run(local("2026-03-02 16:42"))
    timers.run(NOW)
    page = as_("community").get(f"/cases/{case.number}/").text
    assert "Went up to 红星社区办公室" in page
    assert "Clock: “At this level”, due 2026-03-02 15:42." in page
    assert "A case whose time at a level has run out goes one level up." in page
    assert "Automatic" in page


def test_a_sensitive_case_says_so_in_lists_and_opens_for_who_may(as_, town):
    case = town.report("LIV03", area=STREET, text="低保申请被拒")
    assert "低保申请被拒" not in as_("street").get("/cases/").text
    assert "低保申请被拒" in as_("street").get(f"/cases/{case.number}/").text
    assert as_("grid").get(f"/cases/{case.number}/").status_code == 404


@pytest.mark.parametrize("notes", [1, 3])
def test_the_page_costs_the_same_whatever_happened(as_, town, notes, django_assert_num_queries):
    case = town.report("ENV01", area=GRID)
    handling.sign(case, by=town.user("grid"), at=NOW)
    for _n in range(notes):
        handling.note(case, by=town.user("grid"), at=NOW, kind="visit", text="上门查看")
    client = as_("grid")
    client.get(f"/cases/{case.number}/")
    # user, versions, case, clocks, assists, events with texts, photos, earlier cases, unread
    with django_assert_num_queries(9):
        client.get(f"/cases/{case.number}/")


def test_the_desk_merges_a_likely_twin_with_one_button(as_, town):
    first, second = town.report(text="垃圾没人清运"), town.report(text="垃圾还是没人清运")
    page = as_("community").get(f"/cases/{second.number}/")
    assert f'name="merge-into" value="{first.number}"' in page.text
    sent = {"merge-expected": second.event_count, "merge-into": first.number}
    assert as_("community").post(f"/cases/{second.number}/merge/", sent).status_code == 302
    second.refresh_from_db()
    assert second.master_id == first.pk
    merged = as_("community").get(f"/cases/{second.number}/")
    assert merged.context["master"] == first.number
    assert f'href="/cases/{first.number}/">Merged into case {first.number}</a>' in merged.text
    assert "垃圾还是没人清运" in as_("grid").get(f"/cases/{first.number}/").text
    assert "merge-into" not in as_("grid").get(f"/cases/{first.number}/").text


def test_the_triage_desk_reads_a_suggestion_with_its_words_and_as_one(as_, town):
    case = town.report(None, text="楼道里路灯不亮，已经三天了。")
    response = as_("community").get(f"/cases/{case.number}/")
    assert "Municipal facilities · Street light, by the words: 路灯不亮" in response.text
    assert "Only suggested, by the words of the report. Please check it." in response.text
    plain = as_("community").get(f"/cases/{town.report(None, text='请来看看吧。').number}/").text
    assert "suggested" not in plain.casefold()
