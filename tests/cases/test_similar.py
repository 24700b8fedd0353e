"""Likeness of messages by their words, by hand; hints before a report is a duplicate; following instead."""

import datetime as dt
from dataclasses import replace

import pytest

from cases import category_terms, query_code
from cases.actions import intake, merging
from cases.actions.categories import write_version
from cases.models import Case, CaseEvent, Deadline
from cases.queries import duplicates, progress
from cases.similar import LIKELY, likeness
from cases.world import viewer_in, world
from residents.contact import Contact
from tests.town import AT, COMMUNITY, GRID, NEXT_GRID, OTHER_GRID, place

LATER = AT + dt.timedelta(minutes=30)
RUBBISH = "幸福里3号楼东侧垃圾桶满了三天没人清运，苍蝇很多"

# one message, another, of one matter?
PAIRS = [
    (RUBBISH, "3号楼东边的垃圾桶已经满了，没人清运，味道大", True),
    (RUBBISH, "垃圾桶满出来了，好几天没有清运", True),
    ("路灯不亮，晚上看不见路", "幸福里北门的路灯不亮了，老人摔跤", True),
    ("下水道堵了，污水外溢到路面", "污水从下水道外溢，臭", True),
    (RUBBISH, "三单元楼道堆满纸箱，消防通道堵了", False),
    ("路灯不亮，晚上看不见路", "井盖缺了一块，晚上危险", False),
    ("你好，请问有关部门能不能尽快处理一下，谢谢", "您好，希望有关部门尽快解决，谢谢", False),
    ("垃圾", "垃圾", False),
    ("", RUBBISH, False),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_likeness_of_messages(one, other, same):
    assert (likeness(one, other) >= LIKELY) is same
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def hints(text=RUBBISH, area=GRID, category="ENV01", at=LATER):
    return duplicates.hints(world(at), text=text, area_code=area, category_code=category)


def follow(token, category="ENV01", area=GRID, **more):
    return intake.report(
        text="同一处的垃圾，我家窗下都闻到了",
        at=more.pop("at", LATER),
        channel="web",
        place=place(area),
        category_code=category,
        contact=Contact("李四", "13900001111"),
        follow=token,
        **more,
    )


def test_a_hint_shows_kind_place_day_and_state_alone(town, django_assert_num_queries):
    case = town.report(text=RUBBISH)
    present = world(LATER)
    with django_assert_num_queries(1):
        (hint,) = duplicates.hints(present, text="别的话", area_code=GRID, category_code="ENV01")
    shown = (hint.category.code, hint.area.code, hint.reported_on, hint.state)
    assert shown == ("ENV01", GRID, dt.date(2026, 3, 3), "dispatched")
    assert str(case.pk) != hint.token
    assert case.number not in repr(hint)
    assert RUBBISH not in repr(hint)
    assert set(duplicates.Hint.__slots__) == {"token", "category", "area", "reported_on", "state"}


@pytest.mark.parametrize(
    ("category", "area", "wanted", "found"),
    [
        ("ENV01", GRID, {}, 1),
        ("ENV01", OTHER_GRID, {}, 0),
        ("ENV01", NEXT_GRID, {}, 0),
        ("ENV05", GRID, {}, 0),
        ("ENV01", GRID, {"at": AT + dt.timedelta(days=31)}, 0),
        ("ENV01", GRID, {"category": None, "text": "垃圾桶满了，没人清运，苍蝇很多"}, 1),
        ("ENV01", GRID, {"category": None, "text": "路灯不亮"}, 0),
        ("LIV02", GRID, {"category": "LIV02"}, 0),
        ("POL02", GRID, {"category": "POL02"}, 1),
        ("DIS01", GRID, {"category": "DIS01"}, 0),  # a quarrel is nobody else's business
    ],
)
def test_what_is_hinted_at(town, category, area, wanted, found):
    town.report(category, area=area, text=RUBBISH)
    assert len(hints(**wanted)) == found


@pytest.mark.parametrize("change", [{"publish": False}, {"personal_data": "personal"}])
def test_what_is_not_published_any_more_is_no_hint_from_that_day_on(town, change):
    """Its open cases keep the version of their day; what anybody may read is as the kind is today."""
    town.report(text=RUBBISH)
    (hint,) = hints()
    terms = replace(category_terms.of(world(AT).catalogue.versions("ENV01")[-1]), **change)
    write_version("ENV01", terms, since=AT.date() + dt.timedelta(days=1), by=None, at=AT)
    assert hints() == [hint]
    later = LATER + dt.timedelta(days=1)
    assert hints(at=later) == []
    assert Case.objects.get(pk=follow(hint.token, at=later).case.pk).master_id is None


def test_three_hints_at_most_in_one_statement(town, django_assert_num_queries):
    for _case in range(5):
        town.report(text=RUBBISH)
    present = world(LATER)
    with django_assert_num_queries(1):
        assert len(duplicates.hints(present, text=RUBBISH, area_code=GRID, category_code="ENV01")) == 3


def test_following_gives_an_own_number_and_merges_at_once(town):
    master = town.report(text=RUBBISH)
    (hint,) = hints()
    reported = follow(hint.token)
    case = Case.objects.get(pk=reported.case.pk)
    assert (case.state, case.outcome, case.master_id) == ("closed", "merged", master.pk)
    assert case.number != master.number
    assert reported.promise_at == master.due_at
    events = CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", "by_id", "cause")
    assert list(events) == [("report", None, ""), ("merge", None, "follow")]
    assert Case.objects.get(pk=master.pk).merged_count == 1
    assert not Deadline.objects.filter(case=case, state="pending").exclude(kind="archive").exists()
    shown = progress.track(case.number, query_code.of(case.number), LATER)
    assert (shown.state, shown.request) == ("dispatched", "同一处的垃圾，我家窗下都闻到了")
    assert master.number not in " ".join(step.sentence for step in shown.steps)
    assert [one.number for one in duplicates.merged_into(Case.objects.get(pk=master.pk))] == [case.number]


def test_a_report_that_chose_no_kind_is_filed_as_what_it_follows(town):
    town.report(text=RUBBISH)
    (hint,) = hints(category=None)
    found = duplicates.chosen(world(LATER), hint.token, text=RUBBISH, area_code=GRID, category_code=None)
    assert found is not None
    case = intake.report(text=RUBBISH, at=LATER, channel="web", place=place(GRID), follow=hint.token).case
    case = Case.objects.get(pk=case.pk)
    assert (case.outcome, case.category.code) == ("merged", "ENV01")


def test_undoing_a_following_sends_the_report_to_its_desk(town):
    town.report(text=RUBBISH)
    (hint,) = hints()
    case = follow(hint.token).case
    merging.unmerge(Case.objects.get(pk=case.pk), by=town.user("community"), at=LATER, text="不是一回事")
    case = Case.objects.get(pk=case.pk)
    assert case.state == "reported"
    assert Deadline.objects.get(case=case, kind="accept").state == "pending"


@pytest.mark.parametrize("token", ["", "0" * 24, "伪造", "x" * 5000])
def test_a_token_that_names_nothing_leaves_an_ordinary_report(town, token):
    town.report(text=RUBBISH)
    case = Case.objects.get(pk=follow(token).case.pk)
    assert (case.state, case.master_id) == ("dispatched", None)


def test_a_token_is_good_today_and_tomorrow_and_only_for_what_is_open_there(town):
    master = town.report(text=RUBBISH)
    (hint,) = hints()
    for day, area, same in ((1, GRID, True), (2, GRID, False), (0, OTHER_GRID, False)):
        at = LATER + dt.timedelta(days=day)
        found = duplicates.chosen(world(at), hint.token, text=RUBBISH, area_code=area, category_code="ENV01")
        assert (found == master.pk) is same, (day, area)
    Case.objects.filter(pk=master.pk).update(state="closed", outcome="resolved", closed_at=AT)
    assert Case.objects.get(pk=follow(hint.token).case.pk).state == "dispatched"


def offered(town, name, text=RUBBISH, area=GRID, category="ENV01"):
    present = world(LATER)
    viewer = viewer_in(present, town.user(name))
    return duplicates.offers(present, viewer, text=text, area_code=area, category_code=category)


def test_staff_are_offered_what_their_posts_show_with_its_words(town, django_assert_num_queries):
    """A quarrel is no hint for anybody, but the community's own desk may know of it; nobody else may."""
    quarrel, rubbish = town.report("DIS01", text="邻里噪声纠纷，天天夜里吵"), town.report(text=RUBBISH)
    town.report("UTL03", text=RUBBISH)  # critical: reported anew each time
    town.report("LIV02", text=RUBBISH)  # sensitive
    present = world(LATER)
    viewer = viewer_in(present, town.user("community"))
    with django_assert_num_queries(1):
        (found,) = duplicates.offers(present, viewer, text="垃圾", area_code=GRID, category_code="ENV01")
    assert (found.number, found.words) == (rubbish.number, RUBBISH)
    table = [
        ("community", "DIS01", [quarrel.number]),
        ("street", "DIS01", [quarrel.number]),
        ("grid2", "ENV01", []),
        ("next_community", "ENV01", []),
        ("far_street", "ENV01", []),
        ("nobody", "ENV01", []),
        ("auditor", "ENV01", []),
        ("community", "UTL03", []),
        ("community", "LIV02", []),
        ("street", None, [rubbish.number]),
    ]
    for name, category, numbers in table:
        assert [one.number for one in offered(town, name, category=category)] == numbers, (name, category)
    assert hints(category="DIS01") == []


def test_a_complaint_about_staff_is_offered_to_nobody(town):
    town.report("CIV05", text=RUBBISH, complained_unit=town.unit(COMMUNITY))
    assert hints(category="CIV05") == []
    for name in ("grid", "community", "street", "county"):
        assert offered(town, name, category="CIV05") == []


def test_a_sensitive_case_is_offered_to_nobody_whatever_its_kind(town):
    case = town.report(text=RUBBISH)
    assert len(hints()) == len(offered(town, "grid")) == len(offered(town, "street")) == 1
    Case.objects.filter(pk=case.pk).update(sensitive=True)
    assert hints() == []
    for name in ("grid", "community", "street", "county"):
        assert offered(town, name) == [], name


def test_staff_attach_a_reporter_to_a_case_in_their_sight(town):
    """What they may not see they cannot follow, whatever token they send."""
    quarrel = town.report("DIS01", text=RUBBISH)
    (found,) = offered(town, "community", category="DIS01")
    told = {"at": LATER, "channel": "phone", "place": place(GRID), "category_code": "DIS01", "text": RUBBISH}
    contact = Contact("李四", "13900001111")
    joined = intake.report(**told, by=town.user("community"), contact=contact, follow=found.token)
    assert Case.objects.get(pk=joined.case.pk).master_id == quarrel.pk
    assert joined.query_code == query_code.of(joined.case.number)
    alone = intake.report(**{**told, "channel": "web"}, follow=found.token)
    assert Case.objects.get(pk=alone.case.pk).master_id is None
    hidden = Case.objects.filter(pk=quarrel.pk)
    hidden.update(complained_unit_id=town.unit(COMMUNITY))
    unseen = intake.report(**told, by=town.user("community"), follow=found.token)
    assert Case.objects.get(pk=unseen.case.pk).master_id is None


@pytest.mark.parametrize(
    "text", ["字" * 4000, "垃圾\0桶" * 9, "😀💥" * 200, "\u202e垃圾", "\ud800路灯不亮", "' OR 1=1 --"]
)
def test_any_text_is_compared_and_none_breaks(town, text):
    town.report(text=RUBBISH)
    assert len(hints(text)) == 1
    assert hints(text, category=None) == []


def test_above_the_communities_nothing_is_hinted(town):
    town.report(text=RUBBISH)
    assert hints(area="370211001") == []
    assert len(hints(area=COMMUNITY)) == 1


def test_the_desk_sees_into_which_cases_one_may_be_merged(town, django_assert_num_queries):
    first, second, elsewhere = town.report(text=RUBBISH), town.report(text=RUBBISH), town.report(area=OTHER_GRID)
    present = world(LATER)
    viewer = viewer_in(present, town.user("community"))
    with django_assert_num_queries(1):
        (twin,) = duplicates.twins(present, viewer, second)
    assert (twin.number, twin.words) == (first.number, RUBBISH)
    assert duplicates.twins(present, viewer_in(present, town.user("next_community")), second) == []
    assert duplicates.twins(present, viewer, elsewhere) == []
    merging.merge(second, by=town.user("community"), at=LATER, into=first.number)
    assert duplicates.twins(present, viewer, Case.objects.get(pk=first.pk)) == []
