"""The calendar or the office hours change while clocks run: what moves, by how much, and who may do it."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import calendar, retiming
from cases.actions import asking, handling, leading, suspending, timers
from cases.actions.calendar import change_of_hours, change_of_year, replace_year, set_hours
from cases.calendar_rows import Day, lines_of, read_lines
from cases.models import CalendarDay, Case, Deadline, DeadlineChange, Milestone, OfficeHours, Question
from cases.queries import moving_clocks
from cases.retiming import Change
from cases.worktime import WorkCalendar, read_hours
from cases.world import ZONE, world
from grids.models import Post
from grids.versions import bump
from tests.town import AT, COMMUNITY, STREET, local

DRILL = Day(dt.date(2026, 3, 4), False, "防汛演练")
"""The day after the town's Tuesday, a Wednesday."""
SUMMER = "8:30-12:00, 15:00-18:30"


def year(*more):
    """The shipped list of 2026 with some days more."""
    return sorted({*calendar.days_of(calendar.current(), 2026), *more}, key=lambda row: row.day)


def drill(town, at=AT, by="administrator", **more):
    return replace_year(2026, year(DRILL), by=by and town.user(by), at=at, **more)


def clocks(case):
    rows = Deadline.objects.filter(case=case, state__in=["pending", "stopped"])
    return {row.kind: row.due_at for row in rows}


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def test_every_running_clock_keeps_its_working_time(town):
    """ENV02 at 10:00 on Tuesday: 4 WH to respond, 2 WD in all, 60 % of them for the level.

    A question runs for 5 WD, and a leader promised a step for Friday.
    """
    case = handling.sign(town.report("ENV02", area=COMMUNITY), by=town.user("community"), at=AT)
    case = asking.ask_requester(case, by=town.user("community"), at=AT, text="在几号楼？")
    case = leading.assign_leader(
        case,
        by=town.user("street"),
        at=AT,
        text="周五前清完",
        milestones=[{"what": "清运", "due_on": dt.date(2026, 3, 6)}],
    )
    assert clocks(case) == {
        "respond": local("2026-03-03 16:30"),
        "resolve": local("2026-03-05 10:00"),
        "level": local("2026-03-04 11:24"),  # 504 minutes: 330 on Tuesday, 174 from 8:30
        "question": local("2026-03-10 10:00"),
        "milestone": local("2026-03-06 18:00"),
    }
    effect = moving_clocks.preview(change_of_year(world(AT).calendar, 2026, year(DRILL)), AT)
    assert (effect.looked_at, effect.later, effect.earlier, effect.farthest) == (5, 3, 0, dt.timedelta(days=1))
    assert not DeadlineChange.objects.exists()
    assert drill(town) == 3
    assert clocks(case) == {
        "respond": local("2026-03-03 16:30"),
        "resolve": local("2026-03-06 10:00"),
        "level": local("2026-03-05 11:24"),
        "question": local("2026-03-11 10:00"),
        "milestone": local("2026-03-06 18:00"),
    }
    assert Case.objects.get(pk=case.pk).due_at == local("2026-03-06 10:00")
    assert Question.objects.get().due_at == local("2026-03-11 10:00")
    rows = DeadlineChange.objects.values_list("deadline__kind", "old_due_at", "new_due_at", "why", "by", "at")
    by = town.user("administrator").pk
    assert set(rows) == {
        ("resolve", local("2026-03-05 10:00"), local("2026-03-06 10:00"), "calendar", by, AT),
        ("level", local("2026-03-04 11:24"), local("2026-03-05 11:24"), "calendar", by, AT),
        ("question", local("2026-03-10 10:00"), local("2026-03-11 10:00"), "calendar", by, AT),
    }
    assert drill(town) == 0  # the same list again
    assert (DeadlineChange.objects.count(), AuditEntry.objects.filter(verb="replace_calendar").count()) == (3, 1)


def test_a_clock_that_rang_stays_and_its_next_step_moves(town):
    """One working day from Tuesday at 10:00: overdue on Wednesday, the next step on Thursday, which becomes free."""
    case = town.report("ENV01")
    late = local("2026-03-04 10:00")
    timers.run(late)
    resolve = Deadline.objects.get(case=case, kind="resolve")
    assert (resolve.due_at, resolve.fire_at, resolve.step) == (late, local("2026-03-05 10:00"), 2)
    now = local("2026-03-04 10:01")
    replace_year(2026, year(Day(dt.date(2026, 3, 5), False)), by=None, at=now)
    resolve.refresh_from_db()
    assert (resolve.due_at, resolve.fire_at, resolve.step) == (late, local("2026-03-06 10:00"), 2)
    assert not DeadlineChange.objects.filter(deadline=resolve).exists()
    timers.run(local("2026-03-05 17:00"))  # it does not ring on the free day
    resolve.refresh_from_db()
    assert resolve.step == 2


