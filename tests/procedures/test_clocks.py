"""Clocks ring once, in time, for whom they should, however many workers look."""

import datetime as dt

import pytest
import time_machine

from cases.actions import calendar as calendars
from notices.models import Notice
from procedures import tasks
from procedures.actions import clocks
from procedures.models import ProcedureClock
from tests.procedures.conftest import clocks as states
from tests.procedures.conftest import due, found, graded, performing, registered
from tests.town import COMMUNITY, COUNTY, STREET, local


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("to_id", flat=True))


def test_a_petition_clock_warns_at_three_quarters_and_rings_at_midnight(town):
    registered(town)
    assert clocks.run(local("2026-03-14 23:00")) == 0
    assert clocks.run(local("2026-03-15 00:00")) == 1  # 12 of 16 days from midnight to midnight
    assert told("petition_warning") == [town.unit("section")]
    assert clocks.run(local("2026-03-18 23:59")) == 0
    assert clocks.run(local("2026-03-19 00:00")) == 1
    assert told("petition_overdue") == sorted([town.unit("section"), town.unit(STREET)])
    assert clocks.run(local("2026-03-25 00:00")) == 0
    assert Notice.objects.filter(kind__startswith="petition_").count() == 4  # arrived, warned, overdue twice


def test_after_a_night_of_downtime_the_due_time_is_told_once_without_the_warning(town):
    registered(town)
    assert clocks.run(local("2026-04-19 00:00")) == 1
    assert told("petition_warning") == []
    assert len(told("petition_overdue")) == 2


def test_a_clock_on_a_shifted_saturday_runs(town):
    """28 February 2026 is a Saturday on which the office works: 3 WD from Friday noon end on Wednesday."""
    row = found(town, at=local("2026-02-27 12:00"))
    assert due(row, "grade") == "2026-03-03 12:00"
    row = found(town, at=local("2026-03-06 12:00"))  # before an ordinary weekend
    assert due(row, "grade") == "2026-03-11 12:00"


def test_a_legal_period_that_ends_on_a_shifted_saturday_ends_there(town):
    row = registered(town, at=local("2026-02-13 10:00"))
    assert due(row, "inform") == "2026-03-01 00:00"
    clocks.run(local("2026-02-28 23:59"))
    assert told("petition_overdue") == []
    clocks.run(local("2026-03-01 00:00"))
    assert len(told("petition_overdue")) == 2


def test_grade_d_rings_after_24_hours_by_day_and_night(town):
    row = graded(town, "D", at=local("2026-03-06 20:00"))
    assert due(row, "control") == "2026-03-07 20:00"
    clocks.run(local("2026-03-07 20:00"))
    assert told("hazard_overdue") == sorted([town.unit("section"), town.unit(STREET)])


def test_the_window_for_the_court_closes_without_a_word(town):
    row = performing(town)
    clocks.run(local("2026-04-03 00:00"))
    assert states(row)["confirm"] == "ended"
    mediated = Notice.objects.filter(kind="mediation_overdue").values_list("params", flat=True)
    assert {params["clock"] for params in mediated} == {"perform"}
    assert told("mediation_overdue") == sorted([town.unit("committee"), town.unit(COMMUNITY)])


def test_one_that_fails_is_put_off_and_stops_nobody_else(town, caplog):
    broken, sound = found(town), found(town)
    ProcedureClock.objects.filter(subject_id=broken.pk).update(unit_id=town.unit(COUNTY))
    with pytest.MonkeyPatch.context() as patch:
        ring = clocks._ring

        def fails(draft, clock):
            if draft.matter.pk == broken.pk:
                raise LookupError("broken")
            ring(draft, clock)

        patch.setattr(clocks, "_ring", fails)
        at = local("2026-03-06 10:00")
        assert clocks.run(at) == 1
    assert ProcedureClock.objects.get(subject_id=broken.pk).fire_at == local("2026-03-06 10:10")
    assert ProcedureClock.objects.get(subject_id=sound.pk).fire_at is None
    assert "put off" in caplog.text


def test_the_tasks_read_the_clock_and_do_the_rest_elsewhere(town):
    registered(town)
    with time_machine.travel(local("2026-03-19 00:00"), tick=False):
        assert tasks.run_clocks() == 1
        assert tasks.reckon_clocks() == 0


def test_a_calendar_that_is_loaded_moves_what_it_touches_once(town):
    """Nobody knows 2027 yet, so 1 January counts as a Friday; then its calendar arrives."""
    at = local("2026-12-17 10:00")
    row = registered(town, at=at)
    assert due(row, "inform") == "2027-01-02 00:00"
    calendars.replace_year(2027, [calendars.Day(dt.date(2027, 1, 1), working=False, name="元旦")], by=None, at=at)
    assert clocks.reckon_again(at) == 1
    assert due(row, "inform") == "2027-01-05 00:00"  # 1 January is a holiday, 2 and 3 a weekend; 4 January 24:00
    assert clocks.reckon_again(at) == 0
