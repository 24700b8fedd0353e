"""Every clock of the procedures explained, by hand from the calendar of 2026: 9 May is a shifted Saturday."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cases.worktime import Limit, WorkCalendar
from procedures import limits, periods, words
from procedures.explanations import SOURCES, clock_sentences
from procedures.models import ProcedureClock
from tests.town import local

OFF = {dt.date(2026, 5, day): False for day in range(1, 6)} | {dt.date(2026, 5, 9): True}
CALENDAR = WorkCalendar(OFF, {2026}, ZoneInfo("Asia/Shanghai"), names=dict.fromkeys(OFF, "劳动节"))
OFFICE = "It runs in office hours only: 08:30–12:00, 14:30–18:00 on working days."
OWN = "No law names this limit; it is the same for every matter."


def days(first, count):
    return periods.days_from(CALENDAR, dt.date.fromisoformat(first), count)


def limit(start, text):
    return periods.limit_from(CALENDAR, local(start), Limit.parse(text))


def fifteen(law):
    """Fifteen days from 3 March."""
    return [
        "15 days after 2026-03-03; that day itself does not count.",
        "It ends at midnight after 2026-03-18.",
        law,
    ]


def thirty(law):
    """Thirty days from 2 April, into the May holidays."""
    return [
        "30 days after 2026-04-02; that day itself does not count.",
        "The office is closed on 2026-05-02, so it ends on 2026-05-06.",
        "It ends at midnight after 2026-05-06.",
        law,
    ]


def three_days(law):
    """Three working days from the morning of Friday 6 March."""
    return [
        "Limit: 3 working days.",
        law,
        OFFICE,
        "It runs from 2026-03-06 08:30.",
        "Counted in full: 2026-03-06, 7 h.",
        "Not counted: weekend, 2026-03-07 – 03-08.",
        "Counted in full: 2026-03-09 – 03-10, 14 h.",
        "Due at 2026-03-10 18:00.",
    ]


PETITIONS = "Regulations on petition work, Art. {}."
# procedure, clock, period, state and when it stopped, lines
TABLE = [
    ("mediation", "consent", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
    (
        "mediation",
        "mediate",
        days("2026-03-10", limits.MEDIATE_DAYS + 30),
        ("met", "2026-05-09 10:00"),
        [
            "60 days after 2026-03-10; that day itself does not count.",
            "Among them are 30 days that were added.",
            "It ends at midnight after 2026-05-09.",
            "Provisions on the work of people's mediation, Art. 33: one month as a rule.",
            "It ended at 2026-05-09 10:00, in time.",
        ],
    ),
    (
        "mediation",
        "perform",
        periods.until_day(CALENDAR, dt.date(2026, 3, 3), dt.date(2026, 3, 8)),
        ("late", "2026-03-10 09:00"),
        [
            "It ends at midnight after 2026-03-08.",
            "Agreed on by the parties.",
            "It ended at 2026-03-10 09:00, after its time.",
        ],
    ),
    ("mediation", "confirm", days("2026-04-02", 30), None, thirty("People's mediation law, Art. 33.")),
    ("petition", "register", days("2026-03-03", 15), None, fifteen(PETITIONS.format(22))),
    ("petition", "inform", days("2026-03-03", 15), None, fifteen(PETITIONS.format(23))),
    ("petition", "objection", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
    ("petition", "accept", days("2026-03-03", 15), None, fifteen(OWN)),
    (
        "petition",
        "decide",
        days("2026-12-10", limits.DECIDE_DAYS),
        None,
        [
            "60 days after 2026-12-10; that day itself does not count.",
            "It ends at midnight after 2027-02-08.",
            "The calendar of that year is not known yet; it is computed again when it arrives.",
            PETITIONS.format(34),
        ],
    ),
    ("petition", "serve", days("2026-03-03", 15), None, fifteen(OWN)),
    ("petition", "ask_review", days("2026-04-02", 30), None, thirty(PETITIONS.format(35))),
    ("petition", "review", days("2026-04-02", 30), None, thirty(PETITIONS.format(35))),
    ("petition", "ask_re_review", days("2026-04-02", 30), None, thirty(PETITIONS.format(36))),
    ("petition", "re_review", days("2026-04-02", 30), None, thirty(PETITIONS.format(36))),
    ("hazard", "grade", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
    (
        "hazard",
        "control",
        limit("2026-03-07 20:00", "24 CH"),
        ("ended", "2026-03-08 10:00"),
        [
            "Limit: 24 hours by the clock.",
            "The limit follows from the grade.",
            "It runs around the clock, on every day.",
            "It runs from 2026-03-07 20:00.",
            "Due at 2026-03-08 20:00.",
            "It ended at 2026-03-08 10:00: it was not needed any longer.",
        ],
    ),
    ("hazard", "rectify", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
    ("hazard", "recheck", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
    ("hazard", "clear", limit("2026-03-06 08:30", "3 WD"), None, three_days(OWN)),
]


@translation.override("en")
@pytest.mark.parametrize(("procedure", "kind", "period", "ended", "said"), TABLE)
def test_a_clock_of_a_procedure_line_by_line(procedure, kind, period, ended, said):
    state, stopped = ended or ("pending", None)
    clock = ProcedureClock(
        procedure=procedure,
        kind=kind,
        state=state,
        starts_at=period.starts_at,
        due_at=period.due_at,
        stopped_at=local(stopped) if stopped else None,
        why=period.why,
    )
    assert clock_sentences(clock, CALENDAR) == said


def test_every_clock_of_every_procedure_is_explained():
    clocks = {(procedure, kind) for procedure, kinds in words.CLOCKS.items() for kind in kinds}
    assert {row[:2] for row in TABLE} == set(SOURCES) == clocks
