import hashlib
import json
from decimal import Decimal

import pytest
import time_machine

from accounts.models import ApiToken
from notices.models import Notice
from tests.volunteers.conftest import AT, DAY, GRID, HOUR, A, B, come, publish
from volunteers.actions import claims
from volunteers.models import Claim, ReportIn, ServicePost

ROOT = "/api/v1"


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def call(client, people):
    """call(name, method, path, body=None, **headers) -> (status, body)."""

    tokens = {name: f"token-of-{name}" for name in people}
    ApiToken.objects.bulk_create(
        ApiToken(
            user=people[name],
            digest=hashlib.sha256(token.encode()).hexdigest(),
            created_at=AT - DAY,
            expires_at=AT + 400 * DAY,
        )
        for name, token in tokens.items()
    )

    def send(name, method, path, body=None, **headers):
        if name:
            headers["Authorization"] = f"Token {tokens[name]}"
        text = "" if body is None else json.dumps(body)
        answer = client.generic(method, ROOT + path, text, "application/json", headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    return send


NEW = {
    "area_code": A,
    "place_code": GRID,
    "title": "送医",
    "text": "陪同就诊",
    "needed": 1,
    "starts_at": "2026-03-04T09:00:00+08:00",
    "ends_at": "2026-03-04T11:00:00+08:00",
}


def test_everything_needs_a_token(call, people):
    post = publish(people["clerk_a"])
    for method, path in [
        ("GET", "/report-ins/"),
        ("POST", "/report-ins/"),
        ("DELETE", f"/report-ins/{A}/"),
        ("GET", "/service-posts/"),
        ("POST", "/service-posts/"),
        ("GET", f"/service-posts/{post.pk}/"),
        ("POST", f"/service-posts/{post.pk}/claim/"),
        ("POST", f"/service-posts/{post.pk}/withdraw-claim/"),
        ("POST", f"/service-posts/{post.pk}/confirm/"),
        ("POST", f"/service-posts/{post.pk}/withdraw/"),
        ("GET", "/service-claims/"),
    ]:
        status, body = call("", method, path)
        assert (method, path, status, body["code"]) == (method, path, 401, "not_authenticated")


def test_report_in_and_leave(call):
    body = {"area_code": A, "kind": "unit", "organisation": "县医院"}
    status, made = call("volunteer", "POST", "/report-ins/", body)
    expected = {
        "area": {"code": A, "name": "泉塘社区", "level": "community"},
        "kind": "unit",
        "organisation": "县医院",
        "at": "2026-03-02T01:00:00Z",
    }
    assert (status, made) == (201, expected)
    assert call("volunteer", "GET", "/report-ins/") == (200, {"results": [expected]})
    assert call("second", "GET", "/report-ins/") == (200, {"results": []})
    assert call("second", "DELETE", f"/report-ins/{A}/") == (204, None)
    assert ReportIn.objects.count() == 1
    assert call("volunteer", "DELETE", f"/report-ins/{A}/") == (204, None)
    assert not ReportIn.objects.exists()


@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        ({}, "required", {"area_code", "kind"}),
        ({"area_code": A, "kind": "secretary"}, "invalid_choice", {"kind"}),
        ({"area_code": "nowhere", "kind": "resident"}, "unknown_area", {"area_code"}),
        ({"area_code": A, "kind": "unit"}, "bad_organisation", {"organisation"}),
    ],
)
def test_report_in_names_the_field_at_fault(call, body, code, fields):
    status, problem = call("volunteer", "POST", "/report-ins/", body)
    assert (status, problem["code"], set(problem["errors"])) == (400, code, fields)


def test_a_clerk_publishes_and_withdraws(call, people):
    status, made = call("clerk_a", "POST", "/service-posts/", NEW)
    assert status == 201
    assert made == {
        "id": ServicePost.objects.get().pk,
        "area": {"code": A, "name": "泉塘社区", "level": "community"},
        "place": {"code": GRID, "name": "第一网格", "level": "grid"},
        "title": "送医",
        "text": "陪同就诊",
        "needed": 1,
        "taken": 0,
        "starts_at": "2026-03-04T01:00:00Z",
        "ends_at": "2026-03-04T03:00:00Z",
        "state": "published",
        "reported_in": False,
        "own_claim": None,
        "actions": ["withdraw"],
    }
    come(people["volunteer"])
    claims.claim(ServicePost.objects.get(), by=people["volunteer"], at=AT)
    status, withdrawn = call("clerk_a", "POST", f"/service-posts/{made['id']}/withdraw/")
    assert (status, withdrawn["state"], withdrawn["actions"]) == (200, "withdrawn", [])
    assert Notice.objects.get().to_id == people["volunteer"].pk


@pytest.mark.parametrize(
    ("name", "changes", "status", "code", "fields"),
    [
        ("clerk_b", {}, 403, "not_your_unit", None),
        ("worker", {}, 403, "not_your_verb", None),
        ("volunteer", {}, 403, "not_your_verb", None),
        ("clerk_a", {"needed": 0}, 400, "bad_needed", {"needed"}),
        ("clerk_a", {"needed": "many", "starts_at": "soon"}, 400, "invalid", {"needed", "starts_at"}),
        ("clerk_a", {"ends_at": "9999-12-31T23:59:59+00:00"}, 400, "overflow", {"ends_at"}),
        ("clerk_a", {"starts_at": "0001-01-02T00:00:00+08:00"}, 400, "bad_time", {"starts_at"}),
        ("clerk_a", {"title": "字" * 81}, 400, "bad_title", {"title"}),
        ("clerk_a", {"place_code": B}, 400, "unknown_place", {"place_code"}),
    ],
)
def test_publish_is_refused_with_its_reason(call, name, changes, status, code, fields):
    found, problem = call(name, "POST", "/service-posts/", NEW | changes)
    assert (found, problem["code"]) == (status, code)
    assert set(problem.get("errors") or ()) == set(fields or ())
    assert not ServicePost.objects.exists()


