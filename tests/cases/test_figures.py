"""Figures that a county sets: read, bounded, in force from their day on, for what begins then."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import figures, settings_table
from cases.actions import asking, handling, helping, timers
from cases.actions.figures import set_figure
from cases.models import Deadline, Setting
from cases.worktime import Limit
from cases.world import ZONE, world
from grids.models import Post
from grids.versions import bump
from tests.town import AT, COMMUNITY, STREET, local

TODAY = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("sampling_percent", " 6 ", 6),
        ("sampling_percent", "10", 10),
        ("check", "2 WD", Limit.parse("2 WD")),
        ("check", "7  WH", Limit.parse("7 WH")),
        ("accept_urgent", "1 CH", Limit.parse("1 CH")),
        ("archive_after", "180 CD", Limit.parse("180 CD")),
    ],
)
def test_a_value_is_read_as_people_write_it(name, text, value):
    assert figures.read(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sampling_percent", "4"),
        ("sampling_percent", "11"),
        ("sampling_percent", "-8"),
        ("sampling_percent", "８"),
        ("sampling_percent", "8 WH"),
        ("sampling_percent", "9999999999"),
        ("check", "8"),
        ("check", "2 CD"),
        ("check", "6 WD"),
        ("check", "0 WD"),
        ("accept_urgent", "1 WH"),
        ("accept_urgent", "121 min"),
        ("archive_after", "181 CD"),
        ("check", ""),
        ("check", "'; DROP TABLE cases_setting; --"),
    ],
)
def test_a_value_outside_its_bounds_or_on_another_clock_is_none(name, text):
    with pytest.raises(figures.Unfit):
        figures.read(name, text)


def test_every_default_lies_within_its_own_bounds():
    for name in figures.NAMES:
        assert figures.read(name, str(getattr(figures.DEFAULT, name))) == getattr(figures.DEFAULT, name)


def test_a_figure_counts_from_its_day_on():
    rows = [("check", dt.date(2026, 4, 1), Limit.parse("2 WD")), ("check", dt.date(2026, 5, 1), Limit.parse("3 WD"))]
    table = settings_table.SettingsTable(reversed(rows))
    days = [dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2026, 4, 30), dt.date(2026, 5, 1)]
    assert [str(table.on(day).check) for day in days] == ["1 WD", "2 WD", "2 WD", "3 WD"]
    assert str(table.on(dt.date(2026, 5, 1)).callback) == "3 WD"


def set_(town, name="sampling_percent", text="6", since=TODAY, by="administrator", **more):
    return set_figure(name, text, since=since, by=by and town.user(by), at=AT, **more)


def test_a_set_figure_is_in_force_at_once_and_its_difference_is_on_record(town, settings):
    settings.SETTLE_SAMPLING_PERCENT = 8
    assert world(AT).figures.sampling_percent == 8
    set_(town)
    assert world(AT).figures.sampling_percent == 6
    assert world(local("2026-03-02 23:59")).figures.sampling_percent == 8
    entry = AuditEntry.objects.get(verb="set_figure")
    assert (entry.user, entry.subject_id) == (town.user("administrator"), "sampling_percent")
    assert entry.data == {"since": "2026-03-03", "changes": {"sampling_percent": ["8", "6"]}}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "no_such"}, "not_found"),
        ({"by": "county"}, "not_administrator"),
        ({"by": "auditor"}, "not_administrator"),
        ({"since": dt.date(2026, 3, 2)}, "in_the_past"),
        ({"text": "11"}, "unfit_value"),
        ({"expected": 1}, "stale"),
        ({"name": "yellow_after", "text": "5"}, "red_before_yellow"),
    ],
)
def test_what_cannot_be_set_is_refused_and_leaves_nothing(town, values, code):
    with pytest.raises(Refusal) as refused:
        set_(town, **values)
    assert refused.value.code == code
    assert not Setting.objects.exists()
    assert not AuditEntry.objects.filter(verb="set_figure").exists()


def test_the_administrator_of_a_street_does_not_change_the_countys_rules(town):
    Post.objects.create(user=town.user("street"), unit=town.units[STREET], role="administrator", since=TODAY)
    bump("directory")
    with pytest.raises(Refusal) as refused:
        set_(town, by="street")
    assert refused.value.code == "not_administrator"


def test_a_day_is_set_once_and_two_people_at_once_do_not_overwrite_one_another(town):
    set_(town, expected=0)
    for values, code in [({"expected": 0}, "stale"), ({}, "set_that_day")]:
        with pytest.raises(Refusal) as refused:
            set_(town, text="7", **values)
        assert (refused.value.kind, refused.value.code) == ("conflict", code)
    assert Setting.objects.get().value == 6


def test_yellow_and_red_agree_on_every_day_to_come(town):
    set_(town, "red_after", "2", since=dt.date(2026, 4, 1))
    with pytest.raises(Refusal) as refused:
        set_(town, "yellow_after", "2")
    assert refused.value.code == "red_before_yellow"


def test_a_running_clock_keeps_its_limit_and_the_next_one_has_the_new(town):
    before = town.report()  # its response is due at 12:00 and caps the four working hours
    set_(town, "sign_general", "1 WH")
    after = town.report()
    clocks = {row.case_id: row for row in Deadline.objects.filter(kind="sign")}
    assert [clocks[before.pk].why["limit"], clocks[after.pk].why["limit"]] == ["4 WH", "1 WH"]
    assert [clocks[before.pk].due_at, clocks[after.pk].due_at] == [local("2026-03-03 12:00"), local("2026-03-03 11:00")]


def test_the_window_of_a_case_is_that_of_the_day_on_which_the_unit_took_it(town):
    case = town.report("ENV02", area=COMMUNITY)
    set_(town, "return_window_general", "1 WH", since=dt.date(2026, 3, 4))
    later = local("2026-03-04 09:40")  # past one working hour, within one working day
    case = handling.return_order(case, by=town.user("community"), at=later, reason="not_my_duty", text="不是我们的。")
    assert case.return_requests.filter(ended_at=None).exists()


def test_supervision_turns_red_by_the_figures_of_the_day_on_which_the_clock_started(town):
    """At the top, due on 6 March at 10:00: the old case is red after five working days, the new one after two."""
    old = town.report("MKT03")
    set_(town, "red_after", "2", since=dt.date(2026, 3, 4))
    new = town.report("MKT03", at=local("2026-03-04 10:00"))
    due = {case.pk: case.due_at for case in (old, new)}
    present = world(local("2026-03-04 10:00")).calendar
    red = {old.pk: present.add(due[old.pk], Limit.parse("5 WD")), new.pk: present.add(due[new.pk], Limit.parse("2 WD"))}
    minute = dt.timedelta(minutes=1)
    for case in (new, old):
        timers.run(red[case.pk] - minute)
        case.refresh_from_db()
        assert case.supervision == "yellow"
        timers.run(red[case.pk])
        case.refresh_from_db()
        assert case.supervision == "red"


def test_a_county_sets_how_long_a_question_and_a_whistle_run(town):
    """Tuesday 10:00: until today the defaults, from tomorrow on the county's own."""
    for name, text in [("question", "2 WD"), ("whistle_emergency", "1 CH"), ("whistle_hard_issue", "5 WD")]:
        set_figure(name, text, since=TODAY + dt.timedelta(days=1), by=None, at=AT)
    due = []
    for at in (AT, local("2026-03-04 10:00")):
        case = town.report("ENV01", at=at)
        asking.ask_requester(case, by=town.user("grid"), at=at, text="具体在几楼？")
        for unit, kind in [("section", "emergency"), ("property", "hard_issue")]:
            helping.whistle(case, by=town.user("street"), at=at, unit=town.unit(unit), kind=kind, text="请到场")
        rows = case.deadlines.filter(item__isnull=False).order_by("id")
        due.append([f"{row.due_at.astimezone(ZONE):%m-%d %H:%M} {row.why['source']}" for row in rows])
    assert due == [
        [
            "03-10 10:00 figure:question",
            "03-03 10:30 figure:whistle_emergency",
            "03-06 10:00 figure:whistle_hard_issue",
        ],
        [
            "03-06 10:00 figure:question",
            "03-04 11:00 figure:whistle_emergency",
            "03-11 10:00 figure:whistle_hard_issue",
        ],
    ]
