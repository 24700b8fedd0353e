"""What the clocks do when nobody acts, instant by instant (case process §4.4)."""

import pytest

from cases import verification
from cases.actions import checking, followup, handling, timers, triage
from cases.models import Case, CaseEvent, Deadline
from notices.models import Notice
from tests.town import COMMUNITY, COUNTY, GRID, STREET, local


def fresh(case):
    return Case.objects.get(pk=case.pk)


def acts(case):
    """The automatic events: verb, cause, reason, holder."""
    rows = CaseEvent.objects.filter(case=case, by=None).exclude(cause="").order_by("seq")
    return [(event.verb, event.cause, event.reason, event.holder_id) for event in rows]


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("to_id", flat=True))


def test_a_case_left_alone_climbs_to_the_county_and_every_step_is_an_event(town):
    """ENV01, one working day, reported Tuesday 10:00; the town's top is the county."""
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    steps = [
        ("2026-03-03 11:59:59", []),
        ("2026-03-03 12:00", ["sign", "respond"]),
        ("2026-03-03 16:41:59", []),
        ("2026-03-03 16:42", ["level"]),
        ("2026-03-03 17:44:59", []),
        ("2026-03-03 17:45", ["resolve"]),
    ]
    for instant, causes in steps:
        before = len(acts(case))
        timers.run(local(instant))
        assert sorted(cause for _verb, cause, _reason, _holder in acts(case)[before:]) == sorted(causes)
    assert fresh(case).holder_id == town.unit(COMMUNITY)
    timers.run(local("2026-03-04 08:36"))
    assert fresh(case).holder_id == town.unit(STREET)
    timers.run(local("2026-03-04 09:17:59"))
    assert fresh(case).holder_id == town.unit(STREET)
    timers.run(local("2026-03-04 09:18"))
    assert fresh(case).holder_id == town.unit(COUNTY)
    timers.run(local("2026-03-04 10:00"))
    assert (fresh(case).holder_id, fresh(case).supervision) == (town.unit(COUNTY), "normal")
    timers.run(local("2026-03-05 10:00"))
    assert fresh(case).supervision == "yellow"
    timers.run(local("2026-03-11 09:59:59"))
    assert fresh(case).supervision == "yellow"
    timers.run(local("2026-03-11 10:00"))
    assert (fresh(case).supervision, fresh(case).holder_id, fresh(case).state) == (
        "red",
        town.unit(COUNTY),
        "dispatched",
    )
    assert set(fresh(case).assists.values_list("unit_id", flat=True)) == {
        town.unit(GRID),
        town.unit(COMMUNITY),
        town.unit(STREET),
    }
    assert list(verification.problems()) == []


