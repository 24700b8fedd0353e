"""Two browsers with the same link, and a link against a result, at the same moment."""

from threading import Event

import pytest
from django.db import transaction

from cases import verification
from cases.actions import asking, handling, helping, links, merging, notice_links
from cases.actions.helping import Reply
from cases.models import AssistTask, Case, CaseEvent
from cases.world import world
from notices.models import Notice
from tests.races.test_calendar import somebody_waits
from tests.races.test_verbs import together
from tests.town import AT, build

pytestmark = pytest.mark.django_db(transaction=True)


def tasked(town):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    case = helping.request_assist(case, by=town.user("grid"), at=AT, unit=town.unit("property"), text="请清运")
    task = AssistTask.objects.get(case=case)
    token, _row = links.make(case, by=town.user("grid"), at=AT, kind="task", task=task.pk)
    return case, token


def test_a_link_replies_once_however_often_it_is_sent():
    town = build()
    case, token = tasked(town)
    found = together(*[lambda: links.reply(token, at=AT, answer=Reply("已清运"))] * 4)
    assert sorted(map(str, found)) == ["None", "link_used", "link_used", "link_used"]
    assert CaseEvent.objects.filter(case=case, verb="reply_assist").count() == 1


def test_links_that_go_out_wait_for_their_cases_in_the_order_of_a_merging():
    town, held = build(), Event()
    for phone in ("13900000001", "13900000002"):
        case = handling.sign(town.report("ENV01", phone=phone), by=town.user("grid"), at=AT)
        asking.ask_requester(case, by=town.user("grid"), at=AT, text="具体在几楼？")
    first, second = Case.objects.order_by("pk").values_list("pk", flat=True)
    notices = list(Notice.objects.filter(kind="resident_question").order_by("-pk"))

    def merged():
        with transaction.atomic():
            merging.lock([first])
            held.set()
            somebody_waits()
            merging.lock([second])

    def sent():
        assert held.wait(30)
        return len(notice_links.tokens(notices, world(AT)))

    assert together(merged, sent) == [None, 2]


def test_a_reply_by_link_and_the_result_of_the_holder_leave_one_truth():
    town = build()
    case, token = tasked(town)
    replied, _done = together(
        lambda: links.reply(token, at=AT, answer=Reply("已清运")),
        lambda: handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运").state,
    )
    assert replied in {None, "link_over"}
    assert AssistTask.objects.get().end == ("replied" if replied is None else "overtaken")
    assert list(verification.problems()) == []
