"""Every state × every verb × every role, written by hand: who is offered what.

`MEDIATION[state][name]` are the verbs that the member of the cast may use there; whoever is not named may use
none. The row is put into the state directly, so that the tables are asked and not the way into the state.
"""

import pytest
from django.db import connection

from cases import world
from procedures import rules
from procedures.models import HazardRecord, MediationAgreement, MediationCase, PetitionHandover, PetitionLetter
from procedures.states import hazard, mediation, petition
from tests.procedures.conftest import applied, found, registered
from tests.town import AT, BUILDING

DAY = AT.date()
BOTH = ("mediator", "mediator2")

MEDIATION = {
    "applied": {**dict.fromkeys(BOTH, "ask_consent decline"), "grid": "decline"},
    "consent_pending": {**dict.fromkeys(BOTH, "consent decline"), "grid": "decline"},
    "accepted": dict.fromkeys(BOTH, "hold_session extend terminate"),
    "declined": {},
    "mediating": dict.fromkeys(BOTH, "hold_session extend agree fail terminate"),
    "agreed": dict.fromkeys(BOTH, "fail take_effect"),
    "failed": {},
    "terminated": {},
    "performing": dict.fromkeys(BOTH, "perform breach apply_confirmation"),
    "performed": {},
    "breached": dict.fromkeys(BOTH, "sue"),
    "sued": {},
    "confirmed_enforced": {},
}
# The section answers (a handler), street and street2 are the desk. Nobody in the section is its head.
PETITION = {
    "registered": {"section": "object inform", "street": "finish", "street2": "finish"},
    "informed": {"section": "accept", "street": "finish", "street2": "finish"},
    "accepted": {"section": "decide", "street": "finish", "street2": "finish"},
    "decided": {"section": "serve", "street": "serve finish", "street2": "serve finish"},
    "review": {"street": "decide_review finish", "street2": "decide_review finish"},
    "re_review": {"street": "decide_re_review finish", "street2": "decide_re_review finish"},
    "final": {},
}
OFFICES = ("street", "street2", "county", "county2")
GRADE = dict.fromkeys(OFFICES, "grade")
# Who may look at it again: everybody around with the right, except the section that rectified it.
LOOK = dict.fromkeys(("community", "community2", *OFFICES, "department", "checker"), "recheck")
FIND = ("steward", "grid", "community", "community2", "street", "street2", "county", "county2", "section", "department")
HAZARD = {
    "found": GRADE,
    "graded": {**GRADE, "section": "control"},  # of grade C: controlled first
    "controlled": {**GRADE, "section": "rectify"},
    "rectified": LOOK,
    "rechecked": dict.fromkeys(OFFICES, "clear"),
    "cleared": dict.fromkeys(FIND, "find_again"),
}


def offered(town, row):
    """What each member of the cast is offered, those left out who are offered nothing."""
    present = world.world(AT)
    answers = {
        name: " ".join(rules.actions(world.viewer_in(present, user), row, present)) for name, user in town.users.items()
    }
    return {name: verbs for name, verbs in answers.items() if verbs}


def put(row, **values):
    """The row as it would stand there."""
    type(row).objects.filter(pk=row.pk).update(**values)
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize("state", [*mediation.State])
def test_a_mediation_offers_each_role_what_the_table_says(town, state):
    ended = AT if state in mediation.ENDED else None
    row = put(applied(town), state=state, ended_at=ended)
    if state in {"performing", "breached"}:
        words = {"facts": "事", "content": "内", "way": "方"}
        MediationAgreement.objects.create(
            mediation=row, form="written", agreed_on=DAY, perform_by=DAY, effective_on=DAY, **words
        )
    assert offered(town, row) == MEDIATION[state]


def test_an_application_to_the_court_opens_its_answer_and_a_yes_opens_enforcement(town):
    row = put(applied(town), state="breached")
    made = MediationAgreement.objects.create(
        mediation=row,
        form="written",
        facts="事",
        content="内",
        way="方",
        agreed_on=DAY,
        perform_by=DAY,
        effective_on=DAY,
        confirmation_asked_on=DAY,
    )
    assert offered(town, row) == dict.fromkeys(BOTH, "sue record_confirmation")
    made.confirmation, made.confirmation_on = "confirmed", DAY
    made.save()
    assert offered(town, row) == dict.fromkeys(BOTH, "sue enforce")


