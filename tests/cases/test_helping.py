"""Assistance and whistles: who may be asked, how long they have, what becomes of a task."""

import pytest

from accounts.refusals import Refusal
from cases import casefile
from cases.actions import checking, deciding, followup, handling, helping, timers
from cases.models import AssistTask, Case, CaseEvent, Deadline, Text
from cases.queries import page
from cases.world import viewer_in, world
from grids.models import Post
from grids.versions import bump
from notices.models import Notice
from tests.town import AT, COMMUNITY, GRID, OTHER_GRID, SINCE, STREET, local
from web.staff import unit_choices

TASK = "请到3号楼北侧清运装修垃圾"


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def signed(town, category="ENV01", **more):
    return handling.sign(town.report(category, **more), by=town.user("grid"), at=AT)


def ask(town, case, unit="section", *, at=AT, by="grid", limit="", text=TASK):
    return helping.request_assist(case, by=town.user(by), at=at, unit=town.unit(unit), text=text, limit=limit)


def whistle(town, case, unit="section", *, kind="emergency", at=AT, by="street"):
    return helping.whistle(case, by=town.user(by), at=at, unit=town.unit(unit), kind=kind, text="请立即到场")


def reply(town, case, by="section", *, at=AT, **more):
    return helping.reply_assist(case, by=town.user(by), at=at, **{"text": "已清运", **more})


def told(kind):
    return {pk for kind_, pk in Notice.objects.filter(kind=kind).values_list("to_kind", "to_id") if kind_ == "unit"}


def clock(case, kind="assist"):
    return Deadline.objects.filter(case=case, kind=kind).latest("id")


def test_a_task_has_half_of_the_time_that_is_left(town):
    """ENV01 is due 1 WD after its dispatch at 10:00: half of 420 minutes runs until 16:00, after the noon break."""
    case = ask(town, signed(town))
    assert case.due_at == local("2026-03-04 10:00")
    assert clock(case).due_at == AssistTask.objects.get().due_at == local("2026-03-03 16:00")
    assert clock(case).unit_id == town.unit("section")
    assert told("assist_asked") == {town.unit("section")}
    assert Case.objects.get(pk=case.pk).holder_id == town.unit(GRID)


@pytest.mark.parametrize(
    ("limit", "due"),
    [("1 WH", "2026-03-03 11:00"), ("3 WH", "2026-03-03 15:30"), (" 210 min ", None)],
)
def test_a_limit_within_the_half_is_kept(town, limit, due):
    case = ask(town, signed(town), limit=limit)
    assert clock(case).due_at == local(due or "2026-03-03 13:30")


@pytest.mark.parametrize(
    ("limit", "refused"),
    [("4 WH", "limit_too_long"), ("9 CD", "limit_too_long"), ("soon", "unknown_limit"), ("0 WH", "unknown_limit")],
)
def test_a_longer_limit_and_nonsense_are_refused(town, limit, refused):
    case = signed(town)
    assert code(ask, town, case, limit=limit) == refused
    assert not AssistTask.objects.exists()


def test_the_half_is_exact_to_the_minute(town):
    """Half of 420 working minutes is 210: three hours and a half."""
    assert clock(ask(town, signed(town), limit="3 WH")).due_at < local("2026-03-03 16:00")
    assert code(ask, town, signed(town), limit="4 WH") == "limit_too_long"


def test_nothing_is_shared_when_no_time_is_left(town):
    case = handling.sign(town.report("PTY01"), by=town.user("grid"), at=AT)
    Deadline.objects.filter(case=case, kind="resolve").update(due_at=AT)
    assert code(ask, town, case) == "no_time_left"


# who holds, who is asked, sensitive or about staff: accepted or the code
ASKED = [
    ("section", "ENV01", None),
    ("property", "ENV01", None),
    ("department", "ENV01", None),
    (COMMUNITY, "ENV01", None),
    (GRID, "ENV01", "unknown_unit"),  # the holder itself
    (OTHER_GRID, "ENV01", "unknown_unit"),  # does not serve the place
    ("other_checking", "ENV01", "unknown_unit"),  # one street over
    ("callback", "ENV01", "unknown_unit"),  # nobody there handles anything
    ("checking", "ENV01", "unknown_unit"),
]


