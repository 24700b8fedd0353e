"""The pages of place codes: who keeps which, a new code, its end, and what its printed sheet says and opens."""

import datetime as dt
import io
import re

import pytest
import segno
from django.test import Client
from PIL import Image

from accounts.models import AuditEntry
from cases.models import Case
from grids.actions import place_codes
from grids.models import PlaceCode, Post, Unit
from grids.versions import bump
from tests.town import BUILDING, COMMUNITY, FAR_GRID, GRID, NEXT_GRID, OTHER_GRID, STREET, local
from tests.web.staff.conftest import NOW
from tests.web.words import words

ENGLISH = {"Accept-Language": "en"}
KEEPERS = ["grid", "community", "street", "county", "administrator"]
OTHERS = ["checker", "callback", "section", "department", "property", "auditor", "steward", "nobody"]
NEIGHBOURS = ["grid2", "next_community", "far_grid", "far_community", "far_street"]


@pytest.fixture
def hang(town):
    """Issues a code as a command does."""

    def issue(area=BUILDING, **more):
        return place_codes.issue(area, by=None, at=NOW - dt.timedelta(days=1), **more)

    return issue


def pages(row):
    of_code = [f"/places/{row.pk}/{part}" for part in ("", "poster/", "qr.svg", "qr.png")]
    return [*of_code, f"/places/sheets/?code={row.pk}", f"/places/?area={GRID}", f"/places/sheets/?area={GRID}"]


def last_deed():
    entry = AuditEntry.objects.order_by("id").last()
    return entry.user.username, entry.verb, entry.data


# Who


@pytest.mark.parametrize("name", KEEPERS)
def test_those_who_work_there_see_and_print(as_, hang, name):
    row, page = hang(), as_(name)
    assert [page.get(address).status_code for address in pages(row)] == [200] * 7
    assert page.get(f"/places/new/?area={GRID}").status_code == 200
    assert "/places/" in page.get("/desk/").text


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_one_street_over_there_is_nothing(as_, hang, name):
    row, page = hang(), as_(name)
    assert [page.get(address).status_code for address in pages(row)] == [404] * 7
    assert page.get(f"/places/new/?area={GRID}").status_code == 404
    assert page.post("/places/missing/", {"area_code": GRID}).status_code == 404
    assert page.post(f"/places/{row.pk}/revoke/", {"reason": "lost"}).status_code == 404
    assert "幸福里1号楼" not in page.get("/places/").text + page.get("/places/sheets/").text
    assert not PlaceCode.objects.exclude(revoked_at=None).exists()


@pytest.mark.parametrize("name", OTHERS)
def test_who_keeps_no_sheets_is_refused(as_, hang, name):
    row, page = hang(), as_(name)
    assert {page.get(address).status_code for address in [*pages(row), "/places/", "/places/new/"]} == {403}
    assert page.post("/places/missing/", {"area_code": GRID}).status_code == 403
    assert page.post(f"/places/{row.pk}/revoke/", {"reason": "lost"}).status_code == 403
    assert "/places/" not in page.get("/desk/").text
    assert PlaceCode.objects.get().revoked_at is None


def test_a_stranger_signs_in_first(client, hang):
    assert all(client.get(address)["Location"].startswith("/sign-in/") for address in pages(hang()))


# The list


def test_the_list_shows_codes_by_grid_with_their_state(as_, hang):
    hang()
    hang(GRID, spot="东广场健身器材", facility="fitness", expires_at=local("2026-04-01 00:00"))
    hang(OTHER_GRID, expires_at=NOW - dt.timedelta(minutes=1))
    place_codes.revoke(hang(NEXT_GRID), by=None, at=NOW, reason="damaged")
    page = as_("street")
    text = words(page.get("/places/"))
    assert "红星第一网格 东广场健身器材 Fitness equipment" in text
    assert "since 2026-03-02 · last day 2026-03-31" in text
    assert "云峰第一网格" not in text.split("In use")[1]
    assert "3 grids and buildings here have no code yet." in text
    ended = words(page.get("/places/?state=ended")).split("Ended")[1]
    assert "红星第二网格" in ended
    assert "expired 2026-03-03" in ended
    assert "revoked 2026-03-03 · Damaged or faded" in ended
    assert "幸福里1号楼" not in ended


