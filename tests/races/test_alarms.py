"""Fifty signals of one device at the same moment."""

import pytest

from cases.actions import alarms
from cases.models import Alarm, Case, DeviceGroup
from tests.races.test_verbs import together
from tests.town import AT, GRID, STREET, build

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_burst_from_many_connections_is_one_case():
    build()
    alarms.save_group(code="smoke", name="烟感", area_code=STREET, category_code="SAF01", by=None, at=AT)
    group = DeviceGroup.objects.get()
    alarms.save_device(group, code="s-1", area_code=GRID, address="", active=True, by=None, at=AT)

    def signal(external_id):
        return lambda: (
            alarms.receive(group, device="s-1", external_id=external_id, kind="smoke", happened_at=AT, at=AT).is_new
        )

    found = together(*[signal(f"a{n % 6}") for n in range(12)])

    assert sorted(found) == [False] * 11 + [True]
    assert (Case.objects.count(), Alarm.objects.count()) == (1, 6)