def test_a_suspended_clock_goes_on_with_what_was_left(town):
    case = handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)
    ask = {"reason": "season", "text": "开春补种", "review_on": dt.date(2026, 3, 10)}
    case = suspending.request_suspension(case, by=town.user("grid"), at=AT, **ask)
    case = suspending.decide_suspension(case, by=town.user("street"), at=AT, approve=True)
    before = clocks(case)
    left = world(AT).calendar.between(AT, before["resolve"], working=True)
    drill(town)
    stopped = Deadline.objects.get(case=case, kind="resolve")
    assert (stopped.state, stopped.stopped_at, stopped.fire_at) == ("stopped", AT, None)
    assert stopped.due_at > before["resolve"]
    assert clocks(case)["review"] == before["review"] == local("2026-03-10 00:00")
    timers.run(local("2026-03-10 00:00"))
    present = world(local("2026-03-10 00:00")).calendar
    due = clocks(case)["resolve"]
    assert present.between(local("2026-03-10 00:00"), due, working=True) == left
    assert Case.objects.get(pk=case.pk).due_at == due


def test_summer_hours_move_what_ends_in_the_afternoon_and_are_in_force_from_their_day(town):
    case = handling.sign(town.report("ENV02", area=COMMUNITY), by=town.user("community"), at=AT)
    step = {"what": "清运", "due_on": dt.date(2026, 3, 6)}
    case = leading.assign_leader(case, by=town.user("street"), at=AT, text="清完", milestones=[step])
    before, wednesday, by = clocks(case), dt.date(2026, 3, 4), town.user("administrator")
    change = change_of_hours(world(AT).calendar, wednesday, read_hours(SUMMER))
    effect = moving_clocks.preview(change, AT)
    assert (effect.moved, effect.later, effect.farthest) == (1, 1, dt.timedelta(minutes=30))
    assert set_hours(SUMMER, since=wednesday, by=by, at=AT) == 1
    assert clocks(case) == before | {"milestone": local("2026-03-06 18:30")}
    assert Milestone.objects.get().due_at == local("2026-03-06 18:30")
    assert list(DeadlineChange.objects.values_list("why", "by")) == [("hours", by.pk)]
    assert OfficeHours.objects.get().frames == "08:30–12:00, 15:00–18:30"
    assert AuditEntry.objects.get(verb="set_hours").data == {
        "since": "2026-03-04",
        "moved": 1,
        "changes": {"frames": ["08:30–12:00, 14:30–18:00", "08:30–12:00, 15:00–18:30"]},
    }
    afternoon = town.report("ENV02", area=COMMUNITY, at=local("2026-03-04 17:00"))
    assert clocks(afternoon)["respond"] == local("2026-03-05 11:00")  # an hour and a half, then two and a half
    morning = town.report("ENV02", area=COMMUNITY, at=local("2026-03-03 16:00"))
    assert clocks(morning)["respond"] == local("2026-03-04 10:30")
    set_hours("8:30-12:00,14:30-18:00", since=dt.date(2026, 3, 6), by=by, at=AT)
    assert clocks(case)["milestone"] == local("2026-03-06 18:00")


PLAIN = WorkCalendar({}, {2026}, ZONE)
FREE = WorkCalendar({dt.date(2026, 3, 4): False}, {2026}, ZONE)
MONDAY_FREE = WorkCalendar({dt.date(2026, 3, 2): False}, {2026}, ZONE)
HOURS = WorkCalendar({}, {2026}, ZONE, hours={dt.date(2026, 3, 3): read_hours(SUMMER)})
BY_RESOLVE = {"limit": "2 WD", "capped_by": "resolve"}
BY_RESPOND = {"limit": "1 WD", "capped_by": "respond"}


def clock(kind, due, case=1, **why):
    start = local(why.pop("starts", "2026-03-03 10:00"))
    why = {"working": True, **why}
    row = Deadline(case_id=case, kind=kind, state="pending", starts_at=start, due_at=local(due), why=why)
    row.case = Case(pk=case, severity="general")
    return row


@pytest.mark.parametrize(
    ("after", "rows", "expected"),
    [
        # Capped by the clock in the evening: it does not go back into the office.
        (FREE, [("resolve", "2026-03-03 20:00", {"working": False}), ("decide", "2026-03-03 20:00", BY_RESOLVE)],
         ["2026-03-03 20:00", "2026-03-03 20:00"]),
        # It follows what caps it, in whatever order they come.
        (FREE, [("decide", "2026-03-04 10:00", BY_RESOLVE), ("resolve", "2026-03-04 10:00", {})],
         ["2026-03-05 10:00", "2026-03-05 10:00"]),
        (HOURS, [("sign", "2026-03-03 14:40", BY_RESPOND), ("respond", "2026-03-03 14:40", {})],
         ["2026-03-03 15:10", "2026-03-03 15:10"]),
        # What had a cap that is gone by now never becomes later than it was.
        (FREE, [("sign", "2026-03-04 09:00", BY_RESPOND)], ["2026-03-04 09:00"]),
        # Nothing on the way has changed.
        (FREE, [("question", "2026-03-03 12:00", {})], ["2026-03-03 12:00"]),
        (FREE, [("review", "2026-03-05 00:00", {"working": False})], ["2026-03-05 00:00"]),
        (HOURS, [("milestone", "2026-03-06 18:00", {"working": False})], ["2026-03-06 18:30"]),
        (HOURS, [("level", "2026-03-03 14:40", {})], ["2026-03-03 15:10"]),
        # It had passed, and stays so although Monday turns out to have been free; what is to come moves.
        (MONDAY_FREE, [("level", "2026-03-03 09:59", {"starts": "2026-02-27 10:00"})], ["2026-03-03 09:59"]),
        (MONDAY_FREE, [("level", "2026-03-03 10:01", {"starts": "2026-02-27 10:00"})], ["2026-03-04 10:01"]),
    ],
)  # fmt: skip
def test_where_a_clock_goes(after, rows, expected):
    made = [clock(kind, due, **why) for kind, due, why in rows]
    found = list(retiming.moved(made, Change(PLAIN, after, dt.date(2026, 3, 3)), AT))
    assert [row.due_at for row in made] == [local(due) for due in expected]
    stayed = sum(local(due) == local(then) for (_kind, due, _why), then in zip(rows, expected, strict=True))
    assert len(found) == len(rows) - stayed


