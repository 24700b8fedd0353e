"""The big screen: who sees which, what a display's key opens and for how long, and that nobody is on it."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases.models import Case
from reports import actions
from reports.models import Display
from tests.town import (
    AT,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    FAR_GRID,
    GRID,
    OTHER_COMMUNITY,
    OTHER_STREET,
    STREET,
    local,
)

pytestmark = pytest.mark.usefixtures("tuesday")


def signed_in(town, name):
    client = Client()
    client.force_login(town.user(name), backend="accounts.backends.PasswordBackend")
    return client


def put_up(town, name="street", area=STREET, days=7):
    return actions.put_up(by=town.user(name), at=AT, area_code=area, name="指挥中心", days=days)


@pytest.fixture
def key(town):
    return put_up(town)[0]


@pytest.fixture
def display(key):
    """The browser of a wall, which is nobody's."""
    client = Client()
    assert client.get(f"/screen/open/{key}/").headers["Location"] == "/screen/"
    return client


def test_a_display_shows_its_area_and_nothing_else(town, display):
    town.report("ENV01", at=local("2026-02-20 09:00"), text="楼道垃圾", address="3单元")
    town.report("ENV01", area=FAR_GRID)
    page = display.get("/screen/")
    assert (page.status_code, page.context["found"].area.code) == (200, STREET)
    assert [(name, value) for name, _label, value in page.context["numbers"] if value] == [("overdue", 1), ("open", 1)]
    for hidden in ("楼道垃圾", "3单元", "张三", "1381234", "望江", Case.objects.first().number, "测试"):
        assert hidden not in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert display.get(f"/screen/?area={OTHER_STREET}").context["found"].area.code == STREET
    for address in ("/desk/", "/cases/", "/overview/", "/street/", "/screen/displays/", f"/overview/{STREET}/"):
        assert display.get(address).headers["Location"] == f"/sign-in/?next={address}"
    assert display.get("/api/v1/cases/").status_code in {401, 403}


def test_the_wall_says_what_it_counts(town, display):
    for category in ("LIV01", "ORD03", "CIV05"):  # sensitive, public order, a complaint about staff
        town.report(category)
    page = display.get("/screen/", headers={"Accept-Language": "en"})
    assert page.context["found"].whole.stock.open == 1
    assert "Sensitive matters are counted; public order and complaints about staff are not." in page.text
    assert (
        "含敏感事项，不含治安秩序事项和对工作人员的投诉。"
        in display.get("/screen/picture/", headers={"Accept-Language": "zh-hans"}).text
    )


def test_the_key_is_in_a_cookie_for_these_pages_alone(key, display):
    cookie = display.cookies["gezhi_display"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/screen/",
        True,
        "Lax",
        7 * 24 * 3600,
    )
    assert key not in display.get("/screen/").text
    assert not Display.objects.filter(digest=key).exists()


def test_the_picture_alone(town, display):
    page = display.get("/screen/picture/")
    assert 'class="picture"' in page.text
    assert "<html" not in page.text


def test_an_expired_or_withdrawn_key_leaves_a_calm_word(town, key, display):
    row = Display.objects.get()
    with time_machine.travel(row.expires_at - dt.timedelta(seconds=1), tick=False):
        assert display.get("/screen/picture/").status_code == 200
    with time_machine.travel(row.expires_at, tick=False):
        assert Client().get(f"/screen/open/{key}/").status_code == 404
        ended = display.get("/screen/picture/")
    actions.withdraw(row.pk, by=town.user("street"), at=AT)
    withdrawn = display.get("/screen/")
    for page in (ended, withdrawn):
        assert page.status_code == 401
        assert "/sign-in/?next=/screen/" in page.text
        assert "金牛山" not in page.text
        assert "data-scene" not in page.text


def test_strangers_sign_in_and_are_told_so_where_they_were(client, town):
    assert client.get("/screen/").headers["Location"] == "/sign-in/?next=/screen/"
    assert client.get("/screen/picture/").status_code == 401


def test_a_person_with_figures_sees_the_own_areas(town):
    street = signed_in(town, "street")
    assert street.get("/screen/").context["found"].area.code == STREET
    assert street.get(f"/screen/?area={COMMUNITY}").context["found"].area.code == COMMUNITY
    assert f'data-picture="/screen/picture/?area={COMMUNITY}"' in street.get(f"/screen/?area={COMMUNITY}").text
    for code in (OTHER_STREET, FAR_COMMUNITY, COUNTY, GRID, "x"):
        assert street.get(f"/screen/?area={code}").status_code == 404
    assert signed_in(town, "grid").get("/screen/picture/").status_code == 401


