"""Links that go out with notices: the right person, one purpose, as long as the answer is of use."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import telling
from cases.actions import asking, checking, followup, handling, helping, merging, notice_links
from cases.models import AccessLink, AssistTask, Case, Question, Rating
from cases.reasons import REASONS
from cases.states import Verb
from cases.world import world
from grids.models import Post, Unit
from grids.versions import bump
from notices.actions import sending, spreading
from notices.gateway import Gateway
from notices.models import Delivery, Notice
from tests.town import AT

LATER = AT + dt.timedelta(minutes=10)
DAY = dt.timedelta(days=1)
SECRET = "whsec-for-tests"
REPLY = "已清运干净，今后每天两次巡查。"


@pytest.fixture
def tuesday():
    """10:00 in the office."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def sms(settings):
    """The texts that leave by a sweep at an instant, in their order."""
    settings.SITE_URL, settings.LANGUAGE_CODE = "https://gezhi.example.cn", "en"
    with Gateway(SECRET, tolerant=True) as gateway:
        settings.GATEWAYS = {"sms": (gateway.url, SECRET)}

        def sweep(at):
            before, ways = len(gateway.texts), telling.reach(world(at))
            spreading.spread(ways, at=at)
            sending.send_due(ways, at=at)
            return sorted(text for _to, text in gateway.texts[before:])

        yield sweep


def token_in(text):
    return re.search(r"https://gezhi\.example\.cn/t/([A-Za-z0-9_-]{43})/", text)[1]


def signed(town, **more):
    return handling.sign(town.report(**more), by=town.user("grid"), at=AT)


def closed(town, case, at=AT):
    case = handling.submit_result(case, by=town.user("grid"), at=at, reply=REPLY)
    return checking.pass_check(case, by=town.user("checker"), at=at)


def test_the_requester_answers_and_rates_by_the_links_of_the_messages(town, client, sms, tuesday):
    case = asking.ask_requester(signed(town), by=town.user("grid"), at=AT, text="具体在几楼？")
    question = sms(LATER)[0]  # before “Your report …”
    assert case.number in question
    page = client.get(f"/t/{token_in(question)}/")
    assert "具体在几楼？" in page.text
    assert client.post(f"/t/{token_in(question)}/", {"text": "三楼。"}).status_code == 200
    assert Question.objects.get().end == "answered"
    closed(town, case)
    (over,) = sms(LATER)
    page = client.get(f"/t/{token_in(over)}/")
    assert REPLY in page.text
    assert case.number not in page.text
    answer = {"solved": "yes", "satisfaction": "satisfied"}
    assert client.post(f"/t/{token_in(over)}/", answer).status_code == 200
    assert Rating.objects.get().call_id is None
    assert AccessLink.objects.filter(made_by=None, used_at__isnull=False).count() == 2


def test_no_token_is_kept_and_one_that_is_sent_again_is_the_same(town, sms):
    asking.ask_requester(signed(town), by=town.user("grid"), at=AT, text="具体在几楼？")
    token = token_in(sms(LATER)[0])
    kept = str([vars(row) for model in (Notice, Delivery, AccessLink) for row in model.objects.all()])
    assert token not in kept
    again = notice_links.tokens(list(Notice.objects.all()), world(LATER))
    assert list(again.values()) == [token]
    assert AccessLink.objects.count() == 1


def test_what_is_over_before_the_message_leaves_carries_no_link(town, sms):
    case = asking.ask_requester(signed(town), by=town.user("grid"), at=AT, text="具体在几楼？")
    asking.answer(case, at=AT, text="三楼。")
    assert [text.rpartition(" ")[2] for text in sms(LATER)] == ["https://gezhi.example.cn/track/"] * 2
    closed(town, case)
    late = list(Notice.objects.filter(kind="resident_closed"))
    assert notice_links.tokens(late, world(AT + 31 * DAY)) == {}
    assert len(notice_links.tokens(late, world(AT + 29 * DAY))) == 1


def test_a_follower_rates_the_own_case_and_is_asked_nothing(town, sms):
    case = signed(town)
    other = merging.merge(town.report(phone="13900001111", at=AT), by=town.user("community"), at=AT, into=case.number)
    asking.ask_requester(case, by=town.user("grid"), at=AT, text="具体在几楼？")
    assert set(Notice.objects.filter(kind="resident_question").values_list("to_id", flat=True)) == {case.requester_id}
    closed(town, Case.objects.get(pk=case.pk))
    sms(LATER)
    rated = AccessLink.objects.filter(kind="rating").values_list("case__number", flat=True)
    assert set(rated) == {case.number, other.number}


def test_a_follower_reads_no_reply_that_waits_for_its_check(town, client, sms, tuesday):
    case = signed(town)
    merging.merge(town.report(phone="13900001111", at=AT), by=town.user("community"), at=AT, into=case.number)
    closed(town, Case.objects.get(pk=case.pk))
    tokens = [token_in(text) for text in sms(LATER) if "/t/" in text]
    assert [REPLY in client.get(f"/t/{token}/").text for token in tokens] == [True, True]
    again = {"reason": sorted(REASONS[Verb.REOPEN])[0], "text": "又堆起来了。"}
    case = followup.reopen(Case.objects.get(pk=case.pk), by=town.user("callback"), at=LATER, **again)
    handling.submit_result(case, by=town.user("grid"), at=LATER, reply="已再次清运。")
    pages = [client.get(f"/t/{token}/") for token in tokens]
    assert [(page.status_code, "已再次清运" in page.text) for page in pages] == [(410, False), (410, False)]


def test_a_company_without_accounts_gets_the_task_on_its_own_phone(town, client, sms, tuesday):
    Post.objects.filter(unit=town.unit("property")).delete()
    Unit.objects.filter(pk=town.unit("property")).update(phone="137 0000 2222")
    bump("directory")
    case = signed(town, phone="")
    helping.request_assist(case, by=town.user("grid"), at=AT, unit=town.unit("property"), text="请清运装修垃圾")
    (text,) = sms(LATER)
    assert case.number not in text
    assert Delivery.objects.get(state="sent").to_masked == "137****2222"
    assert "请清运装修垃圾" in client.get(f"/t/{token_in(text)}/").text
    assert client.post(f"/t/{token_in(text)}/", {"done": "yes", "text": "已清运"}).status_code == 200
    assert AssistTask.objects.get().end == "replied"


def test_a_unit_with_accounts_is_told_there(town, sms):
    helping.request_assist(
        signed(town, phone=""), by=town.user("grid"), at=AT, unit=town.unit("property"), text="请清运装修垃圾"
    )
    assert sms(LATER) == []
    assert set(Notice.objects.filter(to_id=town.unit("property")).values_list("kind", flat=True)) == {"assist_asked"}


def test_many_links_cost_no_more_statements_than_one(town):
    for n in range(3):
        asking.ask_requester(signed(town, phone=f"1390000000{n}"), by=town.user("grid"), at=AT, text="具体在几楼？")
    rows, present = list(Notice.objects.filter(kind="resident_question")), world(LATER)
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as seen:
            assert len(notice_links.tokens(some, present)) == len(some)
        counts.append(len([one for one in seen if "SAVEPOINT" not in one["sql"]]))
    assert counts == [3, 3]
