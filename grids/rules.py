"""Who keeps the sheets with place codes: those who work where they hang.

The desks of a community or of an area above it, the grid worker in the own grid, and who administers there.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from accounts.refusals import forbidden, not_found
from grids.roles import Permission
from grids.tree import Directory, PostNode

KEEPING: Final = frozenset({Permission.TRIAGE, Permission.SETTLE, Permission.ADMINISTER})


class Holder(Protocol):
    """Somebody with current posts, such as `cases.viewer.Viewer`."""

    @property
    def posts(self) -> Sequence[PostNode]: ...

    @property
    def directory(self) -> Directory: ...


def kept_areas(holder: Holder) -> list[str]:
    """The widest areas in which somebody keeps the sheets, by code: those of posts in the areas' offices."""
    units = holder.directory.units
    codes = {
        post.area_code or units[post.unit_id].area_code
        for post in holder.posts
        if units[post.unit_id].is_office and any(post.allows(permission) for permission in KEEPING)
    }
    return sorted(code for code in codes if not any(code != other and code.startswith(other) for other in codes))


def check_keeper(holder: Holder, area_code: str) -> None:
    """Raises `Refusal` forbidden `not_your_verb` for who keeps no sheets, not_found outside the own areas."""
    codes = kept_areas(holder)
    if not codes:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    if not any(holder.directory.contains(code, area_code) for code in codes):
        raise not_found(_("There is no such area."))
