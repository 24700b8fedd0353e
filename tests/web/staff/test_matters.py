"""The pages of mediations, petition matters and hazards, driven as a browser without JavaScript does."""

import re

import pytest
from django.urls import reverse

from cases.world import ZONE
from procedures.actions import petition as petition_actions
from procedures.models import HazardRecord, MediationCase, PetitionHandover
from procedures.states import hazard, mediation, petition
from tests.procedures.conftest import (
    AT,
    accepted,
    agreed,
    applied,
    build_with_committees,
    dispute,
    found,
    graded,
    performing,
    post_of,
    registered,
)
from web.staff import hazards, mediations, petitions

TODAY = "2026-03-03"
LISTS = ("mediations", "petitions", "hazards")


@pytest.fixture
def town(db):
    return build_with_committees()


def send(client, row, verb, status=302, **values):
    """A verb's form, its fields under the verb's prefix."""
    url = reverse(f"{row.PROCEDURE}_{verb}", args=[row.pk])
    answer = client.post(url, {f"{verb}-{name}": value for name, value in values.items()})
    assert answer.status_code == status, answer.content.decode()[:3000]
    if status == 302:
        assert client.get(answer["Location"]).status_code == 200
    row.refresh_from_db()
    return answer


def text(answer):
    return answer.content.decode()


def test_a_mediation_from_the_case_page_to_its_performance(town, as_):
    case = dispute(town)
    page = as_("grid").get(reverse("case", args=[case.number]))
    assert reverse("case_matters", args=[case.number]) in text(page)
    beside = text(as_("grid").get(reverse("case_matters", args=[case.number])))
    assert reverse("begin_mediation", args=[case.number]) in beside
    sent = {"unit": town.unit("committee"), "name_a": "张三丰", "phone_a": "13812345678", "name_b": "李四光"}
    answer = as_("grid").post(
        reverse("begin_mediation", args=[case.number]), {f"apply-{name}": value for name, value in sent.items()}
    )
    row = MediationCase.objects.get()
    assert answer["Location"] == reverse("mediation", args=[row.pk])
    mediator = as_("mediator")
    send(mediator, row, "ask_consent", mediators=[post_of(town, "mediator")])
    send(mediator, row, "consent", party="0")
    send(mediator, row, "consent", party="1")
    words = {"place": "调解室", "present": "双方", "record": "双方各自陈述。"}
    send(mediator, row, "hold_session", held_at="2026-03-03T10:10", **words)
    send(mediator, row, "extend", days="10", parties=["0", "1"])
    words = {"facts": "噪声", "content": "晚十点后不练琴", "way": "自行约束"}
    send(mediator, row, "agree", form="written", agreed_on=TODAY, perform_by="2026-03-10", **words)
    send(mediator, row, "take_effect", on=TODAY)
    send(mediator, row, "apply_confirmation", on=TODAY)
    send(mediator, row, "record_confirmation", on=TODAY, result="confirmed")
    send(mediator, row, "perform", on=TODAY, text="已履行")
    assert row.state == "performed"
    page = text(mediator.get(reverse("mediation", args=[row.pk])))
    assert "双方各自陈述" in page
    assert "张**" in page
    assert "张三丰" not in page
    assert reverse("mediation", args=[row.pk]) in text(as_("grid").get(reverse("case_matters", args=[case.number])))


def test_who_only_sees_the_case_reads_nothing_of_what_was_said(town, as_):
    row = agreed(town)
    for name in ("community", "street", "checker"):
        page = text(as_(name).get(reverse("mediation", args=[row.pk])))
        assert "Agreed" in page
        assert not [word for word in ("张**", "李**", "138****", "双方陈述", "晚十点", "噪声") if word in page]
        assert as_(name).get(reverse("mediation_agreement", args=[row.pk])).status_code == 404


def test_other_routes_stand_on_every_page_of_a_mediation(town, as_):
    row = applied(town)
    assert "stays open at any" in text(as_("grid").get(reverse("mediation", args=[row.pk])))
    send(as_("mediator"), row, "decline", party="1")
    ended = text(as_("grid").get(reverse("mediation", args=[row.pk])))
    assert "a suit at the court" in ended
    case = dispute(town)
    assert "stays open at any" in text(as_("grid").get(reverse("begin_mediation", args=[case.number])))


