"""Working time against tables written by hand, and against walking the calendar minute by minute."""

import datetime as dt
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from chinese_calendar import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.worktime import OFFICE_HOURS, Limit, Line, WorkCalendar, hours_text, read_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2030, 12, 31)
DAYS = [dt.date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]
KNOWN = range(2004, 2027)
WORKED = {day: chinese_calendar.is_workday(day) if day.year in KNOWN else day.weekday() < 5 for day in DAYS}
NAMES = constants.holidays | constants.workdays
EXCEPTIONS = {day: WORKED[day] for day in NAMES}
CALENDAR = WorkCalendar(EXCEPTIONS, KNOWN, SHANGHAI, names=NAMES)

# One byte a minute of the wall clock: 1 where the office is open.
OPEN_DAY = bytes(510) + bytes([1]) * 210 + bytes(150) + bytes([1]) * 210 + bytes(360)
MINUTES = b"".join(OPEN_DAY if WORKED[day] else bytes(1440) for day in DAYS)
MIDNIGHT = dt.datetime.combine(FIRST, dt.time(), SHANGHAI)

SUMMER = ((dt.time(8, 30), dt.time(12)), (dt.time(15), dt.time(18, 30)))
SUMMER_DAY = bytes(510) + bytes([1]) * 210 + bytes(180) + bytes([1]) * 210 + bytes(330)
CHANGES = {
    dt.date(year, month, 1): frames for year in range(2004, 2031) for month, frames in [(5, SUMMER), (10, OFFICE_HOURS)]
}
SEASONS = WorkCalendar(EXCEPTIONS, KNOWN, SHANGHAI, names=NAMES, hours=CHANGES)
SEASON_MINUTES = b"".join(
    bytes(1440) if not WORKED[day] else SUMMER_DAY if 5 <= day.month <= 9 else OPEN_DAY for day in DAYS
)


