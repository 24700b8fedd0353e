"""One case from the report to the rating, through the API and through the pages: the same rules, the same record.

It is dispatched by itself, tried in the grid, climbs one level with a reason, is settled and checked
there, and the requester reads and rates the reply (case process, invariant 13).
"""

import re

import pytest
from django.test import Client

from cases import verification
from cases.models import Case, CaseEvent
from tests.town import GRID, local

REQUEST = "幸福里门口的垃圾堆了三天，清运车一直没来。"
ATTEMPT = "到现场查看，约两立方米，需要清运车。"
ASKED = "网格没有清运车，请社区协调。"
REPLY = "您好，垃圾已清运，今后每天巡查两次。"
DESK = {"Accept-Language": "en"}
PASSWORD = "golden buffalo"

# Who does what when, and with which words. The clock of the test stands at each instant in turn.
STEPS = [
    ("2026-03-03 10:20", "grid", "sign", {}),
    ("2026-03-03 10:45", "grid", "note", {"kind": "visit", "text": ATTEMPT}),
    ("2026-03-03 11:10", "grid", "escalate", {"reason": "needs_funds", "text": ASKED}),
    ("2026-03-03 11:30", "community", "sign", {}),
    ("2026-03-03 15:10", "community", "submit_result", {"outcome": "resolved", "reply": REPLY}),
    ("2026-03-03 16:40", "checker", "pass_check", {"text": "现场核查属实。"}),
]
RECORD = [
    ("report", "", "", "reported", None),
    ("dispatch", "", "reported", "dispatched", None),
    ("sign", "", "dispatched", "processing", "grid"),
    ("note", "", "processing", "processing", "grid"),
    ("escalate", "needs_funds", "processing", "dispatched", "grid"),
    ("sign", "", "dispatched", "processing", "community"),
    ("submit_result", "", "processing", "checking", "community"),
    ("pass_check", "", "checking", "closed", "checker"),
    ("rate", "", "closed", "closed", None),
]


class Api:
    """A resident and staff who call the API."""

    def report(self):
        body = {"text": REQUEST, "category": "ENV01", "area_code": GRID, "name": "张三丰", "phone": "13812345678"}
        answer = Client().post("/api/v1/requests/", body, "application/json")
        assert answer.status_code == 201, answer.content
        self.number, self.code = answer.json()["number"], answer.json()["query_code"]

    def act(self, name, verb, body):
        answer = Client().post(
            "/api/v1/tokens/", {"username": name, "password": PASSWORD}, "application/json", headers=DESK
        )
        headers = {"Authorization": f"Token {answer.json()['token']}"}
        case = Client().get(f"/api/v1/cases/{self.number}/", headers=headers).json()
        assert verb in case["actions"]
        path = f"/api/v1/cases/{self.number}/{verb.replace('_', '-')}/"
        answer = Client().post(path, body, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content

    def progress(self):
        answer = Client().get(f"/api/v1/requests/{self.number}/?code={self.code}", headers=DESK)
        return answer.content.decode()

    def rate(self, **body):
        path = f"/api/v1/requests/{self.number}/rate/"
        assert Client().post(path, {"code": self.code, **body}, "application/json").status_code == 200


class Pages:
    """A resident and staff who use the pages, without JavaScript."""

    def report(self):
        self.resident = Client()
        form = {"text": REQUEST, "category": "ENV01", "area_code": GRID, "name": "张三丰", "phone": "13812345678"}
        assert self.resident.post("/report/", form)["Location"] == "/receipt/"
        receipt = self.resident.get("/receipt/", headers=DESK).content.decode()
        self.number = Case.objects.get().number
        assert self.number in re.sub(r"<[^>]+>|\s", "", receipt)

    def act(self, name, verb, body):
        staff = Client()
        staff.post("/sign-in/", {"username": name, "password": PASSWORD})
        page = staff.get(f"/cases/{self.number}/", headers=DESK).content.decode()
        path = f"/cases/{self.number}/{verb.replace('_', '-')}/"
        assert f'action="{path}"' in page
        expected = re.search(rf'name="{verb}-expected" value="(\d+)"', page)
        form = {f"{verb}-{name}": value for name, value in body.items()} | {f"{verb}-expected": expected[1]}
        assert staff.post(path, form).status_code == 302

    def progress(self):
        return self.resident.get("/track/case/", headers=DESK).content.decode()

    def rate(self, **body):
        assert self.resident.post("/track/case/rate/", body)["Location"] == "/track/case/"


@pytest.mark.parametrize("surface", [Api, Pages])
def test_a_case_climbs_once_and_is_settled(surface, town, time_machine):
    user = surface()
    time_machine.move_to(local("2026-03-03 10:00"), tick=False)
    user.report()
    assert REQUEST in user.progress()
    for instant, name, verb, body in STEPS:
        time_machine.move_to(local(instant), tick=False)
        assert REPLY not in user.progress()
        user.act(name, verb, body)
    told = user.progress()
    assert REPLY in told
    assert ATTEMPT not in told
    assert ASKED not in told
    time_machine.move_to(local("2026-03-04 09:00"), tick=False)
    user.rate(solved="yes", satisfaction="satisfied", text="很快")
    _check_the_record(town)


def _check_the_record(town):
    case = Case.objects.get()
    events = CaseEvent.objects.filter(case=case).order_by("seq")
    names = {user.pk: name for name, user in town.users.items()}
    rows = events.values_list("verb", "reason", "from_state", "to_state", "by_id")
    assert [(*row[:-1], names.get(row[-1])) for row in rows] == RECORD
    instants = ["2026-03-03 10:00"] * 2 + [step[0] for step in STEPS] + ["2026-03-04 09:00"]
    assert list(events.values_list("at", flat=True)) == [local(instant) for instant in instants]
    assert (case.outcome, case.closed_level, case.escalation_count) == ("resolved", "community", 1)
    assert (case.rating.solved, case.rating.satisfaction) == ("yes", "satisfied")
    assert list(verification.problems()) == []
