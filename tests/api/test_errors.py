"""Whatever goes wrong, the answer is a problem with a code, and never a page."""

import pytest

from api.views.reference import CategoriesView
from tests.town import GRID

PROBLEM = "application/problem+json"


def problem(answer):
    assert answer["Content-Type"] == PROBLEM, answer.content
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return told["status"], told["code"]


@pytest.mark.parametrize("path", ["nothing/", "cases", "", "requests/1/nothing/", "cases/1/nothing/", "%ff/", "a%00b/"])
def test_an_address_that_is_none(caller, path):
    assert problem(caller("street").get(path)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/cases/", "/api/v1x/", "/api/%ff"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_beside_the_api(caller, method, path):
    assert problem(caller("street").call(method, path)) == (404, "not_found")
    assert problem(caller().call(method, path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "docs/"),
        ("POST", "schema/"),
        ("PUT", "cases/"),
        ("DELETE", "cases/1/"),
        ("GET", "cases/1/sign/"),
        ("GET", "tokens/"),
        ("OPTIONS", "areas/"),
    ],
)
def test_a_method_that_is_none(caller, method, path):
    assert problem(caller("street").call(method, path)) == (405, "method_not_allowed")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "x", "/"])
def test_a_content_type_that_is_not_read(caller, kind):
    answer = caller().call("POST", "requests/", b"text=x", content_type=kind)
    assert problem(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=gbk", "application/json;charset"])
def test_json_is_utf_8_whatever_the_header_says(caller, kind):
    good = caller().call("POST", "requests/", '{"text": "路灯坏了"}'.encode(), content_type=kind)
    assert good.status_code == 201
    gbk = caller().call("POST", "requests/", '{"text": "路灯坏了"}'.encode("gbk"), content_type=kind)
    assert problem(gbk) == (400, "malformed")


def test_a_byte_order_mark_is_read_over(caller):
    assert caller().post("requests/", '\ufeff{"text": "路灯坏了"}'.encode()).status_code == 201


def test_a_body_that_is_too_large(caller, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert problem(caller().post("requests/", {"text": "x" * 2000})) == (413, "too_large")
    assert problem(caller().post("requests/", {"text": "x" * 2000}, Idempotency_Key="k" * 16)) == (413, "too_large")


def test_a_form_that_says_it_is_too_large_is_not_read(caller, monkeypatch):
    monkeypatch.setattr("api.parsing.MOST_BYTES", 10)
    assert problem(caller().form("requests/", {"text": "路灯坏了"})) == (413, "too_large")


@pytest.mark.parametrize("body", [b"", b"--x\r\nnonsense", b"--x--"])
def test_a_form_that_cannot_be_read(caller, body):
    answer = caller().call("POST", "requests/", body, content_type="multipart/form-data; boundary=x")
    assert problem(answer)[0] == 400
    no_boundary = caller().call("POST", "requests/", b"x", content_type="multipart/form-data")
    assert problem(no_boundary) == (400, "malformed")


def test_a_form_in_another_encoding_is_refused_and_not_mangled(caller):
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + "路灯".encode("gbk") + b"\r\n--x--\r\n"
    answer = caller().call("POST", "requests/", body, content_type="multipart/form-data; boundary=x")
    assert problem(answer) == (400, "wrong_encoding")


def test_a_form_with_too_many_fields(caller, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = caller().form("requests/", {f"f{number}": "x" for number in range(9)})
    assert problem(answer) == (413, "too_large")


def test_what_nobody_expected_is_a_problem_without_its_insides(caller, monkeypatch, caplog):
    def broken(self, request):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(CategoriesView, "get", broken)
    answer = caller().get("categories/")
    assert problem(answer) == (500, "error")
    assert "secret" not in answer.content.decode()
    assert "the secret inside" in caplog.text


def test_sentences_follow_the_language_and_codes_do_not(caller):
    english = caller().post("requests/", {"text": ""}, Accept_Language="en").json()
    chinese = caller().post("requests/", {"text": ""}, Accept_Language="zh-hans").json()
    assert english["code"] == chinese["code"] == "blank"
    assert english["detail"] == "This field may not be blank."
    assert chinese["detail"] != english["detail"]


def test_an_answer_is_json_whatever_is_accepted(caller):
    answer = caller().call("GET", f"areas/?parent={GRID}", Accept="text/html")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
