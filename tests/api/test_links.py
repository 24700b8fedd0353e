"""Links over the API: shown once, made once per key, withdrawn."""

from cases.actions import handling, helping
from cases.models import AccessLink, AssistTask
from tests.town import AT


def tasked(town):
    case = handling.sign(town.report(), by=town.user("grid"), at=AT)
    helping.request_assist(case, by=town.user("grid"), at=AT, unit=town.unit("property"), text="请协助清运")
    return case, AssistTask.objects.get().pk


def test_a_link_is_made_once_shown_once_and_withdrawn(town, caller, client):
    case, task = tasked(town)
    body = {"kind": "task", "task": task}
    path = f"cases/{case.number}/links/"
    answer = caller("grid").post(path, body, Idempotency_Key="one-link")
    made = answer.json()
    assert (answer.status_code, made["kind"], made["task"]) == (201, "task", task)
    assert made["expires_at"].endswith("Z")
    opened = "/t/" + made["address"].partition("/t/")[2]
    assert client.get(opened).status_code == 200
    again = caller("grid").post(path, body, Idempotency_Key="one-link")
    assert (again.status_code, again.json()) == (201, {**made, "address": ""})
    assert again.headers["Idempotency-Replayed"] == "true"
    assert AccessLink.objects.count() == 1
    assert caller("grid").call("DELETE", f"{path}{made['id']}/").status_code == 204
    assert client.get(opened).status_code == 410
    assert caller("grid").call("DELETE", f"{path}{made['id'] + 1}/").status_code == 404


def test_what_cannot_be_linked_is_refused_with_a_code(town, caller):
    case, task = tasked(town)
    path = f"cases/{case.number}/links/"
    for body, status, code in [
        ({"kind": "task", "task": task + 1}, 400, "unknown_task"),
        ({"kind": "task"}, 400, "unknown_task"),
        ({"kind": "question"}, 409, "no_question"),
        ({"kind": "rating"}, 409, "not_closed"),
        ({"kind": "key"}, 400, "invalid_choice"),
        ({"kind": "task", "task": 2**63}, 400, "max_value"),
    ]:
        answer = caller("grid").post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert not AccessLink.objects.exists()