def test_a_long_list_goes_on_where_it_ended(as_, hang, monkeypatch):
    monkeypatch.setattr("web.staff.place_codes.PAGE", 2)
    rows = [hang(BUILDING, spot=f"{number}单元") for number in range(3)] + [hang(GRID, spot="办公室")]
    page = as_("grid")
    first = page.get("/places/")
    after = re.search(r'href="\?after=(\d+)"', first.text).group(1)
    second = page.get(f"/places/?after={after}")
    shown = [re.findall(r"/places/(\d+)/", answer.text) for answer in (first, second)]
    assert shown == [[str(rows[3].pk), str(rows[0].pk)], [str(rows[1].pk), str(rows[2].pk)]]


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_sheet_take_as_many_statements_however_many_codes(as_, hang, count, django_assert_num_queries):
    for number in range(count):
        hang([BUILDING, GRID, OTHER_GRID][number])
    page = as_("community")
    page.get("/places/")
    page.get("/places/sheets/")
    with django_assert_num_queries(5):
        page.get("/places/")
    with django_assert_num_queries(6):
        page.get("/places/sheets/")


# A new code


def test_a_worker_with_one_grid_goes_straight_to_the_place(as_):
    answer = as_("grid").post(
        "/places/new/", {"area_code": BUILDING, "facility": "", "spot": "一楼大厅", "expires_at": "2026-03-31"}
    )
    row = PlaceCode.objects.get()
    assert answer["Location"] == f"/places/{row.pk}/"
    assert (row.area_id, row.spot, row.expires_at) == (BUILDING, "一楼大厅", local("2026-04-01 00:00"))
    assert last_deed() == ("grid", "issue_place_code", {"area": BUILDING})


def test_who_keeps_many_grids_chooses_one_first(as_):
    page = as_("street")
    assert "In which grid?" in words(page.get("/places/new/"))
    inside = page.get(f"/places/new/?area={COMMUNITY}").text
    assert GRID in inside
    assert NEXT_GRID not in inside
    assert "红星第一网格 (the whole grid)" in words(page.get(f"/places/new/?area={BUILDING}"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"area_code": OTHER_GRID}, "Select a valid choice"),
        ({"area_code": FAR_GRID}, "Select a valid choice"),
        ({"area_code": ""}, "This field is required."),
        ({"facility": "fitness", "spot": ""}, "Give the facility a name that people know."),
        ({"facility": "spaceship"}, "Select a valid choice"),
        ({"spot": "长" * 81}, "at most 80 characters"),
        ({"spot": "a\u202eb"}, "A name has 1 to 80 printable characters."),
        ({"expires_at": "2026-03-02"}, "A code cannot end before it begins."),
        ({"expires_at": "9999-12-31"}, "Enter a day of this century."),
        ({"expires_at": "soon"}, "Enter a valid date."),
    ],
)
def test_a_code_that_cannot_be_is_refused_at_its_field(as_, change, problem):
    given = {"area_code": GRID, "facility": "", "spot": "", "expires_at": ""} | change
    answer = as_("community").post(f"/places/new/?area={GRID}", given)
    assert answer.status_code == 400
    assert problem in words(answer)
    assert not PlaceCode.objects.exists()


def test_every_place_without_a_code_gets_one(as_, hang):
    hang(GRID)
    page = as_("community")
    said = page.post("/places/missing/", {"area_code": COMMUNITY}, follow=True)
    assert "2 codes are issued." in words(said)
    assert set(PlaceCode.objects.values_list("area_id", flat=True)) == {GRID, BUILDING, OTHER_GRID}
    again = page.post("/places/missing/", {"area_code": COMMUNITY}, follow=True)
    assert "Every place here has a code already." in words(again)
    assert PlaceCode.objects.count() == 3


# The end of a code


def test_a_code_is_revoked_for_a_reason_once(as_, hang):
    row, page = hang(), as_("community")
    assert page.post(f"/places/{row.pk}/revoke/", {"reason": ""}).status_code == 400
    assert page.post(f"/places/{row.pk}/revoke/", {"reason": "whim"}).status_code == 400
    said = page.post(f"/places/{row.pk}/revoke/", {"reason": "misused"}, follow=True)
    assert "Revoked on 2026-03-03 : Misused." in words(said)
    assert last_deed() == ("community", "revoke_place_code", {"area": BUILDING, "reason": "misused"})
    assert page.post(f"/places/{row.pk}/revoke/", {"reason": "lost"}).status_code == 409
    assert PlaceCode.objects.get().revoke_reason == "misused"


def test_no_sheet_of_an_ended_code_is_printed(as_, hang):
    row = hang()
    place_codes.revoke(row, by=None, at=NOW, reason="lost")
    page = as_("grid")
    assert [page.get(address).status_code for address in pages(row)] == [200, 404, 404, 404, 404, 200, 200]
    assert row.code[:5] not in page.get("/places/sheets/").text


