"""Two people, or several workers, on one procedure at the same moment."""

import pytest

from notices.models import Notice
from procedures.actions import clocks, hazard, mediation, petition
from procedures.models import MediationCase, PetitionHandover, ProcedureStep
from tests.procedures.conftest import applied, asked, build_with_committees, dispute, found, graded, registered
from tests.races.test_verbs import together
from tests.town import AT, local

pytestmark = pytest.mark.django_db(transaction=True)


def verbs(row):
    rows = ProcedureStep.objects.filter(procedure=row.PROCEDURE, subject_id=row.pk).order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_two_begin_a_mediation_of_one_case_and_one_does():
    town = build_with_committees()
    case = dispute(town)
    got = together(*[lambda: applied(town, case).state] * 3)
    assert sorted(got) == ["applied", "mediation_runs", "mediation_runs"]
    assert MediationCase.objects.count() == 1


def test_a_yes_and_a_no_at_the_same_moment_end_in_one_truth():
    town = build_with_committees()
    row = mediation.consent(asked(town), by=town.user("mediator"), at=AT, party=0)
    yes, no = together(
        lambda: mediation.consent(row, by=town.user("mediator"), at=AT, party=1).state,
        lambda: mediation.decline(row, by=town.user("mediator2"), at=AT, party=1).state,
    )
    after = MediationCase.objects.get()
    assert {yes, no} in ({"accepted", "wrong_state"}, {"declined", "wrong_state"})
    assert after.state in {yes, no}


def test_two_decide_one_objection_and_the_second_is_told_so():
    town = build_with_committees()
    row = petition.object(registered(town), by=town.user("section"), at=AT, text="不归我们管")
    department = town.unit("department")
    got = together(
        lambda: petition.decide_objection(row, by=town.user("street"), at=AT, unit=department).unit_id,
        lambda: petition.decide_objection(row, by=town.user("street2"), at=AT, text="归你们").unit_id,
    )
    assert got.count("no_objection") == 1
    assert PetitionHandover.objects.get().unit_id in got
    assert verbs(row) == ["register", "object", "decide_objection"]


def test_two_grade_and_both_stand_one_after_the_other():
    """A grade may be given again, so nobody is refused; one clock runs, that of the later."""
    town = build_with_committees()
    row, section = found(town), town.unit("section")
    got = together(
        lambda: hazard.grade(row, by=town.user("street"), at=AT, grade="C", unit=section, text="丙").grade,
        lambda: hazard.grade(row, by=town.user("county"), at=AT, grade="D", unit=section, text="丁").grade,
    )
    assert sorted(got) == ["C", "D"]
    assert verbs(row) == ["find", "grade", "grade"]


def test_two_clear_one_hazard_and_one_does():
    town = build_with_committees()
    row = graded(town, "A")
    got = together(
        lambda: hazard.clear(row, by=town.user("street2"), at=AT).state,
        lambda: hazard.clear(row, by=town.user("county"), at=AT).state,
    )
    assert sorted(got) == ["cleared", "wrong_state"]


def test_four_workers_ring_every_clock_once():
    town = build_with_committees()
    for number in range(20):
        registered(town, number=f"XF-{number}")
    at = local("2026-03-19 00:00")
    done = together(*[lambda: clocks.run(at)] * 4)
    assert sum(done) == 20
    assert Notice.objects.filter(kind="petition_overdue").count() == 40


def test_a_letter_and_the_timer_that_ends_the_matter_leave_one_truth():
    town = build_with_committees()
    section, desk = town.user("section"), town.user("street")
    row = registered(town)
    day = AT.date()
    row = petition.accept(petition.inform(row, by=section, at=AT, on=day, way="letter"), by=section, at=AT, on=day)
    row = petition.decide(row, by=section, at=AT, outcome="supported", on=day)
    row = petition.serve(row, by=section, at=AT, on=day)
    at = local("2026-04-03 00:00")
    asked_, _rung = together(
        lambda: petition.ask_review(row, by=desk, at=at, on=day).state,
        lambda: clocks.run(at),
    )
    state = PetitionHandover.objects.get().state
    assert (asked_, state) in {("review", "review"), ("wrong_state", "final")}
