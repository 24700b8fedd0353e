"""A case that nobody touches climbs from its grid to the county by itself, and every step says why.

The instants are worked out by hand. PTY01 gives 1 WD to respond and 2 WD to resolve; it is reported on
Wednesday 30 September 2026 at 16:00, two working hours before the National Day holidays (1–7 October).
Thursday 8 and Friday 9 October are worked, so is Saturday 10 (for the holidays), Sunday 11 is not.
"""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client

from cases import query_code, verification
from cases.actions import timers
from cases.models import CaseEvent, Deadline
from notices.models import Notice
from tests.town import COMMUNITY, COUNTY, GRID, STREET, local

REPORTED = "2026-09-30 16:00"

# Instant, verb, reason, the clock that ran out, who holds it afterwards, supervision afterwards.
CLIMB = [
    # 4 WH to sign: 2 WH on Wednesday, 2 WH on the Thursday after the holidays.
    ("2026-10-08 10:30", "supervise", "", "sign", GRID, "normal"),
    # 1 WD to respond: 2 WH on Wednesday, 5 WH on Thursday.
    ("2026-10-08 16:00", "warn", "", "respond", GRID, "normal"),
    # 60 % of 840 minutes: 120 on Wednesday, 384 on Thursday.
    ("2026-10-08 17:24", "escalate", "level_expired", "level", COMMUNITY, "normal"),
    # 75 % of 840 minutes: 120 on Wednesday, 420 on Thursday, 90 on Friday.
    ("2026-10-09 10:00", "warn", "", "resolve", COMMUNITY, "normal"),
    # Half of the 336 minutes that were left: 36 on Thursday, 132 on Friday.
    ("2026-10-09 10:42", "escalate", "level_expired", "level", STREET, "normal"),
    # Half of the 168 minutes that were left: 78 before noon, 6 after.
    ("2026-10-09 14:36", "escalate", "level_expired", "level", COUNTY, "normal"),
    # 840 minutes: 120, 420, 300. The county is the top: it is only overdue now.
    ("2026-10-09 16:00", "warn", "", "resolve", COUNTY, "normal"),
    # 4 WH to sign from 14:36: 204 minutes on Friday, 36 on the worked Saturday.
    ("2026-10-10 09:06", "warn", "", "sign", COUNTY, "normal"),
    # 1 WD to respond from 14:36: 204 minutes on Friday, 216 on the worked Saturday.
    ("2026-10-10 14:36", "warn", "", "respond", COUNTY, "normal"),
    # 1 WD overdue: the same hour of the worked Saturday.
    ("2026-10-10 16:00", "supervise", "", "resolve", COUNTY, "yellow"),
    # 5 WD overdue: Saturday, then Monday to Thursday.
    ("2026-10-15 16:00", "supervise", "", "resolve", COUNTY, "red"),
]


@pytest.fixture
def case(town):
    """Reported just before the holidays."""
    return town.report("PTY01", at=local(REPORTED))


def events(case):
    return list(CaseEvent.objects.filter(case=case).order_by("seq"))


def test_it_climbs_to_the_county_at_the_worked_out_instants(case, town):
    codes = {town.unit(code): code for code in (GRID, COMMUNITY, STREET, COUNTY)}
    for place, (instant, verb, reason, cause, holder, supervision) in enumerate(CLIMB, start=3):
        at = local(instant)
        timers.run(at - dt.timedelta(seconds=1))
        assert len(events(case)) == place - 1, f"something rang before {instant}"
        timers.run(at)
        case.refresh_from_db()
        last = events(case)[-1]
        assert (last.seq, last.verb, last.reason, last.cause, last.at) == (place, verb, reason, cause, at)
        assert (codes[case.holder_id], case.supervision) == (holder, supervision)
        assert (last.by_id, last.unit_id) == (None, None)
    timers.run(local("2026-12-31 12:00"))
    assert len(events(case)) == 2 + len(CLIMB)
    assert (case.state, case.escalation_count, case.due_at) == ("dispatched", 3, local("2026-10-09 16:00"))
    assert list(verification.problems()) == []


