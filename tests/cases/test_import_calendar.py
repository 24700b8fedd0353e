"""A year's calendar arrives: rows replaced, running clocks computed again, nothing half-done."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, User
from accounts.refusals import Refusal
from cases import calendar
from cases.actions.calendar import Day, replace_year
from cases.models import CalendarDay, Case, Category, Deadline, DeadlineChange
from grids import versions
from grids.models import Area, Post, Unit

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOW = at("2026-12-30 10:00")  # a Wednesday; nothing is known of 2027 yet
NEW_YEAR = [
    Day(dt.date(2027, 1, 1), False, "元旦"),  # a Friday
    Day(dt.date(2027, 1, 3), True, "元旦"),  # a Sunday that is worked
    Day(dt.date(2027, 1, 4), False, "元旦"),  # a Monday
]


@pytest.fixture
def clerk():
    user = User.objects.create(username="clerk", name="文员")
    city = Unit.objects.create(kind="office", name="A市", area=Area.objects.create(code="43", name="A市", level="city"))
    Post.objects.create(user=user, unit=city, role="administrator", since=dt.date(2020, 1, 1))
    versions.bump("directory")
    return user


@pytest.fixture
def case(clerk):
    """A case in the middle of being handled, its whole clock due on 4 January 2027 by weekdays alone."""
    unit = Unit.objects.get()
    return Case.objects.create(
        number="20261230000001", channel="web", state="processing", area_id="43", holder=unit, holder_level="city",
        category=Category.objects.get(code="ENV01"),
        held_since=NOW, reported_at=NOW, dispatched_at=NOW, due_at=at("2027-01-04 10:00"),
    )  # fmt: skip


def clock(case, kind, due, *, warn=None, fire=None, state="pending", working=True, step=0, start=NOW, stopped=None):
    return Deadline.objects.create(
        case=case, kind=kind, state=state, starts_at=start, warn_at=warn, due_at=due, fire_at=fire, step=step,
        stopped_at=stopped, why={"working": working},
    )  # fmt: skip


def test_running_clocks_keep_their_working_time(case, clerk):
    warn, due = at("2027-01-01 11:45"), at("2027-01-04 10:00")
    resolve = clock(case, "resolve", due, warn=warn, fire=warn)
    level = clock(case, "level", at("2027-01-01 18:00"), fire=at("2027-01-01 18:00"))
    on_the_clock = clock(case, "respond", at("2027-01-02 10:00"), fire=at("2027-01-02 10:00"), working=False)
    this_year = clock(case, "sign", at("2026-12-31 10:00"), fire=at("2026-12-31 10:00"))
    over = clock(case, "accept", at("2027-01-04 10:00"), state="ended")

    assert replace_year(2027, NEW_YEAR, by=clerk, at=NOW) == 2

    for row in (resolve, level, on_the_clock, this_year, over, case):
        row.refresh_from_db()
    assert (resolve.warn_at, resolve.due_at) == (at("2027-01-03 11:45"), at("2027-01-05 10:00"))
    assert resolve.fire_at == resolve.warn_at
    assert (level.due_at, level.fire_at) == (at("2027-01-03 18:00"), at("2027-01-03 18:00"))
    assert (on_the_clock.due_at, on_the_clock.fire_at) == (at("2027-01-02 10:00"), at("2027-01-02 10:00"))
    assert (this_year.due_at, over.due_at) == (at("2026-12-31 10:00"), at("2027-01-04 10:00"))
    assert case.due_at == at("2027-01-05 10:00")
    changes = DeadlineChange.objects.order_by("deadline_id").values_list(
        "deadline_id", "old_due_at", "new_due_at", "why", "by", "at"
    )
    assert list(changes) == [
        (resolve.pk, due, at("2027-01-05 10:00"), "calendar", clerk.pk, NOW),
        (level.pk, at("2027-01-01 18:00"), at("2027-01-03 18:00"), "calendar", clerk.pk, NOW),
    ]


def test_a_due_time_that_has_passed_stays_and_only_its_next_step_moves(case, clerk):
    due = at("2026-12-30 09:00")
    start = at("2026-12-25 09:00")
    resolve = clock(case, "resolve", due, start=start, fire=at("2027-01-06 09:00"), step=6)
    assert replace_year(2027, NEW_YEAR, by=clerk, at=NOW) == 0
    resolve.refresh_from_db()
    assert (resolve.due_at, resolve.fire_at) == (due, at("2027-01-07 09:00"))  # five working days later


def test_a_correction_of_days_gone_by_makes_nobody_less_late(case, clerk):
    """Monday 28 December turns out to have been a holiday: the due time of the 29th has passed all the same."""
    resolve = clock(case, "resolve", at("2026-12-29 09:00"), start=at("2026-12-25 09:00"))
    running = clock(case, "level", at("2026-12-31 09:00"), start=at("2026-12-25 09:00"))
    assert replace_year(2026, [Day(dt.date(2026, 12, 28), False)], by=clerk, at=NOW) == 1
    resolve.refresh_from_db()
    running.refresh_from_db()
    assert (resolve.due_at, running.due_at) == (at("2026-12-29 09:00"), at("2027-01-01 09:00"))


def test_a_stopped_clock_moves_without_being_started(case, clerk):
    stopped = at("2026-12-30 09:00")
    resolve = clock(
        case, "resolve", at("2027-01-04 10:00"), state="stopped", stopped=stopped, start=at("2026-12-29 10:00")
    )
    replace_year(2027, NEW_YEAR, by=clerk, at=NOW)
    resolve.refresh_from_db()
    assert (resolve.due_at, resolve.fire_at, resolve.stopped_at) == (at("2027-01-05 10:00"), None, stopped)


def test_the_year_is_replaced_and_known_and_recorded(clerk):
    CalendarDay.objects.create(day=dt.date(2027, 5, 1), working=False)
    others = CalendarDay.objects.exclude(day__year=2027).count()
    replace_year(2027, NEW_YEAR, by=clerk, at=NOW)
    rows = CalendarDay.objects.filter(day__year=2027).values_list("day", "working", "name")
    assert [Day(*row) for row in rows] == NEW_YEAR
    assert CalendarDay.objects.exclude(day__year=2027).count() == others
    held = calendar.current(versions.tokens())
    assert 2027 in held.known_years
    assert not held.is_working_day(dt.date(2027, 1, 4))
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_id, entry.user, entry.data) == (
        "replace_calendar", "2027", clerk,
        {
            "days": 3,
            "moved": 0,
            "changes": {
                "2027-01-01": ["", "off 元旦"],
                "2027-01-03": ["", "work 元旦"],
                "2027-01-04": ["", "off 元旦"],
                "2027-05-01": ["off", ""],
            },
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([], "empty_year"),
        ([Day(dt.date(2026, 1, 1), False)], "other_year"),
        ([Day(dt.date(2027, 1, 1), False), Day(dt.date(2027, 1, 1), True)], "duplicate_day"),
    ],
)
def test_what_is_no_list_of_the_year_changes_nothing(days, code, clerk):
    token = versions.tokens().get("calendar")
    with pytest.raises(Refusal) as refused:
        replace_year(2027, days, by=clerk, at=NOW)
    assert refused.value.code == code
    assert versions.tokens().get("calendar") == token


def test_the_command_reads_a_year(tmp_path, capsys):
    file = tmp_path / "2027.csv"
    file.write_text("日期,上班,名称\n2027/1/1,否,元旦\n2027-01-03 00:00:00,是,\n", encoding="gbk")
    call_command("import_calendar", file)
    assert "2027: 2 days read, 0 running due times moved." in capsys.readouterr().out
    assert list(CalendarDay.objects.filter(day__year=2027).values_list("working", "name")) == [
        (False, "元旦"),
        (True, ""),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("day,working\n2027-01-01,no\n2027-02-30,no\n", "line 3: “2027-02-30” is not a date."),
        ("day,working\n2027-01-01,maybe\n", "line 2: “maybe” is neither yes nor no."),
        ("day,working,name\n2027-01-01,no," + "x" * 31 + "\n", "line 2: The name is longer than 30 characters."),
        ("day,name\n2027-01-01,x\n", "These columns are missing: working"),
        ("day,working\n2027-01-01,no\n2028-01-01,no\n", "2028-01-01 is not a day of 2027."),
        ("day,working\n", "The list names no day of the year."),
        ("", "The file is empty."),
    ],
)
def test_a_bad_file_is_named_and_changes_nothing(tmp_path, content, words):
    file = tmp_path / "year.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=words.replace(".", r"\.")):
        call_command("import_calendar", file)
    assert not CalendarDay.objects.filter(day__year=2027).exists()
