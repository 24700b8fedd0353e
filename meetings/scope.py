"""Which meetings a person sees: those of the own offices and of what lies below them.

Meetings are the work of area offices, and there of clerks, handlers, heads and leaders. A property
company's people see the sessions of their company beside that, and nothing of who came.
"""

from functools import reduce
from operator import or_

from django.db.models import Q

from cases.viewer import Viewer
from grids.models import UnitKind
from grids.models.area import code_end
from grids.roles import Permission, Role
from grids.tree import PostNode

HOSTS = frozenset({Role.CLERK, Role.HANDLER, Role.UNIT_HEAD, Role.LEADER})


def host_posts(viewer: Viewer) -> list[PostNode]:
    """The viewer's posts in area offices that take part in meetings."""
    units = viewer.directory.units
    return [post for post in viewer.posts if post.role in HOSTS and units[post.unit_id].is_office]


def host_codes(viewer: Viewer, roles: frozenset[Role] = HOSTS) -> list[str]:
    """The codes of the areas whose meetings are the viewer's, each with all below it; by code."""
    units = viewer.directory.units
    return sorted(
        {post.area_code or units[post.unit_id].area_code for post in host_posts(viewer) if post.role in roles}
    )


def hosts(viewer: Viewer, area_code: str, roles: frozenset[Role] = HOSTS) -> bool:
    """A post of one of the roles in the office of the area or of one above it."""
    return any(viewer.directory.contains(code, area_code) for code in host_codes(viewer, roles))


def company_ids(viewer: Viewer) -> list[int]:
    """The property companies for which the viewer handles cases."""
    units = viewer.directory.units
    posts = (post for post in viewer.posts if post.allows(Permission.HANDLE))
    return sorted({post.unit_id for post in posts if units[post.unit_id].kind == UnitKind.PROPERTY_COMPANY})


def within(viewer: Viewer, column: str = "area_id") -> Q:
    """The condition on a row's area; matches nothing for a person without such a post."""
    parts = [Q(**{f"{column}__gte": code, f"{column}__lt": code_end(code)}) for code in host_codes(viewer)]
    return reduce(or_, parts, Q(pk__in=[]))
