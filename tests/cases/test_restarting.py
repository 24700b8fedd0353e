"""The time starts anew where the desk was at fault: once, before it is due, on record (case process §4.3)."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases.actions import deciding, extending, handling, timers
from cases.models import Deadline, DeadlineChange
from notices.models import Notice
from tests.town import GRID, OTHER_GRID, local

SENT, NOTICED = local("2026-03-03 10:00"), local("2026-03-03 11:00")  # a Tuesday; ENV01: contact 2 WH, done 1 WD


def give(town, case, at, unit=OTHER_GRID, verb=deciding.reassign):
    return verb(case, by=town.user("community"), at=at, unit=town.unit(unit), reason="desk_fault")


def due(case, kind):
    return Deadline.objects.get(case=case, kind=kind, state="pending").due_at


def code(run, *args, **more):
    with pytest.raises(Refusal) as refused:
        run(*args, **more)
    return refused.value.code


@pytest.mark.parametrize("verb", [deciding.reassign, deciding.designate])
def test_the_limits_run_from_the_new_start_and_the_record_says_so(town, verb):
    case = town.report("ENV01", at=SENT)
    assert case.due_at == local("2026-03-04 10:00")
    case = give(town, case, NOTICED, verb=verb)
    assert case.due_at == due(case, "resolve") == local("2026-03-04 11:00")
    assert due(case, "respond") == local("2026-03-03 15:30")
    assert due(case, "level") == local("2026-03-03 17:00")  # half of seven working hours
    moves = DeadlineChange.objects.filter(deadline__case=case).order_by("id")
    assert [(row.deadline.kind, row.why, row.old_due_at, row.new_due_at, row.by) for row in moves] == [
        ("resolve", "desk_fault", local("2026-03-04 10:00"), local("2026-03-04 11:00"), town.user("community")),
        ("respond", "desk_fault", local("2026-03-03 12:00"), local("2026-03-03 15:30"), town.user("community")),
    ]
    timers.run(local("2026-03-04 10:30"))
    assert Deadline.objects.get(case=case, kind="resolve").step == 1  # warned, not overdue


def test_another_reason_restarts_nothing(town):
    case = town.report("ENV01", at=SENT)
    unit = town.unit(OTHER_GRID)
    case = deciding.reassign(case, by=town.user("community"), at=NOTICED, unit=unit, reason="wrong_unit")
    assert case.due_at == local("2026-03-04 10:00")
    assert not DeadlineChange.objects.exists()


def test_it_starts_anew_once_and_never_when_it_is_late(town):
    case = give(town, town.report("ENV01", at=SENT), NOTICED)
    assert code(give, town, case, NOTICED + dt.timedelta(hours=3), unit=GRID) == "restarted_before"
    late = town.report("ENV01", at=SENT)
    assert code(give, town, late, local("2026-03-04 10:00")) == "overdue"
    assert give(town, late, local("2026-03-04 09:59:59")).due_at > late.due_at


def test_a_missed_first_contact_stays_missed(town):
    case = give(town, town.report("ENV01", at=SENT), local("2026-03-03 15:00"))
    assert case.due_at == local("2026-03-04 15:00")
    assert Deadline.objects.get(case=case, kind="respond").due_at == local("2026-03-03 12:00")


def test_time_that_was_granted_is_not_taken_away(town):
    case = handling.sign(town.report("ENV05", at=SENT), by=town.user("grid"), at=SENT)
    ask = {"reason": "weather", "amount": "1 WD", "text": "下雨"}
    extending.request_extension(case, by=town.user("grid"), at=SENT, **ask)
    case = extending.decide_extension(case, by=town.user("community"), at=SENT, approve=True)
    assert code(give, town, case, NOTICED) == "nothing_to_restart"


def test_the_requester_reads_the_new_day(town):
    case = town.report("ENV01", at=local("2026-03-03 08:30"))
    give(town, case, local("2026-03-03 15:00"))
    told = Notice.objects.filter(to_kind="requester", kind="resident_reassigned").values_list("params", flat=True)
    assert list(told) == [{"promise": "2026-03-04"}]
