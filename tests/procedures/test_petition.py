import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.refusals import Refusal
from notices.models import Notice
from procedures.actions import clocks as timers
from procedures.actions import petition
from procedures.models import PetitionHandover, PetitionLetter
from tests.procedures.conftest import DAY, clocks, due, registered
from tests.town import AT, COMMUNITY, STREET, local

TODAY = dt.date(2026, 3, 3)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as found:
        call(*args, **kwargs)
    assert found.value.code == code
    assert str(found.value.message)


def by(town, at=AT, name="section"):
    return {"by": town.user(name), "at": at}


def accepted(town, unit="department"):
    name = unit
    row = registered(town, unit=town.unit(unit))
    row = petition.inform(row, **by(town, name=name), on=TODAY, way="letter")
    return petition.accept(row, **by(town, name=name), on=TODAY)


def decided(town):
    return petition.decide(accepted(town), **by(town, name="department"), outcome="not_supported", on=TODAY)


def served(town):
    return petition.serve(decided(town), **by(town, name="department"), on=TODAY)


def reviewed(town):
    desk = by(town, name="street")
    row = petition.ask_review(served(town), **desk, on=TODAY)
    row = petition.decide_review(row, **desk, outcome="not_supported", on=TODAY)
    return petition.serve(row, **desk, on=TODAY)


def test_every_clock_of_the_law(town):
    row = registered(town)
    assert clocks(row) == {"register": "met", "inform": "pending"}
    assert due(row, "inform") == "2026-03-19 00:00"  # 15 days: 18 March, 24:00
    row = petition.inform(row, **by(town), on=TODAY, way="counter")
    assert due(row, "accept") == "2026-03-19 00:00"
    row = petition.accept(row, **by(town), on=TODAY)
    assert due(row, "decide") == "2026-05-07 00:00"  # 60 days: 2 May, a holiday; 6 May
    row = petition.decide(row, **by(town), outcome="partly_supported", on=TODAY)
    assert due(row, "serve") == "2026-03-14 00:00"
    row = petition.serve(row, **by(town), on=TODAY)
    assert due(row, "ask_review") == "2026-04-03 00:00"
    desk = by(town, name="street")
    row = petition.ask_review(row, **desk, on=TODAY)
    assert due(row, "review") == "2026-04-03 00:00"
    row = petition.decide_review(row, **desk, outcome="not_supported", on=TODAY)
    row = petition.serve(row, **desk, on=TODAY)
    assert due(row, "ask_re_review") == "2026-04-03 00:00"
    row = petition.ask_re_review(row, **desk, on=TODAY)
    assert due(row, "re_review") == "2026-04-03 00:00"
    row = petition.decide_re_review(row, **desk, outcome="supported", on=TODAY)
    assert (row.state, row.ended_at) == ("final", AT)
    assert set(clocks(row).values()) == {"met"}
    letters = PetitionLetter.objects.order_by("id").values_list("stage", "outcome")
    assert list(letters) == [
        ("decided", "partly_supported"),
        ("review", "not_supported"),
        ("re_review", "supported"),
    ]


def test_a_late_registration_is_late(town):
    row = registered(town, received_on=TODAY - 20 * DAY)
    assert clocks(row)["register"] == "late"


def test_a_day_recorded_later_still_counts_as_the_day_it_was(town):
    row = registered(town)
    at = local("2026-03-20 09:00")
    row = petition.inform(row, **by(town, at), on=dt.date(2026, 3, 18), way="letter")
    assert clocks(row)["inform"] == "met"
    other = registered(town, number="XF-2")
    other = petition.inform(other, **by(town, at), on=dt.date(2026, 3, 19), way="letter")
    assert clocks(other)["inform"] == "late"


@pytest.mark.parametrize("name", ["grid", "community", "section", "department", "far_street", "checker", "auditor"])
def test_only_an_office_at_street_level_or_above_registers(town, name):
    case = town.report("CIV06")
    with pytest.raises(Refusal) as found:
        registered(town, case, by=town.user(name))
    assert found.value.kind == "forbidden"


def test_what_is_registered_has_to_fit(town):
    case = town.report("CIV06")
    refused("unknown_unit", registered, town, case, unit=town.unit("property"))
    refused("unknown_unit", registered, town, case, unit=town.unit(COMMUNITY))
    refused("too_many_representatives", registered, town, case, representatives=6)
    refused("bad_day", registered, town, case, received_on=TODAY + DAY)
    refused("empty", registered, town, case, number=" ")
    row = registered(town, case)
    refused("petition_runs", registered, town, case, number="XF-2")
    refused("known_number", registered, town)
    with pytest.raises(IntegrityError, match="at_most_five"), transaction.atomic():
        PetitionHandover.objects.filter(pk=row.pk).update(representatives=6)


