import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.actions import handling
from cases.models import Case, CaseEvent, Text
from cases.world import viewer, world
from meetings.actions import decisions, screenings
from meetings.models import AgendaItem, ScreeningMeeting
from meetings.queries import screenings as queries
from notices.models import Notice
from tests.meetings.conftest import TODAY, post_of, screening
from tests.town import (
    AT,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_COMMUNITY,
    OTHER_STREET,
    STREET,
    local,
)

DAY = dt.timedelta(days=1)


def code_of(call, *args, **facts):
    with pytest.raises(Refusal) as refused:
        call(*args, **facts)
    return refused.value.code


def dispute(town, category="DIS01", area=GRID, **more):
    return town.report(category, area=area, text="楼上漏水，邻里不和。", **more)


def numbers(meeting):
    return set(AgendaItem.objects.filter(meeting=meeting).values_list("case__number", flat=True))


def decide(town, meeting, case, by="community", **changes):
    given = {
        "by": town.user(by),
        "at": AT,
        "number": case.number,
        "decision": "mediate",
        "text": "双方愿意谈。",
        "unit": case.holder_id,
        "due_on": TODAY + 10 * DAY,
    }
    return decisions.decide(meeting, **given | changes)


@pytest.fixture
def held(town):
    """A meeting that is being held, with one dispute of the grid on its agenda."""
    case = dispute(town)
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    return meeting, case


def test_the_agenda_are_the_open_disputes_of_the_area(town):
    inside = {dispute(town).number, dispute(town, "DIS02").number}
    town.report("ENV01")
    dispute(town, area=NEXT_GRID)
    dispute(town, area=FAR_GRID)
    over = dispute(town)
    handling.settle(over, by=town.user("grid"), at=AT, reply="和好了。")
    assert numbers(screening(town)) == inside


def test_a_streets_meeting_takes_its_communities_along(town):
    both = {dispute(town).number, dispute(town, area=NEXT_GRID).number}
    dispute(town, area=FAR_GRID)
    assert numbers(screening(town, by="street", area=STREET)) == both


def test_a_complaint_about_the_own_office_is_not_on_its_agenda(town):
    case = dispute(town)
    Case.objects.filter(pk=case.pk).update(complained_unit_id=town.unit(COMMUNITY))
    assert numbers(screening(town)) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area": GRID}, "unknown_area"),
        ({"area": COUNTY, "by": "county"}, "unknown_area"),
        ({"area": "\x00"}, "unknown_area"),
        ({"area": FAR_COMMUNITY}, "not_your_unit"),
        ({"by": "grid"}, "not_your_verb"),
        ({"by": "property"}, "not_your_verb"),
        ({"day": TODAY + 366 * DAY}, "bad_day"),
        ({"participants": [0]}, "unknown_participant"),
        ({"participants": range(1, 42)}, "too_many"),
    ],
)
def test_what_cannot_be_planned(town, changes, code):
    assert code_of(screening, town, **changes) == code
    assert not ScreeningMeeting.objects.exists()


def test_people_of_the_area_and_above_take_part(town):
    posts = [
        post_of(town, "grid", "grid_worker"),
        post_of(town, "street", "leader"),
        post_of(town, "property", "handler"),
    ]
    assert screening(town, participants=posts).participants.count() == 3
    outside = [post_of(town, "far_street", "leader")]
    assert code_of(screening, town, day=TODAY + DAY, participants=outside) == "unknown_participant"


def test_one_meeting_a_day(town):
    screening(town)
    assert code_of(screening, town) == "already_planned"


def test_beginning_brings_the_agenda_up_to_date(town):
    ended, stays = dispute(town), dispute(town)
    meeting = screening(town)
    assert len(numbers(meeting)) == 2
    Case.objects.filter(pk=ended.pk).update(state="closed", outcome="resolved", closed_at=AT)
    new = dispute(town)
    screenings.begin(meeting, by=town.user("community"), at=AT)
    assert numbers(meeting) == {stays.number, new.number}


def test_it_does_not_begin_before_its_day(town):
    meeting = screening(town, day=TODAY + DAY)
    assert code_of(screenings.begin, meeting, by=town.user("community"), at=AT) == "too_early"


def test_a_case_of_any_kind_is_picked_by_its_number(town):
    meeting, clerk = screening(town), town.user("community")
    rubbish, far = town.report("ENV01"), dispute(town, area=FAR_GRID)
    assert screenings.pick(meeting, by=clerk, at=AT, number=f" {rubbish.number} ").picked
    assert code_of(screenings.pick, meeting, by=clerk, at=AT, number=rubbish.number) == "on_agenda"
    assert code_of(screenings.pick, meeting, by=clerk, at=AT, number=far.number) == "unknown_case"
    for hostile, code in [
        ("", "empty"),
        ("\x00", "control_characters"),
        ("9" * 400, "unknown_case"),
        ("%", "unknown_case"),
    ]:
        assert code_of(screenings.pick, meeting, by=clerk, at=AT, number=hostile) == code