@pytest.mark.parametrize(("unit", "category", "refused"), ASKED)
def test_who_may_be_asked(town, unit, category, refused):
    case = signed(town, category)
    if refused is None:
        ask(town, case, unit)
    else:
        assert code(ask, town, case, unit) == refused


def test_a_sensitive_matter_stays_in_government(town):
    case = signed(town)
    Case.objects.filter(pk=case.pk).update(sensitive=True)
    assert code(ask, town, case, "property") == "unknown_unit"
    ask(town, case, "section")


def test_the_unit_complained_about_is_never_asked(town):
    case = signed(town)
    Case.objects.filter(pk=case.pk).update(complained_unit=town.unit("section"))
    assert code(ask, town, case, "section") == "unknown_unit"
    assert code(ask, town, case, "property") == "unknown_unit"
    ask(town, case, "department")


@pytest.mark.parametrize("unit", [None, 0, -1, 2**62])
def test_a_unit_that_does_not_exist(town, unit):
    case = signed(town)
    assert code(helping.request_assist, case, by=town.user("grid"), at=AT, unit=unit, text=TASK) == "unknown_unit"


def test_one_open_task_a_unit(town):
    case = ask(town, signed(town))
    assert code(ask, town, case) == "task_open"
    assert code(whistle, town, case) == "task_open"
    ask(town, case, "property")
    assert AssistTask.objects.count() == 2


def test_a_helper_sees_the_task_and_not_who_asks(town):
    case = ask(town, signed(town), "property")
    present = world(AT)
    viewer = viewer_in(present, town.user("property"))
    read = page.read(present, viewer, case.number)
    assert (read.asker, read.identity_hidden) == (None, True)
    assert [(line.text, line.unit.id) for line in read.tasks] == [(TASK, town.unit("property"))]
    assert [verb.value for verb in read.actions] == ["note", "reply_assist"]
    other = viewer_in(present, town.user("department"))
    with pytest.raises(Refusal):
        page.read(present, other, case.number)


def test_a_reply_ends_the_task_in_time(town):
    case = reply(town, ask(town, signed(town)), at=local("2026-03-03 15:59"))
    task = AssistTask.objects.get()
    assert (task.end, task.replied_seq, task.ended_at) == ("replied", case.event_count, local("2026-03-03 15:59"))
    assert clock(case).state == "met"
    assert Text.objects.get(case=case, seq=case.event_count).kind == "staff"
    event = CaseEvent.objects.get(case=case, verb="reply_assist")
    assert (event.unit_id, event.by) == (town.unit("section"), town.user("section"))
    assert told("assist_replied") == {town.unit(GRID)}
    assert code(reply, town, case) == "not_your_unit"


def test_a_word_in_between_keeps_the_task_and_its_clock(town):
    case = reply(town, ask(town, signed(town)), done=False)
    assert AssistTask.objects.get().ended_at is None
    assert clock(case).state == "pending"
    assert (told("assist_word"), told("assist_replied")) == ({town.unit(GRID)}, set())
    assert code(reply, town, case, text=" ") == "empty"
    assert code(reply, town, case, text="", done=False) == "empty"


def test_only_the_own_task_is_replied_to(town):
    case = ask(town, ask(town, signed(town)), "property")
    theirs = AssistTask.objects.get(unit_id=town.unit("property"))
    assert code(reply, town, case, task=theirs.pk) == "unknown_task"
    assert code(reply, town, case, task=2**40) == "unknown_task"
    for name in ("grid", "far_grid", "department", "community"):
        assert code(reply, town, case, name) == "not_your_unit"
    assert code(reply, town, case, "checker") == "not_your_verb"


def test_a_late_reply_is_late_and_the_unit_was_supervised_once(town):
    case = ask(town, signed(town, "PTY01"), limit="1 WH")
    timers.run(local("2026-03-03 11:00"))
    timers.run(local("2026-03-03 11:00"))
    event = CaseEvent.objects.get(case=case, verb="supervise")
    assert (event.cause, event.data["unit"], event.by) == ("assist", town.unit("section"), None)
    assert told("case_supervised") == {town.unit("section")}
    assert told("assist_overdue") == {town.unit(GRID)}
    assert AssistTask.objects.get().ended_at is None
    reply(town, case, at=local("2026-03-03 11:30"))
    assert clock(case).state == "late"


