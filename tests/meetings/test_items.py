import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.actions import handling
from cases.models import Case, CaseEvent, Category
from cases.world import viewer, world
from grids.locate import Place
from grids.versions import bump
from meetings.actions import items, receptions
from meetings.models import Item
from meetings.queries import receptions as queries
from notices.models import Notice
from residents.contact import Contact
from tests.meetings.conftest import TODAY, begun, property_day
from tests.town import AT, BUILDING, COUNTY, FAR_GRID, GRID, place

CAME = Contact("张三丰", "13812345678")


def record(town, session, by="street", **changes):
    given = {
        "by": town.user(by),
        "at": AT,
        "text": "楼道口的垃圾三天没有人清运。",
        "place": place(GRID),
        "category": "ENV01",
    }
    return items.record_case(session, **given | changes)


def sitting(town, name, session):
    return queries.sitting(world(AT), viewer(town.user(name), AT), session)


def test_a_matter_becomes_a_case_like_any_other(town, leaders):
    found = record(town, leaders, contact=CAME)
    case = found.case
    assert (case.channel, case.state, case.holder_id) == ("leader_reception", "dispatched", town.unit(GRID))
    assert (found.item.number, found.item.kind, found.item.text) == (1, "case", "")
    assert (len(found.query_code), found.promise_at) == (8, case.due_at)
    assert list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True)) == [
        "report",
        "dispatch",
    ]


def test_who_came_is_kept_with_the_case_and_nowhere_in_meetings_or_the_trail(town, leaders):
    found = record(town, leaders, contact=CAME)
    assert Case.objects.get(pk=found.case.pk).requester.name_masked == "张**"
    rows = [*Item.objects.values(), *AuditEntry.objects.values()]
    assert not any(word in str(rows) for word in ("张三丰", "13812345678", "张*"))


def test_the_county_clerk_records_for_the_street(town, leaders):
    assert record(town, leaders, by="county").item.number == 1


@pytest.mark.parametrize(
    ("by", "code"), [("community", "not_your_unit"), ("section", "not_your_verb"), ("grid", "not_your_verb")]
)
def test_who_may_not_record(town, leaders, by, code):
    with pytest.raises(Refusal) as refused:
        record(town, leaders, by=by)
    assert (refused.value.code, Case.objects.count()) == (code, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "\x00"}, "control_characters"),
        ({"text": "长" * 4001}, "too_long"),
        ({"category": "XXX99"}, "unknown_category"),
        ({"address": "长" * 201}, "too_long"),
        ({"place": place(FAR_GRID)}, "outside_session"),
    ],
)
def test_hostile_input_leaves_nothing(town, leaders, changes, code):
    with pytest.raises(Refusal) as refused:
        record(town, leaders, **changes)
    assert (refused.value.code, Case.objects.count(), Item.objects.count()) == (code, 0, 0)


def test_a_place_found_no_finer_is_that_of_the_reception(town, leaders):
    coarse = Place(area_code=COUNTY, level="county", how="root", confidence=0)
    assert record(town, leaders, place=coarse, category=None).case.area_id == leaders.area_id


PROPERTY = [
    # recorded by, category, place -> holder, state
    ("community", "PTY01", GRID, "property", "dispatched"),
    ("community", "PTY04", BUILDING, "property", "dispatched"),
    ("community", "ENV01", GRID, GRID, "dispatched"),
    ("community", "DIS02", GRID, "370211001001", "dispatched"),
    ("street", "PTY01", GRID, GRID, "dispatched"),
    ("community", None, GRID, "370211001001", "reported"),
]


@pytest.mark.parametrize(("by", "category", "area", "holder", "state"), PROPERTY)
def test_the_company_holds_what_the_routing_rules_let_it_hold(town, company_day, by, category, area, holder, state):
    found = record(town, company_day, by=by, category=category, place=place(area))
    case = Case.objects.get(pk=found.case.pk)
    assert (case.channel, case.state, case.holder_id) == ("property_reception", state, town.unit(holder))
    assert found.promise_at is not None


def test_a_sensitive_matter_of_property_stays_with_government(town, company_day):
    Category.objects.filter(code="PTY01").update(personal_data="sensitive")
    bump("catalogue")
    found = record(town, company_day, by="community", category="PTY01")
    assert found.case.holder_id != town.unit("property")


