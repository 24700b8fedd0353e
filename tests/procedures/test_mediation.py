import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import casefile, world
from cases import rules as case_rules
from cases.actions import followup, handling, suspending, triage
from cases.models import Case
from cases.reasons import REASONS
from cases.states import Verb
from notices.models import Notice
from procedures.actions import agreements, mediation
from procedures.models import MediationAgreement, MediationParty, ProcedureStep
from residents.contact import Contact
from residents.models import Requester
from tests.procedures.conftest import (
    DAY,
    PARTIES,
    accepted,
    agreed,
    applied,
    asked,
    breached,
    clocks,
    dispute,
    due,
    in_session,
    performing,
    post_of,
)
from tests.town import AT, GRID, local

TODAY = dt.date(2026, 3, 3)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as found:
        call(*args, **kwargs)
    assert found.value.code == code
    assert str(found.value.message)


def by(town, at=AT):
    return {"by": town.user("mediator"), "at": at}


def steps(row):
    rows = ProcedureStep.objects.filter(procedure="mediation", subject_id=row.pk).order_by("id")
    return [f"{step.verb}:{step.to_state}" for step in rows]


def test_from_application_to_performance(town):
    row = performing(town)
    assert due(row, "perform") == "2026-03-14 00:00"
    row = agreements.perform(row, **by(town, AT + 3 * DAY), on=TODAY + 2 * DAY)
    assert (row.state, row.ended_at) == ("performed", AT + 3 * DAY)
    assert steps(row) == [
        "apply:applied",
        "ask_consent:consent_pending",
        "consent:consent_pending",
        "consent:accepted",
        "hold_session:mediating",
        "agree:agreed",
        "take_effect:performing",
        "perform:performed",
    ]
    assert clocks(row) == {"consent": "met", "mediate": "met", "perform": "met", "confirm": "ended"}
    audited = AuditEntry.objects.filter(subject_kind="mediation", subject_id=str(row.pk)).order_by("id")
    assert [entry.verb for entry in audited][-1] == "mediation_perform"
    assert len(audited) == 8


def test_the_case_stays_in_processing(town):
    row = accepted(town)
    assert Case.objects.get(pk=row.case_id).state == "processing"


def test_the_committee_is_told_and_nobody_else(town):
    row = applied(town)
    notice = Notice.objects.get(about_kind="mediation")
    assert (notice.kind, notice.to_id, notice.about_id) == ("mediation_arrived", town.unit("committee"), str(row.pk))


def test_consent_takes_five_working_days_and_mediation_thirty_days_of_the_law(town):
    assert due(applied(town), "consent") == "2026-03-10 10:00"
    assert due(accepted(town, case=dispute(town)), "mediate") == "2026-04-03 00:00"


def test_only_a_dispute_in_processing_without_another_mediation(town):
    rubbish = dispute(town, "ENV01")
    refused("not_a_dispute", applied, town, rubbish)
    unsigned = town.report("DIS01")
    refused("case_not_processing", applied, town, unsigned)
    row = applied(town)
    refused("mediation_runs", applied, town, row.case)


def test_a_declined_mediation_may_be_begun_again(town):
    row = mediation.decline(applied(town), **by(town), party=1, text="不愿意")
    assert applied(town, row.case).state == "applied"


@pytest.mark.parametrize("name", ["grid2", "far_grid", "steward", "checker"])
def test_nobody_but_the_holder_begins(town, name):
    with pytest.raises(Refusal) as found:
        applied(town, dispute(town), by=town.user(name))
    assert found.value.kind == "forbidden"


@pytest.mark.parametrize("unit", ["far_committee", "property", "section", GRID])
def test_a_unit_that_does_not_mediate_here_is_refused(town, unit):
    refused("unknown_unit", applied, town, unit=town.unit(unit))


@pytest.mark.parametrize("parties", [PARTIES[:1], PARTIES * 4, (PARTIES[0], Contact("", "13812345678"))])
def test_parties_have_names_and_are_two_to_six(town, parties):
    refused("bad_parties", applied, town, parties=parties)
    assert MediationParty.objects.count() == 0
    assert Requester.objects.count() == 1  # the requester of the case


def test_names_are_encrypted_and_masked(town):
    row = applied(town)
    contact = row.parties.get(position=0).contact
    assert (contact.name_masked, contact.phone_masked) == ("张**", "138****5678")
    assert "张三丰".encode() not in bytes(contact.name_cipher)
    texts = [str(entry.data) for entry in AuditEntry.objects.all()]
    texts += [f"{step.text}{step.data}" for step in ProcedureStep.objects.all()]
    texts += [f"{notice.params}{notice.key}" for notice in Notice.objects.all()]
    assert not [text for text in texts if "张三丰" in text or "13812345678" in text]


