"""What comes too late, twice or in a circle: refused, nothing written, and a sentence that a person understands."""

import datetime as dt
import re

from django.utils import translation

from accounts.refusals import Refusal
from cases import alarm_signatures
from cases.actions import alarms, checking, extending, handling, helping, links, merging, reopening, suspending, timers
from cases.actions.helping import Reply
from cases.models import AssistTask, Case, CaseEvent, DeviceGroup
from tests.town import AT, GRID, STREET, local

SECOND = dt.timedelta(seconds=1)


def processing(town):
    return handling.sign(town.report("LIV09"), by=town.user("grid"), at=AT)


def late_reply(town):
    """A link to a task, a week after the task was due; and one that was used."""
    case = processing(town)
    case = helping.request_assist(case, by=town.user("grid"), at=AT, unit=town.unit("property"), text="请清运")
    task = AssistTask.objects.get(case=case)
    made = [links.make(case, by=town.user("grid"), at=AT, kind="task", task=task.pk) for _n in range(2)]
    yield lambda: links.reply(made[0][0], at=made[0][1].expires_at, answer=Reply("已清运"))
    links.reply(made[1][0], at=AT, answer=Reply("已清运"))
    yield lambda: links.reply(made[1][0], at=AT, answer=Reply("已清运"))
    yield lambda: links.reply("no token", at=AT, answer=Reply("已清运"))


def extension(town):
    """Asked for one second too late, and decided twice."""
    case, community = processing(town), town.user("community")
    given = {"by": town.user("grid"), "reason": "weather", "amount": "1 WD", "text": "下雨"}
    yield lambda: extending.request_extension(case, at=case.due_at + SECOND, **given)
    extending.request_extension(case, at=AT, **given)
    extending.decide_extension(case, by=community, at=AT, approve=True)
    yield lambda: extending.decide_extension(case, by=town.user("community2"), at=AT, approve=False)


def resumption(town):
    """By a leader after the timer, and granted on the very day of review."""
    case, day = processing(town), dt.date(2026, 3, 10)
    given = {"by": town.user("grid"), "at": AT, "reason": "season", "text": "开春补种", "review_on": day}
    case = suspending.request_suspension(case, **given)
    late = local("2026-03-10 09:00")
    yield lambda: suspending.decide_suspension(case, by=town.user("street"), at=late, approve=True)
    suspending.decide_suspension(case, by=town.user("street"), at=AT, approve=True)
    timers.run(local("2026-03-10 00:00"))
    yield lambda: suspending.resume(case, by=town.user("street"), at=local("2026-03-10 00:00"))


def merges(town):
    """Into what was merged, of what was merged, round in a circle of two and of three."""
    first, second, third = (town.report("ENV01") for _n in range(3))
    clerk = {"by": town.user("community"), "at": AT}
    merging.merge(second, into=first.number, **clerk)
    yield lambda: merging.merge(third, into=second.number, **clerk)
    yield lambda: merging.merge(second, into=third.number, **clerk)
    yield lambda: merging.merge(first, into=second.number, **clerk)
    yield lambda: merging.merge(first, into=third.number, **clerk)
    yield lambda: merging.merge(first, into=first.number, **clerk)


def wishes(town):
    """To open what is not closed, and the same wish again."""
    case = processing(town)
    yield lambda: reopening.request_reopen(case, at=AT, text="没修好")
    handling.submit_result(case, by=town.user("grid"), at=AT, reply="已修好")
    checking.pass_check(case, by=town.user("checker"), at=AT)
    reopening.request_reopen(case, at=AT, text="没修好")
    yield lambda: reopening.request_reopen(case, at=AT, text="真的没修好")


def signals(town):
    """An old signal sent again after five minutes, and the same with another body."""
    key = alarms.save_group(code="smoke", name="烟感", area_code=STREET, category_code="SAF01", by=None, at=AT)
    alarms.save_device(DeviceGroup.objects.get(), code="s-1", area_code=GRID, address="", active=True, by=None, at=AT)
    stamp = str(int(AT.timestamp()))
    good = alarm_signatures.sign(key, stamp, b"{}")
    assert alarm_signatures.sender("smoke", stamp, good, b"{}", AT).code == "smoke"
    yield lambda: alarm_signatures.sender("smoke", stamp, good, b"{}", AT + dt.timedelta(seconds=301))
    yield lambda: alarm_signatures.sender("smoke", stamp, good, b"{ }", AT)


NOT_NOW = "The case is not at a point where this can be done."
SAYS = {
    late_reply: [
        ("link_expired", "The time of this link has passed. Ask the office for a new one."),
        ("link_used", "This was already answered. Thank you."),
        ("not_found", "This link opens nothing. Check that it is complete."),
    ],
    extension: [
        ("too_late", "The case is due already: more time is asked for before."),
        ("no_request", "No request for more time waits for a decision."),
    ],
    resumption: [
        ("review_passed", "The day of review has come. Refuse, and have it asked for anew."),
        ("wrong_state", NOT_NOW),
    ],
    merges: [
        ("master_merged", "That case was merged itself. Merge into the one that goes on."),
        ("wrong_state", NOT_NOW),
        ("has_merged", "Other cases are merged into this one. Merge the other case into this one."),
        ("has_merged", "Other cases are merged into this one. Merge the other case into this one."),
        ("has_merged", "Other cases are merged into this one. Merge the other case into this one."),
    ],
    wishes: [
        ("wrong_state", NOT_NOW),
        ("asked_before", "You have asked for that once; it is decided once."),
    ],
    signals: [("bad_signature", "The message is not signed by a device group that is known here.")] * 2,
}


def heard(call):
    """Code and sentence of a refusal, in English and whether there is a Chinese one; nothing was written."""
    before = CaseEvent.objects.count(), list(Case.objects.order_by("pk").values_list("state", "master_id", "due_at"))
    try:
        call()
    except Refusal as refusal:
        with translation.override("zh-hans"):
            chinese = re.search(r"[\u4e00-\u9fff]+。?$", str(refusal.message))
        after = CaseEvent.objects.count(), list(Case.objects.order_by("pk").values_list("state", "master_id", "due_at"))
        assert after == before
        return (refusal.code, str(refusal.message)) if chinese else ("no Chinese", str(refusal.message))
    return "accepted", ""


def test_each_is_refused_in_words(town):
    for scene, expected in SAYS.items():
        assert [heard(call) for call in scene(town)] == expected, scene.__name__