@pytest.mark.parametrize("state", [*petition.State])
def test_a_petition_matter_offers_each_role_what_the_table_says(town, state):
    row = put(registered(town), state=state, ended_at=AT if state == "final" else None, accepted_on=DAY)
    if state == "decided":
        PetitionLetter.objects.create(petition=row, stage="decided", outcome="supported", decided_on=DAY)
    assert offered(town, row) == PETITION[state]


def test_an_objection_is_for_the_desk_and_a_served_answer_opens_the_next_stage(town):
    row = put(registered(town), objected_at=AT)
    desk = dict.fromkeys(("street", "street2"), "decide_objection finish")
    assert offered(town, row) == {"section": "inform", **desk}
    row = put(row, state="decided", objected_at=None)
    PetitionLetter.objects.create(petition=row, stage="decided", outcome="supported", decided_on=DAY, served_on=DAY)
    assert offered(town, row) == dict.fromkeys(("street", "street2"), "ask_review finish")
    row = put(row, state="review")
    PetitionLetter.objects.create(petition=row, stage="review", outcome="supported", decided_on=DAY, served_on=DAY)
    assert offered(town, row) == dict.fromkeys(("street", "street2"), "ask_re_review finish")


def test_more_time_is_the_head_s_to_take(town):
    row = put(registered(town, unit=town.unit("department")), state="accepted", accepted_on=DAY)
    assert offered(town, row)["department"] == "extend decide"
    assert offered(town, put(row, extended_days=30))["department"] == "decide"


@pytest.mark.parametrize("state", [*hazard.State])
def test_a_hazard_offers_each_role_what_the_table_says(town, state):
    values = {"state": state, "ended_at": AT if state == "cleared" else None}
    if state != "found":
        values |= {"grade": "C", "unit": town.units["section"]}
    if state in {"rectified", "rechecked", "cleared"}:
        values |= {"rectified_by": town.user("section"), "rectified_unit": town.units["section"]}
    assert offered(town, put(found(town), **values)) == HAZARD[state]


def test_grade_a_is_cleared_by_another_person_than_who_graded_it(town):
    row = put(found(town), state="graded", grade="A", unit=town.units["section"], graded_by=town.user("street"))
    assert offered(town, row) == {**dict.fromkeys(("street2", "county", "county2"), "grade clear"), "street": "grade"}


def test_grade_b_is_rectified_without_control(town):
    row = put(found(town), state="graded", grade="B", unit=town.units["section"], graded_by=town.user("street"))
    assert offered(town, row) == {**GRADE, "section": "control rectify"}


def test_the_tables_here_know_every_state():
    assert set(MEDIATION) == set(mediation.State)
    assert set(PETITION) == set(petition.State)
    assert set(HAZARD) == set(hazard.State)


def test_every_verb_of_every_table_is_offered_somewhere():
    tables = {mediation.Verb: MEDIATION, petition.Verb: PETITION, hazard.Verb: HAZARD}
    elsewhere = {"apply", "register", "find", "lapse", "record_confirmation", "enforce", "extend", "decide_objection"}
    elsewhere |= {"ask_review", "ask_re_review", "end_with_case"}  # each in a test of its own
    for verbs, table in tables.items():
        seen = {verb for row in table.values() for offer in row.values() for verb in offer.split()}
        assert {verb.value for verb in verbs} - seen <= elsewhere


@pytest.mark.parametrize("model", [MediationCase, PetitionHandover, HazardRecord])
def test_no_state_without_an_end_and_no_end_without_its_state(town, model):
    """The database keeps what the table says."""
    row = {MediationCase: applied, PetitionHandover: registered, HazardRecord: found}[model](town)
    with connection.cursor() as cursor, pytest.raises(Exception, match="has_time"):
        cursor.execute(f"UPDATE {model._meta.db_table} SET ended_at = now() WHERE id = %s", [row.pk])


def test_the_place_of_the_hazards_is_the_first_building(town):
    assert found(town).place_code == BUILDING