def test_every_step_is_told_to_those_whom_it_concerns(case, town):
    for instant, *_step in CLIMB:
        timers.run(local(instant))
    told = set(Notice.objects.values_list("kind", "to_id"))
    assert {
        ("case_supervised", town.unit(GRID)),
        ("case_escalated", town.unit(GRID)),
        ("case_arrived", town.unit(COMMUNITY)),
        ("case_warning", town.unit(COMMUNITY)),
        ("case_arrived", town.unit(STREET)),
        ("case_arrived", town.unit(COUNTY)),
        ("case_supervised", town.unit(COUNTY)),
    } <= told


@pytest.mark.parametrize("surface", ["page", "api"])
def test_every_step_is_explained(case, town, time_machine, surface):
    for instant, *_step in CLIMB:
        timers.run(local(instant))
    time_machine.move_to(local("2026-10-16 09:00"), tick=False)
    reader = Client(headers={"Accept-Language": "en"})
    if surface == "page":
        reader.post("/sign-in/", {"username": "county", "password": "golden buffalo"})
        said = reader.get(f"/cases/{case.number}/").content.decode()
    else:
        own = {"username": "county", "password": "golden buffalo"}
        token = reader.post("/api/v1/tokens/", own, "application/json").json()["token"]
        answer = reader.get(f"/api/v1/cases/{case.number}/", headers={"Authorization": f"Token {token}"})
        told = answer.json()
        assert [(event["verb"], event["reason"], event["cause"]) for event in told["events"][2:]] == [
            step[1:4] for step in CLIMB
        ]
        assert all(clock["why"] for clock in told["deadlines"])
        assert all(len(event["why"]) == 2 for event in told["events"][2:])  # the clock, and the rule
        said = " ".join(line for part in (*told["deadlines"], *told["events"]) for line in part["why"])
        code = query_code.of(case.number)
        public = reader.get(f"/api/v1/requests/{case.number}/", {"code": code}).content.decode()
        assert not re.search(r"Clock|Counted|figure|[Ss]upervis|overdue goes", public)
    for sentence in (
        "Limit: 2 working days.",
        "60 % of the limit of 2 working days for the first level.",
        "50 % of the time that was left of the whole case.",
        "Not counted: 国庆节, 2026-10-01 – 10-07.",
        "Counted although it is a weekend: 2026-10-10 is worked in exchange for a holiday (国庆节).",
        "Due at 2026-10-09 16:00.",
        "A case whose time at a level has run out goes one level up.",
    ):
        assert sentence in said, sentence


def test_after_a_fortnight_without_timers_it_is_where_it_belongs_and_nothing_rings_twice(case, town):
    at = local("2026-10-16 09:00")
    timers.run(at)
    case.refresh_from_db()
    assert (case.holder_id, case.supervision) == (town.unit(COUNTY), "red")
    record = [(event.verb, event.reason, event.cause) for event in events(case)]
    assert [row for row in record if row[0] == "escalate"] == [
        ("escalate", "level_expired", "level"),
        ("escalate", "overdue", "resolve"),
        ("escalate", "overdue", "resolve"),
    ]
    timers.run(at)
    timers.run(at + dt.timedelta(seconds=5))
    assert [(event.verb, event.reason, event.cause) for event in events(case)] == record
    assert not Deadline.objects.filter(case=case, fire_at__lte=at).exists()


def test_the_command_moves_the_clock_in_a_demo(case, town, settings, capsys):
    settings.DEMO = True
    call_command("run_timers", "--at", "2026-10-08T17:24")
    assert capsys.readouterr().out == "1 cases at 2026-10-08 17:24:00\n"
    case.refresh_from_db()
    assert case.holder_id == town.unit(COMMUNITY)
