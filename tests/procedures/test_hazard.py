import pytest

from accounts.refusals import Refusal
from cases.models import Case
from notices.models import Notice
from procedures.actions import hazard
from procedures.models import HazardRecord
from tests.procedures.conftest import DAY, clocks, due, found, graded
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, FAR_GRID, OTHER_STREET, STREET, local


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert str(refusal.value.message)


def by(town, name="section", at=AT):
    return {"by": town.user(name), "at": at}


def rectified(town, grade="C"):
    row = hazard.control(graded(town, grade), **by(town), text="已围挡", evacuated=True)
    return hazard.rectify(row, **by(town), text="已加固")


def cleared(town):
    row = hazard.recheck(rectified(town), **by(town, "checker"), passed=True, text="复核合格")
    return hazard.clear(row, **by(town, "street"), text="销号")


def test_from_found_to_cleared(town):
    row = cleared(town)
    assert (row.state, row.ended_at, row.evacuated) == ("cleared", AT, True)
    assert clocks(row) == {"grade": "met", "control": "met", "rectify": "met", "recheck": "met", "clear": "met"}


@pytest.mark.parametrize(
    ("grade", "kind", "ends"),
    [
        ("A", "clear", "2026-03-06 10:00"),
        ("B", "rectify", "2026-04-15 10:00"),  # 30 working days, over 清明
        ("C", "control", "2026-03-06 10:00"),
        ("D", "control", "2026-03-04 10:00"),  # 24 hours, whatever day it is
    ],
)
def test_each_grade_starts_its_clock(town, grade, kind, ends):
    row = graded(town, grade)
    assert due(row, kind) == ends
    assert [name for name, state in clocks(row).items() if state == "pending"] == [kind]


def test_grade_d_is_a_critical_notice_and_wants_everybody_out(town):
    row = graded(town, "D")
    notice = Notice.objects.get(kind="hazard_control_now")
    assert (notice.critical, notice.to_id) == (True, town.unit("section"))
    refused("control_first", hazard.rectify, row, **by(town), text="加固")
    refused("not_evacuated", hazard.control, row, **by(town), text="已围挡")
    assert hazard.control(row, **by(town), text="已撤离", evacuated=True).state == "controlled"


def test_a_building_that_gets_worse_is_graded_again_and_controlled_again(town):
    row = hazard.control(graded(town, "C"), **by(town), text="已围挡")
    row = hazard.grade(row, **by(town, "street"), grade="D", unit=town.unit("section"), text="裂缝扩大")
    assert (row.state, due(row, "control")) == ("graded", "2026-03-04 10:00")
    assert clocks(row)["rectify"] == "ended"


def test_nobody_looks_at_the_own_repair(town):
    row = rectified(town)
    refused("not_your_verb", hazard.recheck, row, **by(town, "section"), passed=True, text="好了")
    row = graded(town, unit=STREET, by="county")
    row = hazard.control(row, **by(town, "street"), text="已围挡")
    row = hazard.rectify(row, **by(town, "street"), text="已加固")
    refused("own_work", hazard.recheck, row, **by(town, "street2"), passed=True, text="好了")
    told = Notice.objects.filter(kind="hazard_recheck", about_id=str(row.pk)).get()
    assert told.to_id == town.unit(COUNTY)
    row = hazard.recheck(row, **by(town, "county"), passed=True, text="好了")
    refused("own_work", hazard.clear, row, **by(town, "street"))
    assert hazard.clear(row, **by(town, "street2")).state == "cleared"


def test_what_is_not_repaired_goes_back(town):
    row = hazard.recheck(rectified(town), **by(town, "community"), passed=False, text="裂缝还在")
    assert (row.state, clocks(row)["recheck"]) == ("controlled", "met")
    assert due(row, "rectify") == "2026-04-15 10:00"
    assert Notice.objects.filter(kind="hazard_rework", to_id=town.unit("section")).count() == 1


def test_grade_a_needs_two_persons_and_nothing_else(town):
    row = graded(town, "A")
    refused("second_person", hazard.clear, row, **by(town, "street"))
    refused("nothing_to_rectify", hazard.rectify, row, **by(town), text="修")
    refused("nothing_to_rectify", hazard.control, row, **by(town), text="围")
    assert hazard.clear(row, **by(town, "street2")).state == "cleared"
    refused("rectify_first", hazard.clear, graded(town, "B"), **by(town, "street2"))


def test_a_wrong_grade_is_registered_anew_once(town):
    row = cleared(town)
    again = hazard.find_again(row, **by(town, "grid", AT + DAY), text="鉴定有误,墙体仍在倾斜")
    assert (again.state, again.former_id, again.area_id, again.kind) == ("found", row.pk, BUILDING, "self_built")
    assert clocks(again) == {"grade": "pending"}
    refused("found_before", hazard.find_again, row, **by(town, "grid"), text="再登记")
    refused("wrong_state", hazard.find_again, again, **by(town, "grid"), text="再登记")


def test_a_hazard_opens_a_case_or_hangs_on_one(town):
    row = found(town, open_case=True)
    case = Case.objects.get()
    assert (row.case_id, case.category.code, case.area_id, case.channel) == (case.pk, "BLD01", BUILDING, "patrol")
    assert found(town, case=case).case_id == case.pk
    refused("other_category", found, town, case=case, kind="gas")
    assert Case.objects.count() == 1


def test_where_and_what_have_to_fit(town):
    refused("unknown_choice", found, town, kind="ghost")
    refused("unknown_area", found, town, area=COMMUNITY)
    refused("unknown_area", found, town, area="99")
    refused("not_your_unit", found, town, area=FAR_GRID)
    refused("unknown_unit", graded, town, unit=OTHER_STREET, by="street")
    assert HazardRecord.objects.filter(area_id=FAR_GRID).count() == 0


def test_a_case_and_its_hazard_are_written_together_or_not_at_all(town):
    refused("empty", hazard.find, hazard.Found("gas", BUILDING, " "), **by(town, "grid"), open_case=True)
    assert (Case.objects.count(), HazardRecord.objects.count()) == (0, 0)


def test_the_grading_office_is_asked_and_its_clock_is_three_working_days(town):
    row = found(town, at=local("2026-02-27 10:00"))  # a Friday before a shifted Saturday
    assert due(row, "grade") == "2026-03-03 10:00"
    assert Notice.objects.get(kind="hazard_found").to_id == town.unit(STREET)
