"""One street with two communities and a neighbouring street, their people, and volunteers without a post."""

import datetime as dt

import pytest

from accounts.models import User
from grids import versions
from grids.levels import Level
from grids.models import Area, Post, Unit, UnitKind
from grids.roles import Role
from volunteers.actions import posts, reporting

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
A, B, ELSEWHERE = "430101001001", "430101001002", "430101002001"
GRID = "430101001001001"

AREAS = [
    ("430101001", "金牛山街道", Level.STREET, None),
    (A, "泉塘社区", Level.COMMUNITY, "430101001"),
    (GRID, "第一网格", Level.GRID, A),
    (B, "星沙社区", Level.COMMUNITY, "430101001"),
    ("430101002", "邻街道", Level.STREET, None),
    (ELSEWHERE, "邻社区", Level.COMMUNITY, "430101002"),
]
STAFF = [
    ("clerk_a", Role.CLERK, A),
    ("clerk_b", Role.CLERK, B),
    ("head", Role.UNIT_HEAD, "430101001"),
    ("leader", Role.LEADER, "430101001"),
    ("worker", Role.GRID_WORKER, GRID),
    ("neighbour", Role.UNIT_HEAD, "430101002"),
]


@pytest.fixture
def people(db):
    """Users by name: the staff above, a department's head, a former clerk, and three volunteers."""
    for code, name, level, parent in AREAS:
        area = Area.objects.create(code=code, name=name, level=level, parent_id=parent)
        Unit.objects.create(kind=UnitKind.OFFICE, name=f"{name}办", area=area)
    department = Unit.objects.create(kind=UnitKind.DEPARTMENT, name="城管局", area_id="430101001")
    users = {}
    for name, role, code in STAFF:
        users[name] = User.objects.create(username=name, name=name)
        office = Unit.objects.get(kind=UnitKind.OFFICE, area=code)
        Post.objects.create(user=users[name], unit=office, role=role, since=dt.date(2026, 1, 1))
    for name in ("department", "former", "volunteer", "second", "third"):
        users[name] = User.objects.create(username=name, name=name)
    Post.objects.create(user=users["department"], unit=department, role=Role.UNIT_HEAD, since=dt.date(2026, 1, 1))
    Post.objects.create(
        user=users["former"],
        unit=Unit.objects.get(kind=UnitKind.OFFICE, area=A),
        role=Role.CLERK,
        since=dt.date(2026, 1, 1),
        until=dt.date(2026, 3, 1),
    )
    versions.bump("directory")
    return users


def publish(by, area=A, **changes):
    """A post of the day after tomorrow, nine to eleven."""
    given = {
        "by": by,
        "at": AT,
        "area_code": area,
        "title": "清理楼道",
        "text": "带手套，九点在门口集合。",
        "needed": 2,
        "starts_at": AT + 2 * DAY,
        "ends_at": AT + 2 * DAY + 2 * HOUR,
    }
    return posts.publish(**given | changes)


def come(*users, area=A):
    """The users report in as residents."""
    for user in users:
        reporting.report_in(by=user, at=AT, area_code=area, kind="resident")
