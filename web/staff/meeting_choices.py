"""What the forms of meetings offer: areas, people and units. The action has the last word."""

import datetime as dt
from collections.abc import Iterable

from accounts.models import User
from cases.models import Case
from cases.viewer import Viewer
from grids.models import UnitKind
from grids.models.area import LEVEL_NAMES
from grids.models.post import ROLE_NAMES
from grids.roles import Permission
from grids.tree import AreaNode, Directory, PostNode
from meetings import rules
from meetings.responsible import responsible_units

MOST = 200

Choices = list[tuple[str, str]]


def areas(viewer: Viewer, nodes: Iterable[AreaNode]) -> Choices:
    """Areas by their names, below the level of a street with the area above them."""
    return [(node.code, _area(viewer.directory, node)) for node in nodes]


def _area(directory: Directory, node: AreaNode) -> str:
    above = directory.areas.get(node.parent_code or "")
    return f"{node.name} · {above.name if above else LEVEL_NAMES[node.level]}"


def leaders(viewer: Viewer, streets: Iterable[AreaNode], today: dt.date) -> Choices:
    """Who leads these streets today."""
    return people(
        viewer.directory, [post for node in streets for post in rules.leaders_of(viewer.directory, node.code, today)]
    )


def participants(viewer: Viewer, nodes: Iterable[AreaNode], today: dt.date) -> Choices:
    """People of the areas' units, of those above them and of those directly below: each once a unit, lowest first."""
    directory, near = viewer.directory, set()
    for node in nodes:
        near |= {above.code for above in directory.path(node.code)}
        near |= {below.code for below in directory.areas.values() if below.parent_code == node.code}
    units = sorted(
        (unit for unit in directory.units.values() if unit.area_code in near),
        key=lambda unit: (unit.level.rank, unit.area_code, unit.id),
    )
    posts = {
        (post.user_id, unit.id): post
        for unit in units
        for post in reversed(directory.posts_by_unit.get(unit.id, ()))
        if post.is_current(today) and post.allows(Permission.VIEW)
    }
    return people(directory, list(posts.values())[:MOST], with_role=False)


def people(directory: Directory, posts: Iterable[PostNode], *, with_role: bool = True) -> Choices:
    """Posts by the name of who holds them, one statement for all the names."""
    found = list({post.id: post for post in posts}.values())
    names = User.objects.in_bulk({post.user_id for post in found})
    known = (post for post in found if post.user_id in names)
    return [(str(post.id), _person(names[post.user_id], directory, post, with_role)) for post in known]


def _person(user: User, directory: Directory, post: PostNode, with_role: bool) -> str:
    role = f" {ROLE_NAMES[post.role]}" if with_role else ""
    return f"{user.name} · {directory.units[post.unit_id].name}{role}"


def companies(viewer: Viewer, nodes: Iterable[AreaNode]) -> Choices:
    """The property companies that work in these areas."""
    codes = [node.code for node in nodes]
    contains = viewer.directory.contains
    units = (unit for unit in viewer.directory.units.values() if unit.kind == UnitKind.PROPERTY_COMPANY)
    found = [
        unit
        for unit in units
        if any(contains(unit.area_code, code) or contains(code, unit.area_code) for code in codes)
    ]
    return [(str(unit.id), unit.name) for unit in sorted(found, key=lambda unit: (unit.area_code, unit.id))[:MOST]]


def responsible(directory: Directory, case: Case) -> Choices:
    """The units that a decision on the case may name, lowest first."""
    rows = responsible_units(directory, case)[:MOST]
    return [(str(unit.id), f"{unit.name} · {LEVEL_NAMES[unit.level]}") for unit in rows]
