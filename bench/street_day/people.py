"""The street of the demo with sixty people who work: a second worker here, a section, a mediation committee there."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.actions import users
from accounts.models import User
from accounts.passwords import DEMO_PASSWORD
from config.demo.organisation import found
from config.demo.script import GridPlace
from config.demo.wording import data
from grids.actions import posts, units
from grids.models import Unit, UnitKind
from grids.roles import Role

STREET = data("street")["street"]["code"]
COUNTY = data("street")["county"]["code"]
COMMUNITIES = [f"{STREET}{number:03d}" for number in range(1, 5)]
IDLE = frozenset({"auditor", "admin"})
"""They have accounts and no part in the work."""

# Unit (an office by its area, another one by its kind and area), roles, how many.
MORE: Sequence[tuple[str, UnitKind, tuple[Role, ...], int]] = (
    *((f"{code}{grid:03d}", UnitKind.OFFICE, (Role.GRID_WORKER,), 1) for code in COMMUNITIES for grid in (1, 2)),
    *((code, UnitKind.OFFICE, (Role.HANDLER,), 1) for code in COMMUNITIES),
    (STREET, UnitKind.OFFICE, (Role.HANDLER,), 2),
    (STREET, UnitKind.OFFICE, (Role.UNIT_HEAD, Role.CLERK), 1),
    (STREET, UnitKind.OFFICE, (Role.LEADER,), 1),
    (COUNTY, UnitKind.OFFICE, (Role.CLERK,), 1),
    (COUNTY, UnitKind.OFFICE, (Role.HANDLER, Role.UNIT_HEAD), 1),
    (COUNTY, UnitKind.OFFICE, (Role.LEADER,), 1),
    (STREET, UnitKind.CHECKING_GROUP, (Role.CHECKER,), 2),
    (COUNTY, UnitKind.CALLBACK_GROUP, (Role.CALLBACK_CLERK,), 2),
    (STREET, UnitKind.SECTION, (Role.HANDLER, Role.UNIT_HEAD), 2),
    (COUNTY, UnitKind.DEPARTMENT, (Role.HANDLER,), 1),
    (COMMUNITIES[0], UnitKind.PROPERTY_COMPANY, (Role.HANDLER,), 1),
    (COMMUNITIES[0], UnitKind.MEDIATION_COMMITTEE, (Role.HANDLER,), 1),
)


@dataclass(frozen=True)
class Street:
    """The place and everybody who works there, by user name."""

    grids: Sequence[GridPlace]
    people: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.people[username]


def settled(at: dt.datetime) -> Street:
    """Founds the street, as of the day before the one that is played."""
    grids = found(at)
    units.create(kind=UnitKind.SECTION, name="金牛山街道综合执法队", area_code=STREET, by=None, at=at)
    units.create(kind=UnitKind.MEDIATION_COMMITTEE, name="红星社区调解委员会", area_code=COMMUNITIES[0], by=None, at=at)
    surnames = iter("于董余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜谭廖范汪陆金石戴贾韦")
    for username, unit, roles in _more():
        name = f"{next(surnames)}同志"
        user = users.create(username=username, name=name, password=DEMO_PASSWORD, by=None, at=at, is_demo=True)
        for role in roles:
            posts.assign(user=user, unit=unit, role=role, since=dt.date(2024, 1, 1), by=None, at=at)
    people = {user.username: user for user in User.objects.exclude(username__in=IDLE).order_by("id")}
    return Street(grids, people)


def _more() -> Iterator[tuple[str, Unit, tuple[Role, ...]]]:
    for area, kind, roles, count in MORE:
        unit = Unit.objects.get(area_id=area, kind=kind)
        for number in range(1, count + 1):
            yield f"{kind.value.split('_')[0]}-{area}-{roles[0].value.split('_')[0]}{number}", unit, roles
