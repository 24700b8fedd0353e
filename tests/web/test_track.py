"""The requester follows the own case, rates it, withdraws it; nobody else does."""

import re

import pytest
from django.test import Client

from cases import photos, query_code
from cases.actions import handling
from cases.models import Attachment, Case, CaseEvent, Rating
from tests.town import AT, GRID, local

pytestmark = pytest.mark.usefixtures("tuesday")
ENGLISH = {"Accept-Language": "en"}
REPLY = "已清运干净。"
SECRET = "内部：当事人情绪激动"


@pytest.fixture
def case(town):
    """A dispatched case with a contact."""
    return town.report("ENV01")


@pytest.fixture
def closed(case, town):
    """Signed, tried and settled by the grid worker."""
    worker = town.user("grid")
    handling.sign(case, by=worker, at=AT)
    handling.note(case, by=worker, at=AT, kind="internal", text=SECRET)
    return handling.settle(case, by=worker, at=AT, reply=REPLY, outcome="resolved")


def follow(client, case):
    answer = {"number": case.number, "code": query_code.of(case.number)}
    assert client.post("/track/", answer).headers["Location"] == "/track/case/"


def page(client):
    return client.get("/track/case/", headers=ENGLISH).content.decode()


def test_number_and_code_open_the_case_with_spaces_too(client, case):
    code = query_code.of(case.number)
    spaced = {"number": f" {case.number[:8]} {case.number[8:]} ", "code": f"{code[:4]} {code[4:]}"}
    assert client.post("/track/", spaced).headers["Location"] == "/track/case/"
    assert case.number in page(client)


def test_an_address_never_opens_a_case(client, case):
    """Addresses stay in histories and logs: the code travels in the body alone."""
    page = client.get("/track/", {"number": case.number, "code": query_code.of(case.number)})
    assert f'value="{query_code.of(case.number)}"' not in page.text
    assert client.get("/track/case/").headers["Location"] == "/track/"