def test_who_mediates_reads_a_party_with_a_purpose_on_record(town):
    row = applied(town)
    clear = mediation.reveal(row, **by(town), party=1, purpose="arrange_visit")
    assert (clear.name, clear.phone) == ("李四光", "13987654321")
    entry = AuditEntry.objects.get(verb="reveal_contact")
    assert (entry.subject_kind, entry.subject_id, entry.purpose) == ("mediation", str(row.pk), "arrange_visit")


@pytest.mark.parametrize("name", ["grid", "community", "street", "property", "far_mediator", "auditor"])
def test_nobody_else_reads_a_party(town, name):
    row = applied(town)
    refused("identity_sealed", mediation.reveal, row, by=town.user(name), at=AT, party=0, purpose="arrange_visit")
    assert not AuditEntry.objects.filter(verb="reveal_contact").exists()


def test_mediators_are_posts_of_the_unit(town):
    row = applied(town)
    for mediators in ([], [post_of(town, "far_mediator")], [post_of(town, "mediator"), 0]):
        refused("unknown_mediator", mediation.ask_consent, row, **by(town), mediators=mediators)


def test_one_refusal_ends_it_at_once_also_after_a_yes(town):
    row = mediation.consent(asked(town), **by(town), party=0)
    row = mediation.decline(row, **by(town), party=0)
    assert (row.state, clocks(row)) == ("declined", {"consent": "met"})
    party = row.parties.get(position=0)
    assert (party.consented_at, party.refused_at) == (None, AT)
    told = Notice.objects.get(kind="mediation_ended")
    assert told.to_id == town.unit(GRID)
    refused("wrong_state", mediation.consent, row, **by(town), party=1)


def test_a_party_says_yes_once_and_has_to_be_one(town):
    row = mediation.consent(asked(town), **by(town), party=0)
    refused("answered_before", mediation.consent, row, **by(town), party=0)
    refused("unknown_party", mediation.consent, row, **by(town), party=2)


def test_more_time_needs_everybody_and_ends_at_thirty_days(town):
    row = accepted(town)
    refused("consent_missing", mediation.extend, row, **by(town), days=10, parties=[0])
    row = mediation.extend(row, **by(town), days=10, parties=[0, 1])
    assert due(row, "mediate") == "2026-04-14 00:00"  # 12 April is a Sunday
    refused("bad_days", mediation.extend, row, **by(town), days=21, parties=[0, 1])
    row = mediation.extend(row, **by(town), days=20, parties=[0, 1])
    refused("extended_before", mediation.extend, row, **by(town), days=1, parties=[0, 1])


@pytest.mark.parametrize("held_at", [AT + dt.timedelta(minutes=1), AT - DAY])
def test_a_session_lies_between_acceptance_and_now(town, held_at):
    words = {"place": "调解室", "present": "双方", "record": "记录"}
    refused("bad_day", mediation.hold_session, accepted(town), **by(town), held_at=held_at, **words)


def test_an_oral_agreement_takes_effect_when_it_is_made(town):
    row = agreed(town, form="oral")
    assert row.state == "performing"
    assert MediationAgreement.objects.get().effective_on == TODAY
    assert due(row, "confirm") == "2026-04-03 00:00"


def test_a_written_agreement_that_nobody_signs_fails(town):
    row = mediation.fail(agreed(town), **by(town), text="乙方不签字")
    assert (row.state, row.ended_at) == ("failed", AT)


def test_days_follow_one_another(town):
    row = in_session(town)
    words = {"form": "written", "facts": "事", "content": "内", "way": "方"}
    days = {"agreed_on": TODAY, "perform_by": TODAY}
    refused("bad_day", agreements.agree, row, **by(town), **words, **days | {"agreed_on": TODAY + DAY})
    refused("bad_day", agreements.agree, row, **by(town), **words, **days | {"agreed_on": TODAY - DAY})
    refused("bad_day", agreements.agree, row, **by(town), **words, **days | {"perform_by": TODAY - DAY})
    refused("unknown_choice", agreements.agree, row, **by(town), **words | {"form": "shouted"}, **days)
    row = agreements.agree(row, **by(town), **words, **days)
    refused("bad_day", agreements.take_effect, row, **by(town), on=TODAY - DAY)


def test_the_court_is_asked_within_thirty_days_and_once(town):
    row = performing(town)
    last = local("2026-04-02 23:59")
    assert due(row, "confirm") == "2026-04-03 00:00"
    refused("window_passed", agreements.apply_confirmation, row, **by(town, local("2026-04-03 00:01")), on=TODAY)
    row = agreements.apply_confirmation(row, **by(town, last), on=dt.date(2026, 4, 2))
    refused("asked_before", agreements.apply_confirmation, row, **by(town, last), on=TODAY)
    refused(
        "not_asked",
        agreements.record_confirmation,
        performing(town, case=dispute(town)),
        **by(town),
        result="confirmed",
        on=TODAY,
    )
    at = local("2026-04-10 10:00")
    refused("bad_day", agreements.record_confirmation, row, **by(town, at), result="confirmed", on=TODAY)
    row = agreements.record_confirmation(row, **by(town, at), result="confirmed", on=dt.date(2026, 4, 9))
    refused("not_asked", agreements.record_confirmation, row, **by(town, at), result="refused", on=dt.date(2026, 4, 9))


