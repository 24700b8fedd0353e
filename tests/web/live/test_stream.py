"""The stream as a page meets it: who may listen, what comes, when it ends."""

import asyncio
import json

import pytest
from django.test import Client

from accounts.actions import users
from grids.actions import posts
from grids.models import Post
from notices import outbox
from notices.models import Notice
from notices.outbox import To
from tests.town import AT, GRID, OTHER_GRID, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db):
    return build()


@pytest.fixture
def signed_in(town):
    def make(name):
        client = Client()
        client.force_login(town.user(name))
        return client

    return make


def tell(town, unit, number):
    notice = outbox.put("case_arrived", to=To("unit", town.unit(unit)), about=("case", number), key=number, at=AT)
    outbox.write([notice])


def numbers(text):
    return [json.loads(line[6:])["about"][1] for line in text.splitlines() if '"about"' in line]


def test_a_notice_comes_to_the_pages_of_its_desk_and_to_no_other(running, town, signed_in):
    mine, other = running.page(signed_in("grid")), running.page(signed_in("grid2"))
    mine.wait("hello")
    other.wait("hello")
    tell(town, GRID, "N-1")
    tell(town, OTHER_GRID, "N-2")
    assert numbers(mine.wait("N-1")) == ["N-1"]
    assert numbers(other.wait("N-2")) == ["N-2"]
    assert (mine.status, mine.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert mine.headers["cache-control"] == "no-store"


def test_the_first_event_counts_what_is_unread(running, town, signed_in):
    tell(town, GRID, "N-1")
    tell(town, OTHER_GRID, "N-2")
    page = running.page(signed_in("grid"))
    newest = Notice.objects.order_by("id").last()
    assert page.wait("hello") == f'event: hello\ndata: {{"unread":1,"upto":{newest.pk}}}\n\n'


def test_a_page_that_was_away_catches_up_from_the_table(running, town, signed_in):
    for number in ("N-1", "N-2", "N-3"):
        tell(town, GRID, number)
    tell(town, OTHER_GRID, "N-4")
    first = Notice.objects.order_by("id").first()
    page = running.page(signed_in("grid"), last_event_id=str(first.pk))
    assert numbers(page.wait("N-3")) == ["N-2", "N-3"]


@pytest.mark.parametrize("last", ["", "0", "x", "-1", "9" * 30, "٣"])
def test_a_last_event_that_is_none_is_no_last_event(running, town, signed_in, last):
    client = signed_in("grid")
    other = running.page(client)
    other.wait("hello")
    tell(town, GRID, "N-1")
    other.wait("N-1")  # it was looked at: to a page that opens now it is old
    page = running.page(client, **({"last_event_id": last} if last.isascii() else {}))
    page.wait("hello")
    tell(town, GRID, "N-2")
    assert numbers(page.wait("N-2")) == ["N-2"]


def test_who_is_not_signed_in_is_told_not_to_ask_again(running, town):
    assert running.page().wait("never") == ""
    assert running.page(cookie="sessionid=nonsense").wait("never") == ""
    for page in running._pages:
        assert page.status == 204


def test_signing_out_ends_the_stream(running, town, signed_in):
    client = signed_in("grid")
    page = running.page(client)
    page.wait("hello")
    client.logout()
    assert page.wait("event: end").endswith("event: end\ndata: {}\n\n")
    assert page.is_over
    tell(town, GRID, "N-1")
    assert running.live.hub.count == 0


def test_a_closed_account_ends_the_stream(running, town, signed_in):
    page = running.page(signed_in("grid"))
    page.wait("hello")
    users.deactivate(town.user("grid"), by=town.user("administrator"), at=AT)
    assert "event: end" in page.wait("event: end")


def test_a_post_that_ended_ends_its_desk(running, town, signed_in):
    page = running.page(signed_in("grid"))
    page.wait("hello")
    post = Post.objects.get(user=town.user("grid"))
    posts.end(post, on=post.since, by=town.user("administrator"), at=AT)
    address = ("unit", town.unit(GRID))

    async def forgotten():
        while address in running.live.hub._by_address:
            await asyncio.sleep(0.01)

    running.run(forgotten())
    assert running.live.hub.count == 1


@pytest.mark.parametrize(
    ("origin", "status", "allowed"),
    [
        ("http://testserver:8000", 200, True),
        ("http://testserver", 200, True),
        ("https://gezhi.example.cn", 200, True),
        ("http://testserver:9999", 403, False),
        ("http://evil.example", 403, False),
        ("http://testserver.evil.example:8000", 403, False),
        ("null", 403, False),
        ("http://[", 403, False),
        ("http://testserver:port", 403, False),
    ],
)
def test_only_the_sites_own_pages_listen(running, town, signed_in, settings, origin, status, allowed):
    settings.PORT, settings.CSRF_TRUSTED_ORIGINS = 8000, ["https://gezhi.example.cn"]
    page = running.page(signed_in("grid"), origin=origin)
    page.wait("hello")
    assert page.status == status
    assert page.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert page.headers.get("access-control-allow-credentials") == ("true" if allowed else None)


def test_another_host_path_or_method_is_not_answered(running, town, signed_in):
    client = signed_in("grid")
    asked = [
        running.page(client, host="evil.example"),
        running.page(client, path="/live"),
        running.page(client, path="/desk/"),
        running.page(client, method="POST"),
    ]
    for page in asked:
        page.wait("never")
    assert [page.status for page in asked] == [403, 404, 404, 404]


def test_a_full_house_says_so(running, town, signed_in, settings):
    settings.LIVE_MOST = 1
    running.page(signed_in("grid")).wait("hello")
    page = running.page(signed_in("grid2"))
    page.wait("never")
    assert page.status == 503


def test_a_page_that_closes_is_forgotten(running, town, signed_in):
    page = running.page(signed_in("grid"))
    page.wait("hello")
    assert running.live.hub.count == 1
    page.end()
    assert running.live.hub.count == 0
