"""What residents do through the API: report, follow, rate, withdraw."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases import query_code
from cases.actions import checking, handling
from cases.models import Attachment, Case, CaseEvent, Text
from grids.actions import place_codes
from grids.models import Area
from grids.versions import bump
from residents.models import Requester
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, GRID, NEXT_GRID, STREET

TEXT = "楼道口的垃圾三天没有人清运，气味很大。"


def report(caller, **fields):
    return caller().post("requests/", {"text": TEXT, "category": "ENV01", "area_code": GRID, **fields})


def test_report_answers_with_what_the_requester_keeps(caller):
    answer = report(caller, name="张三丰", phone="138 1234 5678")
    case = Case.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "number": case.number,
        "query_code": query_code.of(case.number),
        "state": "dispatched",
        "area": {"code": GRID, "name": "红星第一网格", "level": "grid"},
        "promise_at": "2026-03-04T02:00:00Z",
        "emergency_hint": "",
    }
    assert answer["Location"] == f"/api/v1/requests/{case.number}/"
    assert (case.channel, case.requester.phone_masked) == ("api", "138****5678")


def test_report_needs_nothing_but_the_text(caller):
    answer = caller().post("requests/", {"text": "路灯坏了"})
    assert (answer.status_code, answer.json()["state"]) == (201, "reported")
    case = Case.objects.get()
    assert (case.area_id, case.requester, case.category) == (COUNTY, None, None)


def test_report_finds_the_place_by_point_by_code_and_by_words(caller):
    square = [[121.0, 36.0], [121.1, 36.0], [121.1, 36.1], [121.0, 36.1], [121.0, 36.0]]
    Area.objects.filter(code=GRID).update(boundary={"type": "Polygon", "coordinates": [square]})
    sheet = place_codes.issue(NEXT_GRID, by=None, at=AT)
    bump("boundaries")
    ways = [
        ({"lat": 36.05, "lon": 121.05}, GRID),
        ({"place_code": sheet.code}, NEXT_GRID),
        ({"address": "红星社区5号楼"}, COMMUNITY),
        ({"text": "云峰社区的路灯坏了"}, "370211001002"),
        ({"address": "某处", "text": "路灯坏了"}, COUNTY),
    ]
    for fields, code in ways:
        answer = caller().post("requests/", {"text": TEXT, **fields})
        assert (answer.status_code, answer.json()["area"]["code"]) == (201, code)
    assert Case.objects.filter(latitude=36.05, longitude=121.05).count() == 1


def photo(size=(60, 40), kind="JPEG"):
    made = io.BytesIO()
    Image.new("RGB", size, "olive").save(made, kind)
    made.seek(0)
    made.name = "p.jpg"
    return made


def test_report_as_a_form_keeps_photos(caller):
    answer = caller().form("requests/", {"text": TEXT, "area_code": GRID, "photos": [photo(), photo(kind="PNG")]})
    assert answer.status_code == 201
    assert list(Attachment.objects.values_list("case__number", "public", "width")) == [
        (answer.json()["number"], True, 60),
        (answer.json()["number"], True, 60),
    ]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"text": ""}, "blank", "text"),
        ({"text": "   "}, "blank", "text"),
        ({"text": None}, "required", "text"),
        ({"text": "长" * 4001}, "max_length", "text"),
        ({"text": "a\0b"}, "null_characters_not_allowed", "text"),
        ({"text": "a\x07b"}, "control_characters", "text"),
        ({"text": "\ud800"}, "surrogate_characters_not_allowed", "text"),
        ({"text": ["x"]}, "invalid", "text"),
        ({"category": "XXX99"}, "unknown_category", "category"),
        ({"area_code": "999"}, "unknown_area", "area_code"),
        ({"area_code": "", "place_code": "NOPE"}, "unknown_place_code", "place_code"),
        ({"area_code": "", "place_code": "a\0"}, "null_characters_not_allowed", "place_code"),
        ({"area_code": "", "lat": 36.0}, "required", "lon"),
        ({"area_code": "", "lat": 91, "lon": 0}, "bad_point", "lat"),
        ({"area_code": "", "lat": "north", "lon": 0}, "invalid", "lat"),
        ({"area_code": "", "lat": 10**400, "lon": 0}, "overflow", "lat"),
        ({"lat": 36.0, "lon": 121.0}, "place_twice", "lat"),
        ({"place_code": "HX7K2M9P"}, "place_twice", "place_code"),
        ({"phone": "110 or so"}, "bad_phone", "phone"),
        ({"name": "名" * 41}, "bad_name", "name"),
        ({"channel": "pigeon"}, "invalid_choice", "channel"),
        ({"channel": "hotline"}, "unknown_channel", "channel"),
        ({"address": "路" * 201}, "max_length", "address"),
    ],
)
def test_report_names_the_field_at_fault_and_writes_nothing(caller, fields, code, field):
    answer = report(caller, **fields)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"], list(told["errors"])) == (400, 400, code, [field])
    assert answer["Content-Type"] == "application/problem+json"
    assert (Case.objects.count(), Requester.objects.count(), Text.objects.count()) == (0, 0, 0)


def test_report_names_every_field_at_fault(caller):
    wrong = {"text": "", "address": "路" * 201, "phone": "110 or so", "name": "名" * 41, "channel": "pigeon"}
    told = report(caller, **wrong, category="XXX99", area_code="999").json()
    codes = {field: [error["code"] for error in errors] for field, errors in told["errors"].items()}
    assert (told["code"], codes) == (
        "invalid",
        {
            "text": ["blank"],
            "address": ["max_length"],
            "phone": ["bad_phone"],
            "name": ["bad_name"],
            "channel": ["invalid_choice"],
            "category": ["unknown_category"],
            "area_code": ["unknown_area"],
        },
    )


def test_a_line_end_of_two_characters_counts_as_one(caller):
    assert report(caller, text="一\r\n" * 1999 + "二三").status_code == 201
    assert report(caller, text="一\r\n" * 2000 + "二").json()["code"] == "max_length"


def test_photos_sent_in_another_way_are_refused_not_lost(caller):
    as_text = report(caller, photos=["data:image/jpeg;base64,AAAA"])
    assert (as_text.status_code, list(as_text.json()["errors"])) == (400, ["photos.0"])
    other_name = caller().form("requests/", {"text": TEXT, "area_code": GRID, "photo": photo()})
    assert (other_name.json()["code"], list(other_name.json()["errors"])) == ("unknown_file", ["photo"])
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("photos", "code"),
    [
        ([io.BytesIO(b"GIF89a but no picture")], "photo_broken"),
        ([io.BytesIO(b"%PDF-1.7")], "photo_unknown"),
        ([io.BytesIO(b"")], "photo_unknown"),
    ],
)
def test_report_refuses_what_is_no_photo(caller, photos, code):
    for file in photos:
        file.name = "p.jpg"
    told = caller().form("requests/", {"text": TEXT, "area_code": GRID, "photos": photos}).json()
    assert (told["code"] in {code, "photo_unknown"}, list(told["errors"])) == (True, ["photos"])
    assert Case.objects.count() == 0


def test_report_takes_four_photos_and_not_five(caller):
    told = caller().form("requests/", {"text": TEXT, "area_code": GRID, "photos": [photo() for _ in range(5)]}).json()
    assert (told["code"], Case.objects.count(), Attachment.objects.count()) == ("too_many_photos", 0, 0)


def test_report_of_staff_is_their_own(caller, town):
    answer = caller("grid").post(
        "requests/", {"text": TEXT, "category": "ENV01", "area_code": GRID, "channel": "patrol"}
    )
    event = CaseEvent.objects.get(case__number=answer.json()["number"], verb="report")
    assert (answer.status_code, event.by, event.unit_id) == (201, town.user("grid"), town.unit(GRID))
    outside = caller("far_grid").post("requests/", {"text": TEXT, "area_code": GRID, "channel": "patrol"})
    assert (outside.status_code, outside.json()["code"]) == (403, "outside_your_area")
    assert Case.objects.count() == 1


def test_report_twice_with_one_key_is_one_case(caller):
    key = "resident-device-0001"
    body = {"text": TEXT, "category": "ENV01", "area_code": GRID, "phone": "13812345678"}
    first, second = (caller().post("requests/", body, Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (first.headers.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert Case.objects.count() == 1
    other = caller().post("requests/", {**body, "text": "另一件事"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert caller().post("requests/", body, Idempotency_Key="two words").json()["code"] == "bad_idempotency_key"


def test_report_as_a_form_twice_with_one_key_is_one_case(caller, town):
    fields = {"text": TEXT, "area_code": GRID}
    with_key = {"Idempotency-Key": "resident-device-0002"}
    answers = [
        caller().client.post("/api/v1/requests/", {**fields, "photos": [photo(size)]}, headers=with_key)
        for size in [(60, 40), (60, 40), (61, 40)]
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert (Case.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_refused_report_leaves_its_key_free(caller):
    key = "resident-device-0003"
    assert caller().post("requests/", {"text": ""}, Idempotency_Key=key).status_code == 400
    assert caller().post("requests/", {"text": TEXT}, Idempotency_Key=key).status_code == 201


# Following the own case


@pytest.fixture
def own(town):
    return town.report()


def follow(caller, case, **params):
    return caller().get(f"requests/{case.number}/", **{"code": query_code.of(case.number), **params})


def test_progress_in_the_requesters_words(caller, own):
    answer = follow(caller, own)
    told = answer.json()
    assert answer.status_code == 200
    assert (told["number"], told["state"], told["text"], told["reply"]) == (own.number, "dispatched", TEXT, "")
    assert (told["promise_at"], told["may_withdraw"], told["may_rate"]) == ("2026-03-04T02:00:00Z", True, False)
    assert [step["what"] for step in told["timeline"]] == ["received", "passed_on"]
    assert answer["Cache-Control"] == "no-store"


def test_progress_is_not_there_for_a_wrong_code_or_number(caller, own):
    answers = [follow(caller, own, code="00000000"), caller().get("requests/20200101000001/", code="00000000")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert follow(caller, own, code="").json()["errors"].keys() == {"code"}


def close(town, case):
    handling.sign(case, by=town.user("grid"), at=AT)
    handling.submit_result(case, by=town.user("grid"), at=AT, reply="已清运干净。")
    return checking.pass_check(case, by=town.user("checker"), at=AT)


def test_rate_and_rate_again(caller, town, own):
    close(town, own)
    code = query_code.of(own.number)
    answer = caller().post(
        f"requests/{own.number}/rate/", {"code": code, "solved": "yes", "satisfaction": "satisfied", "text": "谢谢"}
    )
    assert (answer.status_code, answer.json()["rating"]["solved"]) == (200, "yes")
    again = caller().post(
        f"requests/{own.number}/rate/", {"code": code, "solved": "no", "satisfaction": "dissatisfied"}
    )
    assert again.json()["rating"]["satisfaction"] == "dissatisfied"
    assert again.json()["reply"] == "已清运干净。"


def test_rate_refuses_in_order_wrong_code_then_not_now_then_bad_input(caller, town, own):
    path, code = f"requests/{own.number}/rate/", query_code.of(own.number)
    assert caller().post(path, {"code": "1", "solved": "perhaps"}).status_code == 404
    assert caller().post(path, {"solved": "yes"}).json()["errors"].keys() == {"code"}
    early = caller().post(path, {"code": code, "solved": "perhaps"})
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    close(town, own)
    bad = caller().post(path, {"code": code, "solved": "perhaps"})
    assert (bad.status_code, sorted(bad.json()["errors"])) == (400, ["satisfaction", "solved"])
    assert CaseEvent.objects.filter(verb="rate").count() == 0


def test_withdraw(caller, own):
    answer = caller().post(
        f"requests/{own.number}/withdraw/", {"code": query_code.of(own.number), "text": "已自行解决"}
    )
    assert (answer.status_code, answer.json()["outcome"]) == (200, "withdrawn")
    again = caller().post(f"requests/{own.number}/withdraw/", {"code": query_code.of(own.number)})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_tries_of_codes_from_one_address_are_limited(caller, own, monkeypatch):
    monkeypatch.setattr("accounts.strangers.WRONG_CODES", 2)
    assert follow(caller, own).status_code == 200
    assert [follow(caller, own, code="1").status_code for _ in range(3)] == [404, 404, 429]
    answer = follow(caller, own)
    assert (answer.json()["code"], answer["Retry-After"]) == ("too_many_tries", "3600")
    rate = caller().post(f"requests/{own.number}/withdraw/", {"code": query_code.of(own.number)})
    assert (rate.status_code, rate.json()["code"]) == (429, "too_many_tries")


FAR = {"REMOTE_ADDR": "198.51.100.7"}


def send(fields, **extra):
    return Client().post("/api/v1/requests/", fields, **extra)


def test_reports_without_a_token_are_limited_per_address(caller, settings, town):
    settings.REPORTS_PER_ADDRESS = 2
    statuses = [send({"text": "路灯坏了"}, **FAR).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
    refused = send({"text": "路灯坏了"}, **FAR)
    assert refused["Content-Type"] == "application/problem+json"
    assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_reports", "600")
    assert Case.objects.count() == 2
    assert send({"text": "路灯坏了"}, REMOTE_ADDR="198.51.100.8").status_code == 201
    headers = caller("grid").headers
    assert send({"text": "路灯坏了", "area_code": GRID}, headers=headers, **FAR).status_code == 201
    assert [send({"text": "路灯坏了"}).status_code for _ in range(3)] == [201] * 3


def test_photos_without_a_token_are_limited_before_they_are_decoded(town, settings, monkeypatch):
    settings.REPORTS_PER_ADDRESS = 1
    files = [SimpleUploadedFile(f"{n}.jpg", b"no picture") for n in range(5)]
    monkeypatch.setattr("cases.photos.read", lambda upload: pytest.fail("decoded"))
    assert send({"text": "路灯坏了", "photos": files}, **FAR).json()["code"] == "too_many_reports"


def test_emergency_hint_of_a_critical_category(caller):
    answer = report(caller, category="UTL03")
    assert (answer.status_code, answer.json()["emergency_hint"] != "") == (201, True)


@pytest.mark.parametrize("value", ["true", "false", "NaN", "Infinity", '"NaN"', '"inf"', "1e999", "[1]", '""'])
@pytest.mark.parametrize("name", ["lat", "lon"])
def test_a_point_that_is_no_number_is_refused_at_its_field(caller, name, value):
    point = {"lat": "36.1", "lon": "120.4"} | {name: value}
    body = f'{{"text": "路灯坏了", "lat": {point["lat"]}, "lon": {point["lon"]}}}'
    answer = caller().call("POST", "requests/", body.encode())
    assert answer.status_code == 400
    assert answer.json()["code"] in {"invalid", "malformed"}


@pytest.mark.parametrize("category", ["CIV05", ""])
def test_a_complaint_names_the_office_that_must_not_see_it(caller, town, category):
    answer = report(caller, category=category, complained_office=STREET)
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.holder_id, case.complained_unit_id) == (town.unit(COUNTY), town.unit(STREET))
    assert caller("street").get(f"cases/{case.number}/").status_code == 404
    assert caller("county").get(f"cases/{case.number}/").status_code == 200


@pytest.mark.parametrize("code", ["999", BUILDING])
def test_an_office_that_there_is_not_is_an_error_of_its_field(caller, code):
    answer = report(caller, complained_office=code)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["complained_office"])
    assert not Case.objects.exists()