def test_numbers_run_and_answers_stand_between_cases(town, leaders):
    record(town, leaders)
    items.record_answer(leaders, by=town.user("street"), at=AT, text="解释了收费标准。")
    record(town, leaders, by="street2")
    assert list(Item.objects.values_list("number", "kind")) == [(1, "case"), (2, "answer"), (3, "case")]
    counts = queries.counted([leaders.pk])[leaders.pk]
    assert (counts.items, counts.cases, counts.answered, counts.settled, counts.open) == (3, 2, 1, 1, 2)


def test_a_closed_case_counts_as_settled(town, leaders):
    case = record(town, leaders).case
    handling.settle(case, by=town.user("grid"), at=AT, reply="已清运。")
    counts = queries.counted([leaders.pk])[leaders.pk]
    assert (counts.settled, counts.open) == (1, 0)


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("长" * 401, "too_long"), ("\x1b", "control_characters")])
def test_an_answer_is_short(town, leaders, text, code):
    with pytest.raises(Refusal) as refused:
        items.record_answer(leaders, by=town.user("street"), at=AT, text=text)
    assert (refused.value.code, Item.objects.count()) == (code, 0)


def test_the_leaders_word_reaches_who_holds_the_case(town, leaders):
    case = record(town, leaders).case
    before = CaseEvent.objects.filter(case=case).count()
    row = items.instruct(leaders, by=town.user("street"), at=AT, item=1, text="三日内清运并公示。")
    notice = Notice.objects.get(kind="leader_instruction")
    assert (notice.to_id, notice.about_kind, notice.about_id) == (town.unit(GRID), "instruction", str(row.pk))
    assert "清运" not in str(notice.params)
    assert CaseEvent.objects.filter(case=case).count() == before
    assert queries.instruction(viewer(town.user("grid"), AT), row.pk).instruction == "三日内清运并公示。"
    for name in ("grid2", "property", "far_street", "nobody"):
        with pytest.raises(Refusal):
            queries.instruction(viewer(town.user(name), AT), row.pk)
    assert "三日内" not in str(list(AuditEntry.objects.values()))


def test_an_instruction_is_given_once_by_the_leader_on_an_open_case(town, leaders):
    case, leader = record(town, leaders).case, town.user("street")
    items.record_answer(leaders, by=leader, at=AT, text="答复")
    record(town, leaders)

    def code_of(by, item, text="办"):
        with pytest.raises(Refusal) as refused:
            items.instruct(leaders, by=town.user(by), at=AT, item=item, text=text)
        return refused.value.code

    assert code_of("street2", 1) == "not_the_leader"
    assert code_of("street", 2) == "wrong_state"
    assert code_of("street", 4) == code_of("street", -1) == code_of("street", 10**30) == "not_found"
    assert code_of("street", 1, " ") == "empty"
    items.instruct(leaders, by=leader, at=AT, item=1, text="办")
    assert code_of("street", 1) == "already_instructed"
    case = Case.objects.exclude(pk=case.pk).get()
    handling.settle(case, by=town.user("grid"), at=AT, reply="已办。")
    assert code_of("street", 3) == "wrong_state"


def test_after_the_summary_the_leader_still_may_instruct(town, leaders):
    record(town, leaders)
    receptions.summarise(leaders, by=town.user("street"), at=AT, text="结束")
    assert items.instruct(leaders, by=town.user("street"), at=AT, item=1, text="办").instruction == "办"


def test_the_company_sees_its_day_but_nobody_who_came(town):
    session = begun(property_day(town, day=TODAY), town, "community")
    own = record(town, session, by="community", category="PTY01", contact=CAME).case
    record(town, session, by="community", category="ENV01", contact=CAME)
    items.record_answer(session, by=town.user("community"), at=AT, text="向张三丰解释了物业费。")
    found = sitting(town, "property", session)
    assert [(line.item.number, line.case.number if line.case else "", line.text) for line in found.lines] == [
        (1, own.number, ""),
        (2, "", ""),
        (3, "", ""),
    ]
    assert (found.is_host, found.actions) == (False, [])
    host = sitting(town, "community", session)
    assert host.is_host
    assert [bool(line.case) for line in host.lines] == [True, True, False]
    assert host.lines[2].text == "向张三丰解释了物业费。"


def test_a_sensitive_case_stands_without_words(town, leaders):
    record(town, leaders, category="DIS02", text="家里的事")
    items.instruct(leaders, by=town.user("street"), at=AT, item=1, text="请妇联介入")
    line = sitting(town, "street", leaders).lines[0]
    assert (line.case.summary, line.case.address, line.instruction) == ("", "", "")
    assert line.item.instruction == "请妇联介入"
