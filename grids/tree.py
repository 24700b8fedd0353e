"""The area tree and its units as plain data: parents, offices, chains upwards. Pure.

Rules: case process §4.2. "One level up" is the office of the nearest installed area above.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grids.levels import Level
from grids.roles import ROLE_PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True)
class AreaNode:
    """An area without its outline."""

    code: str
    name: str
    level: Level
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit with its area's code and level; `is_office` and all that stands below it follow its kind.

    `handles`: it may hold a case or help with one.
    """

    id: int
    kind: str
    name: str
    area_code: str
    level: Level
    is_office: bool
    sees_subtree: bool
    is_government: bool
    handles: bool = True


@dataclass(frozen=True, slots=True)
class PostNode:
    """A dated post; `area_code` narrows it below the unit's area where set."""

    id: int
    user_id: int
    unit_id: int
    role: Role
    area_code: str | None
    since: dt.date
    until: dt.date | None

    def is_current(self, on: dt.date) -> bool:
        """Held on that day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def allows(self, permission: Permission) -> bool:
        """The role carries the permission."""
        return permission in ROLE_PERMISSIONS[self.role]


@dataclass(frozen=True, eq=False)
class Directory:
    """Everything that routing and rights ask of the organisation, in memory. Equal to itself alone."""

    areas: Mapping[str, AreaNode]
    units: Mapping[int, UnitNode]
    offices: Mapping[str, UnitNode]
    beside: Mapping[str, tuple[UnitNode, ...]]
    posts_by_unit: Mapping[int, tuple[PostNode, ...]]
    posts_by_user: Mapping[int, tuple[PostNode, ...]]
    child_levels: Mapping[str, frozenset[Level]]

    def path(self, code: str) -> Iterator[AreaNode]:
        """The area itself, then each area above it, lowest first. Empty for an unknown code."""
        node = self.areas.get(code)
        while node is not None:
            yield node
            node = self.areas.get(node.parent_code) if node.parent_code else None

    def office_at_or_above(self, code: str) -> UnitNode | None:
        """The office of the area, or of the nearest area above that has one."""
        return next((self.offices[node.code] for node in self.path(code) if node.code in self.offices), None)

    def parent_of(self, unit: UnitNode) -> UnitNode | None:
        """The unit one step up: for an office the next office above, else the office of its area."""
        if not unit.is_office:
            return self.office_at_or_above(unit.area_code)
        above = self.areas[unit.area_code].parent_code
        return self.office_at_or_above(above) if above else None

    def offices_above(self, unit: UnitNode) -> Iterator[UnitNode]:
        """Every office above the unit, nearest first."""
        parent = self.parent_of(unit)
        while parent is not None:
            yield parent
            parent = self.parent_of(parent)

    def units_upwards(self, unit: UnitNode) -> Iterator[UnitNode]:
        """The units of each area from the unit's own upwards, the office of each area last.

        Beside the office before the office: a street's checking group comes before the street office.
        """
        for node in self.path(unit.area_code):
            yield from self.beside.get(node.code, ())
            office = self.offices.get(node.code)
            if office is not None:
                yield office

    def has_current(self, unit_id: int, permission: Permission, on: dt.date) -> bool:
        """Somebody in the unit currently holds a role with this permission."""
        return any(post.is_current(on) and post.allows(permission) for post in self.posts_by_unit.get(unit_id, ()))

    def has_role(self, unit_id: int, role: Role, on: dt.date) -> bool:
        """Somebody in the unit currently holds this role."""
        return any(post.role == role and post.is_current(on) for post in self.posts_by_unit.get(unit_id, ()))

    def current_posts(self, user_id: int, on: dt.date) -> tuple[PostNode, ...]:
        """The posts that a user holds on a day."""
        return tuple(post for post in self.posts_by_user.get(user_id, ()) if post.is_current(on))

    def contains(self, outer: str, inner: str) -> bool:
        """The inner code lies in the subtree of the outer one."""
        return inner.startswith(outer)