def test_a_decision_of_another_than_the_holder_is_told_to_the_holder(town, held):
    meeting, case = held
    before = CaseEvent.objects.filter(case=case).count()
    item = decide(town, meeting, case)
    assert (item.decision, item.noted, item.unit_id, item.due_on) == (
        "mediate",
        False,
        town.unit(GRID),
        TODAY + 10 * DAY,
    )
    notice = Notice.objects.get(kind="screening_decided")
    assert (notice.to_id, notice.about_kind, notice.about_id) == (town.unit(GRID), "decision", str(item.pk))
    assert CaseEvent.objects.filter(case=case).count() == before
    assert queries.decision(viewer(town.user("grid"), AT), item.pk).text == "双方愿意谈。"
    for name in ("grid2", "far_community", "nobody", "property"):
        assert code_of(queries.decision, viewer(town.user(name), AT), item.pk) == "not_found"


def test_a_decision_of_the_holder_is_a_note_on_the_case(town):
    case = dispute(town, "DIS05")
    handling.sign(case, by=town.user("community"), at=AT)
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    item = decide(town, meeting, case)
    event = CaseEvent.objects.filter(case=case).order_by("seq").last()
    assert (item.noted, event.verb, event.data["kind"]) == (True, "note", "internal")
    assert Text.objects.get(case=case, seq=event.seq).body == "Offer mediation: 双方愿意谈。"
    assert not Notice.objects.filter(kind="screening_decided").exists()


def test_deciding_again_replaces_and_tells_again(town, held):
    meeting, case = held
    decide(town, meeting, case)
    item = decide(town, meeting, case, decision="keep_on", at=local("2026-03-03 11:00"))
    assert (AgendaItem.objects.count(), item.decision) == (1, "keep_on")
    assert Notice.objects.filter(kind="screening_decided").count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision": "arrest"}, "unknown_decision"),
        ({"text": ""}, "empty"),
        ({"text": "长" * 1001}, "too_long"),
        ({"text": "\x00"}, "control_characters"),
        ({"unit": None}, "unknown_unit"),
        ({"unit": -5}, "unknown_unit"),
        ({"due_on": None}, "bad_day"),
        ({"due_on": TODAY - DAY}, "bad_day"),
        ({"due_on": TODAY + 366 * DAY}, "bad_day"),
        ({"number": "1"}, "not_found"),
        ({"number": "\x00"}, "control_characters"),
        ({"by": "grid"}, "not_your_verb"),
        ({"by": "next_community"}, "not_your_unit"),
    ],
)
def test_what_is_no_decision(town, held, changes, code):
    meeting, case = held
    assert code_of(decide, town, meeting, case, **changes) == code
    assert AgendaItem.objects.get().decision == ""


def test_a_sensitive_dispute_is_not_given_to_a_company(town):
    case = dispute(town, "DIS02")
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    assert code_of(decide, town, meeting, case, unit=town.unit("property")) == "unknown_unit"
    assert decide(town, meeting, case, unit=town.unit(STREET)).unit_id == town.unit(STREET)


def test_nothing_is_decided_before_or_after(town):
    case = dispute(town)
    meeting = screening(town)
    assert code_of(decide, town, meeting, case) == "wrong_state"
    screenings.begin(meeting, by=town.user("community"), at=AT)
    decide(town, meeting, case)
    screenings.report(meeting, by=town.user("community"), at=AT)
    assert code_of(decide, town, meeting, case) == "wrong_state"
    assert code_of(screenings.pick, meeting, by=town.user("community"), at=AT, number="1") == "wrong_state"
    assert code_of(screenings.call_off, meeting, by=town.user("community"), at=AT) == "wrong_state"


def test_it_cannot_be_reported_while_a_case_has_no_decision(town, held):
    meeting, case = held
    assert code_of(screenings.report, meeting, by=town.user("community"), at=AT) == "undecided"
    decide(town, meeting, case)
    reported = screenings.report(meeting, by=town.user("community2"), at=AT, text="一件，已定调解。")
    assert (reported.state, reported.reported_to_id) == ("reported", town.unit(STREET))
    notice = Notice.objects.get(kind="screening_reported")
    assert (notice.to_id, notice.about_kind, notice.about_id) == (town.unit(STREET), "screening", str(meeting.pk))
    assert code_of(screenings.report, meeting, by=town.user("community"), at=AT) == "wrong_state"


def test_a_case_that_was_closed_meanwhile_does_not_hold_up_the_report(town, held):
    meeting, case = held
    Case.objects.filter(pk=case.pk).update(state="closed", outcome="resolved", closed_at=AT)
    assert code_of(decide, town, meeting, case) == "wrong_state"
    assert screenings.report(meeting, by=town.user("community"), at=AT).state == "reported"
    line = queries.sitting(world(AT), viewer(town.user("community"), AT), meeting).lines[0]
    assert line.is_over


