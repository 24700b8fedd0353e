"""Who sees what, and what it costs to look."""

import pytest

from accounts.refusals import Kind, Refusal
from cases import world
from cases.models import Assist
from procedures import queries
from procedures.actions import petition
from procedures.models import HazardRecord, MediationCase, PetitionHandover
from tests.procedures.conftest import agreed, applied, dispute, found, graded, registered, viewer
from tests.town import AT, BUILDING, COMMUNITY, FAR_GRID, NEXT_GRID, STREET, local

ABOVE = {"community", "community2", "street", "street2", "county", "county2", "section", "checker", "callback"}
INSIDE = {"grid", *ABOVE}
"""Who sees a case of the first grid by their place."""


def seers(town, model, at=AT):
    return {name for name in town.users if model.objects.visible_to(viewer(town, name, at)).exists()}


def test_a_mediation_is_seen_by_the_government_posts_of_its_case_and_by_who_mediates(town):
    applied(town)
    assert seers(town, MediationCase) == {*INSIDE, "mediator", "mediator2"}


def test_a_company_that_handles_the_case_sees_nothing_of_its_mediation(town):
    row = applied(town)
    Assist.objects.create(case=row.case, unit=town.units["property"], since=AT, why="named")
    assert "property" not in seers(town, MediationCase)


def test_only_who_mediates_and_who_holds_the_case_read_what_was_said(town):
    row = agreed(town)
    readers = set()
    for name in seers(town, MediationCase):
        looking = viewer(town, name)
        file = queries.mediation_file(looking, queries.mediation(looking, row.pk))
        texts = [step.text for step in file.steps if step.text]
        content = (file.parties, file.sessions, file.agreement, texts)
        assert file.reads or content == ([], [], None, [])
        assert [step.verb for step in file.steps][-1] == "agree"
        if file.reads:
            assert (len(file.parties), len(file.sessions)) == (2, 1)
            readers.add(name)
    assert readers == {"grid", "mediator", "mediator2"}


def test_a_petition_matter_is_seen_by_its_case_s_posts_the_unit_that_answers_and_its_desk(town):
    registered(town, unit=town.unit("department"))
    seen = seers(town, PetitionHandover)
    assert seen == {*ABOVE, "grid", "department"}


def test_the_unit_complained_about_sees_nothing_of_the_matter(town):
    case = town.report("CIV05", complained_unit=town.unit(STREET))
    registered(town, case, by=town.user("county"), unit=town.unit("department"))
    assert seers(town, PetitionHandover) & {"grid", "community", "street", "street2", "section", "checker"} == set()
    assert {"county", "department"} <= seers(town, PetitionHandover)


def test_hazards_are_seen_in_the_own_subtree_and_by_the_unit_that_rectifies(town):
    row = found(town)
    assert seers(town, HazardRecord) == {"steward", "department", *INSIDE}
    HazardRecord.objects.filter(pk=row.pk).update(state="graded", grade="C", unit=town.units["property"])
    assert seers(town, HazardRecord) == {"steward", "department", "property", *INSIDE}


@pytest.mark.parametrize("name", ["far_street", "far_grid", "nobody", "auditor", "administrator", "property"])
def test_outside_everything_is_not_found(town, name):
    rows = applied(town), registered(town), found(town)
    looking = viewer(town, name)
    for find, row in zip((queries.mediation, queries.petition, queries.hazard), rows, strict=True):
        with pytest.raises(Refusal) as refusal:
            find(looking, row.pk)
        assert refusal.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize("pk", [0, -1, 2**63])
def test_no_row_is_not_found(town, pk):
    with pytest.raises(Refusal):
        queries.hazard(viewer(town, "street"), pk)


@pytest.mark.parametrize("count", [1, 3])
def test_every_list_costs_two_statements(town, django_assert_num_queries, count):
    for number in range(count):
        applied(town, dispute(town))
        registered(town, number=f"XF-{number}")
        found(town)
    looking = viewer(town, "street")
    for page in (
        lambda: queries.mediations(looking),
        lambda: queries.petitions(looking),
        lambda: queries.hazards(looking, queries.HazardFilter()),
    ):
        with django_assert_num_queries(2):
            rows = page().rows
            assert [bool(row.clock) and (row.matter.case is None or bool(row.matter.case.number)) for row in rows] == [
                True
            ] * count


def test_a_list_goes_on_where_the_page_ended(town, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [found(town).pk for _ in range(3)]
    looking = viewer(town, "street")
    first = queries.hazards(looking, queries.HazardFilter())
    second = queries.hazards(looking, queries.HazardFilter(), before=first.next)
    assert [row.matter.pk for row in [*first.rows, *second.rows]] == made[::-1]
    assert (first.next, second.next) == (str(made[1]), "")
    for cursor in ("x", "9" * 30, "１"):
        with pytest.raises(Refusal):
            queries.hazards(looking, queries.HazardFilter(), before=cursor)


def test_hazards_by_place_grade_and_overdue(town):
    here, there = graded(town, "D"), found(town, by="street", area=NEXT_GRID)
    far = found(town, by="far_grid", area=FAR_GRID)
    looking = viewer(town, "street")

    def ids(**wanted):
        return {row.matter.pk for row in queries.hazards(looking, queries.HazardFilter(**wanted)).rows}

    assert ids() == {here.pk, there.pk}
    assert ids(area_code=COMMUNITY) == ids(area_code=BUILDING) == ids(grade="D") == {here.pk}
    assert ids(grade="A") == set()
    assert ids(overdue_at=local("2026-03-04 10:01")) == {here.pk}
    assert ids(overdue_at=local("2026-03-04 10:00")) == set()
    with pytest.raises(Refusal):
        ids(grade="E")
    assert far.pk not in ids()


def test_counts_for_a_street_page(town, django_assert_num_queries):
    graded(town, "D")
    graded(town, "C")
    found(town)
    found(town, by="far_grid", area=FAR_GRID)
    looking = viewer(town, "street")
    with django_assert_num_queries(1):
        counts = queries.hazard_counts(looking, STREET, local("2026-03-04 10:01"))
    assert [(row.grade, row.on_list, row.overdue) for row in counts] == [("D", 1, 1), ("C", 1, 0), ("", 1, 0)]
    assert queries.hazard_counts(viewer(town, "far_street"), STREET, AT) == []


def test_petition_cases_that_nobody_registered_stand_before_the_office_that_has_to(town):
    case = town.report("CIV06")
    town.report("CIV06", area=FAR_GRID)
    town.report("ENV01")
    present = world.world(AT)
    rows = queries.unregistered(viewer(town, "street"), present)
    assert [(row.case, row.due_at) for row in rows] == [(case, local("2026-03-19 00:00"))]
    assert queries.unregistered(viewer(town, "community"), present) == []
    registered(town, case)
    assert queries.unregistered(viewer(town, "street"), present) == []


def test_what_hangs_on_a_case_is_found_from_it(town, django_assert_num_queries):
    row = applied(town)
    matter = registered(town, row.case)
    petition.finish(matter, by=town.user("street"), at=AT, reason="withdrawn", text="本人撤回")
    again = registered(town, row.case, number="XF-2")
    looking = viewer(town, "street")
    with django_assert_num_queries(3):
        rows = queries.of_case(looking, row.case)
    assert rows == {"mediation": [row], "petition": [again, matter], "hazard": []}
    assert queries.of_case(viewer(town, "far_street"), row.case) == {"mediation": [], "petition": [], "hazard": []}
