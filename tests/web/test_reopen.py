"""The requester says on the own page that the matter is not finished; nobody else can."""

import pytest
from django.test import Client

from cases.actions import handling
from cases.models import Case, CaseEvent
from tests.town import AT
from tests.web.test_track import ENGLISH, follow, page

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
def closed(town):
    """Settled by the grid worker."""
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=AT)
    return handling.settle(case, by=town.user("grid"), at=AT, reply="已清运干净。")


def test_asked_once_with_words_and_then_it_waits_for_the_level_above(client, closed):
    follow(client, closed)
    assert "It is not finished" in page(client)
    assert client.get("/track/case/reopen/").status_code == 200
    answer = client.post("/track/case/reopen/", {"text": "第二天又堆满了"})
    assert answer.headers["Location"] == "/track/case/"
    event = CaseEvent.objects.get(case=closed, verb="request_reopen")
    assert event.by_id is None
    text = page(client)
    assert "You have asked to have it opened again." in text
    assert "It is not finished" not in text
    again = client.post("/track/case/reopen/", {"text": "还是没有"}, headers=ENGLISH)
    assert (again.status_code, "You have asked for that once" in again.content.decode()) == (409, True)


def test_without_words_nothing_is_sent(client, closed):
    follow(client, closed)
    assert client.post("/track/case/reopen/", {"text": " "}).status_code == 400
    assert Case.objects.get(pk=closed.pk).event_count == closed.event_count


def test_a_stranger_is_sent_to_the_two_numbers(closed):
    answer = Client().post("/track/case/reopen/", {"text": "打开"})
    assert answer.headers["Location"] == "/track/"
    assert not CaseEvent.objects.filter(case=closed, verb="request_reopen").exists()


def test_an_open_case_offers_nothing_to_reopen(client, town):
    case = town.report("ENV01")
    follow(client, case)
    assert "It is not finished" not in page(client)
    assert client.post("/track/case/reopen/", {"text": "打开"}).status_code == 409
