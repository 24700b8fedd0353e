"""A month is counted once: whatever happens to its cases afterwards, no public number moves."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases import tasks
from cases.actions import publishing
from cases.models import Case, Category, PublishedBlock, PublishedMonth
from cases.publishing import LEAST
from cases.queries import nearby
from cases.world import world
from grids.models import Area
from grids.versions import bump, tokens
from tests.town import GRID, NEXT_GRID, local

REPORTED, PUBLIC, LATER = local("2026-03-03 10:00"), local("2026-04-03 18:00"), local("2026-04-20 10:00")
MONTHS = ["2026-03-01", "2026-02-01", "2026-01-01"]


def publish(at=PUBLIC):
    return [month.isoformat() for month in publishing.publish(world(at))]


def shown(at=LATER):
    cache.clear()
    present = tokens()
    blocks = nearby.read(world(at, present), present).blocks
    return {(block.area, block.code or block.group, block.count, block.finished) for block in blocks}


def reports(town, number, **more):
    return [town.report("ENV01", at=REPORTED, **more) for _number in range(number)]


AFTERWARDS = {
    "ends": lambda cases: cases.update(state="closed", outcome="resolved", closed_at=LATER),
    "is withdrawn": lambda cases: cases.update(state="closed", outcome="withdrawn", closed_at=LATER),
    "gets another category": lambda cases: cases.update(category=Category.objects.get(code="MUN03")),
    "is found sensitive": lambda cases: cases.update(sensitive=True),
    "is moved to another grid": lambda cases: cases.update(area=NEXT_GRID),
}


@pytest.mark.parametrize("what", AFTERWARDS)
def test_whatever_a_case_does_afterwards_no_number_moves(town, what):
    cases = reports(town, 6) + reports(town, 5, area=NEXT_GRID)
    assert publish() == MONTHS
    before = shown()
    assert before == {(GRID, "ENV01", 6, 0), (NEXT_GRID, "ENV01", 5, 0)}
    AFTERWARDS[what](Case.objects.filter(pk=cases[0].pk))
    assert publish(LATER) == []
    assert shown() == before


def test_a_report_that_comes_late_with_an_early_date_is_not_counted(town):
    reports(town, LEAST)
    publish()
    reports(town, 1)
    assert shown() == {(GRID, "ENV01", 5, 0)}


def test_the_next_month_is_counted_beside_those_that_are(town):
    reports(town, LEAST)
    assert publish() == MONTHS
    assert publish(local("2026-05-11 18:00")) == ["2026-04-01"]
    assert {str(row.month) for row in PublishedMonth.objects.filter(counted_at=PUBLIC)} == set(MONTHS)


def test_a_month_without_blocks_is_counted_too(town):
    assert publish() == MONTHS
    assert (shown(), publish(), PublishedMonth.objects.count()) == (set(), [], 3)


def test_a_month_that_was_not_counted_yet_is_said_so(town):
    with pytest.raises(nearby.Uncounted):
        shown()


def test_nothing_is_marked_before_an_area_is_set_up(db):
    Area.objects.all().delete()
    bump("directory")
    assert (publish(), shown(), PublishedMonth.objects.count()) == ([], set(), 0)


def test_the_beat_counts_what_is_public(town):
    with time_machine.travel(local("2026-04-03 17:59"), tick=False) as clock:
        tasks.publish_months()
        assert not PublishedMonth.objects.filter(month="2026-03-01").exists()
        clock.move_to(PUBLIC)
        tasks.publish_months()
        tasks.publish_months()
    assert PublishedMonth.objects.get(month="2026-03-01").counted_at == PUBLIC


def test_a_count_that_breaks_off_leaves_nothing_behind(town):
    """The last of three months fails: the first two are not kept either."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_publishedmonth ADD CONSTRAINT none CHECK (month <> '2026-01-01')")
    with pytest.raises(IntegrityError), transaction.atomic():
        publish()
    assert PublishedMonth.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_publishedmonth DROP CONSTRAINT none")
    assert publish() == MONTHS


@pytest.mark.parametrize(
    "change",
    [
        lambda: PublishedBlock.objects.update(count=7),
        lambda: PublishedBlock.objects.all().delete(),
        lambda: PublishedMonth.objects.update(counted_at=LATER),
        lambda: PublishedMonth.objects.filter(blocks=None).delete(),
        lambda: connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE cases_publishedblock"),
    ],
)
def test_what_was_counted_cannot_be_changed(town, change):
    reports(town, LEAST)
    publish()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


@pytest.mark.parametrize(("count", "finished"), [(4, 0), (5, 1), (9, 5), (9, 4), (5, 6)])
def test_the_table_itself_refuses_small_numbers(town, count, finished):
    publish()
    month = PublishedMonth.objects.get(month="2026-03-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedBlock.objects.create(month=month, area_code=GRID, level="grid", count=count, finished=finished)
