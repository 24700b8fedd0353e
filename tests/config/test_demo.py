"""The demo street: complete, believable, the same every time, and only where a demo is wanted."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from cases import verification
from cases.models import (
    Case,
    CaseEvent,
    Deadline,
    Proposal,
    PublishedBlock,
    PublishedMonth,
    ReturnRequest,
    Text,
)
from cases.world import ZONE, viewer
from config.demo import loading, organisation, script
from config.demo.clockwork import Play
from config.demo.organisation import demo_accounts
from config.demo.twists import live
from config.demo.wording import data
from grids import directory
from grids.levels import Level
from grids.models import Area, PartyOrganisation, PlaceCode, Post, Unit
from grids.queries import signs
from grids.roles import Role
from meetings.models import DutyDay, Item, ReceptionSession, ScreeningMeeting
from procedures import queries as procedures
from procedures.models import HazardRecord, MediationCase, PetitionHandover

TODAY = dt.date(2026, 11, 22)
UNTIL = dt.datetime(2026, 11, 22, tzinfo=ZONE)
FIRST_GRID, FIRST_COMMUNITY, STREET, COUNTY = "990127003001001", "990127003001", "990127003", "990127"
OFFICE = {Role.CLERK, Role.HANDLER, Role.UNIT_HEAD}

ACCOUNTS = {
    "grid": (FIRST_GRID, "office", {Role.GRID_WORKER}),
    "community": (FIRST_COMMUNITY, "office", OFFICE),
    "community2": (FIRST_COMMUNITY, "office", {Role.CLERK, Role.UNIT_HEAD}),
    "street": (STREET, "office", OFFICE | {Role.LEADER}),
    "street2": (STREET, "office", {Role.CLERK, Role.UNIT_HEAD}),
    "county": (COUNTY, "office", OFFICE | {Role.LEADER}),
    "checker": (STREET, "checking_group", {Role.CHECKER}),
    "callback": (COUNTY, "callback_group", {Role.CALLBACK_CLERK}),
    "department": (COUNTY, "department", {Role.HANDLER, Role.UNIT_HEAD}),
    "property": (FIRST_COMMUNITY, "property_company", {Role.HANDLER}),
    "auditor": (COUNTY, "office", {Role.AUDITOR}),
    "admin": (COUNTY, "office", {Role.ADMINISTRATOR}),
}
VERBS = {
    *("report", "dispatch", "reject", "refer", "note", "sign", "settle", "submit_result", "pass_check", "rework"),
    *("return_order", "decide_return", "reassign", "designate", "escalate", "delegate", "cancel", "withdraw"),
    *("rate", "callback", "reopen", "archive", "supervise", "cancel_supervision", "warn"),
}


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def silent(day):
    pass


@pytest.mark.long
def test_the_street_as_a_whole(db, demo, subtests):
    """Loaded once for all these questions, because ninety days take half a minute."""
    refused = loading.load(TODAY, silent)
    for question in QUESTIONS:
        with subtests.test(question.__name__):
            question()
    with subtests.test("nothing was refused"):
        assert refused == []
    with subtests.test("a second load changes nothing"):
        assert loading.load(TODAY, silent) == []
        assert Case.objects.count() == 402  # 400 of the script, 2 told at a reception
    with subtests.test("the check of the grids finds no fault"):
        call_command("check_grids", stdout=StringIO(), stderr=StringIO())
    with subtests.test("the command loads no more"):
        assert said("load_demo") == ["The demo street is there. Its accounts: manage.py load_demo --accounts"]
    with subtests.test("the command prints the accounts"):
        lines = said("load_demo", "--accounts")
        assert [line.split()[0] for line in lines[:-1]] == list(ACCOUNTS)
        assert "gezhi-demo" in lines[-1]


def said(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def four_communities_and_sixteen_grids():
    levels = Counter(Area.objects.values_list("level", flat=True))
    assert levels == {"county": 1, "street": 1, "community": 4, "grid": 16, "building": 68}
    assert Area.objects.get(code=STREET).name == "金牛山街道"
    for grid in Area.objects.of_level(Level.GRID):
        assert 3 <= grid.children.count() <= 6


def the_accounts_are_those_that_were_promised():
    found = {}
    for post in Post.objects.filter(user__username__in=ACCOUNTS).select_related("user", "unit"):
        place = (post.unit.area_id, post.unit.kind, found.get(post.user.username, ("", "", set()))[2] | {post.role})
        found[post.user.username] = place
    assert found == ACCOUNTS
    for user in User.objects.all():
        assert user.is_demo
        assert user.check_password("gezhi-demo")
    assert [account.username for account in demo_accounts()] == list(ACCOUNTS)


def every_office_has_its_people():
    present = directory.current()
    for code, office in present.offices.items():
        role = Role.GRID_WORKER if present.areas[code].level is Level.GRID else Role.CLERK
        assert present.has_role(office.id, role, TODAY), office.name


def the_party_stands_beside_every_area():
    kinds = Counter(PartyOrganisation.objects.values_list("kind", flat=True))
    assert kinds == {"street": 1, "community": 4, "branch": 16, "building_group": 68}
    assert not PartyOrganisation.objects.filter(secretary="").exists()


def every_state_and_every_end_is_there():
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states.total() == 402
    assert set(states) == {"reported", "dispatched", "processing", "checking", "closed", "archived"}
    assert min(states.values()) >= 5
    outcomes = set(Case.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert outcomes == {"resolved", "explained", "rejected", "referred", "withdrawn", "cancelled"}
    assert set(Case.objects.values_list("severity", flat=True)) == {"general", "important", "urgent", "critical"}
    assert set(Case.objects.values_list("supervision", flat=True)) == {"none", "normal", "yellow", "red"}


def every_verb_was_used():
    assert set(CaseEvent.objects.values_list("verb", flat=True)) >= VERBS


def most_is_settled_in_the_grid_and_some_climbs_to_the_county():
    levels = Counter(Case.objects.filter(outcome="resolved").values_list("closed_level", flat=True))
    assert set(levels) == {"grid", "community", "street", "county"}
    assert levels["grid"] == max(levels.values())
    by_timer = CaseEvent.objects.filter(verb="escalate", by=None, data__to_level="county")
    assert by_timer.count() >= 3
    assert Case.objects.open().filter(due_at__lt=UNTIL).count() >= 5


def times_lie_in_the_ninety_days():
    since = UNTIL - dt.timedelta(days=90)
    first, last = CaseEvent.objects.order_by("at").first(), CaseEvent.objects.order_by("at").last()
    assert since <= first.at <= since + dt.timedelta(days=2)
    assert UNTIL - dt.timedelta(hours=6) <= last.at <= UNTIL
    assert Case.objects.filter(reported_at__gte=UNTIL).count() == 0


def no_timer_was_forgotten_and_the_record_holds():
    assert not Deadline.objects.filter(fire_at__lte=UNTIL).exists()
    assert list(verification.problems()) == []
    assert list(verification.anchor_problems()) == []


def people_write_in_many_words():
    requests = set(Text.objects.filter(kind="request").values_list("body", flat=True))
    assert len(requests) >= 300
    bodies = Text.objects.values_list("body", flat=True)
    assert not [body for body in bodies if "{" in body or "}" in body]


def every_desk_has_something_to_do():
    held = Counter(Case.objects.open().values_list("holder__name", "state"))
    assert held["红星第一网格", "dispatched"] >= 3
    assert held["红星第一网格", "processing"] >= 3
    assert held["红星社区居委会", "reported"] >= 3
    assert held["红星社区居委会", "dispatched"] >= 1
    assert held["金牛山街道办事处", "processing"] >= 1
    assert held["青岚县社会治理中心", "dispatched"] >= 1
    assert held["青岚县市政工程处", "dispatched"] >= 1
    assert held["安居乐物业金牛山项目部", "processing"] >= 1
    assert Case.objects.filter(state="checking", checking_unit=unit("金牛山街道核查组")).count() >= 3
    to_call = Deadline.objects.filter(kind="callback", state="pending", unit=unit("青岚县回访组"))
    assert to_call.count() >= 3
    assert Proposal.objects.filter(ended_at=None).count() >= 1
    assert ReturnRequest.objects.filter(ended_at=None).count() >= 1


def unit(name):
    return Unit.objects.get(name=name)


def each_month_was_counted_when_it_became_public():
    counted = {str(row.month): row.counted_at.astimezone(ZONE).date() for row in PublishedMonth.objects.all()}
    assert {month: counted[month].isoformat() for month in ("2026-09-01", "2026-10-01")} == {
        "2026-09-01": "2026-10-10",  # after the holidays
        "2026-10-01": "2026-11-04",
    }
    assert PublishedBlock.objects.filter(month__month="2026-10-01").aggregate(sum=Sum("count"))["sum"] >= 50


def each_account_sees_its_part():
    seen = {name: Case.objects.visible_to(viewer(User.objects.get(username=name), UNTIL)).count() for name in ACCOUNTS}
    assert seen["county"] == 402
    assert seen["admin"] == seen["auditor"] == 0
    assert 0 < seen["property"] < seen["grid"] < seen["community"] < seen["street"] <= 402
    assert 0 < seen["department"] < 40


def sheets_hang_in_every_community_and_at_facilities():
    """Each says whom to call."""
    rows = list(PlaceCode.objects.usable(UNTIL))
    assert {row.area_id[:12] for row in rows} == set(
        Area.objects.of_level(Level.COMMUNITY).values_list("code", flat=True)
    )
    assert {row.facility for row in rows} == {"", "fitness", "refuse", "charging", "manhole"}
    for sign in signs(rows, TODAY, directory.current()):
        assert all([sign.workers, sign.phone, sign.street_phone])


def people_are_heard_and_disputes_screened():
    found = ReceptionSession.objects.order_by("kind", "day").values_list("kind", "state")
    assert list(found) == [
        ("leader_reception", "summarised"),
        ("leader_reception", "planned"),
        ("property_reception", "held"),
        ("property_reception", "planned"),
    ]
    assert Item.objects.filter(kind="case").count() == 2
    assert Item.objects.exclude(instruction="").count() == 1
    assert ScreeningMeeting.objects.get().agenda.count() >= 1
    assert DutyDay.objects.count() == 20


def procedures_run_beside_cases_in_several_states():
    assert [row.state for row in MediationCase.objects.all()] == ["mediating"]
    assert [row.state for row in PetitionHandover.objects.all()] == ["accepted"]
    assert [row.state for row in HazardRecord.objects.order_by("id")] == ["controlled", "graded", "cleared", "found"]
    street = viewer(User.objects.get(username="street"), UNTIL)
    counts = {row.grade: (row.on_list, row.overdue) for row in procedures.hazard_counts(street, STREET, UNTIL)}
    assert counts == {"D": (1, 0), "C": (1, 1), "": (1, 0)}


QUESTIONS = [
    sheets_hang_in_every_community_and_at_facilities,
    four_communities_and_sixteen_grids,
    the_accounts_are_those_that_were_promised,
    every_office_has_its_people,
    the_party_stands_beside_every_area,
    every_state_and_every_end_is_there,
    every_verb_was_used,
    most_is_settled_in_the_grid_and_some_climbs_to_the_county,
    times_lie_in_the_ninety_days,
    no_timer_was_forgotten_and_the_record_holds,
    people_write_in_many_words,
    every_desk_has_something_to_do,
    each_account_sees_its_part,
    each_month_was_counted_when_it_became_public,
    people_are_heard_and_disputes_screened,
    procedures_run_beside_cases_in_several_states,
]


def picture():
    """What a visitor sees of the demo, case by case."""
    cases = Case.objects.order_by("number").select_related("requester")
    texts = dict(Text.objects.filter(kind="request").values_list("case_id", "body"))
    return [
        (
            case.number,
            texts[case.pk],
            case.area_id,
            case.channel,
            case.reported_at,
            case.requester.name_masked if case.requester else "",
            case.state,
            case.event_count,
        )
        for case in cases
    ]


@pytest.mark.long
@pytest.mark.parametrize("count", [12])
def test_the_same_day_gives_the_same_street(db, demo, count):
    pictures = []
    for _time in range(2):
        with transaction.atomic():
            loading.load(TODAY, silent, count)
            pictures.append(picture())
            transaction.set_rollback(True)
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == count + 2  # and two matters of a reception
    assert [row[0][-6:] for row in pictures[0]] == [f"{number:06d}" for number in range(1, count + 3)]


@pytest.mark.long
@pytest.mark.parametrize(("half", "instant"), [(0, "2026-03-01 23:50"), (1, "2026-10-01 12:00")])
def test_every_story_goes_as_written_whenever_it_begins(db, demo, time_machine, half, instant):
    """Half of them on a Sunday shortly before midnight, half at noon of the National Day: no guard refuses any."""
    at = dt.datetime.fromisoformat(instant).replace(tzinfo=ZONE)
    time_machine.move_to(at, tick=False)
    until = (at + dt.timedelta(days=60)).replace(hour=0, minute=0)
    grids = organisation.found(at - dt.timedelta(days=1))
    play = Play(at, until)
    for serial, (code, story) in enumerate(every_story(play.world())[half::2], start=1):
        report = script.Report(at, script.Plot(code, grids[0], tuple(story.split())), channel="web")
        play.add(at, live(script.life_of(report, play, serial)))
    play.run()
    assert play.refused == []
    assert Case.objects.count() > 25
    if half == 0:
        assert CaseEvent.objects.filter(verb="return_order", case__category__code="MUN02").exists()


def every_story(present):
    """Each story of the script with the first category of its kind, and the urgent one that goes back at night."""
    first = {}
    for code in data("texts"):
        first.setdefault(script._kind(script._category(present, code)), code)
    stories = data("script")["stories"]
    return [(first[kind], story) for kind, shares in stories.items() for story in shares] + [
        ("MUN02", story) for story in stories["county"]
    ]


def test_a_load_that_breaks_off_leaves_nothing(db, demo):
    def killed(day):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(TODAY, killed, 56)
    assert not Area.objects.exists()
    assert not User.objects.exists()
    assert not loading.is_loaded()


def test_a_database_with_areas_of_its_own_is_left_alone(town, demo):
    before = Area.objects.count()
    with pytest.raises(CommandError, match="areas or cases of its own"):
        call_command("load_demo", "--today", "2026-11-22", stdout=StringIO())
    assert Area.objects.count() == before


def test_outside_the_demo_it_is_refused(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="GEZHI_DEMO"):
        call_command("load_demo", stdout=StringIO())
    assert not Area.objects.exists()
