"""Signed signals over HTTP."""

import json

import pytest

from cases import alarm_signatures
from cases.actions import alarms
from cases.models import Case, DeviceGroup
from tests.town import AT, GRID, STREET

NOW = str(int(AT.timestamp()))
SIGNAL = {"device": "s-1", "external_id": "a1", "kind": "smoke", "happened_at": "2026-03-03T10:00:00+08:00"}


@pytest.fixture
def send(town, caller):
    key = alarms.save_group(code="smoke", name="烟感", area_code=STREET, category_code="SAF01", by=None, at=AT)
    group = DeviceGroup.objects.get()
    alarms.save_device(group, code="s-1", area_code=GRID, address="3号楼", active=True, by=None, at=AT)
    device = caller(None)

    def signed(sent, **headers):
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        own = {
            "X_Gezhi_Device_Group": "smoke",
            "X_Gezhi_Timestamp": NOW,
            "X_Gezhi_Signature": alarm_signatures.sign(key, NOW, body),
        }
        return device.post("alarms/", body, **{**own, **headers})

    return signed


def test_a_signal_makes_a_case_and_its_repetition_none(send):
    first, again = send(SIGNAL), send(SIGNAL)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"case": Case.objects.get().number, "is_new": True}
    assert again.json() == {"case": Case.objects.get().number, "is_new": False}


@pytest.mark.parametrize(
    ("sent", "headers", "status", "code"),
    [
        (SIGNAL, {"X_Gezhi_Signature": "0" * 64}, 403, "bad_signature"),
        (SIGNAL, {"X_Gezhi_Signature": ""}, 403, "bad_signature"),
        (SIGNAL, {"X_Gezhi_Device_Group": "heat"}, 403, "bad_signature"),
        (SIGNAL, {"X_Gezhi_Timestamp": str(int(NOW) - 301)}, 403, "bad_signature"),
        ({**SIGNAL, "device": "s-2"}, {}, 404, "not_found"),
        ({**SIGNAL, "happened_at": "now"}, {}, 400, "invalid"),
        ({**SIGNAL, "kind": "x" * 41}, {}, 400, "max_length"),
        ({}, {}, 400, "required"),
        (b"[]", {}, 400, "malformed"),
        (b"\xff", {}, 400, "malformed"),
        (b" " * 16385, {}, 413, "too_large"),
    ],
)
def test_what_is_refused(send, sent, headers, status, code):
    answer = send(sent, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Case.objects.exists()


def test_a_body_signed_for_another_moment_is_refused(send):
    later = str(int(NOW) + 60)
    assert send(SIGNAL, X_Gezhi_Timestamp=later).status_code == 403
