"""The clocks of a case and what is said of each, line by line, computed by hand over the National Day week of 2026.

2026-10-01 … 10-07 are off, Saturday 10-10 is worked; of 2027 nothing is known but summer hours from 3 May.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from cases import deadlines
from cases.figures import DEFAULT
from cases.states import DeadlineKind, Severity
from cases.worktime import Limit, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = {dt.date(2026, 10, day): False for day in range(1, 8)} | {dt.date(2026, 10, 10): True}
NAMELESS = {dt.date(2026, 5, 4): False, dt.date(2026, 5, 9): True}
SUMMER = ((dt.time(8, 30), dt.time(12)), (dt.time(15), dt.time(18, 30)))
CALENDAR = WorkCalendar(
    WEEK | NAMELESS, {2026}, ZONE, names=dict.fromkeys(WEEK, "国庆节"), hours={dt.date(2027, 5, 3): SUMMER}
)
OFFICE = "It runs in office hours only: 08:30–12:00, 14:30–18:00 on working days."
ALWAYS = "It runs around the clock, on every day."
CATEGORY = "The category sets the limit, in the version under which the case was filed."


def local(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def plain(kind, start, limit, source):
    return deadlines.plain(CALENDAR, DeadlineKind(kind), local(start), Limit.parse(limit), source)


def literal(kind, start, due, why, *, working=False):
    return deadlines.Clock(DeadlineKind(kind), local(start), local(due), working, why=why)


def of_level(start):
    limits = deadlines.limits("1 WD", "5 WD", Severity.GENERAL, Severity.GENERAL)
    return deadlines.first_level(CALENDAR, local(start), limits, DEFAULT)


def raised(start):
    limits = deadlines.limits("2 CH", "5 WD", Severity.GENERAL, Severity.IMPORTANT)
    return deadlines.plain(CALENDAR, DeadlineKind.RESPOND, local(start), limits.respond, limits.source)


def decide(start, limit, of, before=None):
    return deadlines.to_decide(CALENDAR, local(start), Limit.parse(limit), of, local(before) if before else None)


def assist(start, due, limit=None):
    return deadlines.assist(CALENDAR, local(start), local(due), True, Limit.parse(limit) if limit else None)


# clock · moves · state and when it stopped · lines
TABLE = [
    (
        plain("accept", "2026-03-06 17:00", "2 WH", "figure:accept_general"),
        [],
        ("pending", None),
        [
            "Limit: 2 working hours.",
            "The limit is the county's figure for the severity “General” as of 2026-03-06.",
            OFFICE,
            "It runs from 2026-03-06 17:00.",
            "Counted: 2026-03-06, 17:00–18:00: 1 h.",
            "Not counted: weekend, 2026-03-07 – 03-08.",
            "Counted: 2026-03-09, 08:30–09:30: 1 h.",
            "Due at 2026-03-09 09:30.",
        ],
    ),
    (
        deadlines.sign(CALENDAR, local("2026-03-07 23:50"), Severity.URGENT, local("2026-03-08 00:10"), DEFAULT),
        [],
        ("pending", None),
        [
            "Limit: 30 minutes.",
            "The limit is the county's figure for the severity “Urgent” as of 2026-03-07.",
            "Not later than the first contact is due.",
            ALWAYS,
            "It runs from 2026-03-07 23:50.",
            "Due at 2026-03-08 00:10.",
        ],
    ),
    (
        raised("2026-03-02 13:00"),
        [],
        ("pending", None),
        [
            "Limit: 1 working day.",
            "The case was raised above its category: the limit is that of the severity “Important”.",
            OFFICE,
            "It runs from 2026-03-02 13:00.",
            "The office was closed; working time begins at 2026-03-02 14:30.",
            "Counted: 2026-03-02, 14:30–18:00: 3 h 30 min.",
            "Counted: 2026-03-03, 08:30–12:00: 3 h 30 min.",
            "Due at 2026-03-03 12:00.",
        ],
    ),
    (
        of_level("2026-10-09 14:30"),
        [],
        ("pending", None),
        [
            "60 % of the limit of 5 working days for the first level.",
            CATEGORY,
            "The share is the county's figure as of 2026-10-09.",
            OFFICE,
            "It runs from 2026-10-09 14:30.",
            "Counted: 2026-10-09, 14:30–18:00: 3 h 30 min.",
            "Counted although it is a weekend: 2026-10-10 is worked in exchange for a holiday (国庆节).",
            "Counted in full: 2026-10-10, 7 h.",
            "Not counted: weekend, 2026-10-11.",
            "Counted in full: 2026-10-12, 7 h.",
            "Counted: 2026-10-13, 08:30–12:00: 3 h 30 min.",
            "Due at 2026-10-13 12:00.",
        ],
    ),
    (
        deadlines.further_level(CALENDAR, local("2026-03-02 08:30"), local("2026-03-03 18:00"), True, DEFAULT),
        [],
        ("pending", None),
        [
            "50 % of the time that was left of the whole case.",
            "The share is the county's figure as of 2026-03-02.",
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted in full: 2026-03-02, 7 h.",
            "Due at 2026-03-02 18:00.",
        ],
    ),
    (
        plain("check", "2026-05-08 14:30", "1 WD", "figure:check"),
        [],
        ("met", "2026-05-08 16:00"),
        [
            "Limit: 1 working day.",
            "The limit is the county's figure as of 2026-05-08.",
            OFFICE,
            "It runs from 2026-05-08 14:30.",
            "Counted: 2026-05-08, 14:30–18:00: 3 h 30 min.",
            "Counted although it is a weekend: 2026-05-09 is worked in exchange for a holiday.",
            "Counted: 2026-05-09, 08:30–12:00: 3 h 30 min.",
            "Due at 2026-05-09 12:00.",
            "It ended at 2026-05-08 16:00, in time.",
        ],
    ),
    (
        plain("callback", "2026-03-02 14:30", "3 WD", "figure:callback"),
        [],
        ("late", "2026-03-05 15:00"),
        [
            "Limit: 3 working days.",
            "The limit is the county's figure as of 2026-03-02.",
            OFFICE,
            "It runs from 2026-03-02 14:30.",
            "Counted: 2026-03-02, 14:30–18:00: 3 h 30 min.",
            "Counted in full: 2026-03-03 – 03-04, 14 h.",
            "Counted: 2026-03-05, 08:30–12:00: 3 h 30 min.",
            "Due at 2026-03-05 12:00.",
            "It ended at 2026-03-05 15:00, after its time.",
        ],
    ),
    (
        decide("2026-03-02 08:30", "4 WH", "extension", before="2026-03-02 10:00"),
        [],
        ("pending", None),
        [
            "More time is asked for.",
            "Limit: 4 working hours.",
            "The limit is the county's figure as of 2026-03-02.",
            "Not later than the whole case is due.",
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted: 2026-03-02, 08:30–10:00: 1 h 30 min.",
            "Due at 2026-03-02 10:00.",
        ],
    ),
    (
        literal("review", "2026-03-02 10:00", "2026-04-01 00:00", {"review_on": "2026-04-01"}),
        [],
        ("ended", "2026-03-20 09:00"),
        [
            "The case goes on by itself when the day of review begins.",
            "It runs from 2026-03-02 10:00.",
            "Due at 2026-04-01 00:00.",
            "It ended at 2026-03-20 09:00: it was not needed any longer.",
        ],
    ),
    (
        assist("2026-03-02 08:30", "2026-03-03 18:00"),
        [],
        ("pending", None),
        [
            "50 % of the time that was left of the whole case.",
            "Nobody chose a limit; then it is half of what is left.",
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted in full: 2026-03-02, 7 h.",
            "Due at 2026-03-02 18:00.",
        ],
    ),
    (
        assist("2026-03-02 08:30", "2026-03-03 18:00", "1 WH"),
        [],
        ("pending", None),
        [
            "Limit: 1 working hour.",
            "The limit was chosen by whoever asked for help.",
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted: 2026-03-02, 08:30–09:30: 1 h.",
            "Due at 2026-03-02 09:30.",
        ],
    ),
    (
        plain("whistle", "2026-03-07 23:50", "30 min", "figure:whistle_emergency"),
        [],
        ("pending", None),
        [
            "Limit: 30 minutes.",
            "The limit is the county's figure as of 2026-03-07.",
            ALWAYS,
            "It runs from 2026-03-07 23:50.",
            "Due at 2026-03-08 00:20.",
        ],
    ),
    (  # of 2027 nothing is known but the summer hours
        plain("question", "2027-04-30 08:30", "2 WD", "figure:question"),
        [],
        ("pending", None),
        [
            "Limit: 2 working days.",
            "The limit is the county's figure as of 2027-04-30.",
            OFFICE,
            "It runs from 2027-04-30 08:30.",
            "Counted in full: 2027-04-30, 7 h.",
            "Not counted: weekend, 2027-05-01 – 05-02.",
            "From 2027-05-03 on the office hours are 08:30–12:00, 15:00–18:30.",
            "Counted in full: 2027-05-03, 7 h.",
            "The holidays of 2027 are not published yet; weekdays only, to be computed again.",
            "Due at 2027-05-03 18:30.",
        ],
    ),
    (
        literal("milestone", "2026-03-02 10:00", "2026-03-06 18:00", {"milestone": 7}),
        [],
        ("pending", None),
        [
            "A milestone: by the end of the office hours of its day.",
            "It runs from 2026-03-02 10:00.",
            "Due at 2026-03-06 18:00.",
        ],
    ),
    (
        plain("proposal", "2026-03-02 08:30", "1 WH", "figure:proposal"),
        [],
        ("pending", None),
        [
            "Limit: 1 working hour.",
            "The limit is the county's figure as of 2026-03-02.",
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted: 2026-03-02, 08:30–09:30: 1 h.",
            "Due at 2026-03-02 09:30.",
        ],
    ),
]
