"""What a form offers is what the action takes, unit by unit."""

import pytest
from django.db import transaction

from accounts.refusals import Refusal
from cases.actions import deciding
from cases.world import viewer_in, world
from tests.town import AT, GRID, NEXT_GRID
from web.staff.unit_choices import for_decision


class Undone(Exception):
    """The action went through; the test takes it back."""


def takes(town, case, decider, unit):
    """Whether the office above may give the case to the unit."""
    try:
        with transaction.atomic():
            deciding.reassign(case, by=decider, at=AT, unit=unit, reason="better_placed")
            raise Undone
    except Undone:
        return True
    except Refusal:
        return False


# What is reported where, who holds it, who decides above; a company of another community is nobody's neighbour.
@pytest.mark.parametrize(
    ("category", "area", "decider"),
    [("ENV01", GRID, "community"), ("PTY02", NEXT_GRID, "street"), ("MUN03", GRID, "county")],
)
def test_the_office_above_is_offered_what_the_action_takes(town, category, area, decider):
    case, user = town.report(category, area=area), town.user(decider)
    offered = {int(pk) for pk, _name in for_decision(viewer_in(world(AT), user), case, world(AT))}
    assert offered == {unit.pk for unit in town.units.values() if takes(town, case, user, unit.pk)}
    assert offered