def test_a_party_is_shown_once_to_who_mediates_for_a_purpose(town, as_):
    row = accepted(town)
    url = reverse("mediation_reveal", args=[row.pk, 0])
    assert as_("grid").post(url, {"reveal-why": "arrange_visit"}).status_code == 403
    client = as_("mediator")
    assert client.post(url, {}).status_code == 400
    shown = client.post(url, {"reveal-why": "arrange_visit"})
    assert "张三丰" in text(shown)
    assert "13812345678" in text(shown)
    assert "李四光" not in text(shown)
    assert "张三丰" not in text(client.get(reverse("mediation", args=[row.pk])))
    assert client.get(url).status_code == 302
    assert client.post(reverse("mediation_reveal", args=[row.pk, 7]), {"reveal-why": "callback"}).status_code == 400


def test_a_petition_matter_from_waiting_to_final(town, as_):
    case = town.report("CIV06")
    assert case.number in text(as_("street").get(reverse("petitions")))
    sent = {"unit": town.unit("section"), "system_number": "XF-9", "received_on": TODAY, "representatives": "5"}
    url = reverse("register_petition", args=[case.number])
    assert as_("street").get(url).status_code == 200
    answer = as_("street").post(url, {f"register-{name}": value for name, value in sent.items()})
    row = PetitionHandover.objects.get()
    assert answer["Location"] == reverse("petition", args=[row.pk])
    send(as_("section"), row, "object", text="不归我们管")
    assert "not its duty" in text(as_("street").get(reverse("petition", args=[row.pk])))
    send(as_("street"), row, "decide_objection", unit="", text="归你们")
    send(as_("section"), row, "inform", on=TODAY, way="letter")
    send(as_("section"), row, "accept", on=TODAY)
    send(as_("section"), row, "decide", on=TODAY, outcome="supported")
    send(as_("section"), row, "serve", on=TODAY)
    for name in ("section", "street"):  # the petitioner has thirty days: no office has to act
        assert "<span>Nothing for you to do now.</span>" in text(as_(name).get(reverse("petition", args=[row.pk])))
    desk = as_("street")
    send(desk, row, "ask_review", on=TODAY)
    send(desk, row, "decide_review", on=TODAY, outcome="supported")
    send(desk, row, "serve", on=TODAY)
    send(desk, row, "ask_re_review", on=TODAY)
    send(desk, row, "decide_re_review", on=TODAY, outcome="supported")
    assert row.state == "final"
    assert "XF-9" not in text(desk.get(reverse("petitions")))
    assert "XF-9" in text(desk.get(reverse("petitions") + "?ended=1"))


def test_the_head_takes_more_time_and_the_page_says_until_when(town, as_):
    row = registered(town, unit=town.unit("department"))
    client = as_("department")
    send(client, row, "inform", on=TODAY, way="online")
    send(client, row, "accept", on=TODAY)
    send(client, row, "extend", days="30", reason="等待鉴定")
    page = text(client.get(reverse("petition", args=[row.pk])))
    assert "90 days after 2026-03-03" in page
    assert "It ends at midnight after 2026-06-01" in page
    send(as_("street"), row, "finish", reason="withdrawn", text="撤回")


def test_a_hazard_from_found_to_cleared_and_found_again(town, as_):
    grid = as_("grid")
    assert "Self-built house" in text(grid.get(reverse("new_hazard")))
    sent = {"kind": "self_built", "area_code": "370211001001001001", "text": "承重墙开裂", "open_case": "on"}
    answer = grid.post(reverse("new_hazard"), {f"find-{name}": value for name, value in sent.items()})
    row = HazardRecord.objects.get()
    assert answer["Location"] == reverse("hazard", args=[row.pk])
    assert row.case.category.code == "BLD01"
    send(as_("street"), row, "grade", grade="D", unit=town.unit("section"), text="整幢危险")
    section = as_("section")
    answer = send(section, row, "control", status=400, text="围挡")
    assert "Everybody" in text(answer).replace("everybody", "Everybody")
    send(section, row, "control", text="围挡", evacuated="on")
    page = reverse("hazard", args=[row.pk])
    send(section, row, "rectify", text="拆除重建")
    assert "it is with 金牛山街道办公室.</span>" in text(section.get(page))
    send(as_("checker"), row, "recheck", passed="yes", text="合格")
    send(as_("street"), row, "clear")
    assert "<span>Nothing is left to do.</span>" in text(as_("street").get(page))
    send(as_("grid"), row, "find_again", text="仍在倾斜")
    again = HazardRecord.objects.latest("pk")
    assert again.former == row
    assert reverse("hazard", args=[again.pk]) in text(as_("grid").get(reverse("hazard", args=[row.pk])))


