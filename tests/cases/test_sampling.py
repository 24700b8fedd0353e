"""A share of what is settled on the spot goes to a check (case process §4.2, sampling)."""

import pytest

from cases.actions import handling
from cases.models import CaseEvent
from tests.town import AT


@pytest.mark.parametrize(
    ("percent", "state", "sampled", "checked_by"), [(100, "checking", True, "checking"), (0, "closed", False, None)]
)
def test_the_draw_decides_where_a_settled_case_goes_and_stands_in_the_event(
    town, settings, percent, state, sampled, checked_by
):
    settings.SETTLE_SAMPLING_PERCENT = percent
    case = handling.settle(town.report(), by=town.user("grid"), at=AT, reply="已清运干净。")
    assert (case.state, case.checking_unit_id) == (state, town.unit(checked_by) if checked_by else None)
    event = CaseEvent.objects.get(case=case, verb="settle")
    assert (event.data, event.to_state) == ({"sampled": sampled}, state)


def test_about_eight_in_a_hundred_are_drawn_the_same_ones_every_time(settings):
    numbers = [f"20260303{count:06d}" for count in range(10_000)]
    drawn = [number for number in numbers if handling.is_sampled(number, 8)]
    assert 700 < len(drawn) < 900
    assert drawn == [number for number in numbers if handling.is_sampled(number, 8)]
    settings.SECRET_KEY = "another installation"
    assert drawn != [number for number in numbers if handling.is_sampled(number, 8)]
