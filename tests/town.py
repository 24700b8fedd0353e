"""A small town for tests: one county, two streets, and a cast with one post each.

The neighbours (another street, another community, another grid) exist in full, because a test that
nothing leaks needs somebody to whom it could leak.
"""

import datetime as dt
from copy import copy
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import User
from cases.actions import intake
from cases.models import Case
from cases.world import ZONE
from grids import directory
from grids.levels import Level
from grids.locate import Place
from grids.models import Area, Post, Unit, UnitKind
from grids.roles import Role
from grids.versions import bump, tokens
from residents.contact import Contact

COUNTY = "370211"
STREET, OTHER_STREET = "370211001", "370211002"
COMMUNITY, OTHER_COMMUNITY, FAR_COMMUNITY = "370211001001", "370211001002", "370211002001"
GRID, OTHER_GRID = "370211001001001", "370211001001002"
NEXT_GRID, FAR_GRID = "370211001002001", "370211002001001"
BUILDING = "370211001001001001"

AREAS = [
    (COUNTY, "青岚县", Level.COUNTY, None),
    (STREET, "金牛山街道", Level.STREET, COUNTY),
    (COMMUNITY, "红星社区", Level.COMMUNITY, STREET),
    (GRID, "红星第一网格", Level.GRID, COMMUNITY),
    (BUILDING, "幸福里1号楼", Level.BUILDING, GRID),
    (OTHER_GRID, "红星第二网格", Level.GRID, COMMUNITY),
    (OTHER_COMMUNITY, "云峰社区", Level.COMMUNITY, STREET),
    (NEXT_GRID, "云峰第一网格", Level.GRID, OTHER_COMMUNITY),
    (OTHER_STREET, "望江街道", Level.STREET, COUNTY),
    (FAR_COMMUNITY, "江湾社区", Level.COMMUNITY, OTHER_STREET),
    (FAR_GRID, "江湾第一网格", Level.GRID, FAR_COMMUNITY),
]
BESIDE = [
    ("checking", UnitKind.CHECKING_GROUP, "金牛山核查组", STREET),
    ("other_checking", UnitKind.CHECKING_GROUP, "望江核查组", OTHER_STREET),
    ("section", UnitKind.SECTION, "金牛山城管办", STREET),
    ("callback", UnitKind.CALLBACK_GROUP, "县回访组", COUNTY),
    ("department", UnitKind.DEPARTMENT, "县市政工程处", COUNTY),
    ("property", UnitKind.PROPERTY_COMPANY, "安居物业", COMMUNITY),
]
OFFICE_HANDS = (Role.CLERK, Role.HANDLER, Role.UNIT_HEAD)
CAST: list[tuple[str, str, tuple[Role, ...]]] = [
    ("grid", GRID, (Role.GRID_WORKER,)),
    ("grid2", OTHER_GRID, (Role.GRID_WORKER,)),
    ("grid3", NEXT_GRID, (Role.GRID_WORKER,)),
    ("community", COMMUNITY, OFFICE_HANDS),
    ("community2", COMMUNITY, (Role.CLERK, Role.UNIT_HEAD)),
    ("next_community", OTHER_COMMUNITY, OFFICE_HANDS),
    ("street", STREET, (*OFFICE_HANDS, Role.LEADER)),
    ("street2", STREET, (Role.CLERK, Role.UNIT_HEAD)),
    ("county", COUNTY, (*OFFICE_HANDS, Role.LEADER)),
    ("county2", COUNTY, (Role.CLERK, Role.UNIT_HEAD)),
    ("checker", "checking", (Role.CHECKER,)),
    ("callback", "callback", (Role.CALLBACK_CLERK,)),
    ("section", "section", (Role.HANDLER,)),
    ("department", "department", (Role.HANDLER, Role.UNIT_HEAD)),
    ("property", "property", (Role.HANDLER,)),
    ("far_grid", FAR_GRID, (Role.GRID_WORKER,)),
    ("far_community", FAR_COMMUNITY, OFFICE_HANDS),
    ("far_street", OTHER_STREET, (*OFFICE_HANDS, Role.LEADER)),
    ("far_checker", "other_checking", (Role.CHECKER,)),
    ("administrator", COUNTY, (Role.ADMINISTRATOR,)),
    ("auditor", COUNTY, (Role.AUDITOR,)),
]
SINCE = dt.date(2020, 1, 1)


