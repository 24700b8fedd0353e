import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from notices.models import Notice
from tests.volunteers.conftest import AT, DAY, HOUR, A, B, come, publish
from volunteers.actions import claims
from volunteers.models import Claim, ReportIn, ServicePost


@pytest.fixture(autouse=True)
def _english_at_nine():
    with time_machine.travel(AT, tick=False), translation.override("en"):
        yield


@pytest.fixture
def as_user(client, people):
    """Signs in a person of the cast."""

    def sign_in(name):
        client.force_login(people[name], backend="accounts.backends.PasswordBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in


def words(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "page", ["/volunteers/", "/volunteers/record/", "/volunteers/report-in/", "/volunteers/posts/new/"]
)
def test_pages_need_a_sign_in(client, db, page):
    response = client.get(page)
    assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in/?next={page}")


def test_the_first_visit_teaches_what_to_do(as_user):
    assert "Report in to a community; then you see where help is needed." in words(as_user("third").get("/volunteers/"))


def test_report_in_take_part_and_write_down_hours(as_user, people):
    post = publish(people["clerk_a"])
    client = as_user("volunteer")
    assert client.get(f"/volunteers/posts/{post.pk}/").status_code == 404
    assert client.post("/volunteers/report-in/", {"area_code": A, "kind": "resident"}).status_code == 302
    assert "清理楼道" in words(client.get("/volunteers/"))
    assert "Take part" in words(client.get(f"/volunteers/posts/{post.pk}/"))
    assert client.post(f"/volunteers/posts/{post.pk}/claim/").status_code == 302
    with time_machine.travel(post.ends_at, tick=False):
        assert "Record my hours" in words(client.get(f"/volunteers/posts/{post.pk}/"))
        ServicePost.objects.update(state="finished")
        page = words(client.get(f"/volunteers/posts/{post.pk}/"))
        assert ("I did not take part" in page, "I cannot come" in page) == (True, False)
        answer = client.post(f"/volunteers/posts/{post.pk}/confirm/", {"hours": "1.5"}, follow=True)
    assert "Your hours are written down." in words(answer)
    assert Claim.objects.get().hours == Decimal("1.5")
    assert "1.5" in words(client.get("/volunteers/record/"))


def test_who_has_not_reported_in_is_asked_to_until_it_is_over(as_user, people):
    post = publish(people["clerk_a"])
    client = as_user("clerk_a")
    assert "Report in to take part" in words(client.get(f"/volunteers/posts/{post.pk}/"))
    with time_machine.travel(post.ends_at, tick=False):
        assert "Report in to take part" not in words(client.get(f"/volunteers/posts/{post.pk}/"))


def test_report_in_declares_nothing_for_anybody(as_user):
    client = as_user("volunteer")
    answer = client.post("/volunteers/report-in/", {"area_code": A, "kind": ""})
    assert (answer.status_code, ReportIn.objects.count()) == (400, 0)


def test_leave_removes_the_report_in(as_user, people):
    come(people["volunteer"])
    assert as_user("volunteer").post("/volunteers/leave/", {"area_code": A}).status_code == 302
    assert not ReportIn.objects.exists()


def test_hours_that_are_none_are_asked_again_beside_the_field(as_user, people):
    post = publish(people["clerk_a"])
    come(people["volunteer"])
    claims.claim(post, by=people["volunteer"], at=AT)
    client = as_user("volunteer")
    with time_machine.travel(post.ends_at, tick=False):
        for hours, status in (("many", 400), ("0.25", 400), ("", 400), ("1e999999", 400)):
            answer = client.post(f"/volunteers/posts/{post.pk}/confirm/", {"hours": hours})
            assert (answer.status_code, "field-error" in words(answer)) == (status, True)
    assert Claim.objects.get().hours is None


def test_a_refused_verb_says_why_on_the_page(as_user, people):
    post = publish(people["clerk_a"], needed=1)
    come(people["volunteer"], people["second"])
    claims.claim(post, by=people["second"], at=AT)
    answer = as_user("volunteer").post(f"/volunteers/posts/{post.pk}/claim/")
    assert (answer.status_code, "All places are taken." in words(answer)) == (409, True)
    answer = as_user("clerk_a").post(f"/volunteers/posts/{post.pk}/claim/")
    assert (answer.status_code, "Report in to this community first." in words(answer)) == (403, True)


def test_a_clerk_publishes_and_withdraws(as_user, people):
    client = as_user("clerk_a")
    fields = {
        "area_code": A,
        "title": "送医",
        "text": "陪同就诊",
        "needed": "1",
        "starts_at": "2026-03-04T09:00",
        "ends_at": "2026-03-04T11:00",
    }
    answer = client.post("/volunteers/posts/new/", fields)
    post = ServicePost.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/volunteers/posts/{post.pk}/")
    assert post.starts_at == dt.datetime(2026, 3, 4, 1, 0, tzinfo=dt.UTC)
    come(people["volunteer"])
    claims.claim(post, by=people["volunteer"], at=AT)
    assert client.post(f"/volunteers/posts/{post.pk}/withdraw/").status_code == 302
    assert ServicePost.objects.get().state == "withdrawn"
    assert Notice.objects.get().to_id == people["volunteer"].pk


@pytest.mark.parametrize(
    ("changes", "words_of_error"),
    [
        ({"title": "字" * 81}, "at most 80"),
        ({"area_code": B}, "Select a valid choice"),
        ({"starts_at": "2026-03-01T09:00"}, "Begin in the future"),
        ({"ends_at": "soon"}, "Enter a valid date/time"),
        ({"needed": "0"}, "Ask for 1 to 500 volunteers."),
    ],
)
def test_a_bad_post_is_shown_again_with_what_was_typed(as_user, changes, words_of_error):
    fields = {
        "area_code": A,
        "title": "送医",
        "text": "陪同就诊",
        "needed": "1",
        "starts_at": "2026-03-04T09:00",
        "ends_at": "2026-03-04T11:00",
    }
    answer = as_user("clerk_a").post("/volunteers/posts/new/", fields | changes)
    assert answer.status_code == 400
    assert words_of_error in words(answer)
    assert "陪同就诊" in words(answer)
    assert not ServicePost.objects.exists()


def test_who_may_not_publish_finds_no_form(as_user):
    for name in ("volunteer", "leader", "worker", "department"):
        assert as_user(name).get("/volunteers/posts/new/").status_code == 403


def test_staff_read_numbers_and_no_names_kinds_or_hours(as_user, people):
    post = publish(people["clerk_a"])
    come(people["volunteer"], people["second"])
    claims.claim(post, by=people["volunteer"], at=AT)
    claims.confirm(post, by=people["volunteer"], at=post.starts_at, hours=Decimal("7.7"))
    client = as_user("clerk_a")
    for page in ("/volunteers/", f"/volunteers/posts/{post.pk}/", "/volunteers/record/"):
        seen = words(client.get(page))
        for leak in ("volunteer</", ">second", "7.7", "Resident"):
            assert leak not in seen
    seen = words(client.get("/volunteers/"))
    assert "<dt>泉塘社区</dt><dd>2</dd>" in seen
    assert "1 of 2" in seen


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(as_user, people, django_assert_num_queries, count):
    for _ in range(count):
        publish(people["clerk_a"])
    come(people["clerk_a"])
    client = as_user("clerk_a")
    client.get("/volunteers/")
    # user, versions, posts, claims, report-ins twice, counts, unread notices
    with django_assert_num_queries(8):
        assert words(client.get("/volunteers/")).count("清理楼道") == count


def test_the_list_is_paged(as_user, people):
    for number in range(51):
        publish(people["clerk_a"], starts_at=AT + HOUR + number // 2 * HOUR, ends_at=AT + 3 * DAY)
    client = as_user("clerk_a")
    first = words(client.get("/volunteers/"))
    assert first.count("清理楼道") == 50
    (later,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = words(client.get(f"/volunteers/{later}"))
    assert second.count("清理楼道") == 1
    shown = re.findall(r"/volunteers/posts/(\d+)/", first + second)
    assert [int(pk) for pk in shown] == list(
        ServicePost.objects.order_by("starts_at", "id").values_list("pk", flat=True)
    )
    assert 'rel="next"' not in second


@pytest.mark.parametrize("cursor", ["x", "é", "MjAyNg==", "0" * 5000])
def test_an_unknown_page_is_400(as_user, cursor):
    assert as_user("clerk_a").get("/volunteers/", {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**40])
def test_no_post_is_404_whatever_its_number(as_user, pk):
    assert as_user("clerk_a").get(f"/volunteers/posts/{pk}/").status_code == 404