def test_the_level_clock_of_a_further_level_is_half_of_what_remains(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    timers.run(local("2026-03-03 16:42"))
    level = Deadline.objects.get(case=case, kind="level", state="pending")
    # 168 working minutes remain until 10:00 next day; half of them are 84: 78 until 18:00, 6 from 08:30.
    assert level.due_at == local("2026-03-04 08:36")


def test_at_the_top_no_level_clock_runs(town):
    """Grid, community and street have one each; at the county nothing is above to go to."""
    case = town.report("ORD03", at=local("2026-03-03 10:00"))
    while case.holder_id != town.unit(COUNTY):
        timers.run(Deadline.objects.filter(case=case, fire_at__isnull=False).earliest("fire_at").fire_at)
        case = fresh(case)
    levels = Deadline.objects.filter(case=case, kind="level")
    assert (levels.count(), levels.filter(state__in=["pending", "stopped"]).count()) == (3, 0)


def test_running_twice_or_after_a_night_changes_nothing_twice(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    timers.run(local("2026-03-05 08:00"))
    once = acts(case)
    assert timers.run(local("2026-03-05 08:00")) == 0
    assert acts(case) == once
    rings = CaseEvent.objects.filter(case=case, by=None).exclude(cause="")
    keys = [(event.verb, event.cause, event.data["due_at"], event.data.get("step")) for event in rings]
    assert len(set(keys)) == len(keys)


def test_after_downtime_the_new_levels_clock_starts_when_the_case_arrives(town):
    case = town.report("ENV08", at=local("2026-03-03 10:00"), area=GRID)  # 15 WD, street level
    timers.run(local("2026-03-23 08:30"))
    # 60 % of 15 WD ran out on 03-16; the machine slept until 03-23, the due time is 03-24 10:00.
    arrived = fresh(case)
    assert (arrived.holder_id, arrived.held_since) == (town.unit(COUNTY), local("2026-03-23 08:30"))


def test_a_signed_case_that_is_worked_on_still_climbs_when_its_level_expires(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    handling.sign(case, by=town.user("grid"), at=local("2026-03-03 10:05"))
    timers.run(local("2026-03-03 16:42"))
    assert (fresh(case).state, fresh(case).holder_id) == ("dispatched", town.unit(COMMUNITY))


def test_a_critical_case_that_nobody_signs_goes_up_at_once(town):
    """LIV02: resolve 2 CH, sign 10 minutes capped by nothing; a Sunday night."""
    case = town.report("LIV02", at=local("2026-03-08 23:00"))
    assert fresh(case).holder_id == town.unit(GRID)
    timers.run(local("2026-03-08 23:09:59"))
    assert fresh(case).holder_id == town.unit(GRID)
    timers.run(local("2026-03-08 23:10"))
    assert fresh(case).holder_id == town.unit(COMMUNITY)
    assert ("escalate", "sign", "not_signed", town.unit(COMMUNITY)) in acts(case)
    timers.run(local("2026-03-09 01:00"))
    late = fresh(case)
    assert late.supervision == "red"


def test_an_overdue_critical_case_climbs_every_quarter_of_an_hour(town):
    case = town.report("LIV02", at=local("2026-03-08 12:00"))
    for name in ("grid",):
        handling.sign(case, by=town.user(name), at=local("2026-03-08 12:01"))
    timers.run(local("2026-03-08 12:30"))  # 25 % of two hours
    assert fresh(case).holder_id == town.unit(COMMUNITY)
    handling.sign(case, by=town.user("community"), at=local("2026-03-08 12:31"))
    timers.run(local("2026-03-08 13:15:30"))  # half of the 90 minutes that remained
    assert fresh(case).holder_id == town.unit(STREET)
    handling.sign(case, by=town.user("street"), at=local("2026-03-08 13:16"))
    timers.run(local("2026-03-08 13:38:15"))
    assert fresh(case).holder_id == town.unit(COUNTY)


def test_accept_passed_shows_the_case_to_the_next_desk_up(town):
    case = town.report(None, at=local("2026-03-03 10:00"), area=COMMUNITY)
    assert fresh(case).holder_id == town.unit(COMMUNITY)
    timers.run(local("2026-03-03 12:00"))
    assert fresh(case).triage_also_id == town.unit(STREET)
    assert told("accept_overdue") == {town.unit(COMMUNITY), town.unit(STREET)}
    done = triage.dispatch(
        fresh(case), by=town.user("street"), at=local("2026-03-03 14:40"), category="ENV01", area_code=GRID
    )
    assert (done.state, done.holder_id, done.triage_also_id) == ("dispatched", town.unit(GRID), None)
    accept = Deadline.objects.get(case=case, kind="accept")
    assert (accept.state, accept.fire_at) == ("late", None)


def test_no_decision_on_a_return_counts_as_refused_and_presses_the_parent(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    handling.return_order(
        case, by=town.user("grid"), at=local("2026-03-03 10:05"), reason="not_my_area", text="在隔壁网格"
    )
    timers.run(local("2026-03-03 16:34:59"))
    assert fresh(case).return_requests.get().end == ""
    timers.run(local("2026-03-03 16:35"))
    after = fresh(case)
    assert after.return_requests.get().end == "lapsed"
    assert (after.holder_id, after.state) == (town.unit(GRID), "dispatched")
    order = CaseEvent.objects.get(case=case, verb="supervise", cause="decide")
    assert (order.data["unit"], order.data["level"]) == (town.unit(COMMUNITY), "normal")
    refused = CaseEvent.objects.get(case=case, verb="decide_return")
    assert (refused.by_id, refused.reason, refused.data["approve"]) == (None, "no_decision", False)


def test_a_proposal_lapses_after_a_working_day(town):
    case = town.report(None, at=local("2026-03-03 10:00"), area=COMMUNITY)
    triage.reject(
        case, by=town.user("community"), at=local("2026-03-03 10:10"), reason="unlawful_demand", reply="不予受理"
    )
    timers.run(local("2026-03-04 10:10"))
    assert fresh(case).proposals.get().end == "lapsed"
    assert fresh(case).state == "reported"


def test_a_case_is_never_passed_by_time(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    worker = town.user("grid")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    timers.run(local("2026-06-01 10:00"))
    assert fresh(case).state == "checking"
    assert [row[:2] for row in acts(case)] == [("warn", "check")]


def test_rework_gives_back_what_was_left_and_counts_no_checking_time(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    worker, checker = town.user("grid"), town.user("checker")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 17:00"), reply="已清运")
    timers.run(local("2026-03-04 16:00"))
    again = checking.rework(case, by=checker, at=local("2026-03-04 16:00"), reason="not_done", text="现场仍有垃圾")
    # 150 working minutes were left at 17:00; from 16:00 they are 120 today and 30 tomorrow.
    assert again.due_at == local("2026-03-05 09:00")
    resolve = Deadline.objects.get(case=case, kind="resolve")
    assert (resolve.state, resolve.due_at) == ("pending", local("2026-03-05 09:00"))
    change = resolve.changes.get()
    assert (change.old_due_at, change.new_due_at, change.why, change.by_id) == (
        local("2026-03-04 10:00"),
        local("2026-03-05 09:00"),
        "rework",
        checker.pk,
    )


def test_a_closed_case_is_archived_after_thirty_days_and_takes_nothing_more(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    worker = town.user("grid")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    checking.pass_check(case, by=town.user("checker"), at=local("2026-03-03 15:00"))
    timers.run(local("2026-04-02 14:59:59"))
    assert fresh(case).state == "closed"
    timers.run(local("2026-04-02 15:00"))
    sealed = fresh(case)
    assert (sealed.state, sealed.archived_at) == ("archived", local("2026-04-02 15:00"))
    assert Deadline.objects.filter(case=case, fire_at__isnull=False).count() == 0
    last = CaseEvent.objects.filter(case=case).latest("seq")
    assert (last.verb, last.hash) == ("archive", sealed.head_hash)


def test_reopen_runs_on_half_the_limit_under_supervision(town):
    case = town.report("ENV01", at=local("2026-03-03 10:00"))
    worker = town.user("grid")
    handling.sign(case, by=worker, at=local("2026-03-03 10:05"))
    handling.submit_result(case, by=worker, at=local("2026-03-03 11:00"), reply="已清运")
    checking.pass_check(case, by=town.user("checker"), at=local("2026-03-03 15:00"))
    again = followup.reopen(
        case, by=town.user("callback"), at=local("2026-03-05 09:00"), reason="not_solved", text="居民说没有清"
    )
    assert (again.state, again.outcome, again.supervision) == ("processing", "", "normal")
    assert again.due_at == local("2026-03-05 15:00")  # 210 working minutes


@pytest.mark.parametrize("instant", ["2026-02-14 12:00", "2026-02-28 12:00"])
def test_clocks_run_on_a_worked_saturday(town, instant):
    """2026-02-14 and 02-28 are worked Saturdays around the Spring Festival."""
    case = town.report("ENV01", at=local(instant.replace("12:00", "10:00")))
    sign = Deadline.objects.get(case=case, kind="sign")
    assert sign.due_at == local(instant)


def test_a_case_that_fails_is_put_off_and_stops_nobody_else(town):
    bad = town.report("ENV01", at=local("2026-03-03 10:00"))
    good = town.report("ENV01", at=local("2026-03-03 10:00"))
    Case.objects.filter(pk=bad.pk).update(severity="nonsense")
    timers.run(local("2026-03-03 16:42"))
    assert acts(bad) == []
    assert [row[1] for row in acts(good)] == ["respond", "sign", "level"]
    put_off = Deadline.objects.filter(case=bad, fire_at=local("2026-03-03 16:52"))
    assert sorted(put_off.values_list("kind", flat=True)) == ["level", "respond", "sign"]