def test_the_unit_complained_about_neither_answers_nor_registers(town):
    case = town.report("CIV05", complained_unit=town.unit(STREET))
    refused("not_your_unit", registered, town, case)
    county = town.user("county")
    refused("unknown_unit", registered, town, case, by=county, unit=town.unit("section"))
    assert registered(town, case, by=county, unit=town.unit("department")).state == "registered"


def test_not_our_duty_within_five_working_days_while_the_time_to_inform_runs_on(town):
    row = registered(town)
    refused("window_passed", petition.object, row, **by(town, local("2026-03-10 10:01")), text="不归我们管")
    row = petition.object(row, **by(town, local("2026-03-10 10:00")), text="不归我们管")
    refused("objected_before", petition.object, row, **by(town), text="还是不归")
    assert due(row, "objection") == "2026-03-12 10:00"
    told = Notice.objects.get(kind="petition_objection")
    assert told.to_id == town.unit(STREET)
    desk = by(town, local("2026-03-11 10:00"), "street2")
    refused("unknown_unit", petition.decide_objection, row, **desk, unit=town.unit("section"))
    row = petition.decide_objection(row, **desk, unit=town.unit("department"))
    assert (row.unit_id, row.objected_at) == (town.unit("department"), None)
    assert due(row, "inform") == "2026-03-19 00:00"
    refused("no_objection", petition.decide_objection, row, **desk)
    again = by(town, local("2026-03-12 10:00"), "department")
    assert petition.object(row, **again, text="也不归").objected_at is not None


def test_an_objection_refused_stays_with_the_unit_and_informing_drops_one(town):
    row = petition.object(registered(town), **by(town), text="不归")
    row = petition.decide_objection(row, **by(town, name="street"), text="归你们")
    assert (row.unit_id, row.state) == (town.unit("section"), "registered")
    row = petition.object(row, **by(town), text="不归")
    row = petition.inform(row, **by(town), on=TODAY, way="online")
    assert (row.objected_at, clocks(row)["objection"]) == (None, "ended")


def test_more_time_once_at_most_thirty_days_and_only_before_the_end(town):
    row = accepted(town)
    head = by(town, name="department")
    refused("bad_days", petition.extend, row, **head, days=31, reason="鉴定")
    refused(
        "window_passed",
        petition.extend,
        row,
        **by(town, local("2026-05-07 00:01"), "department"),
        days=9,
        reason="鉴定",
    )
    row = petition.extend(row, **by(town, local("2026-05-06 23:59"), "department"), days=30, reason="等待鉴定结果")
    assert due(row, "decide") == "2026-06-02 00:00"  # 90 days: 1 June
    refused("extended_before", petition.extend, row, **head, days=1, reason="鉴定")


def test_asking_a_day_too_late_is_refused(town):
    row = served(town)
    desk = by(town, local("2026-04-02 23:00"), "street")
    refused("bad_day", petition.ask_review, row, **desk, on=dt.date(2026, 4, 3))
    late = by(town, local("2026-04-03 08:00"), "street")
    refused("window_passed", petition.ask_review, row, **late, on=dt.date(2026, 4, 3))
    assert petition.ask_review(row, **late, on=dt.date(2026, 4, 2)).state == "review"


@pytest.mark.parametrize("stage", [served, reviewed])
def test_when_nobody_asks_again_it_is_final_at_midnight_and_once(town, stage):
    row = stage(town)
    timers.run(local("2026-04-02 23:59"))
    row.refresh_from_db()
    assert row.ended_at is None
    assert timers.run(local("2026-04-03 00:00")) == 1
    assert timers.run(local("2026-04-03 00:00")) == 0
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("final", local("2026-04-03 00:00"))
    assert Notice.objects.filter(kind="petition_final").count() == 1


def test_a_matter_that_belongs_to_the_court_ends_with_its_reason(town):
    row = petition.finish(registered(town), **by(town, name="street"), reason="other_route", text="属诉讼事项")
    assert (row.state, row.finish_reason) == ("final", "other_route")
    assert registered(town, row.case, number="XF-2").state == "registered"


def test_two_letters_of_one_stage_are_refused(town):
    desk = by(town, name="street")
    row = petition.ask_review(served(town), **desk, on=TODAY)
    refused("nothing_to_serve", petition.serve, row, **desk, on=TODAY)
    row = petition.decide_review(row, **desk, outcome="supported", on=TODAY)
    refused("decided_before", petition.decide_review, row, **desk, outcome="supported", on=TODAY)
    row = petition.serve(row, **desk, on=TODAY)
    refused("nothing_to_serve", petition.serve, row, **desk, on=TODAY)
