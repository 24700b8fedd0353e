"""Notices: to my desks only, unread until opened."""

import pytest

from notices.models import NoticeRead
from tests.town import COMMUNITY, GRID, NEXT_GRID, local
from tests.web.staff.conftest import NOW
from volunteers.actions import claims, posts, reporting


def test_a_notice_is_unread_until_opened_and_leads_to_its_case(as_, town):
    case = town.report("ENV01", area=GRID)
    other = town.report("ENV01", area=NEXT_GRID)
    client = as_("grid")
    page = client.get("/notices/")
    assert f"Case {case.number} has arrived: sign it." in page.text
    assert other.number not in page.text
    assert page.context["unread"] == 1
    notice = page.context["notices"][0].notice
    response = client.post("/notices/read/", {"open": notice.pk})
    assert (response.status_code, response.url) == (302, f"/cases/{case.number}/")
    assert "You have read everything here." in client.get("/notices/").text
    assert client.get("/desk/").context["unread"] == 0


def test_all_that_the_page_showed_is_marked(as_, town):
    for _n in range(3):
        town.report("ENV01")
    client = as_("grid")
    shown = [row.notice.pk for row in client.get("/notices/").context["notices"]]
    assert client.post("/notices/read/", {"shown": shown}).url == "/notices/"
    assert client.get("/notices/").context["unread"] == 0


def test_nobody_marks_or_opens_the_notice_of_others(as_, town):
    town.report("ENV01", area=GRID)
    notice = as_("grid").get("/notices/").context["notices"][0].notice
    response = as_("grid2").post("/notices/read/", {"open": notice.pk})
    assert (response.status_code, response.url) == (302, "/notices/")
    assert not NoticeRead.objects.exists()


@pytest.mark.parametrize("value", ["x", "-1", "1e3", "９", str(2**63), "1" * 5000])
def test_a_number_that_is_none_is_refused(as_, town, value):
    assert as_("grid").post("/notices/read/", {"open": value}).status_code == 400
    assert as_("grid").get("/notices/", {"before": value}).status_code == 400


def test_an_empty_inbox_teaches(as_, town):
    assert "Nothing to read" in as_("grid").get("/notices/").text


def test_older_notices_are_on_the_next_page(as_, town):
    for _n in range(52):
        town.report("ENV01")
    client = as_("grid")
    first = client.get("/notices/")
    assert len(first.context["notices"]) == 50
    second = client.get(f"/notices/?before={first.context['older']}")
    assert len(second.context["notices"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_three_notices(as_, town, count, django_assert_num_queries):
    for _n in range(count):
        town.report("ENV01")
    client = as_("grid")
    client.get("/notices/")
    with django_assert_num_queries(4):  # user, versions, notices, unread
        assert len(client.get("/notices/").context["notices"]) == count


def test_a_notice_about_a_service_post_leads_to_it(as_, town):
    clerk, volunteer = town.user("community"), town.user("nobody")
    times = {"starts_at": local("2026-03-05 09:00"), "ends_at": local("2026-03-05 11:00")}
    words = {"title": "清理楼道", "text": "九点在门口集合。", "needed": 3}
    post = posts.publish(by=clerk, at=NOW, area_code=COMMUNITY, place_code=GRID, **words, **times)
    reporting.report_in(by=volunteer, at=NOW, area_code=COMMUNITY, kind="resident")
    claims.claim(post, by=volunteer, at=NOW)
    posts.withdraw(post, by=clerk, at=NOW)
    client = as_("nobody")
    notice = client.get("/notices/").context["notices"][0].notice
    response = client.post("/notices/read/", {"open": notice.pk})
    assert (response.status_code, response.url) == (302, f"/volunteers/posts/{post.pk}/")
    assert client.get(response.url).status_code == 200


def test_a_page_without_a_stream_asks_for_the_number_alone(as_, town, django_assert_num_queries):
    town.report("ENV01", area=GRID)
    town.report("ENV01", area=NEXT_GRID)
    client = as_("grid")
    client.get("/notices/pulse/")
    with django_assert_num_queries(3):  # user, versions, unread
        response = client.get("/notices/pulse/")
    assert (response.json(), response.headers["Cache-Control"]) == ({"unread": 1}, "no-store")


def test_a_stranger_learns_no_number(client, db):
    assert client.get("/notices/pulse/").status_code == 302
