"""Every field of an event is under its hash, and anchors vouch for the heads."""

import datetime as dt

import pytest

from cases import chain, verification
from cases.actions import anchors, handling
from cases.ledger import hash_of
from cases.models import Anchor, CaseEvent
from tests.town import AT

DAY = dt.timedelta(days=1)
COVERED = {
    "seq": 9,
    "verb": "cancel",
    "at": AT + DAY,
    "by_id": 424242,
    "post_id": 424242,
    "unit_id": 424242,
    "holder_id": 424242,
    "from_state": "closed",
    "to_state": "archived",
    "reason": "other",
    "cause": "level",
    "data": {"category": "other"},
    "text_digest": "0" * 64,
    "previous_hash": "0" * 64,
}


@pytest.mark.parametrize("name", sorted(COVERED))
def test_a_changed_field_changes_the_hash(town, name):
    event = CaseEvent.objects.get(case=town.report("ENV01"), seq=2)
    assert hash_of(event, "1") != hash_of(event, "2")
    before = hash_of(event, "1")
    setattr(event, name, COVERED[name])
    assert hash_of(event, "1") != before


def test_every_column_but_the_clock_of_the_database_is_covered():
    columns = {column.attname for column in CaseEvent._meta.concrete_fields}
    assert columns - set(COVERED) == {"id", "case_id", "hash", "recorded_at"}


def test_the_hash_does_not_depend_on_the_order_of_keys_or_the_zone_of_an_instant():
    here = AT.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert chain.event_hash({"a": 1, "at": AT}, "x") == chain.event_hash({"at": here, "a": 1}, "x")


def test_an_anchor_vouches_for_all_heads_before_it(town):
    case = town.report("ENV01")
    later = CaseEvent.objects.latest("id").recorded_at
    first = anchors.set_anchor(later.date(), until=later, at=later + DAY)
    assert (first.case_count, list(verification.anchor_problems())) == (1, [])
    assert anchors.set_anchor(later.date(), until=later, at=later + DAY) is None
    handling.sign(case, by=town.user("grid"), at=AT)
    assert list(verification.anchor_problems()) == []


def test_a_day_that_is_not_over_gets_no_anchor(town):
    assert anchors.set_anchor(AT.date(), until=AT, at=AT + dt.timedelta(minutes=59)) is None
    assert Anchor.objects.count() == 0


def test_a_forged_anchor_is_found(town):
    town.report("ENV01")
    later = CaseEvent.objects.latest("id").recorded_at
    anchors.set_anchor(later.date(), until=later, at=later + DAY)
    Anchor.objects.update(case_count=2)
    assert [line.split(": ")[1] for line in verification.anchor_problems()] == [
        "the events of the day are not those that were signed",
        "the signature is not ours",
    ]