def test_a_wrong_code_and_a_wrong_number_are_told_alike(client, case):
    code = query_code.of(case.number)
    wrong_code = {"number": case.number, "code": f"{(int(code) + 1) % 10**8:08d}"}
    wrong_number = {"number": "20990101000001", "code": code}
    answers = [client.post("/track/", values, headers=ENGLISH) for values in (wrong_code, wrong_number)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("There is no case with this number and query code." in answer.content.decode() for answer in answers)
    assert client.get("/track/case/").headers["Location"] == "/track/"


def test_guessing_codes_ends_after_a_hundred_and_twenty_tries(client, case):
    wrong = {"number": case.number, "code": "00000000"}
    statuses = [client.post("/track/", {**wrong, "number": str(n)}).status_code for n in range(121)]
    assert statuses == [404] * 120 + [429]
    refused = client.post("/track/", {**wrong, "number": "121"}, headers=ENGLISH)
    assert refused.headers["Retry-After"] == "3600"
    assert "Try again in an hour." in refused.text
    right = {"number": case.number, "code": query_code.of(case.number)}
    assert client.post("/track/", right).status_code == 429


@pytest.mark.parametrize("values", [{}, {"number": "1"}, {"code": "1"}, {"number": "\0", "code": "1"}])
def test_half_a_form_is_asked_for_the_rest(client, db, values):
    assert client.post("/track/", values).status_code == 400


def test_progress_shows_state_promise_and_the_own_words(client, case):
    follow(client, case)
    body = page(client)
    assert "Passed to the unit in charge" in body
    assert 'datetime="2026-03-04T10:00:00+08:00"' in body
    assert "楼道口的垃圾三天没有人清运" in body
    assert "We have received your request." in body
    assert case.number not in client.get("/track/case/").request["QUERY_STRING"]


def test_progress_never_shows_what_is_not_the_residents(client, closed):
    follow(client, closed)
    body = page(client)
    assert REPLY in body
    assert SECRET not in body
    assert "测试grid" not in body
    assert "138****" not in body
    assert "1381234" not in body


def test_progress_without_a_case_leads_to_the_form(client, db):
    for address in ("/track/case/", "/track/case/withdraw/"):
        assert client.get(address).headers["Location"] == "/track/"
    assert client.post("/track/case/rate/").headers["Location"] == "/track/"


def test_progress_says_when_the_promise_is_broken(client, case, tuesday):
    follow(client, case)
    assert "The time has passed." not in page(client)
    tuesday.move_to(local("2026-03-04 12:00"))
    body = page(client)
    assert "2 hours overdue" in body
    assert "The time has passed." in body


def test_photos_are_shown_to_the_own_browser_only(client, town, picture):
    mine = town.report("ENV01", photos=[photos.read(picture())])
    town.report("ENV01", photos=[photos.read(picture("red"))])
    own, other = Attachment.objects.order_by("id")
    assert client.get(f"/track/case/photos/{own.pk}/").status_code == 404
    follow(client, mine)
    response = client.get(f"/track/case/photos/{own.pk}/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(f"/track/case/photos/{other.pk}/").status_code == 404


def test_two_taps_rate_a_closed_case_and_may_be_changed(client, closed):
    follow(client, closed)
    taps = {"solved": "yes", "satisfaction": "satisfied"}
    assert client.post("/track/case/rate/", taps).headers["Location"] == "/track/case/"
    assert "Thank you. Your rating is recorded." in page(client)
    client.post("/track/case/rate/", {"solved": "no", "satisfaction": "dissatisfied", "text": "又堆起来了"})
    rating = Rating.objects.get(case=closed)
    assert (rating.solved, rating.satisfaction) == ("no", "dissatisfied")
    assert re.findall(r'is-chosen" name="satisfaction" value="(\w+)"', page(client)) == ["dissatisfied"]
    client.post("/track/case/rate/", {"solved": "no", "satisfaction": "dissatisfied", "text": "字" * 4001})
    assert Rating.objects.get(case=closed).solved == "no"


def test_words_are_asked_for_after_the_rating_and_return_rates_nothing(client, closed):
    follow(client, closed)
    before = page(client)
    assert "<textarea" not in before.split('id="rating"')[1].split("</section>")[0]
    buttons = re.findall(r"<button[^>]*>", before.split('id="rating"')[1].split("</section>")[0])
    assert "satisfaction" not in buttons[0]  # the first button is what Return presses
    assert len(buttons) == 6
    client.post("/track/case/rate/", {"solved": "yes", "satisfaction": "satisfied"})
    assert "<textarea" in page(client).split('id="rating"')[1].split("</section>")[0]


def turns(client):
    return [stage.turn for stage in client.get("/track/case/").context["stages"]]


def test_the_strip_says_how_far_it_is(client, case):
    follow(client, case)
    assert turns(client) == ["done", "now", "later", "later"]
    client.post("/track/case/withdraw/", {})
    assert turns(client) == []


def test_the_strip_waits_for_the_judgement_and_ends_with_it(client, closed):
    follow(client, closed)
    assert turns(client) == ["done", "done", "done", "now"]
    client.post("/track/case/rate/", {"solved": "yes", "satisfaction": "satisfied"})
    assert turns(client) == ["done"] * 4


@pytest.mark.parametrize(
    "taps",
    [{}, {"solved": "yes"}, {"satisfaction": "satisfied"}, {"solved": "maybe", "satisfaction": "satisfied"}],
)
def test_half_a_rating_is_asked_for_the_rest(client, closed, taps):
    follow(client, closed)
    response = client.post("/track/case/rate/", taps, headers=ENGLISH)
    assert response.status_code == 400
    assert "field-bad" in response.content.decode()
    assert not Rating.objects.exists()


def test_an_open_case_is_not_rated(client, case):
    follow(client, case)
    assert 'name="satisfaction"' not in page(client)
    response = client.post("/track/case/rate/", {"solved": "yes", "satisfaction": "satisfied"})
    assert response.status_code == 409
    assert not Rating.objects.exists()


def test_withdraw_asks_first(client, case):
    follow(client, case)
    body = client.get("/track/case/withdraw/", headers=ENGLISH).content.decode()
    assert "Yes, withdraw it" in body
    assert Case.objects.get().state == "dispatched"


def test_withdraw_closes_the_case(client, case):
    follow(client, case)
    assert client.post("/track/case/withdraw/", {"text": "邻居已经清理"}).headers["Location"] == "/track/case/"
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert "Your request is withdrawn." in page(client)
    assert "/track/case/withdraw/" not in page(client)
    assert client.post("/track/case/withdraw/").status_code == 409
    assert CaseEvent.objects.filter(case=case, verb="withdraw").count() == 1


def test_withdraw_with_too_many_words_keeps_them(client, case):
    follow(client, case)
    response = client.post("/track/case/withdraw/", {"text": "字" * 4001})
    assert "字" * 4001 in response.content.decode()
    assert Case.objects.get().state == "dispatched"


def test_leave_forgets_the_case(client, case):
    follow(client, case)
    assert client.post("/track/leave/").headers["Location"] == "/track/"
    assert client.get("/track/case/").headers["Location"] == "/track/"


def test_leave_forgets_the_receipt_with_its_code(client, town):
    """On a shared computer the receipt alone would open the case again."""
    assert client.post("/report/", {"text": "路灯不亮", "area_code": GRID}).headers["Location"] == "/receipt/"
    assert client.get("/receipt/").status_code == 200
    client.post("/track/leave/")
    assert client.get("/receipt/").headers["Location"] == "/track/"


def test_a_whole_ipv6_network_counts_as_one_address(client, case):
    wrong = {"number": case.number, "code": "00000000"}
    tries = ({**wrong, "number": str(n)} for n in range(121))
    statuses = [client.post("/track/", one, REMOTE_ADDR=f"2001:db8::{one['number']}").status_code for one in tries]
    assert statuses == [404] * 120 + [429]


def test_strangers_who_guess_do_not_lock_the_requester_out(client, case):
    """Staff know the numbers, and three addresses send 300 wrong codes in no time."""
    follow(client, case)
    for attempt in range(301):
        Client().get(f"/api/v1/requests/{case.number}/", {"code": "1"}, REMOTE_ADDR=f"10.0.{attempt // 100}.1")
    assert Client().get(f"/api/v1/requests/{case.number}/", {"code": "1"}).status_code == 429
    assert case.number in page(client)


def test_another_browser_sees_nothing(client, case):
    follow(client, case)
    assert Client().get("/track/case/").headers["Location"] == "/track/"


def test_progress_takes_the_same_statements_for_a_short_and_a_long_history(
    client, case, town, django_assert_num_queries
):
    follow(client, case)
    page(client)
    with django_assert_num_queries(6):
        page(client)
    handling.sign(case, by=town.user("grid"), at=AT)
    for _ in range(3):
        handling.note(case, by=town.user("grid"), at=AT, kind="visit", text="上门")
    with django_assert_num_queries(6):
        page(client)