def test_grids_are_on_no_wall(town):
    put_up(town, "community", COMMUNITY)
    town.report("ENV01", at=local("2026-02-20 09:00"), area=GRID)
    page = signed_in(town, "community").get("/screen/")
    assert "网格" not in page.text.replace("网格办结率", "")


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("street", OTHER_STREET),
        ("street", COUNTY),
        ("street", GRID),
        ("street", "x"),
        ("community", STREET),
        ("community", OTHER_COMMUNITY),
        ("grid", GRID),
        ("department", COUNTY),
        ("callback", COUNTY),
        ("administrator", COUNTY),
        ("nobody", STREET),
    ],
)
def test_nobody_puts_up_a_display_beyond_the_own_area(town, name, area):
    with pytest.raises(Refusal, match="no such area"):
        put_up(town, name, area)
    assert not Display.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 91, 400])
def test_a_display_lasts_ninety_days_at_most(town, days):
    with pytest.raises(Refusal, match="1 to 90"):
        put_up(town, days=days)
    put_up(town, days=90)
    with pytest.raises(IntegrityError):
        Display.objects.update(expires_at=AT + dt.timedelta(days=90, seconds=1))


def test_a_display_is_put_up_and_withdrawn_on_the_pages(town, settings):
    settings.SITE_URL = "https://gezhi.example.gov.cn"
    street = signed_in(town, "street")
    made = street.post("/screen/displays/", {"name": "大厅", "area": COMMUNITY, "days": "30"})
    assert made.status_code == 201
    key = re.search(r"https://gezhi\.example\.gov\.cn/screen/open/([\w-]+)/", made.text).group(1)
    assert Client().get(f"/screen/open/{key}/").status_code == 302
    listed = street.get("/screen/displays/")
    assert "大厅" in listed.text
    assert key not in listed.text
    assert "大厅" in signed_in(town, "community").get("/screen/displays/").text
    pk = Display.objects.get().pk
    for _twice in range(2):
        assert street.post(f"/screen/displays/{pk}/withdraw/").status_code == 302
    assert Client().get(f"/screen/open/{key}/").status_code == 404
    assert "大厅" not in street.get("/screen/displays/").text
    trail = AuditEntry.objects.filter(subject_kind="display").order_by("id").values_list("verb", "user__username")
    assert list(trail) == [("put_up_display", "street"), ("withdraw_display", "street")]


def test_who_answers_for_another_area_finds_no_display_to_withdraw(town, key):
    pk = Display.objects.get().pk
    for name in ("far_street", "community"):
        page = signed_in(town, name)
        assert "指挥中心" not in page.get("/screen/displays/").text
        assert page.post(f"/screen/displays/{pk}/withdraw/").status_code == 404
    assert signed_in(town, "county").post(f"/screen/displays/{pk}/withdraw/").status_code == 302


@pytest.mark.parametrize("name", ["grid", "checker", "department", "administrator", "auditor"])
def test_who_answers_for_no_office_has_no_page_of_displays(town, key, name):
    client = signed_in(town, name)
    assert client.get("/screen/displays/").status_code == 403
    assert client.post(f"/screen/displays/{Display.objects.get().pk}/withdraw/").status_code == 403


@pytest.mark.parametrize(
    "form", [{}, {"name": "厅", "area": OTHER_STREET, "days": "5"}, {"name": "厅", "area": STREET, "days": "91"}]
)
def test_a_form_that_is_wrong_makes_nothing(town, form):
    assert signed_in(town, "street").post("/screen/displays/", form).status_code == 400
    assert not Display.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_picture_costs_the_same_for_one_and_three_cases(town, display, count, django_assert_num_queries):
    for _n in range(count):
        town.report("ENV01")
    display.get("/screen/picture/")
    with django_assert_num_queries(4):  # versions, display, what is open, the kinds; what has been is kept
        display.get("/screen/picture/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_displays_costs_the_same_for_one_and_three(town, count, django_assert_num_queries):
    for _n in range(count):
        put_up(town)
    client = signed_in(town, "street")
    client.get("/screen/displays/")
    with django_assert_num_queries(4):  # user, versions, displays, unread
        assert len(client.get("/screen/displays/").context["rows"]) == count
