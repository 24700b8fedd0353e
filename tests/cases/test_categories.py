"""Kinds of matter in versions: what changes from a day on, what ends, and what open cases keep."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import category_terms
from cases.actions import deciding, handling, merging, timers, triage
from cases.actions.categories import end, write_version
from cases.category_terms import Terms
from cases.models import Case, Category
from cases.queries import page
from cases.world import viewer, world
from grids.models import Post
from grids.versions import bump
from tests.town import AT, COMMUNITY, OTHER_GRID, STREET, local

TODAY, TOMORROW = dt.date(2026, 3, 3), dt.date(2026, 3, 4)
NEW = Terms(
    name_zh="无人机扰民", name_id="Drone noise", level="community", severity="general",
    respond_limit="4 WH", resolve_limit="3 WD",
)  # fmt: skip


def terms(code="ENV02", **changes):
    return replace(category_terms.of(world(AT).catalogue.versions(code)[-1]), **changes)


def write(town, code="ENV02", since=TOMORROW, by="administrator", expected=None, **changes):
    return write_version(code, terms(code, **changes), since=since, by=by and town.user(by), at=AT, expected=expected)


def code_of(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def limits(case):
    return {row.kind: row.why["limit"] for row in case.deadlines.filter(kind__in=["respond", "resolve"])}


def test_a_case_keeps_its_version_and_the_first_day_brings_the_new_one(town):
    """Tomorrow begins at midnight in the office, which is 16:00 of today in UTC."""
    open_case = town.report("ENV02", area=COMMUNITY)
    write(town, respond_limit="2 WH", resolve_limit="1 WD", name_zh="建筑垃圾")
    evening = town.report("ENV02", area=COMMUNITY, at=local("2026-03-03 23:59"))
    midnight = town.report("ENV02", area=COMMUNITY, at=local("2026-03-04 00:00"))
    old, new = {"respond": "4 WH", "resolve": "2 WD"}, {"respond": "2 WH", "resolve": "1 WD"}
    assert [limits(case) for case in (open_case, evening, midnight)] == [old, old, new]
    first, second = Category.objects.filter(code="ENV02")
    assert (first.since, first.until) == (dt.date(2000, 1, 1), TODAY)
    assert (second.since, second.until, second.group, second.group_zh) == (TOMORROW, None, "ENV", "市容环境")
    assert [case.category_id for case in (open_case, evening, midnight)] == [first.pk, first.pk, second.pk]
    open_case = handling.sign(open_case, by=town.user("community"), at=local("2026-03-04 09:00"))
    assert (open_case.category_id, limits(open_case)) == (first.pk, old)
    entry = AuditEntry.objects.get(verb="write_category")
    assert (entry.subject_id, entry.user) == ("ENV02", town.user("administrator"))
    assert entry.data == {
        "since": "2026-03-04",
        "changes": {
            "name_zh": ["建筑垃圾渣土", "建筑垃圾"],
            "respond_limit": ["4 WH", "2 WH"],
            "resolve_limit": ["2 WD", "1 WD"],
        },
    }


def test_a_case_that_waits_at_the_desk_keeps_its_version_too(town):
    """The category starts at the community, the place is only the street: the desk dispatches it a day later."""
    case = town.report("ENV02", area=STREET)
    assert case.state == "reported"
    write(town, resolve_limit="1 WD")
    choice = {"category": "ENV02", "area_code": COMMUNITY}
    case = triage.dispatch(case, by=town.user("street"), at=local("2026-03-04 09:00"), **choice)
    assert limits(case)["resolve"] == "2 WD"


def test_a_new_kind_is_offered_from_its_day_on(town):
    write_version("ENV10", NEW, since=TOMORROW, by=town.user("administrator"), at=AT)
    assert code_of(town.report, "ENV10", area=COMMUNITY) == "unknown_category"
    case = town.report("ENV10", area=COMMUNITY, at=local("2026-03-04 00:00"))
    assert (case.category.name_id, case.category.group_id, case.state) == (
        "drone_noise", "environment_appearance", "dispatched",
    )  # fmt: skip
    assert AuditEntry.objects.get(verb="write_category").data["changes"]["resolve_limit"] == ["", "3 WD"]


def test_a_kind_ends_and_its_open_cases_go_on(town):
    """Filed on the last day: settled, passed on, merged and overdue afterwards as if nothing had happened."""
    settled, case, other = (town.report("ENV01") for _ in range(3))
    end("ENV01", on=TODAY, by=town.user("administrator"), at=AT)
    later, worker = local("2026-03-04 09:00"), town.user("grid")
    assert code_of(town.report, "ENV01", at=later) == "ended_category"
    assert "ENV01" not in [row.code for row in world(later).catalogue.all_in_force(world(later).today)]
    settled = handling.sign(settled, by=worker, at=later)
    assert handling.settle(settled, by=worker, at=later, reply="已清运干净。").result_outcome == "resolved"
    other = merging.merge(other, by=town.user("community"), at=later, into=case.number)
    assert (other.outcome, other.master_id) == ("merged", case.pk)
    case = handling.sign(case, by=worker, at=later)
    unit = town.unit(OTHER_GRID)
    case = deciding.reassign(case, by=town.user("community"), at=later, unit=unit, reason="wrong_unit")
    timers.run(local("2026-03-20 09:00"))
    case = Case.objects.get(pk=case.pk)
    assert (case.category.code, case.holder_id != unit, case.supervision) == ("ENV01", True, "red")
    entry = AuditEntry.objects.get(verb="end_category")
    assert (entry.subject_id, entry.data) == ("ENV01", {"changes": {"until": ["", "2026-03-03"]}})


def test_a_waiting_case_of_an_ended_kind_needs_another_one(town):
    case = town.report("ENV02", area=STREET)
    end("ENV02", on=TODAY, by=town.user("administrator"), at=AT)
    later, clerk = local("2026-03-04 09:00"), town.user("street")
    for choice in ({}, {"category": "ENV02"}):
        with pytest.raises(Refusal) as refused:
            triage.dispatch(case, by=clerk, at=later, area_code=COMMUNITY, **choice)
        assert (refused.value.code, refused.value.field) == ("ended_category", "category")
        assert str(refused.value.message) == "This category is no longer in use. Choose another."
    present = world(later)
    assert page.read(present, viewer(clerk, later), case.number).category_ended == TODAY
    case = triage.dispatch(case, by=clerk, at=later, area_code=COMMUNITY, category="ENV03")
    assert case.state == "dispatched"
    assert page.read(present, viewer(clerk, later), case.number).category_ended is None


def test_what_cannot_be_set_is_refused_and_leaves_nothing(town):
    street = town.units[STREET]
    Post.objects.create(user=town.user("street"), unit=street, role="administrator", since=dt.date(2020, 1, 1))
    bump("directory")
    mark, count = world(AT).catalogue.mark("ENV02"), Category.objects.count()
    for who in ("street", "county", "auditor"):
        assert code_of(write, town, by=who, resolve_limit="1 WD") == "not_administrator"
        assert code_of(end, "ENV02", on=TODAY, by=town.user(who), at=AT) == "not_administrator"
    by = town.user("administrator")
    for changes, found in [
        ({"since": dt.date(2026, 3, 2), "resolve_limit": "1 WD"}, "in_the_past"),
        ({"since": dt.date(2100, 1, 1), "resolve_limit": "1 WD"}, "outside_calendar"),
        ({"expected": "x", "resolve_limit": "1 WD"}, "stale"),
        ({}, "nothing_changed"),
        ({"name_id": "another"}, "fixed_name"),
    ]:
        assert code_of(write, town, **changes) == found, changes
    for code, new, found in [
        ("XXX01", NEW, "unknown_group"),
        ("env10", NEW, "bad_code"),
        ("ENV1", NEW, "bad_code"),
        ("ENV1\u0661", NEW, "bad_code"),
        ("'; --", NEW, "bad_code"),
        ("ENV10", replace(NEW, name_id="staff_conduct"), "name_taken"),
    ]:
        assert code_of(write_version, code, new, since=TODAY, by=by, at=AT) == found, code
    assert code_of(end, "XXX01", on=TODAY, by=by, at=AT) == "not_found"
    assert code_of(end, "ENV02", on=dt.date(2026, 3, 2), by=by, at=AT) == "in_the_past"
    assert code_of(end, "ENV02", on=TODAY, by=by, at=AT, expected="x") == "stale"
    assert (Category.objects.count(), AuditEntry.objects.count()) == (count, 0)
    assert not Category.objects.exclude(until=None).exists()
    write(town, resolve_limit="1 WD", expected=mark)
    for since, found in [(TOMORROW, "later_version"), (TODAY, "later_version")]:
        assert code_of(write, town, since=since, resolve_limit="5 WD") == found
    assert code_of(write, town, resolve_limit="5 WD", expected=mark) == "stale"
    assert code_of(end, "ENV02", on=TODAY, by=by, at=AT) == "later_version"
    end("ENV02", on=dt.date(2026, 3, 10), by=by, at=AT)
    assert code_of(end, "ENV02", on=dt.date(2026, 3, 10), by=by, at=AT) == "already_ended"
    assert code_of(write, town, since=dt.date(2026, 3, 10), resolve_limit="5 WD") == "overlaps"
    write(town, since=dt.date(2026, 3, 12))  # it comes back as it was
    held = world(AT).catalogue
    days = [dt.date(2026, 3, day) for day in (3, 4, 10, 11, 12)]
    found = [held.in_force("ENV02", day) for day in days]
    assert [row.resolve_limit if row else None for row in found] == ["2 WD", "1 WD", "1 WD", None, "1 WD"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"level": "building"}, "unknown_level", "level"),
        ({"level": "galaxy"}, "unknown_level", "level"),
        ({"severity": "fatal"}, "unknown_severity", "severity"),
        ({"personal_data": "all"}, "unknown_sensitivity", "personal_data"),
        ({"respond_limit": "0 WH"}, "unfit_limit", "respond_limit"),
        ({"respond_limit": "4 hours"}, "unfit_limit", "respond_limit"),
        ({"resolve_limit": "251 WD"}, "unfit_limit", "resolve_limit"),
        ({"resolve_limit": "367 CD"}, "unfit_limit", "resolve_limit"),
        ({"resolve_limit": "9" * 5000}, "unfit_limit", "resolve_limit"),
        ({"respond_limit": "4 WD"}, "respond_after_resolve", "respond_limit"),
        ({"respond_limit": "25 CH", "resolve_limit": "1 CD"}, "respond_after_resolve", "respond_limit"),
        ({"name_zh": " "}, "empty", "name_zh"),
        ({"name_zh": "长" * 41}, "too_long", "name_zh"),
        ({"name_zh": "a\x00b"}, "control_characters", "name_zh"),
        ({"name_id": "无人机"}, "bad_name", "name_id"),
        ({"name_id": "_"}, "bad_name", "name_id"),
        ({"basis": "x" * 121}, "too_long", "basis"),
    ],
)
def test_unfit_terms_are_refused_at_their_field(changes, code, field):
    with pytest.raises(Refusal) as refused:
        category_terms.checked(replace(NEW, **changes))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_two_clocks_are_not_compared_and_the_edges_are_fit():
    for respond, resolve in [
        ("4 WH", "1 CH"),
        ("3 WD", "3 WD"),
        ("21 WH", "3 WD"),
        ("1 min", "366 CD"),
        ("1 WH", "250 WD"),
    ]:
        found = category_terms.checked(replace(NEW, respond_limit=f" {respond}  ", resolve_limit=resolve))
        assert (found.respond_limit, found.resolve_limit) == (respond, resolve)
    tidy = category_terms.checked(replace(NEW, name_zh=" 无人机\n扰民 ", name_id="Drone  noise-2"))
    assert (tidy.name_zh, tidy.name_id) == ("无人机 扰民", "drone_noise_2")


@pytest.mark.django_db
def test_every_shipped_kind_is_fit_as_it_is():
    for row in Category.objects.all():
        assert category_terms.checked(category_terms.of(row)) == category_terms.of(row)
