"""Termination: a legal cause, the holder proposes, the level above confirms (case process §4.2–4.3)."""

import pytest

from accounts.refusals import Refusal
from cases.actions import handling, timers, triage
from cases.models import Case, Deadline, Proposal
from cases.queries import desk, progress
from cases.queries.desk import Pile
from cases.world import viewer_in, world
from notices.models import Notice
from tests.town import AT, COMMUNITY, COUNTY, STREET, local

LATER = local("2026-03-03 11:00")


def at_the_community(town):
    """The community office holds it: its people are handler and unit head."""
    case = handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)
    handling.note(case, by=town.user("grid"), at=AT, kind="visit", text="已上门")
    case = handling.escalate(case, by=town.user("grid"), at=AT, reason="needs_funds", text="缺资金")
    return handling.sign(case, by=town.user("community"), at=AT)


def terminate(town, case, by, at=AT, reason="facts_not_established"):
    return triage.terminate(case, by=town.user(by), at=at, reason=reason, reply="经核查，事实无法认定。")


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def test_the_holder_proposes_and_the_level_above_confirms(town):
    case = terminate(town, at_the_community(town), "community")
    assert (case.state, Proposal.objects.get(case=case).verb) == ("processing", "terminate")
    assert Deadline.objects.get(case=case, kind="proposal").unit_id == town.unit(STREET)
    assert Notice.objects.filter(kind="proposal_waits", to_id=town.unit(STREET)).count() == 1
    case = terminate(town, case, "street", LATER)
    assert (case.state, case.outcome, case.callback_unit_id) == ("closed", "terminated", None)
    read = progress.of(case, LATER)
    assert (read.reply, read.steps[-1].what) == ("经核查，事实无法认定。", "finished")
    assert Notice.objects.filter(kind="resident_ended", to_id=case.requester_id).count() == 1


def test_neither_the_holders_colleague_nor_a_higher_level_confirms(town):
    case = terminate(town, at_the_community(town), "community")
    for name in ("community", "community2", "county"):
        assert code(terminate, town, case, name, LATER) == "not_your_unit"


def test_a_grid_worker_does_not_propose_it(town):
    case = handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)
    assert code(terminate, town, case, "grid") == "not_your_verb"


def test_at_the_top_another_person_confirms(town):
    case = at_the_community(town)
    Case.objects.filter(pk=case.pk).update(holder=town.unit(COUNTY), holder_level="county")
    case = terminate(town, Case.objects.get(pk=case.pk), "county")
    assert code(terminate, town, case, "county", LATER) == "second_person"
    assert terminate(town, case, "county2", LATER).outcome == "terminated"


def test_another_reason_is_another_proposal(town):
    case = terminate(town, at_the_community(town), "community")
    assert code(terminate, town, case, "street", LATER, "object_gone") == "other_proposal"


def test_who_takes_the_case_over_has_not_proposed_it(town):
    case = terminate(town, at_the_community(town), "community")
    handling.note(case, by=town.user("community"), at=AT, kind="visit", text="已上门")
    handling.escalate(case, by=town.user("community"), at=AT, reason="needs_funds", text="缺资金")
    assert Proposal.objects.get(case=case).end == "overtaken"


def test_unconfirmed_for_a_working_day_it_lapses(town):
    case = terminate(town, at_the_community(town), "community")
    Deadline.objects.filter(case=case).exclude(kind="proposal").update(fire_at=None)
    timers.run(local("2026-03-04 10:00"))
    assert Proposal.objects.get(case=case).end == "lapsed"
    assert Case.objects.get(pk=case.pk).state == "processing"


def test_it_lies_on_the_desk_of_who_confirms_and_on_no_other(town):
    case = terminate(town, at_the_community(town), "community")
    present = world(LATER)
    lying = {
        name: [
            group.pile
            for group in desk.read(present, viewer_in(present, town.user(name))).groups
            for row in group.rows
            if row.number == case.number and group.pile in {Pile.TO_TERMINATE, Pile.TO_CONFIRM}
        ]
        for name in ("street", "street2", "community", "community2", "county", "far_street")
    }
    assert {name for name, piles in lying.items() if piles} == {"street", "street2"}
    assert lying["street"] == [Pile.TO_TERMINATE]
    assert town.unit(COMMUNITY) == case.holder_id