def test_only_a_confirmed_agreement_is_enforced_but_anybody_may_sue(town):
    row = breached(town)
    refused("not_confirmed", agreements.enforce, row, **by(town), on=TODAY)
    assert agreements.sue(row, **by(town), on=TODAY).state == "sued"
    row = performing(town, case=dispute(town))
    row = agreements.apply_confirmation(row, **by(town), on=TODAY)
    row = agreements.breach(row, **by(town), text="不付")
    row = agreements.record_confirmation(row, **by(town), result="confirmed", on=TODAY)
    assert agreements.enforce(row, **by(town), on=TODAY).state == "confirmed_enforced"


def test_no_court_confirms_a_family_matter(town):
    case = dispute(town, "DIS02", by="community")
    row = applied(town, case, by=town.user("community"))
    row = mediation.ask_consent(row, **by(town), mediators=[post_of(town, "mediator")])
    for party in (0, 1):
        row = mediation.consent(row, **by(town), party=party)
    row = mediation.hold_session(row, **by(town), held_at=AT, place="室", present="双方", record="记")
    words = {"form": "oral", "facts": "事", "content": "内", "way": "方"}
    row = agreements.agree(row, **by(town), **words, agreed_on=TODAY, perform_by=TODAY)
    assert "confirm" not in clocks(row)
    refused("no_confirmation", agreements.apply_confirmation, row, **by(town), on=TODAY)


FINISHING = ("submit_result", "settle", "request_suspension")


def offered_to_the_grid(town, case, at=AT):
    present = world.world(at)
    fresh = casefile.read(Case.objects.get(pk=case.pk))
    return {verb.value for verb in case_rules.actions(world.viewer_in(present, town.user("grid")), fresh, present)}


def test_a_case_is_not_finished_while_its_mediation_is_under_way(town):
    case = dispute(town)
    before = offered_to_the_grid(town, case)
    assert {"submit_result", "request_suspension"} <= before
    row = applied(town, case)
    assert offered_to_the_grid(town, case) == before - set(FINISHING)
    refused("mediation_runs", handling.submit_result, case, by=town.user("grid"), at=AT, reply="已调解。")
    mediation.decline(row, **by(town), party=1)
    assert offered_to_the_grid(town, case) == before
    assert handling.submit_result(case, by=town.user("grid"), at=AT, reply="已答复。").state == "checking"


def test_a_case_is_not_put_off_once_its_mediation_has_begun(town):
    """It was asked for before; refused it goes on in the hand of who mediates."""
    case, day = dispute(town), TODAY + 30 * DAY
    ask = {"reason": sorted(REASONS[Verb.REQUEST_SUSPENSION])[0], "text": "等待鉴定结果。", "review_on": day}
    case = suspending.request_suspension(case, by=town.user("grid"), at=AT, **ask)
    applied(town, case)
    decide = {"by": town.user("street"), "at": AT}
    refused("mediation_runs", suspending.decide_suspension, case, approve=True, **decide)
    assert suspending.decide_suspension(case, approve=False, **decide).state == "processing"


def test_the_case_says_so_from_the_application_until_there_is_an_agreement_or_none(town):
    told = {}
    for begin in (applied, asked, accepted, in_session, agreed, performing, breached):
        told[begin.__name__] = Case.objects.get(pk=begin(town).case_id).in_mediation
    assert told == {
        "applied": True,
        "asked": True,
        "accepted": True,
        "in_session": True,
        "agreed": False,
        "performing": False,
        "breached": False,
    }
    failed = mediation.fail(in_session(town), **by(town), text="双方分歧太大。")
    assert not Case.objects.get(pk=failed.case_id).in_mediation


def test_a_mediation_ends_with_the_case_that_was_withdrawn(town):
    row, other = in_session(town), accepted(town)
    followup.withdraw(row.case, at=AT + DAY)
    assert mediation.end_with_cases(AT + DAY) == 1
    assert mediation.end_with_cases(AT + DAY) == 0
    ended, running = type(row).objects.get(pk=row.pk), type(row).objects.get(pk=other.pk)
    assert (ended.state, ended.ended_at, running.state) == ("terminated", AT + DAY, "accepted")
    assert steps(row)[-1] == "end_with_case:terminated"
    assert clocks(row)["mediate"] == "ended"
    told = Notice.objects.get(kind="mediation_overtaken")
    assert (told.to_id, told.about_id) == (town.unit("committee"), str(row.pk))
    assert not Case.objects.get(pk=row.case_id).in_mediation


def test_two_persons_may_still_cancel_a_case_that_is_mediated(town):
    row = asked(town)
    for name in ("community", "community2"):
        triage.cancel(row.case, by=town.user(name), at=AT, reason="entered_by_mistake", text="误报。")
    assert mediation.end_with_cases(AT) == 1
    assert type(row).objects.get(pk=row.pk).state == "terminated"