def test_a_resident_with_a_dead_sheet_reads_why_and_reports_all_the_same(as_, hang, client):
    row = hang()
    place_codes.revoke(row, by=None, at=NOW, reason="lost")
    resident = Client(headers=ENGLISH)
    form = resident.get(f"/p/{row.code}/", follow=True)
    assert form.status_code == 200
    assert "This place code is no longer valid." in words(form)
    assert 'name="place_code"' not in form.text
    resident.post("/report/", {"text": "门口路灯不亮。", "area_code": GRID})
    assert (Case.objects.get().area_id, Case.objects.get().channel) == (GRID, "web")


# What is printed


def test_a_card_says_who_looks_after_the_place_and_whom_to_call(as_, hang, town):
    Unit.objects.filter(pk=town.unit(GRID)).update(phone="0731-1")
    Unit.objects.filter(pk=town.unit(STREET)).update(phone="0731-2")
    row = hang(spot="一楼大厅")
    for address in ("/places/sheets/", f"/places/{row.pk}/poster/"):
        text = words(as_("grid").get(address))
        assert "红星社区 · 红星第一网格 · 一楼大厅" in text
        assert "Scan Photo Send" in text
        assert "Grid worker 测试grid Telephone 0731-1 Street supervision 0731-2" in text
        assert "110 police 119 fire 120 ambulance" in text
        assert f"{row.code[:5]}-{row.code[5:10]}-{row.code[10:]}" in text


def test_a_sheet_names_whoever_holds_the_post_today(as_, hang, town):
    hang()
    Post.objects.filter(user=town.user("grid")).update(until=NOW.date() - dt.timedelta(days=1))
    bump("directory")
    page = as_("community")
    assert "Looked after by 红星第一网格办公室" in words(page.get("/places/sheets/"))
    Post.objects.create(user=town.user("nobody"), unit_id=town.unit(GRID), role="grid_worker", since=NOW.date())
    bump("directory")
    assert "Grid worker 测试nobody" in words(page.get("/places/sheets/"))


def test_cards_come_eight_to_a_page_and_one_place_fills_one(as_, hang):
    rows = [hang(BUILDING, spot=f"{number}单元") for number in range(9)]
    text = as_("grid").get(f"/places/sheets/?area={GRID}").text
    assert [part.count("sheet-qr") for part in text.split("sheet-page")[1:]] == [8, 1]
    alone = as_("grid").get(f"/places/sheets/?code={rows[3].pk}").text
    assert alone.count(f"/places/{rows[3].pk}/qr.svg") == 8


def matrix_of(png):
    """The modules of a drawn code, read from its pixels; True is dark."""
    picture = Image.open(io.BytesIO(png)).convert("1")
    scale = 24
    side = picture.width // scale
    middles = [place * scale + scale // 2 for place in range(side)]
    rows = [[picture.getpixel((x, y)) == 0 for x in middles] for y in middles]
    assert not any(any(row) for row in [*rows[:4], *rows[-4:]])  # four modules of quiet around it
    return [row[4:-4] for row in rows[4:-4]]


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("http://localhost:8000", "http://testserver/p/{}/"),
        ("https://gezhi.example.gov.cn", "https://gezhi.example.gov.cn/p/{}/"),
    ],
)
def test_the_drawn_code_is_the_address_and_the_address_the_report(as_, hang, settings, site, address):
    settings.SITE_URL = site
    row = hang(GRID, spot="东广场健身器材", facility="fitness")
    page = as_("grid")
    assert address.format(row.code) in page.get(f"/places/{row.pk}/").text
    png = page.get(f"/places/{row.pk}/qr.png")
    expected = segno.make(address.format(row.code), error="q", micro=False)
    assert matrix_of(png.content) == [[module & 1 == 1 for module in line] for line in expected.matrix]
    assert "attachment; filename*=utf-8''" in png["Content-Disposition"]
    svg = page.get(f"/places/{row.pk}/qr.svg")
    assert (svg["Content-Type"], svg["Cache-Control"]) == ("image/svg+xml", "private, max-age=3600")
    assert "style=" not in svg.text
    path = address.format(row.code).split("/", 3)[3]
    resident = Client(headers=ENGLISH)
    form = resident.get(f"/{path}", follow=True)
    assert "From the sheet you scanned · 东广场健身器材" in words(form)
    resident.post("/report/", {"text": "漫步机的踏板断了。", "place_code": row.code})
    case = Case.objects.get()
    assert (case.area_id, case.channel, case.address) == (GRID, "qr", "东广场健身器材")


def test_a_sheet_with_an_address_of_this_machine_alone_warns(as_, hang, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    row, page = hang(), as_("grid")
    for address in ("/places/sheets/", f"/places/{row.pk}/", f"/places/{row.pk}/poster/"):
        assert "ask your administrator" not in page.get(address).text
        warned = page.get(address, headers={"host": "localhost"}).text
        assert "ask your administrator to enter the public address" in warned
        assert "GEZHI_" not in warned