def local(text: str) -> dt.datetime:
    """An instant of the office's clock, such as `local("2026-03-03 10:00")`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


AT = local("2026-03-03 10:00")
"""A Tuesday morning in a week without holidays."""


@dataclass
class Town:
    """The units by area code or by name, and the users by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str) -> int:
        """The id of a unit."""
        return self.units[name].pk

    def user(self, name: str) -> User:
        """A member of the cast."""
        return self.users[name]

    def report(
        self,
        category: str | None = "ENV01",
        *,
        at: dt.datetime = AT,
        area: str = GRID,
        phone: str = "13812345678",
        text: str = "楼道口的垃圾三天没有人清运，气味很大。",
        **more: object,
    ) -> Case:
        """A resident's report, dispatched where category and area allow."""
        contact = Contact("张三丰", phone) if phone else None
        return intake.report(
            text=text,
            at=at,
            channel=str(more.pop("channel", "web")),
            place=place(area),
            category_code=category,
            contact=contact,
            **more,  # type: ignore[arg-type]  # the caller names parameters of `report`
        ).case


def place(code: str) -> Place:
    """A place known by its code."""
    level = next(level for area, _name, level, _parent in AREAS if area == code)
    return Place(area_code=code, level=level, how="area_code", confidence=1.0)


PUT_BACK = "; ".join(
    f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
    for table in (model._meta.db_table for model in (Area, Unit, User, Post))
)
_kept: list[tuple[Town, list[str], UUID]] = []


def build() -> Town:
    """Areas, units, users and posts: made once a process, from then on put back as they were.

    Two thousand tests begin with them. They come back under the token that they had, so that the copy of the
    directory in memory stays good; it is read at once, before a test adds rows of its own.
    """
    if _kept:
        _town, rows, token = _kept[0]
        with connection.cursor() as cursor:
            cursor.execute(PUT_BACK, rows)
            cursor.execute("UPDATE grids_version SET token = %s WHERE name = 'directory'", [token])
    else:
        made = _made()
        _kept.append((made, _rows(made), tokens()["directory"]))
    directory.current()
    town = _kept[0][0]
    units = {name: copy(unit) for name, unit in town.units.items()}
    return Town(units, {name: copy(user) for name, user in town.users.items()})


def _rows(town: Town) -> list[str]:
    """The rows of the town and no others, table by table."""
    users = [user.pk for user in town.users.values()]
    ours = [
        (Area, "code", [code for code, _name, _level, _parent in AREAS]),
        (Unit, "id", [unit.pk for unit in town.units.values()]),
        (User, "id", users),
        (Post, "user_id", users),
    ]
    found = []
    with connection.cursor() as cursor:
        for model, key, values in ours:
            cursor.execute(f"SELECT json_agg(t)::text FROM {model._meta.db_table} t WHERE {key} = ANY(%s)", [values])
            found.append(cursor.fetchone()[0])
    return found


def _made() -> Town:
    town = Town()
    Area.objects.bulk_create(
        Area(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in AREAS
    )
    offices = [
        (code, Unit(kind=UnitKind.OFFICE, name=f"{name}办公室", area_id=code))
        for code, name, level, _parent in AREAS
        if level != Level.BUILDING
    ]
    beside = [(key, Unit(kind=kind, name=name, area_id=code)) for key, kind, name, code in BESIDE]
    town.units = dict([*offices, *beside])
    Unit.objects.bulk_create(town.units.values())
    password = make_password("golden buffalo")
    names = [*(name for name, _unit, _roles in CAST), "steward", "nobody"]
    town.users = {name: User(username=name, password=password, name=f"测试{name}") for name in names}
    User.objects.bulk_create(town.users.values())
    posts = [
        Post(user=town.users[name], unit=town.units[unit], role=role, since=SINCE)
        for name, unit, roles in CAST
        for role in roles
    ]
    steward = Post(user=town.users["steward"], unit=town.units[GRID], role=Role.BUILDING_STEWARD, since=SINCE)
    steward.area_id = BUILDING
    Post.objects.bulk_create([*posts, steward])
    bump("directory")
    return town


@pytest.fixture
def town(db: None) -> Town:
    """The town, in the test's own transaction."""
    return build()