# kind, due on a Tuesday at 10:00
ARRIVALS = [("emergency", "2026-03-03 10:30"), ("enforcement", "2026-03-04 10:00"), ("hard_issue", "2026-03-06 10:00")]


@pytest.mark.parametrize(("kind", "due"), ARRIVALS)
def test_a_whistle_has_its_own_time_to_arrive(town, kind, due):
    case = whistle(town, town.report("ENV01"), kind=kind)
    assert clock(case, "whistle").due_at == local(due)
    assert told("whistle_blown") == {town.unit("section")}


def test_an_emergency_does_not_wait_for_office_hours(town):
    at = local("2026-03-07 23:50")
    case = whistle(town, town.report("ENV01", at=at), at=at)
    assert clock(case, "whistle").due_at == local("2026-03-08 00:20")


def test_joint_enforcement_before_the_festival_counts_the_worked_saturday(town):
    at = local("2026-02-13 10:00")
    case = whistle(town, town.report("PTY01", at=at), kind="enforcement", at=at)
    assert clock(case, "whistle").due_at == local("2026-02-14 10:00")


@pytest.mark.parametrize(
    ("kind", "refused"), [("assist", "unknown_kind"), ("", "unknown_kind"), ("fire", "unknown_kind")]
)
def test_a_whistle_has_a_known_reason(town, kind, refused):
    assert code(whistle, town, town.report("ENV01"), kind=kind) == refused


def test_arriving_meets_the_whistle_and_the_task_stays_until_the_reply(town):
    case = whistle(town, town.report("ENV01"))
    case = reply(town, case, at=local("2026-03-03 10:20"), text="", arrived=True, done=False)
    task = AssistTask.objects.get()
    assert (task.arrived_at, task.ended_at) == (local("2026-03-03 10:20"), None)
    assert clock(case, "whistle").state == "met"
    assert len(casefile.read(case).tasks) == 1
    reply(town, case, at=local("2026-03-03 12:00"), justified=False)
    task.refresh_from_db()
    assert (task.arrived_at, task.end, task.justified) == (local("2026-03-03 10:20"), "replied", False)
    assert told("assist_replied") == {town.unit(GRID), town.unit(STREET)}


def test_who_does_not_come_is_supervised_once_and_may_come_later(town):
    case = whistle(town, town.report("PTY01"))
    for _twice in range(2):
        timers.run(local("2026-03-03 10:30"))
    assert CaseEvent.objects.get(case=case, cause="whistle").data["unit"] == town.unit("section")
    reply(town, case, at=local("2026-03-03 10:45"))
    assert clock(case, "whistle").state == "late"
    assert AssistTask.objects.get().arrived_at == local("2026-03-03 10:45")


def test_nobody_whistles_for_the_own_unit_or_from_the_next_street(town):
    case = town.report("ENV01")
    assert code(whistle, town, case, STREET) == "unknown_unit"
    for name in ("far_street", "next_community"):
        assert code(whistle, town, case, by=name) == "not_your_unit"
    assert code(whistle, town, case, by="grid") == "not_your_verb"


def test_help_is_rated_once_by_who_asked(town):
    case = reply(town, ask(town, signed(town)))
    assert code(helping.rate_assist, case, by=town.user("section"), at=AT, useful=True) == "not_your_unit"
    case = helping.rate_assist(case, by=town.user("grid"), at=AT, useful=False)
    assert AssistTask.objects.get().useful is False
    assert code(helping.rate_assist, case, by=town.user("grid"), at=AT, useful=True) == "nothing_to_rate"


def test_a_unit_does_not_rate_its_own_help(town):
    """The community helped, and stands above the holder."""
    case = reply(town, ask(town, signed(town), COMMUNITY), "community")
    assert code(helping.rate_assist, case, by=town.user("community"), at=AT, useful=True) == "own_work"
    helping.rate_assist(case, by=town.user("grid"), at=AT, useful=True)


