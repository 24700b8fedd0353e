"""Lists: order, pages, what a row says, and two or three statements however many rows."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from cases.actions import handling, intake, triage
from cases.models import Case
from cases.queries import listing
from cases.world import viewer_in, world
from tests.town import AT, GRID, NEXT_GRID, local, place

MINUTE = dt.timedelta(minutes=1)


def listed(town, name="street", at=AT, cursor="", size=50):
    present = world(at)
    viewer = viewer_in(present, town.user(name))
    return listing.page(present, Case.objects.visible_to(viewer), cursor, size)


def numbers(page):
    return [row.number for row in page.rows]


def test_page_shows_the_newest_first_and_only_what_the_posts_show(town):
    first = town.report(at=AT - 2 * MINUTE)
    town.report(at=AT - MINUTE, area=NEXT_GRID)
    third = town.report(at=AT)
    assert numbers(listed(town, "grid")) == [third.number, first.number]
    assert len(numbers(listed(town, "street"))) == 3
    assert numbers(listed(town, "far_street")) == []
    assert numbers(listed(town, "administrator")) == []


def test_page_row_says_what_the_list_needs(town):
    case = town.report(address="幸福里1号楼 2单元")
    (row,) = listed(town, at=local("2026-03-04 10:01")).rows
    assert (row.number, row.state, row.severity, row.holder.area_code) == (case.number, "dispatched", "general", GRID)
    assert (row.area.name, row.category.code, row.address) == ("红星第一网格", "ENV01", "幸福里1号楼 2单元")
    assert row.summary == "楼道口的垃圾三天没有人清运，气味很大。"
    assert (row.due_at, row.is_overdue) == (local("2026-03-04 10:00"), True)
    assert not listed(town, at=local("2026-03-04 09:59")).rows[0].is_overdue


def test_page_row_keeps_the_words_of_a_sensitive_case_out(town):
    town.report("DIS02", area=NEXT_GRID, text="家庭矛盾，请不要声张。", address="云峰里3号楼301")
    (row,) = listed(town, "street").rows
    assert (row.sensitive, row.summary, row.address) == (True, "", "")


@pytest.mark.parametrize(
    ("text", "summary"),
    [("一" * 60, "一" * 60), ("一" * 61, "一" * 59 + "…"), ("第一行\n\n第二行", "第一行 第二行")],
)
def test_page_row_shortens_the_request_to_one_line(town, text, summary):
    town.report(text=text)
    assert listed(town).rows[0].summary == summary


def test_page_by_page_there_and_back(town):
    # Two of the five have the same instant: the cursor must not lose or repeat either.
    made = [town.report(at=AT + minutes * MINUTE).number for minutes in (0, 1, 1, 2, 3)][::-1]
    first = listed(town, size=2)
    second = listed(town, size=2, cursor=first.older)
    third = listed(town, size=2, cursor=second.older)
    assert [numbers(page) for page in (first, second, third)] == [made[:2], made[2:4], made[4:]]
    assert (first.newer, third.older) == ("", "")
    back = listed(town, size=2, cursor=third.newer)
    assert numbers(back) == made[2:4]
    assert numbers(listed(town, size=2, cursor=back.newer)) == made[:2]
    assert listed(town, size=2, cursor=back.newer).newer == ""


def test_page_does_not_shift_when_new_cases_arrive(town):
    made = [town.report(at=AT + minutes * MINUTE).number for minutes in range(3)][::-1]
    older = listed(town, size=2).older
    town.report(at=AT + 9 * MINUTE)
    assert numbers(listed(town, size=2, cursor=older)) == made[2:]


@pytest.mark.parametrize(
    "cursor", ["x", "你好", "LTIwMjYtMDMtMDMvMQ", "LTIwMjYtMDMtMDNUMDI6MDA6MDAvMQ", "AAAA" * 50, "LQ==", "\0"]
)
def test_page_refuses_what_is_no_cursor(town, cursor):
    with pytest.raises(Refusal) as refused:
        listed(town, cursor=cursor)
    assert (refused.value.code, refused.value.field) == ("bad_cursor", "cursor")


def clock_of(town, case, at=AT):
    present = world(at)
    cases = Case.objects.visible_to(viewer_in(present, town.user("street")))
    row = next(row for row in listing.page(present, cases).rows if row.number == case.number)
    return row.clock and (row.clock.starts_at, row.clock.due_at)


def test_a_row_carries_the_clock_that_runs_now(town):
    """The desk has two working hours to accept; the worker four to sign, two to call, and a day for the whole."""
    case = town.report(None)
    assert clock_of(town, case) == (AT, local("2026-03-03 12:00"))
    sent = local("2026-03-03 11:00")
    case = triage.dispatch(case, by=town.user("community"), at=sent, category="ENV01", area_code=GRID)
    assert clock_of(town, case) == (sent, local("2026-03-03 15:30"))  # the first contact
    assert case.due_at == local("2026-03-04 11:00")
    settled = local("2026-03-03 11:30")  # three working days to call back
    case = handling.settle(case, by=town.user("grid"), at=settled, reply="已清运干净。")
    assert clock_of(town, case) == (settled, local("2026-03-06 11:30"))


def test_imported_history_waits_without_a_clock(town):
    row = intake.ImportRow("1", "路灯不亮", AT - dt.timedelta(days=40), place(GRID))
    (case,) = intake.import_batch([row], channel="hotline", at=AT)
    assert (case.state, clock_of(town, case)) == ("reported", None)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("category", ["ENV01", None, "SAF01"])
def test_page_takes_three_statements(town, django_assert_num_queries, category, count):
    for _ in range(count):
        town.report(category)
    present = world(AT)
    viewer = viewer_in(present, town.user("street"))
    with django_assert_num_queries(3):  # cases, words, clocks
        assert len(listing.page(present, Case.objects.visible_to(viewer)).rows) == count
