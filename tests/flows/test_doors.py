"""One fire through every door: page, API, counter, reception, device, import (case process, invariant 13).

Whoever tells it and however, the same events are written, the same unit holds it, the same clocks run and the
same desks are told.
"""

import json

from django.test import Client

from cases import alarm_signatures
from cases.actions import alarms, intake
from cases.actions.intake import ImportRow
from cases.models import Assist, Case, CaseEvent, Deadline, DeviceGroup
from cases.states import Channel
from meetings.actions import items
from notices.models import Notice
from tests.meetings.conftest import begun, leader_day
from tests.town import AT, COMMUNITY, COUNTY, GRID, STREET, place

TEXT = "三单元地下室冒烟，有人闻到焦味。"
MATTER = {"text": TEXT, "category": "SAF01", "area_code": GRID}


def by_page(town):
    assert Client().post("/report/", MATTER).status_code == 302


def by_api(town):
    assert Client().post("/api/v1/requests/", MATTER, "application/json").status_code == 201


def by_counter(town):
    staff = Client()
    staff.force_login(town.user("grid"), backend="accounts.backends.PasswordBackend")
    assert staff.post("/cases/new/", {**MATTER, "channel": "patrol"}).status_code == 302


def by_reception(town):
    session = begun(leader_day(town), town, "street")
    items.record_case(session, by=town.user("street"), at=AT, text=TEXT, place=place(GRID), category="SAF01")


def by_device(town):
    key = alarms.save_group(code="smoke", name="烟感", area_code=STREET, category_code="SAF01", by=None, at=AT)
    alarms.save_device(DeviceGroup.objects.get(), code="s-1", area_code=GRID, address="", active=True, by=None, at=AT)
    signal = {"device": "s-1", "external_id": "a1", "kind": "smoke", "happened_at": AT.isoformat()}
    now, body = str(int(AT.timestamp())), json.dumps(signal).encode()
    headers = {
        "X-Gezhi-Device-Group": "smoke",
        "X-Gezhi-Timestamp": now,
        "X-Gezhi-Signature": alarm_signatures.sign(key, now, body),
    }
    answer = Client().post("/api/v1/alarms/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201


def by_import(town):
    row = ImportRow("188006", TEXT, AT, place(GRID), category_code="SAF01")
    intake.import_batch([row], channel=Channel.HOTLINE, at=AT)


DOORS = [by_page, by_api, by_counter, by_reception, by_device, by_import]


def record(town, case):
    """What came of it, with the names of the units."""
    names = {unit.pk: name for name, unit in town.units.items()}
    told = Notice.objects.filter(to_kind="unit", about_id=case.number).values_list("kind", "to_id")
    events = CaseEvent.objects.filter(case=case).order_by("seq")
    return {
        "events": [(event.verb, event.from_state, event.to_state, names[event.holder_id]) for event in events],
        "why": [line[0] for line in case.routing],
        "held": (case.state, case.severity, names[case.holder_id]),
        "clocks": {
            (row.kind, names[row.unit_id], row.due_at, row.fire_at) for row in Deadline.objects.filter(case=case)
        },
        "assists": {names[row.unit_id] for row in Assist.objects.filter(case=case)},
        "told": {(kind, names[unit]) for kind, unit in told},
    }


def test_the_same_record_through_every_door(town, time_machine):
    """The events and desks are written by hand; all else has to be the same as through the first door."""
    time_machine.move_to(AT, tick=False)
    found = {}
    for door in DOORS:
        before = set(Case.objects.values_list("pk", flat=True))
        door(town)
        found[door.__name__] = record(town, Case.objects.exclude(pk__in=before).get())
    first = found["by_page"]
    assert first["events"] == [("report", "", "reported", GRID), ("dispatch", "reported", "dispatched", GRID)]
    critical = {("critical_case", unit) for unit in (COMMUNITY, STREET, COUNTY)}
    assert first["told"] == {("case_arrived", GRID), *critical}
    assert {kind for kind, *_rest in first["clocks"]} == {"sign", "respond", "level", "resolve"}
    for name, same in found.items():
        assert same == first, name
