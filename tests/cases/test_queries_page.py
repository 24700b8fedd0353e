"""The case page: what it says, to whom, and in how many statements."""

import pytest
from django.utils import translation

from accounts.refusals import Refusal
from cases.actions import checking, deciding, followup, handling
from cases.explanations import clock_sentences, route_sentences
from cases.models import Deadline, Text
from cases.queries import page
from cases.states import Verb
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from tests.town import AT, FAR_GRID, GRID, SINCE, local

REPLY = "已清运干净。"
NOTE = "上门查看，堆放量大。"


def seen(town, name, case, at=AT):
    present = world(at)
    return page.read(present, viewer_in(present, town.user(name)), case.number)


def handled(town, name="grid"):
    case = town.report()
    handling.sign(case, by=town.user(name), at=AT)
    handling.note(case, by=town.user(name), at=AT, kind="visit", text=NOTE)
    return handling.submit_result(case, by=town.user(name), at=AT, reply=REPLY)


def test_page_shows_words_events_and_units(town):
    read = seen(town, "community", handled(town))
    assert (read.request, read.reply) == ("楼道口的垃圾三天没有人清运，气味很大。", REPLY)
    assert (read.area.code, read.category.code, read.holder.area_code) == (GRID, "ENV01", GRID)
    assert (read.checking_unit.name, read.callback_unit) == ("金牛山核查组", None)
    assert [(line.seq, line.verb, line.by, line.text) for line in read.events] == [
        (1, "report", "", "楼道口的垃圾三天没有人清运，气味很大。"),
        (2, "dispatch", "", ""),
        (3, "sign", "测试grid", ""),
        (4, "note", "测试grid", NOTE),
        (5, "submit_result", "测试grid", REPLY),
    ]
    assert read.events[3].data == {"kind": "visit"}


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("grid", True),
        ("grid2", False),
        ("community", True),
        ("next_community", False),
        ("street", True),
        ("far_street", False),
        ("property", False),
        ("department", False),
        ("administrator", False),
        ("auditor", False),
        ("nobody", False),
    ],
)
def test_page_is_not_there_outside_the_scope(town, name, visible):
    case = town.report()
    if visible:
        assert seen(town, name, case).case.number == case.number
        return
    with pytest.raises(Refusal) as refused:
        seen(town, name, case)
    assert refused.value.kind == "not_found"


def test_internal_notes_of_government_have_no_words_for_a_company(town):
    """The company holds the case after the grid; both wrote a note of each kind."""
    case = town.report("PTY01")
    for kind in ("visit", "internal"):
        handling.note(case, by=town.user("grid"), at=AT, kind=kind, text=f"网格{kind}")
    case = deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed")
    for kind in ("visit", "internal"):
        handling.note(case, by=town.user("property"), at=AT, kind=kind, text=f"物业{kind}")

    def notes(name):
        return [(line.data["kind"], line.text) for line in seen(town, name, case).events if line.verb == "note"]

    every = [("visit", "网格visit"), ("internal", "网格internal"), ("visit", "物业visit"), ("internal", "物业internal")]
    assert notes("community") == every
    assert notes("property") == [every[0], ("internal", ""), *every[2:]]
    Post.objects.create(user=town.user("property"), unit=town.units["section"], role="handler", since=SINCE)
    bump("directory")
    assert notes("property") == every


@pytest.mark.parametrize("number", ["20260303999999", "\0", "’", "x" * 300, "1 OR 1"])
def test_page_of_a_number_that_is_none(town, number):
    present = world(AT)
    with pytest.raises(Refusal):
        page.read(present, viewer_in(present, town.user("street")), number)


def test_page_masks_the_requester_and_hides_it_outside_government(town):
    case = town.report()
    read = seen(town, "grid", case)
    assert (read.asker, read.identity_hidden) == (page.Asker("张**", "138****5678", True), False)
    assert seen(town, "street", case).asker.may_reveal is False
    handling.sign(case, by=town.user("grid"), at=AT)
    deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed")
    outside = seen(town, "property", case)
    assert (outside.asker, outside.identity_hidden) == (None, True)
    assert "张" not in repr(outside.events)
    assert "1381" not in repr(outside.events)  # three digits may be a unit's number


@pytest.mark.parametrize(("unit", "is_hidden"), [(FAR_GRID, True), (GRID, False)])
def test_a_post_in_government_opens_the_identity_only_where_it_shows_the_case(town, unit, is_hidden):
    """A person of the company who is a grid worker as well: of another street, or of the place itself."""
    case = town.report()
    deciding.reassign(case, by=town.user("community"), at=AT, unit=town.unit("property"), reason="better_placed")
    Post.objects.create(user=town.user("property"), unit=town.units[unit], role="grid_worker", since=SINCE)
    bump("directory")
    read = seen(town, "property", case)
    assert (read.identity_hidden, read.asker is None) == (is_hidden, is_hidden)