def test_a_volunteer_claims_and_writes_down_hours(call, people):
    post = publish(people["clerk_a"])
    path = f"/service-posts/{post.pk}"
    assert call("volunteer", "GET", f"{path}/")[0] == 404
    assert call("volunteer", "POST", f"{path}/claim/")[0] == 404
    come(people["volunteer"])
    assert call("volunteer", "GET", f"{path}/")[1]["actions"] == ["claim"]
    status, claimed = call("volunteer", "POST", f"{path}/claim/")
    own = {"state": "claimed", "hours": None, "at": "2026-03-02T01:00:00Z"}
    assert (status, claimed["own_claim"], claimed["taken"]) == (200, own, 1)
    assert call("volunteer", "POST", f"{path}/claim/")[1]["code"] == "already_claimed"
    status, early = call("volunteer", "POST", f"{path}/confirm/", {"hours": "none"})
    assert (status, early["code"]) == (409, "too_early")
    with time_machine.travel(post.ends_at, tick=False):
        status, bad = call("volunteer", "POST", f"{path}/confirm/", {"hours": "none"})
        assert (status, set(bad["errors"])) == (400, {"hours"})
        assert call("volunteer", "POST", f"{path}/confirm/", {"hours": 1.5})[1]["own_claim"]["hours"] == 1.5
    status, record = call("volunteer", "GET", "/service-claims/")
    assert (status, record["hours"], [row["post"] for row in record["results"]]) == (200, 1.5, [post.pk])
    assert record["results"][0]["hours"] == 1.5


def test_a_place_is_given_back(call, people):
    post = publish(people["clerk_a"])
    come(people["volunteer"])
    call("volunteer", "POST", f"/service-posts/{post.pk}/claim/")
    status, answer = call("volunteer", "POST", f"/service-posts/{post.pk}/withdraw-claim/")
    assert (status, answer["taken"], answer["own_claim"]["state"]) == (200, 0, "withdrawn")
    status, problem = call("volunteer", "POST", f"/service-posts/{post.pk}/withdraw-claim/")
    assert (status, problem["code"]) == (409, "wrong_state")


def test_a_repeated_claim_with_its_key_is_not_made_again(call, people):
    post = publish(people["clerk_a"])
    come(people["volunteer"])
    key = {"Idempotency-Key": "claim-0123456789abcdef"}
    first = call("volunteer", "POST", f"/service-posts/{post.pk}/claim/", **key)
    assert call("volunteer", "POST", f"/service-posts/{post.pk}/claim/", **key) == first
    assert (first[0], Claim.objects.count()) == (200, 1)
    status, problem = call("volunteer", "POST", f"/service-posts/{post.pk}/withdraw-claim/", **key)
    assert (status, problem["code"]) == (409, "idempotency_mismatch")


def test_a_repeated_report_in_after_leaving_is_not_found(call):
    key = {"Idempotency-Key": "report-in-0123456789"}
    body = {"area_code": A, "kind": "resident"}
    assert call("volunteer", "POST", "/report-ins/", body, **key)[0] == 201
    call("volunteer", "DELETE", f"/report-ins/{A}/")
    assert call("volunteer", "POST", "/report-ins/", body, **key)[0] == 404
    assert not ReportIn.objects.exists()


def test_staff_read_numbers_and_nobody_elses_claim(call, people):
    post = publish(people["clerk_a"])
    come(people["volunteer"])
    claims.claim(post, by=people["volunteer"], at=AT)
    claims.confirm(post, by=people["volunteer"], at=post.starts_at, hours=Decimal("7.7"))
    for name in ("clerk_a", "head", "leader"):
        status, seen = call(name, "GET", f"/service-posts/{post.pk}/")
        assert (status, seen["taken"], seen["own_claim"]) == (200, 1, None)
        assert "7.7" not in str(call(name, "GET", "/service-posts/"))
        assert call(name, "GET", "/service-claims/") == (200, {"hours": 0.0, "results": []})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_five_statements(call, people, django_assert_num_queries, count):
    for _ in range(count):
        publish(people["clerk_a"])
    come(people["volunteer"])
    call("volunteer", "GET", "/service-posts/")
    with django_assert_num_queries(5):  # token, versions, posts, claims, report-ins
        status, body = call("volunteer", "GET", "/service-posts/")
    assert (status, len(body["results"]), body["next"]) == (200, count, None)


def test_the_list_is_paged(call, people):
    for number in range(51):
        publish(people["clerk_a"], starts_at=AT + HOUR + number // 2 * HOUR, ends_at=AT + 3 * DAY)
    _status, first = call("clerk_a", "GET", "/service-posts/")
    _status, second = call("clerk_a", "GET", first["next"].partition(ROOT)[2])
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert seen == list(ServicePost.objects.order_by("starts_at", "id").values_list("pk", flat=True))
    assert (len(first["results"]), second["next"]) == (50, None)
    status, problem = call("clerk_a", "GET", "/service-posts/?cursor=x")
    assert (status, problem["code"]) == (400, "bad_cursor")
