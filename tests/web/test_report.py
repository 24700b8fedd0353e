"""The resident's report: by list, sheet, point and words; refused with a reason and nothing lost."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import query_code
from cases.models import Attachment, Case, Category, Text
from grids.actions import place_codes
from grids.models import Area, PlaceCode
from grids.versions import bump
from residents.models import Requester
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, GRID, OTHER_GRID, STREET, local

pytestmark = pytest.mark.usefixtures("town", "tuesday")
ENGLISH = {"Accept-Language": "en"}
WORDS = "三号楼门口的垃圾没人收。"


@pytest.fixture
def send(client):
    """Sends the form with a text and a place of its own, changed by what is given."""

    def post(**values):
        filled = {"text": WORDS, "area_code": GRID, **values}
        return client.post(
            "/report/", {name: value for name, value in filled.items() if value is not None}, headers=ENGLISH
        )

    return post


@pytest.fixture
def outlined():
    """The first grid is a square of a hundredth of a degree; the rest has no outline."""
    square = [[120.0, 36.0], [120.01, 36.0], [120.01, 36.01], [120.0, 36.01], [120.0, 36.0]]
    Area.objects.filter(code=GRID).update(boundary={"type": "Polygon", "coordinates": [square]})
    bump("boundaries")


@pytest.fixture
def sheet():
    """A sheet at the east door of the building."""
    return place_codes.issue(BUILDING, by=None, at=AT - dt.timedelta(days=9), spot="东门")


def only_case():
    return Case.objects.get()


def words_of(case):
    return Text.objects.get(case=case, kind="request").body


def test_report_with_words_and_a_chosen_grid_is_taken_in(client, send):
    response = send()
    assert (response.status_code, response.headers["Location"]) == (302, "/receipt/")
    case = only_case()
    assert (case.area_id, case.channel, case.state, case.requester, case.category) == (
        GRID,
        "web",
        "reported",
        None,
        None,
    )
    assert (words_of(case), case.reported_at) == (WORDS, AT)


def test_report_with_a_category_goes_to_the_grid_at_once(send, town):
    send(category="ENV01", address="三号楼东侧", name="张三丰", phone="138 1234 5678")
    case = only_case()
    assert (case.state, case.holder_id, case.category.code, case.address) == (
        "dispatched",
        town.unit(GRID),
        "ENV01",
        "三号楼东侧",
    )
    assert (case.requester.name_masked, case.requester.phone_masked) == ("张**", "138****5678")


def test_receipt_shows_both_numbers_and_the_promise_and_no_address_carries_them(client, send):
    send(category="ENV01")
    body = client.get("/receipt/", headers=ENGLISH).content.decode()
    case = only_case()
    code = query_code.of(case.number)
    assert case.number in body
    assert f'aria-label="{code}"' in body
    assert "".join(re.findall(r"<b>(\d)</b>", body)) == code
    assert 'datetime="2026-03-04T10:00:00+08:00"' in body  # ENV01 is due after one working day
    assert client.get("/track/case/").status_code == 200
    assert "You will have an answer by" in body


def test_a_report_that_waits_for_dispatch_promises_no_answer_yet(client, send):
    send(category="")
    for address in ("/receipt/", "/track/case/"):
        body = client.get(address, headers=ENGLISH).content.decode()
        assert "It will be passed on by" in body
        assert "You will have an answer by" not in body


def test_receipt_belongs_to_the_browser_that_reported(send):
    send()
    assert Client().get("/receipt/").headers["Location"] == "/track/"


@pytest.mark.parametrize(("category", "numbers"), [("SAF01", ["119"]), ("LIV02", ["120"]), ("ENV01", [])])
def test_receipt_reminds_to_call_where_a_form_cannot_help(client, send, category, numbers):
    send(category=category)
    body = client.get("/receipt/", headers=ENGLISH).content.decode()
    said = re.findall(r'<a href="tel:(\d+)"><b>', body)
    assert said == numbers


def test_report_by_sheet_knows_the_place_and_the_channel(client, sheet, send):
    response = client.get(f"/p/{sheet.code}/")
    assert response.headers["Location"] == f"/report/?place_code={sheet.code}"
    body = client.get(response.headers["Location"], headers=ENGLISH).content.decode()
    assert "幸福里1号楼" in body
    assert "东门" in body
    assert f'<input type="hidden" name="place_code" value="{sheet.code}">' in body
    send(area_code=None, place_code=sheet.code)
    case = only_case()
    assert (case.area_id, case.channel, case.address) == (BUILDING, "qr", "东门")


@pytest.mark.parametrize(("spot", "step"), [("东门", 3), ("", 2)])
def test_a_sheet_that_names_its_spot_saves_the_step_of_the_place(client, spot, step):
    row = place_codes.issue(BUILDING, by=None, at=AT - dt.timedelta(days=9), spot=spot)
    page = client.get(f"/report/?place_code={row.code}", headers=ENGLISH).content.decode()
    words = {2: "Next: where it is", 3: "Next: check and send"}[step]
    assert re.search(rf'data-to="{step}">{words}', page.partition('id="step-2"')[0])


@pytest.mark.parametrize(
    ("written", "address"),
    [("旁边", "东门 旁边"), ("东门外", "东门外"), ("长" * 198, "东 " + "长" * 198), ("长" * 200, "长" * 200)],
)
def test_what_is_written_stands_behind_the_spot_of_the_sheet(sheet, send, written, address):
    send(area_code=None, place_code=sheet.code, address=written)
    assert only_case().address == address


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"revoked_at": AT}, "This place code is no longer valid."),
        ({"expires_at": AT - dt.timedelta(minutes=1)}, "This place code is no longer valid."),
        ({"code": "SOMETHING"}, "This place code is not known."),
    ],
)
def test_report_by_a_dead_sheet_says_so_and_offers_the_list(client, sheet, send, change, sentence):
    PlaceCode.objects.update(**change)
    body = client.get(f"/report/?place_code={sheet.code}", headers=ENGLISH).content.decode()
    assert sentence in body
    assert 'name="area_code"' in body
    response = send(area_code=None, place_code=sheet.code)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Case.objects.exists()


def test_report_by_a_point_keeps_it(send, outlined):
    send(area_code=None, lat="36.005", lon="120.005")
    case = only_case()
    assert (case.area_id, case.latitude, case.longitude) == (GRID, 36.005, 120.005)


@pytest.mark.parametrize(
    ("lat", "lon"), [("30", "110"), ("36.005", "nan"), ("inf", "120"), ("91", "120"), ("36.005", "200")]
)
def test_report_by_a_point_outside_is_refused_at_the_place(send, outlined, lat, lon):
    response = send(area_code=None, lat=lat, lon=lon)
    assert response.status_code == 400
    assert "field-bad" in response.content.decode().split('id="field-area_code"')[0][-80:]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("values", "area"),
    [
        ({"address": "红星社区 幸福里1号楼 2单元"}, BUILDING),
        ({"text": "红星第二网格的路灯坏了"}, OTHER_GRID),
        ({"address": "菜市场后面"}, COUNTY),  # nobody knows where: the triage desk will
        ({"address": "云峰社区", "area_code": GRID}, GRID),  # what is chosen beats what is written
    ],
)
def test_report_finds_the_place_in_the_words(send, values, area):
    send(**{"area_code": None, **values})
    assert only_case().area_id == area


def test_report_without_any_place_asks_for_one(send):
    response = send(area_code=None)
    assert response.status_code == 400
    assert "Say where it is" in response.content.decode()
    assert not Case.objects.exists()


def test_report_keeps_photos_without_their_names(send, picture):
    send(photos=[picture("red", "张三的手机.jpg"), picture("navy", "../../evil.jpg")])
    rows = list(Attachment.objects.values_list("width", "height", "public", "seq"))
    assert rows == [(64, 48, True, 1), (64, 48, True, 1)]
    assert all(
        re.fullmatch(r"photos/../[0-9a-f]{32}\.jpg", name) for name in Attachment.objects.values_list("file", flat=True)
    )


def broken_photo():
    return SimpleUploadedFile("photo.jpg", b"<html>", "image/jpeg")


BAD = {
    "no text": ({"text": ""}, "text", "Please write something."),
    "blanks for a text": ({"text": " \n\t "}, "text", "Please write something."),
    "4,001 characters": ({"text": "字" * 4001}, "text", "4000"),
    "a bell": ({"text": "a\x07b"}, "text", "characters that cannot be shown"),
    "a NUL": ({"text": "a\0b"}, "text", "Null characters"),
    "an unknown area": ({"area_code": "999"}, "area_code", "There is no such area."),
    "an unknown category": ({"category": "XYZ99"}, "category", "XYZ99 is not one of the available choices"),
    "a phone that is none": ({"phone": "12"}, "phone", "This is no telephone number"),
    "a name too long": ({"name": "王" * 41}, "name", "longer than 40"),
    "an address too long": ({"address": "路" * 201}, "address", "200"),
}


@pytest.mark.parametrize(("values", "field", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_at_its_field_and_the_rest_is_kept(send, picture, values, field, sentence):
    kept = {"text": WORDS, "address": "三号楼东侧", "name": "张三丰", "phone": "13812345678"}
    response = send(**{**kept, "photos": [picture()], **values})
    body = response.content.decode()
    assert response.status_code == 400
    part = body.split(f'id="field-{field}"')[1].split('id="field-')[0]
    assert sentence in part
    assert all(value in body for name, value in kept.items() if name not in values)
    assert "choose the photos again" in body
    assert not Case.objects.exists()
    assert not Requester.objects.exists()
    assert not Attachment.objects.exists()


def test_text_of_4000_characters_in_several_lines_is_taken_whole(send):
    text = "\r\n".join(["字" * 99] * 40)  # 3,999 characters once a line end counts as one
    assert send(text=text).status_code == 302
    assert words_of(only_case()) == text.replace("\r\n", "\n")


def test_markup_is_text(client, send):
    send(text='<script>alert(1)</script> 😀 & "x"')
    assert words_of(only_case()) == '<script>alert(1)</script> 😀 & "x"'
    body = client.get("/track/case/").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀" in body


@pytest.mark.parametrize("count", [5, 1])
def test_photos_are_refused_together_and_leave_nothing_in_the_store(send, picture, count):
    before = set(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    files = [picture() for _ in range(count - 1)] + [broken_photo() if count == 1 else picture()]
    response = send(photos=files)
    assert response.status_code == 400
    assert ("at most 4 photos" in response.content.decode()) == (count == 5)
    assert not Case.objects.exists()
    assert set(Path(settings.MEDIA_ROOT).rglob("*.jpg")) == before


def test_a_category_that_ended_is_not_offered_and_not_taken(client, send):
    Category.objects.filter(code="ENV01").update(until=AT.date() - dt.timedelta(days=1))
    bump("catalogue")
    assert 'value="ENV01"' not in client.get("/report/").content.decode()
    assert send(category="ENV01").status_code == 400
    assert not Case.objects.exists()


def test_a_body_without_end_is_refused_in_plain_words(client, send):
    response = send(text="字" * 200_000)
    assert response.status_code == 400
    assert "This could not be understood" in response.content.decode()


LOOKING = [
    ({"find": "1", "query": "1号楼"}, BUILDING),
    ({"inside": STREET}, COMMUNITY),
    ({"by_return": "1", "query": "1号楼", "area_code": None}, BUILDING),
    ({"other_place": "1"}, STREET),
]


@pytest.mark.parametrize(("values", "offered"), LOOKING)
def test_looking_for_a_place_sends_nothing_and_loses_nothing(send, values, offered):
    response = send(**{"category": "ENV01", "phone": "13812345678", **values})
    body = response.content.decode()
    assert response.status_code == 200
    assert f'name="area_code" value="{offered}"' in body
    assert WORDS in body
    assert 'value="13812345678"' in body
    assert '<option value="ENV01" selected>' in body
    assert "field-error" not in body.replace('id="map-problem"', "").replace('class="field-error"  role', "")
    assert not Case.objects.exists()


def test_places_is_the_same_part_for_pages_with_javascript(client, outlined):
    body = client.get("/report/places/?find=1&query=1号楼", headers=ENGLISH).content.decode()
    assert body.startswith("<fieldset")
    assert f'value="{BUILDING}"' in body
    chosen = client.get("/report/places/?lat=36.005&lon=120.005", headers=ENGLISH).content.decode()
    assert '<input type="hidden" name="lat" value="36.005">' in chosen
    assert "红星第一网格" in chosen


def test_a_second_tap_sends_no_second_report(client, send):
    once = "0" * 32
    send(once=once)
    first = client.session["receipt"]["number"]
    send(once=once)
    assert Case.objects.count() == 1
    assert client.session["receipt"]["number"] == first
    assert "Case number" in client.get("/receipt/", headers=ENGLISH).content.decode()
    send(once=once, text="还有别的事。")
    assert Case.objects.count() == 2


@pytest.mark.parametrize("once", [None, "", "short", "x" * 400, "a\nb"])
def test_equal_reports_of_two_people_without_a_mark_stay_two(send, once):
    send(once=once)
    numbers = {Case.objects.get().number}
    other = Client()
    other.post("/report/", {"text": WORDS, "area_code": GRID, **({"once": once} if once is not None else {})})
    numbers.add(other.session["receipt"]["number"])
    assert len(numbers) == Case.objects.count() == 2


def test_the_form_is_read_in_two_statements(client, django_assert_num_queries):
    client.get("/report/")
    with django_assert_num_queries(1):  # the version tokens
        client.get("/report/")


def test_outlines_come_once_and_then_by_their_token(client, outlined):
    response = client.get("/report/outlines/")
    features = response.json()["features"]
    assert [(row["properties"]["code"], row["geometry"]["type"]) for row in features] == [(GRID, "Polygon")]
    again = client.get("/report/outlines/", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    bump("boundaries")
    assert client.get("/report/outlines/", headers={"If-None-Match": response.headers["ETag"]}).status_code == 200


def test_outlines_of_an_installation_without_any_are_empty(client):
    assert client.get("/report/outlines/").json() == {"type": "FeatureCollection", "features": [], "tiles": None}


def test_outside_office_hours_the_promise_lies_in_the_next_days(client, send, tuesday):
    tuesday.move_to(local("2026-03-06 20:00"))  # a Friday evening
    send(category="ENV01")
    assert 'datetime="2026-03-09T18:00:00+08:00"' in client.get("/receipt/").content.decode()


def test_words_in_another_encoding_are_refused_not_lost(client):
    frame = "--x\r\nContent-Disposition: form-data; name="
    body = (
        f'{frame}"area_code"\r\n\r\n{GRID}\r\n{frame}"text"\r\n\r\n'.encode() + WORDS.encode("gbk") + b"\r\n--x--\r\n"
    )
    answer = client.generic("POST", "/report/", body, "multipart/form-data; boundary=x", headers=ENGLISH)
    assert (answer.status_code, "The text is not in UTF-8." in answer.content.decode()) == (400, True)
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("category", "office", "holder", "about"),
    [
        ("CIV05", "community", STREET, COMMUNITY),
        ("CIV05", "street", COUNTY, STREET),
        ("CIV05", "", STREET, COMMUNITY),  # the rule's own guess
        ("", "street", COUNTY, STREET),
        ("", "grid", COMMUNITY, GRID),
        ("ENV01", "grid", GRID, None),  # left over from another choice: not asked, not heard
    ],
)
def test_a_complaint_about_staff_goes_above_the_office_that_it_names(town, send, category, office, holder, about):
    assert send(category=category, office=office).status_code == 302
    case = only_case()
    assert (case.holder_id, case.complained_unit_id) == (town.unit(holder), town.unit(about) if about else None)


def test_the_question_about_the_office_belongs_to_the_complaints_about_staff(client, send):
    page = client.get("/report/", headers=ENGLISH).text
    assert '<div data-only-for="CIV05">' in page
    assert "Which office is it about?" in page
    response = send(category="CIV05", office="palace")
    assert (response.status_code, Case.objects.count()) == (400, 0)