def test_page_offers_what_the_rules_allow(town):
    case = town.report()
    assert seen(town, "grid", case).actions == [
        Verb.NOTE,
        Verb.SIGN,
        Verb.SETTLE,
        Verb.RETURN_ORDER,
        Verb.ASK_REQUESTER,
    ]
    assert seen(town, "checker", case).actions == []


@translation.override("en")
def test_page_explains_each_clock(town):
    read = seen(town, "grid", town.report(at=local("2026-03-06 17:00")))
    resolve = read.clocks[0]
    assert (resolve.kind, resolve.state, resolve.due_at) == ("resolve", "pending", local("2026-03-09 17:00"))
    assert clock_sentences(resolve.lines) == [
        "Limit: 1 working day.",
        "The category sets the limit, in the version under which the case was filed.",
        "It runs in office hours only: 08:30–12:00, 14:30–18:00 on working days.",
        "It runs from 2026-03-06 17:00.",
        "Counted: 2026-03-06, 17:00–18:00: 1 h.",
        "Not counted: weekend, 2026-03-07 – 03-08.",
        "Counted: 2026-03-09, 08:30–12:00, 14:30–17:00: 6 h.",
        "Due at 2026-03-09 17:00.",
    ]
    assert route_sentences(read.case.routing)[:3] == [
        "Place: 红星第一网格 (Grid).",
        "The place was named with the report.",
        "The category ENV01 starts at the level: Grid.",
    ]


def test_page_shows_how_a_due_time_moved(town):
    case = handled(town)
    checking.rework(case, by=town.user("checker"), at=local("2026-03-03 16:00"), reason="not_done", text="还在。")
    read = seen(town, "grid", case)
    change = next(clock for clock in read.clocks if clock.kind == "resolve").changes[0]
    moved = (change.old_due_at, change.new_due_at, change.why, change.at)
    assert moved == (local("2026-03-04 10:00"), local("2026-03-04 16:00"), "rework", local("2026-03-03 16:00"))
    assert change.by == town.user("checker").name


def test_page_seals_the_rating_from_the_handler_until_next_month(town):
    case = checking.pass_check(handled(town), by=town.user("checker"), at=AT)
    followup.rate(case, at=AT, solved="no", satisfaction="dissatisfied", text="根本没解决")
    handler, above = seen(town, "grid", case), seen(town, "community", case)
    assert (handler.rating, handler.rating_sealed, handler.events[-1].text) == (None, True, "")
    assert handler.events[-1].data == {}
    assert (above.rating.solved, above.rating_sealed, above.events[-1].text) == ("no", False, "根本没解决")
    next_month = seen(town, "grid", case, at=local("2026-04-01 00:10"))
    assert (next_month.rating.solved, next_month.events[-1].text) == ("no", "根本没解决")


def test_page_marks_an_erased_text(town):
    case = town.report()
    Text.objects.filter(case=case).update(body="", search=None, erased_at=AT)
    read = seen(town, "grid", case)
    assert (read.request, read.events[0].erased, read.events[1].erased) == ("", True, False)


@pytest.mark.parametrize("notes", [1, 3])
def test_page_takes_six_statements(town, django_assert_num_queries, notes):
    case = town.report()
    handling.sign(case, by=town.user("grid"), at=AT)
    for _ in range(notes):
        handling.note(case, by=town.user("grid"), at=AT, kind="visit", text=NOTE)
    present = world(AT)
    viewer = viewer_in(present, town.user("grid"))
    with django_assert_num_queries(6):
        read = page.read(present, viewer, case.number)
    assert (len(read.events), len(read.clocks)) == (3 + notes, Deadline.objects.filter(case=case).count())


def test_locate_asks_what_the_viewer_sees_now(town):
    """The statement is kept for the viewer's posts, not for the person or the case."""
    case = town.report()
    present = world(AT)
    for _ in range(2):
        assert page.locate(viewer_in(present, town.user("grid")), case.number).pk == case.pk
        for stranger in ("far_checker", "auditor"):
            with pytest.raises(Refusal, match="no such case"):
                page.locate(viewer_in(present, town.user(stranger)), case.number)
    with pytest.raises(Refusal, match="no such case"):
        page.locate(viewer_in(present, town.user("grid")), "-")