def test_the_office_above_acknowledges_once(town, held):
    meeting, case = held
    decide(town, meeting, case)
    assert code_of(screenings.acknowledge, meeting, by=town.user("street"), at=AT) == "wrong_state"
    screenings.report(meeting, by=town.user("community"), at=AT)
    for name, code in [
        ("community", "not_your_unit"),
        ("county", "not_your_unit"),
        ("far_street", "not_your_unit"),
        ("checker", "not_your_verb"),
    ]:
        assert code_of(screenings.acknowledge, meeting, by=town.user(name), at=AT) == code
    done = screenings.acknowledge(meeting, by=town.user("street2"), at=AT)
    assert (done.acknowledged_by.username, done.acknowledged_at) == ("street2", AT)
    assert code_of(screenings.acknowledge, meeting, by=town.user("street"), at=AT) == "wrong_state"


def test_every_step_is_in_the_trail_without_words(town, held):
    meeting, case = held
    decide(town, meeting, case)
    screenings.report(meeting, by=town.user("community"), at=AT, text="总结的话")
    screenings.acknowledge(meeting, by=town.user("street"), at=AT)
    rows = list(AuditEntry.objects.filter(subject_kind="screening").order_by("id"))
    assert [row.verb for row in rows] == [
        "plan_screening",
        "begin_screening",
        "decide_dispute",
        "report_screening",
        "acknowledge_screening",
    ]
    assert not any(word in str([row.data for row in rows]) for word in ("双方", "总结"))


def test_what_is_called_off_is_gone(town):
    dispute(town)
    meeting = screening(town)
    screenings.call_off(meeting, by=town.user("community2"), at=AT)
    assert (ScreeningMeeting.objects.count(), AgendaItem.objects.count()) == (0, 0)
    assert code_of(screenings.begin, meeting, by=town.user("community"), at=AT) == "wrong_state"


def test_who_sees_a_meeting(town):
    meeting = screening(town)
    seen = {"community", "community2", "street", "street2", "county", "county2"}
    for name, user in town.users.items():
        who = viewer(user, AT)
        assert bool(queries.page(who).rows) == (name in seen), name
        if name in seen:
            assert queries.find(who, meeting.pk) == meeting
        else:
            assert code_of(queries.find, who, meeting.pk) == "not_found", name


def test_cases_of_the_agenda_show_only_to_who_sees_them(town, held):
    meeting, case = held
    Case.objects.filter(pk=case.pk).update(complained_unit_id=town.unit(COMMUNITY))
    found = queries.sitting(world(AT), viewer(town.user("community"), AT), meeting)
    assert (found.lines, found.hidden, found.counts.agenda) == ([], 1, 1)
    assert code_of(queries.on_agenda, viewer(town.user("community"), AT), meeting, case.number) == "not_found"


def test_a_sensitive_dispute_stands_without_words(town):
    case = dispute(town, "DIS02")
    meeting = screenings.begin(screening(town), by=town.user("community"), at=AT)
    decide(town, meeting, case, text="妇联上门")
    line = queries.sitting(world(AT), viewer(town.user("street"), AT), meeting).lines[0]
    assert (line.case.number, line.case.summary, line.text, line.item.decision) == (case.number, "", "", "mediate")


def test_lists_and_pages_cost_the_same_for_one_and_three(town, django_assert_num_queries):
    who, present = viewer(town.user("community"), AT), world(AT)
    for count in (1, 3):
        while Case.objects.count() < count:
            dispute(town)
        day = TODAY if count == 1 else TODAY - DAY
        meeting = screening(town, day=day, participants=[post_of(town, "community", "clerk")])
        if count == 3:
            screening(town, day=TODAY - 2 * DAY)
        with django_assert_num_queries(2):
            assert len(queries.page(who).rows) == count
        with django_assert_num_queries(5):
            assert len(queries.sitting(present, who, meeting).lines) == count


def test_coverage_counts_communities_that_met_in_the_month(town):
    held = screening(town, day=dt.date(2026, 3, 1))
    screenings.begin(held, by=town.user("community"), at=AT)
    screening(town, by="next_community", area=OTHER_COMMUNITY)
    street = screening(town, by="street", area=STREET)
    screenings.begin(street, by=town.user("street"), at=AT)
    found = queries.coverage(viewer(town.user("street"), AT), STREET, TODAY)
    assert ([area.code for area in found.held], [area.code for area in found.missing]) == (
        [COMMUNITY],
        [OTHER_COMMUNITY],
    )
    assert found.communities == 2
    february = queries.coverage(viewer(town.user("street"), AT), STREET, dt.date(2026, 2, 10))
    assert february.held == []
    for name, area in [("street", OTHER_STREET), ("grid", COMMUNITY), ("street", "x")]:
        assert code_of(queries.coverage, viewer(town.user(name), AT), area, TODAY) == "not_found"