def at(text):
    """An instant from its local form."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def walk(start, minutes, opened=MINUTES):
    """Count open minutes one by one from a whole minute; the instant at which the last one ends."""
    position = (start - MIDNIGHT) // dt.timedelta(minutes=1)
    for _minute in range(minutes):
        position = opened.index(1, position) + 1
    return MIDNIGHT + dt.timedelta(minutes=position)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "minutes", "working"),
    [
        ("30 min", 30, "min", 30, False),
        ("2 CH", 2, "CH", 120, False),
        ("15 CD", 15, "CD", 21600, False),
        ("4 WH", 4, "WH", 240, True),
        ("5 WD", 5, "WD", 2100, True),
    ],
)
def test_a_limit_is_a_number_and_a_unit(text, amount, unit, minutes, working):
    limit = Limit.parse(text)
    assert (limit.amount, limit.unit, limit.minutes, limit.is_working, str(limit)) == (
        amount, unit, minutes, working, text,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "4", "WH", "4WH", "4 wh", "-4 WH", "0 WD", "1.5 CH", "4 WH ", "² CH", "4  WH"])
def test_anything_else_is_no_limit(text):
    with pytest.raises(ValueError, match="limit"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2024-03-04 09:00", "2 WH", "2024-03-04 11:00"),
        ("2024-03-04 11:00", "2 WH", "2024-03-04 15:30"),  # over lunch
        ("2024-03-04 11:00", "1 WH", "2024-03-04 12:00"),  # the end of a frame stays there
        ("2024-03-04 08:30", "1 WD", "2024-03-04 18:00"),  # not 08:30 the next day
        ("2024-03-04 08:30", "2 WD", "2024-03-05 18:00"),
        ("2024-03-04 18:00", "1 WD", "2024-03-05 18:00"),
        ("2024-03-04 12:00", "1 WH", "2024-03-04 15:30"),
        ("2024-03-04 13:00", "1 WH", "2024-03-04 15:30"),
        ("2024-03-04 22:10", "4 WH", "2024-03-05 15:00"),
        ("2024-03-04 10:20:33", "1 WD", "2024-03-05 10:20:33"),  # seconds are kept
        ("2024-03-08 17:00", "4 WH", "2024-03-11 11:30"),  # Friday to Monday
        ("2024-03-09 10:00", "1 WD", "2024-03-11 18:00"),  # Saturday
        ("2024-02-03 10:00", "1 WD", "2024-02-04 18:00"),  # Sunday 4 February 2024 is worked
        ("2024-02-09 17:00", "2 WH", "2024-02-18 09:30"),  # Spring Festival, then a worked Sunday
        ("2026-12-31 17:00", "2 WH", "2027-01-01 09:30"),  # 2027 is not known: weekdays only
        ("2024-03-08 17:00", "30 min", "2024-03-08 17:30"),
        ("2024-03-08 23:00", "2 CH", "2024-03-09 01:00"),
        ("2024-03-08 23:00", "15 CD", "2024-03-23 23:00"),
    ],
)
def test_due_times_by_hand(start, limit, due):
    assert CALENDAR.add(at(start), Limit.parse(limit)) == at(due)


def test_nothing_added_moves_nothing_even_at_night():
    night = at("2024-03-09 23:30")
    assert CALENDAR.add(night, 0, working=True) == CALENDAR.subtract(night, 0, working=True) == night


def test_the_answer_is_in_utc():
    for working in (True, False):
        assert CALENDAR.add(at("2024-03-04 09:00"), 60, working).tzinfo is dt.UTC
        assert CALENDAR.subtract(at("2024-03-04 11:00"), 60, working).tzinfo is dt.UTC


def test_minutes_and_spans_say_which_clock_runs():
    friday = at("2024-03-08 17:30")
    assert CALENDAR.add(friday, 60) == at("2024-03-08 18:30")
    assert CALENDAR.add(friday, 60, working=True) == at("2024-03-11 09:00")
    assert CALENDAR.add(friday, dt.timedelta(minutes=30, seconds=1), working=True) == at("2024-03-11 08:30:01")


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2024-03-04 11:00", 60, "2024-03-04 10:00"),
        ("2024-03-04 15:30", 60, "2024-03-04 14:30"),  # the latest such instant, not 12:00
        ("2024-03-04 15:30", 120, "2024-03-04 11:00"),
        ("2024-03-11 08:30", 60, "2024-03-08 17:00"),
        ("2024-03-10 10:00", 420, "2024-03-08 08:30"),
    ],
)
def test_subtracting_by_hand(end, minutes, start):
    assert CALENDAR.subtract(at(end), minutes, working=True) == at(start)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2024-03-04 09:00", "2024-03-04 11:00:05", 7205),
        ("2024-03-04 11:00", "2024-03-04 15:30", 7200),
        ("2024-03-08 18:00", "2024-03-11 08:30", 0),
        ("2024-03-08 17:59", "2024-03-11 08:31", 120),
        ("2024-03-11 08:31", "2024-03-08 17:59", -120),
    ],
)
def test_working_seconds_between_by_hand(start, end, seconds):
    assert CALENDAR.between(at(start), at(end), working=True) == seconds


def test_clock_seconds_between():
    assert CALENDAR.between(at("2024-03-08 18:00"), at("2024-03-11 18:00:09"), working=False) == 3 * 86400 + 9


def test_adding_equals_walking_from_every_day():
    """Six times of every day from 2004 to 2030, the limits of the catalogue and odd minutes."""
    opened = [position for position, flag in enumerate(MINUTES) if flag]
    counted = [0]
    for day in DAYS:
        counted.append(counted[-1] + (420 if WORKED[day] else 0))
    minute = dt.timedelta(minutes=1)
    for index in range(len(DAYS) - 100):
        for of_day in (0, 510, 701, 720, 871, 1080):
            start = MIDNIGHT + dt.timedelta(days=index, minutes=of_day)
            before = counted[index] + sum(MINUTES[index * 1440 : index * 1440 + of_day])
            for minutes in (1, 120, 253, 420, 6300, 12600):
                assert CALENDAR.add(start, minutes, working=True) == MIDNIGHT + minute * (
                    opened[before + minutes - 1] + 1
                ), (start, minutes)


starts = st.integers(0, len(MINUTES) - 1440 * 200).map(lambda n: MIDNIGHT + dt.timedelta(minutes=n))
seconds = st.timedeltas(dt.timedelta(0), dt.timedelta(seconds=59, microseconds=999_999))


@settings(max_examples=150, deadline=None)
@given(starts, st.integers(1, 60 * 420))
def test_adding_equals_walking_minute_by_minute(start, minutes):
    assert CALENDAR.add(start, minutes, working=True) == walk(start, minutes)
    assert SEASONS.add(start, minutes, working=True) == walk(start, minutes, SEASON_MINUTES)


def test_adding_equals_walking_over_every_change_of_the_office_hours():
    """From three days before each 1 May and 1 October from 2004 to 2030, into the first days after it."""
    for day in CHANGES:
        for before in (0, 1, 3):
            for of_day in (511, 860, 905, 1085):
                start = dt.datetime.combine(day, dt.time(), SHANGHAI) + dt.timedelta(days=-before, minutes=of_day)
                for minutes in (1, 130, 420, 1300):
                    due = SEASONS.add(start, minutes, working=True)
                    assert due == walk(start, minutes, SEASON_MINUTES), (start, minutes)
                    assert SEASONS.between(start, due, working=True) == minutes * 60
                    back = SEASONS.subtract(due, minutes, working=True)
                    assert SEASONS.add(back, minutes, working=True) == due
                    assert back >= start


@settings(max_examples=300, deadline=None)
@given(starts, seconds, st.timedeltas(dt.timedelta(0), dt.timedelta(hours=420)))
def test_between_and_subtract_undo_add(start, offset, span):
    start += offset
    due = CALENDAR.add(start, span, working=True)
    assert CALENDAR.between(start, due, working=True) == span // dt.timedelta(seconds=1)
    back = CALENDAR.subtract(due, span, working=True)
    assert back >= start
    assert CALENDAR.between(start, back, working=True) == 0
    assert CALENDAR.add(back, span, working=True) == due


@settings(max_examples=100, deadline=None)
@given(starts, st.integers(0, 10_000), st.integers(0, 10_000))
def test_adding_in_two_parts_is_adding_at_once(start, first, second):
    once = CALENDAR.add(start, first + second, working=True)
    if second:
        assert CALENDAR.add(CALENDAR.add(start, first, working=True), second, working=True) == once


def test_a_year_that_is_not_known_makes_a_due_time_provisional():
    assert not CALENDAR.is_provisional(at("2026-01-01 00:00"), at("2026-12-31 23:59"))
    assert CALENDAR.is_provisional(at("2026-12-31 17:00"), at("2027-01-01 09:30"))
    assert CALENDAR.is_provisional(at("2031-05-01 00:00"), at("2031-05-02 00:00"))


def test_the_year_is_that_of_the_office():
    """16:30 UTC on New Year's Eve is already the next year in Shanghai."""
    eve = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)
    assert CALENDAR.is_provisional(eve, eve)