def test_a_hazard_of_a_case_takes_its_place_and_kind(town, as_):
    case = town.report("BLD01")
    page = text(as_("grid").get(reverse("case_hazard", args=[case.number])))
    assert 'value="self_built"' in page
    assert 'value="gas"' not in page
    assert "open_case" not in page
    sent = {"kind": "self_built", "area_code": case.area_id, "text": "墙裂"}
    as_("grid").post(
        reverse("case_hazard", args=[case.number]), {f"find-{name}": value for name, value in sent.items()}
    )
    assert HazardRecord.objects.get().case == case


def test_a_refusal_comes_back_with_what_was_written(town, as_):
    row = graded(town, "C")
    client = as_("section")
    answer = send(client, row, "rectify", status=409, text="已经修好的长段说明")
    assert "Grades C and D need control measures first." in text(answer)
    assert "已经修好的长段说明" in text(answer)


def test_a_form_without_its_words_is_a_400(town, as_):
    row = registered(town)
    assert "Please write something." in text(send(as_("section"), row, "object", status=400, text=""))


def test_the_kind_of_a_case_s_hazard_is_chosen_and_not_preset(town, as_):
    """SAF07 is gas or electricity: whichever stood first would be taken for the answer."""
    case, client = town.report("SAF07"), as_("grid")
    url = reverse("case_hazard", args=[case.number])
    page = client.get(url).text
    (select,) = re.findall(r'<select name="find-kind".*?</select>', page, re.DOTALL)
    assert "required" in select.partition(">")[0]
    assert re.findall(r'<option value="([^"]*)"', select) == ["", "gas", "electricity"]
    refused = client.post(url, {"find-kind": "", "find-area_code": case.area_id, "find-text": "燃气管老化。"})
    assert (refused.status_code, HazardRecord.objects.count()) == (400, 0)


def test_hazards_are_filtered_by_grade_and_place(town, as_):
    graded(town, "D")
    found(town, kind="gas")
    client, url = as_("street"), reverse("hazards")
    rows = 'class="case-row-text"'
    assert text(client.get(url)).count(rows) == 2
    assert text(client.get(url, {"grade": "D"})).count(rows) == 1
    assert text(client.get(url, {"overdue": "on"})).count(rows) == 0
    assert text(client.get(url, {"area_code": "370211001001002"})).count(rows) == 0
    for strange in ({"grade": "X"}, {"area_code": "zz"}, {"before": "x"}):
        assert client.get(url, strange).status_code in {200, 400}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(town, as_, django_assert_num_queries, count):
    for number in range(count):
        applied(town, dispute(town))
        registered(town, case=town.report("CIV06"), number=f"XF-{number}")
        found(town)
    client = as_("street")
    client.get(reverse("mediations"))
    for name, statements in (("mediations", 5), ("petitions", 6), ("hazards", 5)):
        with django_assert_num_queries(statements):
            assert text(client.get(reverse(name))).count('class="case-row-text"') == count


EVERYBODY = [
    "anonymous", "nobody", "steward", "grid", "grid2", "community", "next_community", "street", "county", "checker",
    "callback", "section", "department", "property", "far_grid", "far_street", "mediator", "far_mediator",
    "administrator", "auditor",
]  # fmt: skip
SEES_CASE = {"grid", "community", "street", "county", "checker", "callback", "section"}
PAGES = {
    "mediation": {*SEES_CASE, "mediator"},
    "mediation_agreement": {"grid", "mediator"},
    "petition": SEES_CASE,
    "hazard": {*SEES_CASE, "steward", "department"},
    "case_matters": SEES_CASE,
    "mediations": {*EVERYBODY} - {"anonymous"},
    "petitions": {*EVERYBODY} - {"anonymous"},
    "hazards": {*EVERYBODY} - {"anonymous"},
}
BEGINNINGS = {  # who begins (200), who sees the case without beginning (403); all others 404
    "begin_mediation": {"grid"},
    "register_petition": {"street", "county"},
    "case_hazard": {"grid", "community", "street", "county", "section"},
}