def test_what_cannot_be_set_is_refused_and_leaves_nothing(town):
    """Every refusal in one town: nothing of it may stay."""
    Post.objects.create(
        user=town.user("street"), unit=town.units[STREET], role="administrator", since=dt.date(2020, 1, 1)
    )
    bump("directory")
    mark = calendar.mark(world(AT).calendar, 2026)
    rows = CalendarDay.objects.count()
    for who in ("street", "county", "auditor"):
        assert code(drill, town, by=who) == "not_administrator"
        assert code(set_hours, SUMMER, since=dt.date(2026, 5, 1), by=town.user(who), at=AT) == "not_administrator"
    by = town.user("administrator")
    for days, found in [
        ([], "empty_year"),
        ([DRILL, DRILL], "duplicate_day"),
        ([Day(dt.date(2027, 1, 1), False)], "other_year"),
    ]:
        assert code(replace_year, 2026, days, by=by, at=AT) == found
    assert code(replace_year, 2100, [Day(dt.date(2100, 1, 1), False)], by=by, at=AT) == "outside_calendar"
    assert code(drill, town, expected="00000000") == "stale"
    for text, since, found in [
        (SUMMER, "2026-03-02", "in_the_past"),
        (SUMMER, "2100-01-01", "outside_calendar"),
        ("8:30-12:00", "2026-05-01", "unfit_hours"),
        ("8:30-17:30", "2026-05-01", "unfit_hours"),
        ("'; DROP TABLE cases_officehours; --", "2026-05-01", "unfit_hours"),
        ("8:30-12:00\x00 15:00-18:30", "2026-05-01", "unfit_hours"),
        ("8:30-12:00, 14:30-18:00", "2026-05-01", "same_hours"),
    ]:
        assert code(set_hours, text, since=dt.date.fromisoformat(since), by=by, at=AT) == found, text
    assert (CalendarDay.objects.count(), OfficeHours.objects.count(), AuditEntry.objects.count()) == (rows, 0, 0)
    drill(town, expected=mark)
    assert code(drill, town, expected=mark) == "stale"
    set_hours(SUMMER, since=dt.date(2026, 5, 1), by=by, at=AT, expected=0)
    winter = "8:30-12:00, 14:30-18:00"
    assert code(set_hours, winter, since=dt.date(2026, 10, 1), by=by, at=AT, expected=0) == "stale"
    assert code(set_hours, winter, since=dt.date(2026, 5, 1), by=by, at=AT, expected=1) == "set_that_day"


LINES = """
2027-01-01 off 元旦
2027/2/6   补班  春节 调休
2027-02-07 WORK
"""


def test_a_year_is_read_from_lines_and_written_as_lines():
    days = read_lines(LINES)
    assert days == [
        Day(dt.date(2027, 1, 1), False, "元旦"),
        Day(dt.date(2027, 2, 6), True, "春节 调休"),
        Day(dt.date(2027, 2, 7), True),
    ]
    assert lines_of(days) == "2027-01-01 off 元旦\n2027-02-06 work 春节 调休\n2027-02-07 work"
    assert read_lines(lines_of(days)) == days
    assert read_lines(" \n\n") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-01-01 off\n2027-02-30 off", "line 2: “2027-02-30” is not a date."),
        ("2027-01-01", "line 1: After the date stands “off” for a holiday or “work” for a day that is worked."),
        ("2027-01-01 maybe", "line 1: After the date"),
        ("2027-01-01 off " + "节" * 31, "The name is longer than 30 characters."),
        ("2027-01-01 off a\x00b", "The name contains characters that cannot be shown."),
        ("9" * 5000 + "-1-1 off", "is not a date."),
        ("x\n" * 11, "1 more lines"),
        ("\n" * 1001, "A year has fewer lines than that."),
    ],
)
def test_a_bad_line_is_named(text, words):
    with pytest.raises(Refusal) as refused:
        read_lines(text)
    assert words in str(refused.value.message)
