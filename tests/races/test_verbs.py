"""Two people, or two workers, at the same moment: real connections, a barrier, no sleeps."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.refusals import Refusal
from cases import verification
from cases.actions import followup, handling, merging, timers, triage
from cases.models import Case, CaseEvent, Deadline
from tests.town import AT, COMMUNITY, build, local

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Runs the calls at once; returns what each gave or the refusal's code."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def verbs(case):
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))


def test_two_signatures_one_is_refused():
    town = build()
    case = town.report("ENV01")
    worker = town.user("grid")
    found = together(*[lambda: handling.sign(case, by=worker, at=AT).state] * 4)
    assert sorted(found) == ["processing", "wrong_state", "wrong_state", "wrong_state"]
    assert verbs(case) == ["report", "dispatch", "sign"]


def test_two_confirmations_of_one_proposal_close_once():
    town = build()
    case = town.report(None, area=COMMUNITY)
    triage.cancel(case, by=town.user("community"), at=AT, reason="test", text="测试件")
    second = town.user("community2")
    found = together(*[lambda: triage.cancel(case, by=second, at=AT, reason="test", text="测试件").state] * 2)
    assert sorted(found) == ["closed", "wrong_state"]
    assert verbs(case) == ["report", "cancel", "cancel"]


def test_four_workers_fire_every_clock_once(caplog):
    """And none of them runs into another: each claims its own cases."""
    town = build()
    cases = [town.report("ENV01", at=local("2026-03-03 10:00")) for _ in range(60)]
    at = local("2026-03-03 16:42")
    done = together(*[lambda: timers.run(at)] * 4)
    assert sum(done) == 60
    for case in cases:
        assert verbs(case) == ["report", "dispatch", "supervise", "warn", "escalate"]
    assert Deadline.objects.filter(fire_at__lte=at).count() == 0
    assert "timer batch failed" not in caplog.text
    assert list(verification.problems()) == []


def test_a_signature_and_a_timer_at_the_same_instant_leave_one_truth():
    town = build()
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    at = local("2026-03-03 16:42")
    worker = town.user("grid")
    signed, _fired = together(lambda: handling.sign(case, by=worker, at=at).state, lambda: timers.run(at))
    timers.run(at)
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.holder_id) == ("dispatched", town.unit(COMMUNITY))
    assert signed in {"processing", "not_your_unit"}
    assert verbs(case).count("escalate") == 1
    assert list(verification.problems()) == []


def test_two_cases_merged_into_each_other_at_once_one_goes_on():
    town = build()
    first, second = town.report("ENV01"), town.report("ENV01")
    clerk, other = town.user("community"), town.user("community2")
    found = together(
        lambda: merging.merge(first, by=clerk, at=AT, into=second.number).outcome,
        lambda: merging.merge(second, by=other, at=AT, into=first.number).outcome,
    )
    assert sorted(found)[1] == "merged"
    assert sorted(found)[0] in {"has_merged", "master_merged", "wrong_state"}
    assert sorted(case.state for case in Case.objects.all()) == ["closed", "dispatched"]
    assert sorted(case.merged_count for case in Case.objects.all()) == [0, 1]
    assert list(verification.problems()) == []


def test_a_chain_of_merges_at_once_leaves_no_case_behind_a_closed_one():
    town = build()
    cases = [town.report("ENV01") for _ in range(4)]
    clerk = town.user("community")

    def into_next(place):
        return merging.merge(cases[place], by=clerk, at=AT, into=cases[place - 1].number).outcome

    found = together(*[lambda place=place: into_next(place) for place in range(len(cases))])
    assert "merged" in found
    for case in Case.objects.filter(master__isnull=False).select_related("master"):
        assert case.master.state == "dispatched"
    for case in Case.objects.all():
        assert case.merged_count == case.merged.count()
    assert list(verification.problems()) == []


def test_undoing_twice_and_a_withdrawal_at_once_leave_one_truth():
    town = build()
    case, master = town.report("ENV01"), town.report("ENV01")
    clerk = town.user("community")
    merging.merge(case, by=clerk, at=AT, into=master.number)
    case = Case.objects.get(pk=case.pk)
    undo = lambda: merging.unmerge(case, by=clerk, at=AT, text="误并").state  # noqa: E731 -- run three ways at once
    found = together(undo, undo, lambda: followup.withdraw(case, at=AT).outcome)
    assert "dispatched" in found or "merged" in found
    assert Case.objects.get(pk=master.pk).merged_count == Case.objects.filter(master=master).count()
    assert list(verification.problems()) == []


def test_reports_at_once_all_get_their_own_number():
    town = build()
    numbers = together(*[lambda: town.report("ENV01").number] * 8)
    assert len(set(numbers)) == 8