def test_an_open_task_is_not_rated_and_two_replies_need_a_choice(town):
    case = ask(town, ask(town, signed(town)), "property")
    assert code(helping.rate_assist, case, by=town.user("grid"), at=AT, useful=True) == "nothing_to_rate"
    case = reply(town, reply(town, case), "property")
    assert code(helping.rate_assist, case, by=town.user("grid"), at=AT, useful=True) == "unknown_task"
    first = AssistTask.objects.order_by("id")[0]
    helping.rate_assist(case, by=town.user("grid"), at=AT, useful=True, task=first.pk)


def test_the_result_of_the_holder_overtakes_open_tasks_and_tells_the_units(town):
    case = ask(town, signed(town))
    handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运")
    assert AssistTask.objects.get().end == "overtaken"
    assert clock(case).state == "ended"
    assert told("assist_overtaken") == {town.unit("section")}
    assert code(reply, town, case) == "wrong_state"


def test_a_withdrawal_overtakes_open_tasks(town):
    followup.withdraw(whistle(town, town.report("ENV01")), at=AT)
    assert AssistTask.objects.get().end == "overtaken"


def test_tasks_go_on_with_the_case_when_it_climbs(town):
    case = ask(town, signed(town))
    case = handling.note(case, by=town.user("grid"), at=AT, kind="visit", text="上门")
    case = handling.escalate(case, by=town.user("grid"), at=AT, reason="needs_funds", text="要经费")
    assert AssistTask.objects.get().ended_at is None
    reply(town, case)
    assert told("assist_replied") == {town.unit(GRID), town.unit(COMMUNITY)}
    helping.rate_assist(case, by=town.user("community"), at=AT, useful=True)


def test_a_helper_that_becomes_the_holder_has_no_task_any_more(town):
    case = ask(town, signed(town), "property")
    unit = town.unit("property")
    deciding.reassign(case, by=town.user("community"), at=AT, unit=unit, reason="better_placed")
    assert AssistTask.objects.get().end == "overtaken"
    assert clock(case).state == "ended"


def test_who_only_looks_on_checks_what_the_office_helped_with(town):
    """The street office is asked to help; the checking group of the street checks all the same."""
    case = reply(town, ask(town, signed(town), STREET), "street")
    case = handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运")
    assert case.checking_unit_id == town.unit("checking")
    checking.pass_check(case, by=town.user("checker"), at=AT)
    helping.rate_assist(case, by=town.user("grid"), at=AT, useful=True)


@pytest.mark.parametrize("how", ["helped", "held"])
def test_whoever_helped_or_held_it_before_never_checks(town, how):
    """The street's only checker sits in a section that handles too: then it waits at the level above for another."""
    Post.objects.filter(unit=town.units["checking"]).update(unit=town.units["section"])
    bump("directory")
    if how == "helped":
        case = reply(town, ask(town, signed(town)))
    else:
        case, street = town.report("ENV02"), town.user("street")
        for unit in ("section", COMMUNITY):
            case = deciding.reassign(case, by=street, at=AT, unit=town.unit(unit), reason="better_placed")
        case = handling.sign(case, by=town.user("community"), at=AT)
    worker = town.user("grid" if how == "helped" else "community")
    case = handling.submit_result(case, by=worker, at=AT, reply="已清运")
    assert case.checking_unit_id == town.unit(COMMUNITY if how == "helped" else STREET)


def test_a_group_that_judges_neither_helps_nor_holds(town):
    """Also where somebody in it could."""
    Post.objects.create(user=town.user("nobody"), unit=town.units["checking"], role="handler", since=SINCE)
    bump("directory")
    assert code(ask, town, signed(town), "checking") == "unknown_unit"
    case, street = town.report("ENV02"), town.user("street")
    for give, reason in ((deciding.reassign, "better_placed"), (deciding.designate, "leader_order")):
        assert code(give, case, by=street, at=AT, unit=town.unit("checking"), reason=reason) == "never_holds"
    offered = dict(unit_choices.for_decision(viewer_in(world(AT), street), case, world(AT)))
    assert str(town.unit("section")) in offered
    assert str(town.unit("checking")) not in offered


@pytest.mark.parametrize("text", ["", "a\0b", "\u200b", "字" * 4001])
def test_hostile_words_give_no_task(town, text):
    case = signed(town)
    assert code(ask, town, case, text=text) in {"empty", "control_characters", "too_long"}
    assert Case.objects.get(pk=case.pk).event_count == 3
