"""Signals of devices: one case for a burst, nothing twice, through the same rules as any report."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import alarm_signatures, explanations
from cases.actions import alarms, checking, handling
from cases.models import Alarm, Case, Category, DeviceGroup, Text
from cases.queries import signals
from cases.states import State
from notices.models import Notice
from tests.town import AT, BUILDING, FAR_GRID, GRID, STREET

KEY_FACTS = {"code": "smoke", "name": "智慧烟感", "area_code": STREET, "category_code": "SAF01"}


@pytest.fixture
def key(town):
    return alarms.save_group(**KEY_FACTS, by=None, at=AT)


@pytest.fixture
def group(key):
    made = DeviceGroup.objects.get()
    alarms.save_device(made, code="s-1", area_code=BUILDING, address="3号楼2单元", active=True, by=None, at=AT)
    alarms.save_device(made, code="s-2", area_code=GRID, address="", active=True, by=None, at=AT)
    return made


def signal(group, external_id="a1", *, device="s-1", at=AT, kind="smoke"):
    return alarms.receive(group, device=device, external_id=external_id, kind=kind, happened_at=at, at=at)


def test_a_signal_is_a_critical_case_at_the_grid_in_the_same_transaction(town, group):
    received = signal(group)
    case = Case.objects.get(number=received.case_number)
    assert (received.is_new, case.channel, case.state, case.severity) == (True, "alarm", "dispatched", "critical")
    assert (case.holder_id, case.area_id, case.address) == (town.unit(GRID), BUILDING, "3号楼2单元")
    assert case.requester is None
    assert Text.objects.get(case=case, kind="request").body == "Alarm “smoke” of device s-1 (智慧烟感)."
    assert Notice.objects.filter(to_kind="unit", to_id=town.unit(GRID), critical=True).exists()


def test_the_same_signal_again_is_the_same_answer(group):
    first = signal(group)
    again = signal(group, at=AT + dt.timedelta(hours=5))
    assert (again.case_number, again.is_new) == (first.case_number, False)
    assert (Case.objects.count(), Alarm.objects.count()) == (1, 1)


# Minutes after the first signal -> whether it makes a case of its own, the case still being open.
@pytest.mark.parametrize(("minutes", "is_new"), [(0, False), (1, False), (119, False), (120, True), (600, True)])
def test_a_burst_of_one_device_is_one_case(group, minutes, is_new):
    first = signal(group)
    later = signal(group, "a2", at=AT + dt.timedelta(minutes=minutes))
    assert later.is_new is is_new
    assert (later.case_number == first.case_number) is not is_new
    assert Alarm.objects.count() == 2


@translation.override("en")
def test_a_burst_lasts_as_long_as_signals_follow_each_other_and_the_case_says_so(town, group):
    case = Case.objects.get(number=signal(group).case_number)
    assert signals.of(case) is None
    numbers = {signal(group, f"b{n}", at=AT + dt.timedelta(minutes=90 * n)).case_number for n in range(1, 5)}
    assert numbers == {case.number}
    assert explanations.folded_sentences(signals.of(case)) == [
        "4 more signals of its device were taken for the same matter, the last at 2026-03-03 16:00.",
        "A signal within two hours of the one before is no new matter while the case is open.",
    ]
    assert signals.of(town.report()) is None


def test_a_burst_tells_nobody_twice(town, group):
    signal(group)
    told = Notice.objects.count()
    for n in range(5):
        signal(group, f"b{n}")
    assert Notice.objects.count() == told


def test_a_signal_after_the_case_is_closed_is_a_new_case(town, group):
    first = Case.objects.get(number=signal(group).case_number)
    worker = town.user("grid")
    handling.sign(first, by=worker, at=AT)
    closed = handling.submit_result(first, by=worker, at=AT, reply="误报，已复位。")
    assert closed.state == State.CHECKING
    assert not signal(group, "a2", at=AT + dt.timedelta(minutes=5)).is_new
    checking.pass_check(closed, by=town.user("checker"), at=AT)
    assert signal(group, "a3", at=AT + dt.timedelta(minutes=6)).is_new


def test_two_devices_are_two_cases(group):
    assert signal(group).case_number != signal(group, device="s-2").case_number
    assert Case.objects.count() == 2


def test_a_category_that_ended_does_not_lose_the_signal(group):
    Category.objects.filter(code="SAF01").update(until=dt.date(2026, 1, 1))
    from grids.versions import bump  # noqa: PLC0415 -- what an administrator's change does

    bump("catalogue")
    case = Case.objects.get(number=signal(group).case_number)
    assert (case.state, case.category_id) == ("reported", None)
    assert ["category_ended", {}] in case.routing


@pytest.mark.parametrize("code", ["s-9", "", "S-1"])
def test_an_unknown_device_makes_nothing(group, code):
    with pytest.raises(Refusal, match="no such device"):
        signal(group, device=code)
    assert not Case.objects.exists()


def test_a_device_out_of_use_makes_nothing(group):
    alarms.save_device(group, code="s-1", area_code=BUILDING, address="", active=False, by=None, at=AT)
    with pytest.raises(Refusal, match="no such device"):
        signal(group)


@pytest.mark.parametrize("facts", [{"external_id": ""}, {"external_id": "x" * 81}, {"kind": "a\nb"}, {"kind": ""}])
def test_a_signal_without_plain_id_and_kind_is_refused(group, facts):
    with pytest.raises(Refusal) as refused:
        signal(group, **facts)
    assert refused.value.code == "bad_alarm"


def test_a_device_stands_in_its_groups_area(group):
    with pytest.raises(Refusal) as refused:
        alarms.save_device(group, code="s-3", area_code=FAR_GRID, address="", active=True, by=None, at=AT)
    assert refused.value.code == "outside_group"


def test_a_new_key_ends_the_old_one_and_is_recorded(group, key):
    new = alarms.save_group(**KEY_FACTS, by=None, at=AT)
    now = str(int(AT.timestamp()))
    assert alarm_signatures.sender("smoke", now, alarm_signatures.sign(new, now, b"{}"), b"{}", AT).code == "smoke"
    with pytest.raises(Refusal):
        alarm_signatures.sender("smoke", now, alarm_signatures.sign(key, now, b"{}"), b"{}", AT)
    assert AuditEntry.objects.filter(verb="set_device_key").count() == 2
    assert key not in bytes(DeviceGroup.objects.get().key).decode()


NOW = int(AT.timestamp())


# Group, timestamp, what is done to the signature -> accepted.
@pytest.mark.parametrize(
    ("code", "timestamp", "spoil", "accepted"),
    [
        ("smoke", str(NOW), str, True),
        ("smoke", str(NOW - 300), str, True),
        ("smoke", str(NOW + 300), str, True),
        ("smoke", str(NOW - 301), str, False),
        ("smoke", str(NOW + 301), str, False),
        ("smoke", f"{NOW}.0", str, False),
        ("smoke", "", str, False),
        ("smoke", "9" * 400, str, False),
        ("smoke", "٣" * 10, str, False),
        ("Smoke", str(NOW), str, False),
        ("", str(NOW), str, False),
        ("smoke\0", str(NOW), str, False),
        ("smoke", str(NOW), str.upper, False),
        ("smoke", str(NOW), lambda right: right[:-1], False),
        ("smoke", str(NOW), lambda right: "", False),
        ("smoke", str(NOW), lambda right: "é" * 64, False),
    ],
)
def test_who_signed(group, key, code, timestamp, spoil, accepted):
    signature = spoil(alarm_signatures.sign(key, timestamp, b"{}"))
    if accepted:
        assert alarm_signatures.sender(code, timestamp, signature, b"{}", AT) == group
        return
    with pytest.raises(Refusal) as refused:
        alarm_signatures.sender(code, timestamp, signature, b"{}", AT)
    assert refused.value.code == "bad_signature"


def test_a_changed_body_and_a_closed_group_are_refused(group, key):
    now = str(NOW)
    signature = alarm_signatures.sign(key, now, b"{}")
    with pytest.raises(Refusal):
        alarm_signatures.sender("smoke", now, signature, b"{ }", AT)
    DeviceGroup.objects.update(active=False)
    with pytest.raises(Refusal):
        alarm_signatures.sender("smoke", now, signature, b"{}", AT)


def test_the_command_makes_a_group_and_registers_devices(town, tmp_path):
    file, out = tmp_path / "devices.csv", StringIO()
    file.write_text(f"code,area_code,address\ns-1,{BUILDING},3号楼\ns-2,{GRID},\n", encoding="utf-8")
    call_command("alarm_devices", "smoke", name="烟感", area=STREET, devices=str(file), stdout=out)
    made = DeviceGroup.objects.get()
    assert [device.code for device in made.devices.order_by("code")] == ["s-1", "s-2"]
    assert out.getvalue().startswith("key of smoke: ")
    with pytest.raises(CommandError, match="no such group"):
        call_command("alarm_devices", "heat", stdout=out)
    with pytest.raises(CommandError, match="no such area"):
        call_command("alarm_devices", "heat", name="温感", area="1", stdout=out)
