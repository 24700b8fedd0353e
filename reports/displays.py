"""Who may put up a wall display, which there are, and what a display's key opens."""

import datetime as dt
import hashlib
from typing import Final

from django.db.models import Q

from cases.viewer import Viewer
from cases.world import World
from grids.models.area import code_end
from grids.roles import Permission, Role
from grids.tree import PostNode
from reports.models import Display
from reports.stock import is_compared

LONGEST_KEY: Final = 64
NOBODY: Final = 0
"""A display is no user: no id of an account is 0."""


def hosting(viewer: Viewer) -> list[str]:
    """The areas for which the viewer answers: as a leader or head of an office, with the figures."""
    units = viewer.directory.units
    found = {
        post.area_code or units[post.unit_id].area_code
        for post in viewer.posts
        if post.allows(Permission.SUPERVISE) and post.allows(Permission.STATISTICS) and units[post.unit_id].sees_subtree
    }
    return sorted(code for code in found if is_compared(viewer.directory.areas[code].level))


def may_manage(viewer: Viewer, area_code: str) -> bool:
    """Put up and withdraw displays of an area: one's own or one inside it, down to the community."""
    area = viewer.directory.areas.get(area_code)
    inside = any(viewer.directory.contains(code, area_code) for code in hosting(viewer))
    return area is not None and is_compared(area.level) and inside


def live(viewer: Viewer, at: dt.datetime) -> list[Display]:
    """The displays that still show something and that the viewer may withdraw, the next to expire first."""
    mine = Q(pk__in=[])
    for code in hosting(viewer):
        mine |= Q(area_id__gte=code, area_id__lt=code_end(code))
    rows = Display.objects.filter(mine, revoked_at=None, expires_at__gt=at).select_related("made_by")
    return list(rows.order_by("expires_at", "id"))


def opened(key: str, at: dt.datetime) -> Display | None:
    """The display of a key; None for a key that is none, has expired or was withdrawn. One statement."""
    if not key or len(key) > LONGEST_KEY:
        return None
    return Display.objects.filter(digest=digest_of(key), revoked_at=None, expires_at__gt=at).first()


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def eyes(display: Display, present: World) -> Viewer | None:
    """A display counts with the eyes of a leader in the office of its area; None where there is no such office.

    So what is hidden from that office, as a complaint about itself, is in none of its numbers.
    """
    directory = present.directory
    office = directory.office_at_or_above(display.area_id)
    if office is None:
        return None
    post = PostNode(0, NOBODY, office.id, Role.LEADER, display.area_id, present.today, None)
    return Viewer(NOBODY, (post,), directory)
