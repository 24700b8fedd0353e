"""What the public page reads: no month before its time, nothing sensitive, one statement and then none."""

import pytest

from cases.actions import publishing
from cases.actions.figures import set_figure
from cases.models import Case, Category
from cases.publishing import LEAST
from cases.queries import nearby
from cases.world import world
from grids.levels import Level
from grids.versions import bump, tokens
from tests.town import COMMUNITY, FAR_GRID, GRID, NEXT_GRID, STREET, local

REPORTED = local("2026-03-03 10:00")
"""March is over on the 31st, and public three working days later: on a Friday evening before the holidays."""
PUBLIC = local("2026-04-03 18:00")


def read(at):
    """What a reader finds, who may be the first."""
    present = tokens()
    publishing.publish(world(at, present))
    return nearby.read(world(at, present), present)


def shown(at=PUBLIC):
    return {(block.area, block.code or block.group, block.count, block.finished) for block in read(at).blocks}


def reports(town, number, code="ENV01", area=GRID, at=REPORTED, **more):
    return [town.report(code, area=area, at=at, **more) for _number in range(number)]


def test_a_month_is_public_to_the_minute_three_working_days_after_it(town):
    reports(town, LEAST)
    assert shown(local("2026-04-03 17:59")) == set()
    assert shown() == {(GRID, "ENV01", 5, 0)}
    assert [str(month) for month in read(PUBLIC).months] == ["2026-03-01", "2026-02-01", "2026-01-01"]


def test_the_last_minute_of_a_month_belongs_to_it_and_the_next_does_not(town):
    reports(town, LEAST, at=local("2026-03-31 23:59"))
    reports(town, LEAST, area=NEXT_GRID, at=local("2026-04-01 00:00"))
    assert shown() == {(GRID, "ENV01", 5, 0)}
    assert {row[0] for row in shown(local("2026-05-10 18:00"))} == {GRID, NEXT_GRID}


def test_the_delay_is_a_figure_of_the_county(town):
    reports(town, LEAST)
    at = local("2026-03-05 10:00")
    day = world(at).today
    set_figure(name="publish_after", text="5 WD", since=day, expected=0, by=town.user("administrator"), at=at)
    assert shown() == set()
    assert shown(local("2026-04-08 17:59")) == set()
    assert shown(local("2026-04-08 18:00")) == {(GRID, "ENV01", 5, 0)}


def test_never_sensitive_never_order_never_about_staff_never_unpublished(town):
    Category.objects.filter(code__in=["LIV01", "ORD01", "CIV05"]).update(publish=True)
    bump("catalogue")
    for code in ("LIV01", "ORD01", "ORD03", "CIV05", "PTY03"):
        reports(town, LEAST, code=code)
    reports(town, LEAST, code=None)
    sensitive, complained = reports(town, LEAST), reports(town, LEAST)
    Case.objects.filter(pk__in=[case.pk for case in sensitive]).update(sensitive=True)
    Case.objects.filter(pk__in=[case.pk for case in complained]).update(complained_unit=town.unit(STREET))
    assert shown() == set()


def test_what_was_public_when_it_was_filed_and_is_not_today_is_not_shown(town):
    reports(town, LEAST)
    Category.objects.filter(code="ENV01").update(publish=False)
    bump("catalogue")
    assert shown() == set()


def test_where_people_are_meant_a_community_is_the_finest(town):
    Category.objects.filter(code="POL01").update(publish=True)
    bump("catalogue")
    reports(town, LEAST, code="POL01")
    (block,) = read(PUBLIC).blocks
    assert (block.area, block.level, block.count) == (COMMUNITY, Level.COMMUNITY, 5)


def test_a_matter_counts_once_and_only_where_something_was_done_about_it(town):
    outcomes = ("resolved", "merged", "cancelled", "withdrawn", "rejected", "referred")
    cases = reports(town, LEAST + len(outcomes))
    for case, outcome in zip(cases, outcomes, strict=False):
        Case.objects.filter(pk=case.pk).update(state="closed", outcome=outcome, closed_at=REPORTED)
    assert shown() == {(GRID, "ENV01", 6, None)}


def test_a_kind_that_is_taken_out_of_publication_goes_with_whole_blocks(town):
    """What is counted with other kinds names none, and stays; so does a kind that has merely ended."""
    for code, number in (("ENV01", 9), ("ENV05", 2), ("MUN03", 3), ("MUN01", 6)):
        reports(town, number, code=code)
    assert shown() == {(GRID, "ENV01", 9, 0), (GRID, "MUN01", 6, 0), (STREET, "", 5, 0)}
    Category.objects.filter(code__in=["ENV01", "ENV05"]).update(publish=False)
    Category.objects.filter(code="MUN01").update(until=local("2026-03-31 10:00").date())
    bump("catalogue")
    assert shown() == {(GRID, "MUN01", 6, 0), (STREET, "", 5, 0)}


def test_a_kind_that_is_counted_by_community_from_now_on_is_not_shown_by_grid(town):
    reports(town, LEAST)
    assert shown() == {(GRID, "ENV01", 5, 0)}
    Category.objects.filter(code="ENV01").update(personal_data="personal")
    bump("catalogue")
    assert shown() == set()


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_and_then_none(town, django_assert_num_queries, count):
    for area in (GRID, NEXT_GRID, FAR_GRID)[:count]:
        reports(town, LEAST, area=area)
    present = tokens()
    now = world(PUBLIC, present)
    publishing.publish(now)
    with django_assert_num_queries(1):
        assert len(nearby.read(now, present).blocks) == count
    with django_assert_num_queries(0):
        assert len(nearby.read(now, present).blocks) == count