@pytest.mark.parametrize("day", ["1999-12-31 09:00", "2100-01-01 09:00"])
def test_days_outside_the_century_are_refused(day):
    with pytest.raises(ValueError, match="outside the calendar"):
        CALENDAR.add(at(day), 1, working=True)


def test_the_last_day_of_the_century_can_be_used_up_but_not_more():
    morning = at("2099-12-31 08:30")  # a Thursday
    assert CALENDAR.add(morning, 420, working=True) == at("2099-12-31 18:00")
    with pytest.raises(ValueError, match="outside the calendar"):
        CALENDAR.add(morning, 421, working=True)


@pytest.mark.parametrize("amount", [-1, dt.timedelta(seconds=-1)])
def test_a_negative_amount_is_refused(amount):
    for move in (CALENDAR.add, CALENDAR.subtract):
        with pytest.raises(ValueError, match="negative"):
            move(at("2024-03-04 09:00"), amount, working=True)


@pytest.mark.parametrize(
    "frames",
    [
        ((dt.time(9), dt.time(12)),),  # three hours are not a working day
        ((dt.time(14), dt.time(18)), (dt.time(9), dt.time(12))),  # not rising
        ((dt.time(9), dt.time(13)), (dt.time(12), dt.time(15))),  # overlapping
    ],
)
def test_office_hours_are_rising_frames_of_seven_hours(frames):
    with pytest.raises(ValueError, match="420 minutes"):
        WorkCalendar({}, [], SHANGHAI, frames)
    with pytest.raises(ValueError, match="420 minutes"):
        WorkCalendar({}, [], SHANGHAI, hours={dt.date(2024, 5, 1): frames})


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-04-30 17:00", "2 WH", "2026-05-06 09:30"),  # 1 to 5 May are a holiday
        ("2026-05-06 11:00", "2 WH", "2026-05-06 16:00"),  # lunch until 15:00
        ("2026-05-06 14:40", "1 WH", "2026-05-06 16:00"),
        ("2026-05-06 08:30", "1 WD", "2026-05-06 18:30"),
        ("2026-09-30 17:00", "1 WD", "2026-10-08 16:30"),  # an hour and a half, then five and a half in winter
        ("2026-09-30 18:15", "1 WH", "2026-10-08 09:15"),
    ],
)
def test_due_times_in_summer_by_hand(start, limit, due):
    assert SEASONS.add(at(start), Limit.parse(limit)) == at(due)


