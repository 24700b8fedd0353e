import pytest

from accounts.models import AuditEntry
from accounts.refusals import Kind, Refusal
from tests.volunteers.conftest import AT, DAY, GRID, A, B, come
from volunteers import queries
from volunteers.actions.reporting import leave, report_in
from volunteers.models import ReportIn


def rows():
    return list(ReportIn.objects.values_list("user__username", "area__code", "kind", "organisation", "at"))


def test_report_in_keeps_the_own_declaration_and_a_second_one_replaces_it(people):
    me = people["volunteer"]
    report_in(by=me, at=AT, area_code=A, kind="unit", organisation=" 县人民医院 ")
    assert rows() == [("volunteer", A, "unit", "县人民医院", AT)]
    report_in(by=me, at=AT + DAY, area_code=A, kind="retired_member")
    assert rows() == [("volunteer", A, "retired_member", "", AT + DAY)]


def test_leave_removes_every_trace_of_one_community(people):
    me = people["volunteer"]
    come(me, area=A)
    come(me, area=B)
    come(people["second"], area=A)
    for code in (A, A, "nowhere", "\0"):
        leave(by=me, at=AT, area_code=code)
    assert [row[:2] for row in rows()] == [("second", A), ("volunteer", B)]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"area_code": "430101001"}, "unknown_area", "area_code"),
        ({"area_code": GRID}, "unknown_area", "area_code"),
        ({"area_code": "nowhere"}, "unknown_area", "area_code"),
        ({"area_code": "\0"}, "unknown_area", "area_code"),
        ({"kind": "secretary"}, "unknown_kind", "kind"),
        ({"kind": "unit", "organisation": " "}, "bad_organisation", "organisation"),
        ({"kind": "resident", "organisation": "县人民医院"}, "bad_organisation", "organisation"),
        ({"kind": "unit", "organisation": "院" * 81}, "bad_organisation", "organisation"),
        ({"kind": "unit", "organisation": "医\0院"}, "bad_organisation", "organisation"),
    ],
)
def test_report_in_refuses_bad_input_and_names_the_field(people, changes, code, field):
    with pytest.raises(Refusal) as refused:
        report_in(**{"by": people["volunteer"], "at": AT, "area_code": A, "kind": "resident"} | changes)
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, code, field)
    assert rows() == []


def test_own_report_ins_are_the_own_ones(people):
    come(people["volunteer"], area=B)
    come(people["volunteer"], area=A)
    come(people["second"], area=A)
    assert [row.area.name for row in queries.own_report_ins(people["volunteer"].pk)] == ["泉塘社区", "星沙社区"]