@pytest.mark.parametrize("route", [*PAGES, *BEGINNINGS, "new_hazard"])
def test_every_page_and_every_role(town, client, as_, route):
    target = {
        "mediation": lambda: performing(town).pk,
        "mediation_agreement": lambda: performing(town).pk,
        "petition": lambda: registered(town).pk,
        "hazard": lambda: found(town).pk,
        "case_matters": lambda: performing(town).case.number,
        "begin_mediation": lambda: dispute(town).number,
        "register_petition": lambda: town.report("BLD01").number,
        "case_hazard": lambda: town.report("BLD01").number,
    }.get(route)
    url = reverse(route, args=[target()] if target else [])
    answers = {}
    for name in EVERYBODY:
        client.logout()
        answers[name] = (client if name == "anonymous" else as_(name)).get(url).status_code
    assert answers == {name: expected(route, name) for name in EVERYBODY}


def expected(route, name):
    if name == "anonymous":
        return 302
    if route == "new_hazard":
        may = {"steward", "grid", "grid2", "community", "next_community", "street", "county", "section", "department"}
        return 200 if name in may | {"far_grid", "far_street"} else 403
    if route in BEGINNINGS:
        return 200 if name in BEGINNINGS[route] else 403 if name in SEES_CASE else 404
    return 200 if name in PAGES[route] else 404


def test_every_verb_has_its_line_its_form_and_its_action():
    modules = {mediations: mediation.Verb, petitions: petition.Verb, hazards: hazard.Verb}
    beginnings = {"apply", "register", "find", "lapse", "end_with_case"}
    for module, verbs in modules.items():
        routed = [pattern.default_args["verb"] for pattern in module.urlpatterns if "verb" in pattern.default_args]
        assert sorted(routed) == sorted(verb for verb in verbs if verb not in beginnings)
        assert sorted(module.ACTIONS) == sorted(routed)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_teaches(town, as_, name):
    assert "empty-gz" in text(as_("far_street").get(reverse(name)))


def test_a_verb_opened_as_a_page_leads_to_the_matter(town, as_):
    row = found(town)
    answer = as_("street").get(reverse("hazard_grade", args=[row.pk]))
    assert answer["Location"] == reverse("hazard", args=[row.pk])
    assert as_("far_street").post(reverse("hazard_grade", args=[row.pk])).status_code == 404
    assert as_("grid").post(reverse("hazard_grade", args=[row.pk])).status_code == 403


def test_to_refuse_is_never_what_one_must_do_next(town, as_):
    row = applied(town)
    page = text(as_("grid").get(reverse("mediation", args=[row.pk])))
    assert "it is with 红星调委会" in page
    assert 'id="verb-decline" name="verb">' in page  # folded
    assert '<button class="btn btn-danger btn-wide">' in page
    page = text(as_("mediator").get(reverse("mediation", args=[row.pk])))
    assert "Name mediators, ask the parties</span>" in page
    assert page.count('<button class="btn btn-primary btn-wide">') == 1


def test_more_time_and_another_grade_are_never_what_one_must_do_next(town, as_):
    def next_step(name, row):
        page = as_(name).get(reverse(row.PROCEDURE.value, args=[row.pk]))
        return str(page.context["next_step"]), [offer.verb for offer in page.context["offers"]]

    row = found(town)
    assert next_step("street", row) == ("Grade it", ["grade"])
    dangerous = graded(town, "D")
    assert next_step("street", dangerous) == ("Nothing for you to do now: it is with 金牛山城管办.", ["grade"])
    assert next_step("section", dangerous) == ("Control measures are taken", ["control"])
    matter = registered(town, unit=town.unit("department"))
    by = {"by": town.user("department"), "at": AT, "on": AT.astimezone(ZONE).date()}
    matter = petition_actions.accept(petition_actions.inform(matter, **by, way="letter"), **by)
    assert next_step("department", matter) == ("The decision is made", ["decide", "extend"])
