"""Several reports of one matter: merging, following, undoing (case process §4.3, invariant 6)."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases import query_code, rules, verification
from cases.actions import checking, followup, handling, merging, retention, timers, triage
from cases.casefile import read
from cases.models import Case, CaseEvent, Deadline, Rating
from cases.queries import page, progress
from cases.world import viewer_in, world
from notices.models import Notice
from tests.town import AT, BUILDING, COMMUNITY, GRID, NEXT_GRID, OTHER_GRID, local

LATER = AT + dt.timedelta(minutes=30)
SECRET = "三单元的老王家门口最脏"


def merge(town, case, master, *, by="community", at=LATER, **more):
    number = master if isinstance(master, str) else master.number
    return merging.merge(case, by=town.user(by), at=at, into=number, **more)


def code_of(call, *args, **more):
    with pytest.raises(Refusal) as refused:
        call(*args, **more)
    assert str(refused.value.message).strip().endswith(".")
    return refused.value.code


def fresh(case):
    return Case.objects.get(pk=case.pk)


def track(case, at=LATER):
    return progress.track(case.number, query_code.of(case.number), at)


def finish(town, case, at=LATER):
    """Signed, done, checked: closed with a reply."""
    grid = town.user("grid")
    handling.sign(case, by=grid, at=at)
    handling.submit_result(fresh(case), by=grid, at=at, reply="已清运，明天起每天两次。")
    return checking.pass_check(fresh(case), by=town.user("checker"), at=at)


def live(case):
    rows = Deadline.objects.filter(case=case, state="pending").exclude(kind="archive").order_by("kind")
    return list(rows.values_list("kind", "due_at", "fire_at", "unit_id"))


def test_the_merged_case_is_closed_and_both_chains_say_so(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master, text="同一堆垃圾")
    second, master = fresh(second), fresh(master)
    assert (second.state, second.outcome, second.master_id) == ("closed", "merged", master.pk)
    assert (master.state, master.merged_count) == ("dispatched", 1)
    own = CaseEvent.objects.get(case=second, verb="merge")
    other = CaseEvent.objects.get(case=master, verb="merge")
    assert (own.from_state, own.to_state, own.data["master"]) == ("dispatched", "closed", master.number)
    assert (other.from_state, other.to_state, other.data) == ("dispatched", "dispatched", {"merged": second.number})
    assert own.by_id == other.by_id == town.user("community").pk
    assert live(second) == []
    assert list(verification.problems()) == []


def test_a_case_without_category_is_filed_as_the_other_one(town):
    master, second = town.report(), town.report(None, area=COMMUNITY)
    merge(town, second, master)
    second = fresh(second)
    assert (second.category_id, second.severity) == (master.category_id, "general")
    merging.unmerge(second, by=town.user("community"), at=LATER, text="不是一回事")
    second = fresh(second)
    assert (second.state, second.category_id, second.severity) == ("reported", None, "general")


def reported(town, area):
    return town.report(None, area=area)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (("ENV01", GRID), ("ENV01", OTHER_GRID), "other_place"),
        (("ENV01", GRID), ("ENV05", GRID), "other_category"),
        (("ENV01", GRID), ("ENV01", BUILDING), None),
        (("ENV01", GRID), (None, COMMUNITY), None),
        (("ENV01", NEXT_GRID), (None, COMMUNITY), "unknown_case"),
    ],
)
def test_same_place_and_category(town, first, second, code):
    master, case = town.report(first[0], area=first[1]), town.report(second[0], area=second[1])
    if code is None:
        assert merge(town, case, master).state == "closed"
    else:
        assert code_of(merge, town, case, master) == code
        assert fresh(case).state != "closed"


def test_what_cannot_be_merged_says_why(town):
    first, second, third = (town.report() for _ in range(3))
    assert code_of(merge, town, first, first) == "itself"
    assert code_of(merge, town, first, "20200101000001") == "unknown_case"
    merge(town, second, first)
    assert code_of(merge, town, third, second) == "master_merged"
    assert code_of(merge, town, first, third) == "has_merged"
    assert code_of(merge, town, fresh(second), third) == "wrong_state"
    finish(town, fresh(first))
    assert code_of(merge, town, third, first) == "master_closed"
    nobody_filed = reported(town, COMMUNITY)
    assert code_of(merge, town, reported(town, COMMUNITY), nobody_filed) == "master_without_category"


def test_nothing_gets_slower_or_less_serious_by_merging(town):
    """Merging is no way to hide a case that is late (hazard E15)."""
    early = town.report(at=local("2026-03-03 08:40"))
    late = town.report(at=AT)
    assert code_of(merge, town, early, late) == "due_later"
    assert merge(town, late, early).outcome == "merged"
    general = town.report()
    urgent = reported(town, COMMUNITY)
    urgent = triage.dispatch(
        urgent, by=town.user("community"), at=LATER, category="ENV01", severity="urgent", area_code=GRID
    )
    assert code_of(merge, town, urgent, general) == "less_severe"


def test_a_sensitive_matter_is_answered_to_each_alone(town):
    first, second = town.report("LIV02"), town.report("LIV02")
    assert first.sensitive
    present = world(LATER)
    viewer = viewer_in(present, town.user("community"))
    assert rules.may(viewer, "merge", read(second), present).code in {"sensitive", "not_your_unit"}
    assert code_of(merge, town, second, first) in {"sensitive", "unknown_case"}


def test_one_grid_over_nobody_merges(town):
    master, second = town.report(), town.report()
    assert code_of(merge, town, second, master, by="next_community") == "not_your_unit"
    assert code_of(merge, town, second, master, by="grid") == "not_your_verb"
    assert code_of(merge, town, second, master, by="far_street") == "not_your_unit"


def test_every_reporter_reads_the_progress_of_the_case_that_goes_on(town):
    master = town.report(text=f"{SECRET}，气味很大。")
    second = town.report(phone="13900001111")
    merge(town, second, master)
    shown = track(second)
    assert (shown.state, shown.outcome, shown.promise_at) == ("dispatched", "", fresh(master).due_at)
    assert [step.what for step in shown.steps][-1] == "joined"
    finish(town, fresh(master))
    shown = track(second)
    assert (shown.state, shown.outcome, shown.reply) == ("closed", "resolved", "已清运，明天起每天两次。")
    assert [step.what for step in shown.steps][-4:] == ["joined", "taken_on", "done", "finished"]
    told = " ".join([shown.request, shown.reply, *(step.sentence + step.text for step in shown.steps)])
    assert master.number not in told
    assert SECRET not in told
    assert shown.case.number == second.number


def test_the_others_read_nothing_that_one_requester_did(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master)
    finish(town, fresh(master))
    followup.rate(fresh(master), at=LATER, solved="no", satisfaction="dissatisfied", text="根本没有清")
    steps = track(second).steps
    assert {"rated", "withdrawn"}.isdisjoint(step.what for step in steps)
    assert all("根本没有清" not in step.text for step in steps)
    assert track(second).rating is None


def test_notices_to_the_reporters_carry_their_own_numbers(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master)
    told = Notice.objects.filter(kind="resident_merged")
    assert [notice.about_id for notice in told] == [second.number]
    assert Notice.objects.filter(kind="case_joined", about_id=master.number).count() == 1


def test_each_reporter_rates_once_when_the_matter_is_over(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master)
    second = fresh(second)
    assert not track(second).may_rate
    assert code_of(followup.rate, second, at=LATER, solved="yes", satisfaction="satisfied") == "wrong_state"
    finish(town, fresh(master))
    assert track(second).may_rate
    followup.rate(second, at=LATER, solved="yes", satisfaction="satisfied")
    followup.rate(fresh(master), at=LATER, solved="no", satisfaction="dissatisfied")
    followup.rate(fresh(second), at=LATER, solved="partly", satisfaction="basically_satisfied")
    found = Rating.objects.order_by("case_id").values_list("case_id", "satisfaction")
    assert list(found) == [(master.pk, "dissatisfied"), (second.pk, "basically_satisfied")]


def test_the_handler_learns_of_a_followers_rating_next_month(town):
    """Hazard E9 holds for merged cases too: their handler is the one of the case that went on."""
    master, second = town.report(), town.report(None, area=COMMUNITY, phone="13900001111")
    merge(town, second, master)
    finish(town, fresh(master))
    followup.rate(fresh(second), at=LATER, solved="no", satisfaction="very_dissatisfied")
    for name, sealed in (("grid", True), ("street", False)):
        present = world(LATER)
        viewer = viewer_in(present, town.user(name))
        if name == "grid":
            Case.objects.filter(pk=second.pk).update(area_id=GRID)
        read_page = page.read(present, viewer, second.number)
        assert read_page.rating_sealed is sealed, name


def test_withdrawing_a_merged_case_stops_following(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master)
    assert track(second).may_withdraw
    followup.withdraw(fresh(second), at=LATER)
    shown = track(second)
    assert (shown.state, shown.outcome, shown.reply) == ("closed", "withdrawn", "")
    assert fresh(master).state == "dispatched"
    finish(town, fresh(master))
    assert track(second).reply == ""
    assert not track(second).may_rate
    assert code_of(followup.rate, fresh(second), at=LATER, solved="yes", satisfaction="satisfied") == "wrong_state"
    assert code_of(followup.withdraw, fresh(second), at=LATER) == "wrong_state"


def test_a_follower_cannot_withdraw_what_is_over(town):
    master, second = town.report(), town.report()
    merge(town, second, master)
    finish(town, fresh(master))
    assert code_of(followup.withdraw, fresh(second), at=LATER) == "wrong_state"


def test_what_others_reported_too_goes_on_without_its_first_requester(town):
    master, second = town.report(), town.report(phone="13900001111")
    merge(town, second, master)
    followup.withdraw(fresh(master), at=LATER)
    assert (fresh(master).state, fresh(master).requester_id) == ("dispatched", None)
    assert track(master).outcome == "withdrawn"
    assert (track(second).state, track(second).outcome) == ("dispatched", "")


@pytest.mark.parametrize("category", ["ENV01", None])
def test_undoing_restores_state_and_clocks(town, category):
    area = GRID if category else COMMUNITY
    master, second = town.report(), town.report(category, area=area, phone="13900001111")
    before, state = live(second), second.state
    assert before
    merge(town, second, master)
    at = LATER + dt.timedelta(minutes=20)
    merging.unmerge(fresh(second), by=town.user("community"), at=at, text="不是一回事")
    second = fresh(second)
    assert (second.state, second.outcome, second.master_id, second.closed_at) == (state, "", None, None)
    assert live(second) == before
    assert fresh(master).merged_count == 0
    assert not Deadline.objects.filter(case=second, kind="archive", state="pending").exists()
    assert track(second).state == state
    assert [step.what for step in track(second).steps][-2:] == ["joined", "apart"]
    assert Notice.objects.filter(kind="resident_unmerged", about_id=second.number).exists()
    assert list(verification.problems()) == []


def test_what_fell_due_meanwhile_is_done_at_the_next_round(town):
    master, second = town.report(), town.report()
    merge(town, second, master)
    at = local("2026-03-09 10:00")
    merging.unmerge(fresh(second), by=town.user("community"), at=at, text="不是一回事")
    due = fresh(second).due_at
    assert due == second.due_at
    timers.run(at)
    events = list(CaseEvent.objects.filter(case=second, seq__gt=4).values_list("verb", flat=True))
    assert "escalate" in events
    assert fresh(second).due_at == due
    assert timers.run(at) == 0


def test_a_clock_that_had_rung_does_not_ring_again(town):
    master, second = town.report(at=local("2026-03-03 08:40")), town.report()
    at = Deadline.objects.get(case=second, kind="sign").due_at
    timers.run(at)
    rung = CaseEvent.objects.filter(case=second).count()
    assert CaseEvent.objects.filter(case=second, cause="sign").exists()
    merge(town, fresh(second), master, at=at)
    assert Deadline.objects.get(case=second, kind="sign").state == "late"
    merging.unmerge(fresh(second), by=town.user("community"), at=at, text="误并")
    timers.run(at)
    assert CaseEvent.objects.filter(case=second).count() == rung + 2


def test_undoing_has_its_time(town):
    master, second = town.report(), town.report()
    assert code_of(merging.unmerge, second, by=town.user("community"), at=LATER, text="误并") == "wrong_state"
    merge(town, second, master)
    last = LATER + dt.timedelta(days=30)
    late = code_of(
        merging.unmerge, fresh(second), by=town.user("community"), at=last + dt.timedelta(seconds=1), text="误并"
    )
    assert late == "window_passed"
    assert code_of(merging.unmerge, fresh(second), by=town.user("grid"), at=LATER, text="误并") == "not_your_verb"
    assert code_of(merging.unmerge, fresh(second), by=town.user("community"), at=LATER, text=" ") == "empty"
    merging.unmerge(fresh(second), by=town.user("community"), at=last, text="误并")
    assert fresh(second).state == "dispatched"
    assert (
        code_of(merging.unmerge, fresh(finish(town, fresh(master))), by=town.user("community"), at=LATER, text="误并")
        == "not_merged"
    )


def test_a_merged_case_is_archived_thirty_days_after_the_one_that_went_on(town):
    master, second = town.report(), town.report()
    merge(town, second, master)
    closed = local("2026-03-20 10:00")
    timers.run(closed)
    assert fresh(master).state != "closed"
    Case.objects.filter(pk=master.pk).update(holder_id=town.unit(GRID), holder_level="grid")
    finish(town, fresh(master), at=closed)
    assert fresh(master).state == "closed"
    for day, states in (
        ("2026-04-10 10:00", ("closed", "closed")),
        ("2026-04-19 09:59", ("closed", "closed")),
        ("2026-05-05 10:00", ("archived", "archived")),
    ):
        timers.run(local(day))
        assert (fresh(master).state, fresh(second).state) == states, day


def test_an_open_master_keeps_its_followers_from_the_archive_and_their_contacts(town):
    master, second = town.report(), town.report()
    merge(town, second, master)
    timers.run(LATER + dt.timedelta(days=40))
    assert fresh(second).state == "closed"
    retention.erase_contacts(LATER + dt.timedelta(days=800))
    assert fresh(second).requester.erased_at is None
