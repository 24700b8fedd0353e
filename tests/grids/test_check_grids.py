"""The gapless check on squares of a hundredth of a degree: about a million square metres each."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from accounts.models import User
from grids.gaps import square_metres
from grids.models import Area, Post
from grids.outlines import shape_of
from grids.roles import Role
from grids.versions import bump
from tests.grids.test_outlines import square
from tests.town import (
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_COMMUNITY,
    OTHER_GRID,
    OTHER_STREET,
    STREET,
    build,
)

pytestmark = pytest.mark.django_db

# One community of two grids, one of one, one street of one: a rectangle of 4 × 1 without a gap.
SOUND = {
    GRID: square(0, 0),
    OTHER_GRID: square(1, 0),
    NEXT_GRID: square(2, 0),
    FAR_GRID: square(3, 0),
    COMMUNITY: square(0, 0, 2, 1),
    OTHER_COMMUNITY: square(2, 0),
    FAR_COMMUNITY: square(3, 0),
    STREET: square(0, 0, 3, 1),
    OTHER_STREET: square(3, 0),
    COUNTY: square(0, 0, 4, 1),
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def town():
    town = build()
    draw(SOUND)
    return town


def draw(outlines):
    for code, outline in outlines.items():
        Area.objects.filter(code=code).update(boundary=outline)
    bump("boundaries")


def problems(**options):
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_grids", stdout=out, **options)
    lines = out.getvalue().splitlines()
    assert str(error.value) == f"{len(lines)} problem{'s' if len(lines) > 1 else ''}."
    return lines


def test_a_sound_installation_passes(town):
    out = StringIO()
    call_command("check_grids", stdout=out)
    assert out.getvalue() == "Every grid has its worker and its outline, without overlaps or holes.\n"


def test_a_grid_without_a_worker_is_named(town):
    Post.objects.filter(user=town.user("grid2")).delete()
    bump("directory")
    assert problems() == [f"Grid without a worker: 红星第二网格 ({OTHER_GRID})"]


@pytest.mark.parametrize(
    "change",
    [
        {"until": dt.date(2020, 1, 2)},
        {"since": dt.date(2999, 1, 1)},
        {"role": Role.BUILDING_STEWARD},
    ],
)
def test_a_worker_who_is_no_longer_or_not_yet_or_no_worker_does_not_count(town, change):
    Post.objects.filter(user=town.user("grid2")).update(**change)
    bump("directory")
    assert problems() == [f"Grid without a worker: 红星第二网格 ({OTHER_GRID})"]


def test_a_worker_who_may_not_sign_in_does_not_count(town):
    User.objects.filter(username="grid2").update(is_active=False)
    assert problems() == [f"Grid without a worker: 红星第二网格 ({OTHER_GRID})"]


def test_a_community_without_a_clerk_is_named(town):
    Post.objects.filter(unit=town.units[OTHER_COMMUNITY], role=Role.CLERK).delete()
    bump("directory")
    assert problems() == [f"Community without a clerk: 云峰社区 ({OTHER_COMMUNITY})"]


def test_a_grid_without_an_outline_leaves_a_hole(town):
    draw({OTHER_GRID: None})
    lines = problems()
    assert lines[0] == f"Grid without an outline: 红星第二网格 ({OTHER_GRID})"
    assert lines[1].startswith(f"Hole in 红星社区 ({COMMUNITY}): 10")
    assert lines[1].endswith(" m² around 28.005000, 113.015000")
    assert len(lines) == 2


def test_grids_that_overlap_are_named_once(town):
    draw({OTHER_GRID: square(0.5, 0, 1.5, 1)})
    lines = problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"Overlap of 红星第一网格 ({GRID}) and 红星第二网格 ({OTHER_GRID}): 5")


def test_an_outline_beyond_the_one_around_it_is_named(town):
    """The last grid reaches half a square further east than its community, its street and the county."""
    draw({FAR_GRID: square(3, 0, 1.5, 1)})
    lines = problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"江湾第一网格 ({FAR_GRID}) reaches 5")
    assert lines[0].endswith(f" m² beyond 江湾社区 ({FAR_COMMUNITY})")


def test_beyond_means_the_nearest_outline_above(town):
    draw({FAR_COMMUNITY: None, FAR_GRID: square(3, 0, 1.5, 1)})
    assert [line.split(" beyond ")[1] for line in problems()] == [f"望江街道 ({OTHER_STREET})"]


def test_a_hole_between_streets_is_one_of_the_county(town):
    draw({COUNTY: square(0, 0, 4, 2)})
    lines = problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"Hole in 青岚县 ({COUNTY}): ")


def test_without_outlines_above_what_the_grids_enclose_must_be_covered(town):
    draw(dict.fromkeys([COMMUNITY, OTHER_COMMUNITY, FAR_COMMUNITY, STREET, OTHER_STREET, COUNTY]))
    ring, hole = square(0, 0, 3, 3)["coordinates"][0], square(1, 1)["coordinates"][0]
    draw({GRID: {"type": "Polygon", "coordinates": [ring, hole]}, OTHER_GRID: square(9, 0), NEXT_GRID: square(10, 0)})
    draw({FAR_GRID: square(11, 0)})
    lines = problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"Hole in 青岚县 ({COUNTY}): ")
    assert lines[0].endswith("around 28.015000, 113.015000")


def test_slivers_within_the_tolerance_are_no_problem(town):
    draw({OTHER_GRID: square(0.99999, 0, 1.00001, 1)})
    call_command("check_grids", stdout=StringIO(), tolerance=20)
    lines = problems(tolerance=5)
    assert len(lines) == 1
    assert lines[0].startswith("Overlap of")
    draw({OTHER_GRID: square(1.00001, 0, 0.99999, 1)})
    call_command("check_grids", stdout=StringIO(), tolerance=20)
    lines = problems(tolerance=5)
    assert len(lines) == 1
    assert lines[0].startswith("Hole in 红星社区")


def test_square_metres_shrink_towards_the_pole():
    degree = 111_320**2
    for south, share in [(0, 1.0), (60, 0.5)]:
        ring = [[0, south - 0.5], [1, south - 0.5], [1, south + 0.5], [0, south + 0.5], [0, south - 0.5]]
        assert square_metres(shape_of({"type": "Polygon", "coordinates": [ring]})) == pytest.approx(
            degree * share, rel=1e-3
        )
