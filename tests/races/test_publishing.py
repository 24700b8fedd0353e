"""The beat and the first readers of a month come at the same moment."""

import pytest

from cases.actions import publishing
from cases.models import PublishedBlock, PublishedMonth
from cases.world import world
from tests.races.test_verbs import together
from tests.town import AT, build, local

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_month_is_counted_by_one_of_those_who_come_at_once():
    town = build()
    for _number in range(5):
        town.report("ENV01", at=AT)
    found = together(*[lambda: len(publishing.publish(world(local("2026-04-03 18:00"))))] * 4)
    assert sorted(found) == [0, 0, 0, 3]
    assert (PublishedMonth.objects.count(), PublishedBlock.objects.get().count) == (3, 5)