def test_the_office_is_open_by_the_hours_of_the_day():
    assert [SEASONS.is_open(at(f"2026-05-06 {time}")) for time in ("14:40", "15:00", "18:20", "18:30")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [SEASONS.is_open(at(f"2026-10-08 {time}")) for time in ("14:40", "18:20")] == [True, False]
    assert SEASONS.closing(dt.date(2026, 9, 30)) == at("2026-09-30 18:30")
    assert SEASONS.closing(dt.date(2026, 10, 1)) == at("2026-10-01 18:00")
    assert SEASONS.closing(dt.date.min) < SEASONS.closing(dt.date.max)


def test_a_change_of_hours_inside_the_span_is_said():
    start, due = at("2026-09-30 17:00"), at("2026-10-08 16:30")
    lines = [line for line in SEASONS.explain(start, due, working=True) if line.code == "hours"]
    assert lines == [Line("hours", {"day": dt.date(2026, 10, 1), "frames": "08:30–12:00, 14:30–18:00"})]
    within = SEASONS.explain(at("2026-10-01 00:00"), due, working=True)
    assert "hours" not in [line.code for line in within]


@pytest.mark.parametrize(
    "text",
    [
        "08:30–12:00, 15:00–18:30",
        "8:30-12:00 15:00-18:30",
        " 08：30至12：00；15：00到18：30\n",
        "8:30~12:00、15:00 — 18:30",
    ],
)
def test_office_hours_as_people_write_them(text):
    assert read_hours(text) == SUMMER
    assert hours_text(read_hours(text)) == "08:30–12:00, 15:00–18:30"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:30",
        "8:30-12:00",  # not a whole working day
        "8:30-12:00, 15:00-18:31",
        "15:00-18:30, 8:30-12:00",
        "8:30-12:00, 11:00-14:30",
        "8:30-12:00, 12:00-15:30",  # they touch: one frame, then
        "8:60-12:00, 15:00-18:30",
        "24:30-28:00, 15:00-18:30",
        "8:30-12:00, 15:00-18:30 and more",
        "８:30-12:00, 15:00-18:30",
        "17:00-00:00",
        "1" * 5000,
    ],
)
def test_anything_else_is_no_office_hours(text):
    with pytest.raises(ValueError, match=r"office hours|must be in"):
        read_hours(text)


def test_other_office_hours_and_zones():
    """Winter hours, in a zone whose clocks change: the wall clock counts, also over the change."""
    berlin = ZoneInfo("Europe/Berlin")
    office = WorkCalendar({}, [], berlin, ((dt.time(9), dt.time(12)), (dt.time(13), dt.time(17))))
    friday = dt.datetime(2024, 3, 29, 16, tzinfo=berlin)  # summer time begins on Sunday
    assert office.add(friday, 120, working=True) == dt.datetime(2024, 4, 1, 10, tzinfo=berlin)
    assert office.add(friday, Limit.parse("3 CD")) == dt.datetime(2024, 4, 1, 16, tzinfo=berlin)
    assert office.add(friday, Limit.parse("72 CH")) == dt.datetime(2024, 4, 1, 17, tzinfo=berlin)


def test_an_explanation_names_every_skipped_day():
    """Friday evening before the Spring Festival of 2024, nine working days: a worked Sunday before and after."""
    start, due = at("2024-02-02 19:00"), CALENDAR.add(at("2024-02-02 19:00"), Limit.parse("9 WD"))
    holiday = "Spring Festival"
    assert due == at("2024-02-20 18:00")
    assert CALENDAR.explain(start, due, working=True) == [
        Line("start", {"at": start}),
        Line("start_moved", {"at": at("2024-02-04 08:30")}),
        Line("weekend", {"since": dt.date(2024, 2, 3), "until": dt.date(2024, 2, 3)}),
        Line("shifted_day", {"day": dt.date(2024, 2, 4), "name": holiday}),
        Line("holiday", {"since": dt.date(2024, 2, 10), "until": dt.date(2024, 2, 17), "name": holiday}),
        Line("shifted_day", {"day": dt.date(2024, 2, 18), "name": holiday}),
        Line("due", {"at": due}),
    ]


def test_lunch_and_ordinary_nights_are_not_worth_a_line():
    start, due = at("2024-03-04 11:00"), at("2024-03-06 15:30")
    assert [line.code for line in CALENDAR.explain(start, due, working=True)] == ["start", "due"]


def test_a_start_at_lunch_moves_to_the_afternoon():
    start, due = at("2024-03-04 12:00"), at("2024-03-04 15:30")
    assert CALENDAR.explain(start, due, working=True)[1] == Line("start_moved", {"at": at("2024-03-04 14:30")})


def test_clock_time_needs_no_calendar_to_be_explained():
    start, due = at("2024-02-09 22:00"), at("2024-02-18 22:00")
    assert [line.code for line in CALENDAR.explain(start, due, working=False)] == ["start", "due"]


def test_a_provisional_year_is_said():
    start, due = at("2026-12-31 17:00"), at("2027-01-04 09:30")
    codes = [(line.code, line.params.get("year")) for line in CALENDAR.explain(start, due, working=True)]
    assert ("provisional", 2027) in codes


def test_a_holiday_without_a_name_is_no_weekend():
    tuesday = dt.date(2024, 3, 5)
    office = WorkCalendar({tuesday: False}, [2024], SHANGHAI)
    assert office.explain(at("2024-03-04 09:00"), at("2024-03-06 09:00"), working=True)[1] == Line(
        "holiday", {"since": tuesday, "until": tuesday, "name": ""}
    )
