"""Questions to the requester and urging: asked, answered, expired, once a day."""

import pytest

from accounts.refusals import Refusal
from cases.actions import asking, checking, followup, handling, timers, triage, urging
from cases.models import Case, CaseEvent, Deadline, Question, Text
from cases.queries import progress
from notices.models import Notice
from residents.models import Requester
from tests.town import AT, COMMUNITY, GRID, local

QUESTION = "垃圾堆在几号楼的哪一层？"


def code(run, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        run(*args, **kwargs)
    return refused.value.code


def ask(town, case, name="grid", at=AT, text=QUESTION):
    return asking.ask_requester(case, by=town.user(name), at=at, text=text)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("to_kind", "to_id"))


def test_a_question_runs_for_five_working_days_and_stops_nothing(town):
    """Asked on Tuesday 3 March at 10:00: due on Tuesday 10 March at 10:00."""
    case = ask(town, town.report("ENV01"))
    question = Question.objects.get()
    clock = Deadline.objects.get(case=case, kind="question")
    assert (clock.item, clock.due_at) == (question.pk, local("2026-03-10 10:00"))
    assert question.due_at == clock.due_at
    assert Deadline.objects.get(case=case, kind="resolve").state == "pending"
    assert told("resident_question") == {("requester", Requester.objects.get().pk)}


def test_a_worked_saturday_counts(town):
    """Saturday 14 February 2026 is worked for the Spring Festival, whose holiday ends on 23 February."""
    case = ask(town, town.report("ENV01", at=local("2026-02-13 10:00")), at=local("2026-02-13 10:00"))
    assert Deadline.objects.get(case=case, kind="question").due_at == local("2026-02-27 10:00")


def test_the_answer_ends_the_clock_and_tells_who_asked_and_who_holds(town):
    case = ask(town, town.report("ENV01"), "community")
    case = asking.answer(case, at=local("2026-03-04 09:00"), text="3号楼二层")
    question = Question.objects.get()
    assert (question.end, question.answered_seq) == ("answered", case.event_count)
    assert Text.objects.get(case=case, seq=case.event_count).kind == "resident"
    assert CaseEvent.objects.get(case=case, verb="answer").by is None
    assert Deadline.objects.get(case=case, kind="question").state == "met"
    assert told("question_answered") == {("unit", town.unit(GRID)), ("unit", town.unit(COMMUNITY))}
    assert code(asking.answer, case, at=local("2026-03-04 09:01"), text="再说一次") == "no_question"


def test_one_question_at_a_time(town):
    case = ask(town, town.report("ENV01"))
    assert code(ask, town, case, "community") == "question_open"
    case = asking.answer(case, at=AT, text="三楼")
    ask(town, case, "community")


def test_an_unanswered_question_expires_once_and_the_next_may_be_asked(town):
    case = ask(town, town.report("PTY01"))
    due = local("2026-03-10 10:00")
    timers.run(due)
    timers.run(due)
    event = CaseEvent.objects.get(case=case, verb="lapse")
    assert (event.cause, event.by, event.data["verb"]) == ("question", None, "ask_requester")
    assert Question.objects.get().end == "expired"
    assert town.unit(GRID) in {pk for _kind, pk in told("question_expired")}
    assert code(asking.answer, case, at=due, text="三楼") == "no_question"


@pytest.mark.parametrize(("at", "accepted"), [("2026-03-10 10:00", True), ("2026-03-10 10:01", False)])
def test_an_answer_counts_up_to_the_due_time_even_before_the_timer_has_run(town, at, accepted):
    case = ask(town, town.report("PTY01"))
    if accepted:
        asking.answer(case, at=local(at), text="三楼")
    else:
        assert code(asking.answer, case, at=local(at), text="三楼") == "no_question"


def test_nobody_is_asked_where_nobody_reads(town):
    patrol = town.report("ENV01", channel="patrol", phone="", by=town.user("grid"))
    assert code(ask, town, patrol) == "no_requester"
    nameless = town.report("ENV01", phone="")
    ask(town, nameless)
    safety = followup.withdraw(town.report("SAF02"), at=AT)
    assert safety.state == "dispatched"
    assert code(ask, town, safety, "community") == "no_requester"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("问" * 501, "too_long"),
        ("a\0b", "control_characters"),
        ("�", "wrong_encoding"),
    ],
)
def test_bad_words_ask_nothing(town, text, refused):
    case = town.report("ENV01")
    assert code(ask, town, case, text=text) == refused
    assert not Question.objects.exists()
    assert Case.objects.get(pk=case.pk).event_count == 2


