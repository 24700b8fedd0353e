"""The demo shows what runs beside its cases."""

import datetime as dt

import pytest

from accounts.models import User
from cases.world import ZONE, viewer
from config.demo import loading
from procedures import queries
from procedures.models import HazardRecord, MediationCase, PetitionHandover

TODAY = dt.date(2026, 11, 22)
UNTIL = dt.datetime(2026, 11, 22, tzinfo=ZONE)


@pytest.mark.long
@pytest.mark.django_db
def test_the_demo_shows_procedures_in_several_states(settings):
    settings.DEMO = True
    assert loading.load(TODAY, lambda day: None, count=60) == []
    assert [row.state for row in MediationCase.objects.all()] == ["mediating"]
    assert [row.state for row in PetitionHandover.objects.all()] == ["accepted"]
    assert [row.state for row in HazardRecord.objects.order_by("id")] == ["controlled", "graded", "cleared", "found"]
    street = viewer(User.objects.get(username="street"), UNTIL)
    counts = {row.grade: (row.on_list, row.overdue) for row in queries.hazard_counts(street, "990127003", UNTIL)}
    assert counts == {"D": (1, 0), "C": (1, 1), "": (1, 0)}