def test_five_hundred_characters_are_asked(town):
    ask(town, town.report("ENV01"), text="问" * 500)


def test_withdrawing_and_closing_end_the_question(town):
    safety = followup.withdraw(ask(town, town.report("SAF02"), "community"), at=AT)
    assert safety.state == "dispatched"
    plain = followup.withdraw(ask(town, town.report("ENV01")), at=AT)
    assert plain.state == "closed"
    ends = Question.objects.values_list("end", flat=True)
    assert list(ends) == ["overtaken", "overtaken"]
    assert not Deadline.objects.filter(kind="question", state="pending").exists()


def test_a_question_stays_open_through_the_check_and_ends_with_the_case(town):
    case = ask(town, handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT))
    case = handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运")
    assert Question.objects.get().ended_at is None
    checking.pass_check(case, by=town.user("checker"), at=AT)
    assert Question.objects.get().end == "overtaken"


def test_the_requester_reads_the_question_and_nothing_of_the_staff(town):
    case = ask(town, town.report("ENV01"))
    handling.note(case, by=town.user("grid"), at=AT, kind="internal", text="内部意见")
    read = progress.of(Case.objects.get(pk=case.pk), AT)
    assert (read.question.text, read.question.due_at) == (QUESTION, local("2026-03-10 10:00"))
    assert [step.what for step in read.steps][-1] == "asked"
    assert all("内部" not in step.text for step in read.steps)
    assert read.reply == ""
    late = progress.of(Case.objects.get(pk=case.pk), local("2026-03-10 10:01"))
    assert late.question is None


def test_a_question_is_never_taken_for_the_reply(town):
    case = town.report(None, area=COMMUNITY)
    ask(town, case, "community")
    for name in ("community", "community2"):
        triage.reject(case, by=town.user(name), at=AT, reason="not_public_duty", reply="请向业委会反映。")
    assert progress.of(Case.objects.get(pk=case.pk), AT).reply == "请向业委会反映。"


def test_urging_once_a_day_is_counted_and_tells_the_holder(town):
    case = urging.urge(town.report("ENV01"), at=local("2026-03-03 23:59"), text="等了三天")
    assert (case.urge_count, case.urged_at) == (1, local("2026-03-03 23:59"))
    assert told("case_urged") == {("unit", town.unit(GRID))}
    assert code(urging.urge, case, at=local("2026-03-03 23:59")) == "urged_today"
    case = urging.urge(case, at=local("2026-03-04 00:00"))
    assert case.urge_count == 2
    assert [event.data for event in CaseEvent.objects.filter(verb="urge").order_by("seq")] == [
        {"times": 1},
        {"times": 2},
    ]


def test_the_desk_urges_for_a_caller_and_shares_the_day(town):
    case = urging.urge(town.report("ENV01"), at=AT, by=town.user("community"), text="来电催办")
    assert CaseEvent.objects.get(verb="urge").by == town.user("community")
    assert Text.objects.get(case=case, seq=case.event_count).kind == "staff"
    assert code(urging.urge, case, at=AT) == "urged_today"
    assert code(urging.urge, town.report("ENV01"), at=AT, by=town.user("grid")) == "not_your_verb"
    assert code(urging.urge, town.report("ENV01"), at=AT, by=town.user("far_community")) == "not_your_unit"


def test_who_checks_is_urged_while_checking_and_nobody_after_closing(town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    case = handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运")
    urging.urge(case, at=AT)
    assert told("case_urged") == {("unit", town.unit("checking"))}
    case = checking.pass_check(case, by=town.user("checker"), at=AT)
    assert code(urging.urge, case, at=local("2026-03-05 10:00")) == "wrong_state"


def test_who_withdrew_urges_no_more(town):
    case = followup.withdraw(town.report("SAF02"), at=AT)
    assert code(urging.urge, case, at=AT) == "wrong_state"
    assert code(urging.urge, case, at=AT, by=town.user("community")) == "no_requester"
