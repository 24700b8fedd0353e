"""Who changes the rules of the whole installation, an administrator at its highest office, and from which day on."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import forbidden, invalid
from cases.viewer import Viewer
from cases.world import World, viewer_in
from grids.roles import Permission


def administers(viewer: Viewer) -> bool:
    """Some current post is an administrator's in a unit above which there is none."""
    directory = viewer.directory
    return any(
        post.allows(Permission.ADMINISTER)
        and post.area_code is None
        and directory.parent_of(directory.units[post.unit_id]) is None
        for post in viewer.posts
    )


def check(by: User | None, present: World) -> None:
    """Refuses (`not_administrator`, 403) everybody else; a command acts without a user."""
    if by is not None and not administers(viewer_in(present, by)):
        raise forbidden("not_administrator", _("Only an administrator of the highest office changes the rules."))


def check_first_day(day: dt.date, present: World, field: str = "since") -> None:
    """Refuses (`in_the_past`, 400) a change that would count from a local day which is over."""
    if day < present.today:
        raise invalid("in_the_past", _("A rule begins today or later; the past keeps its rules."), field)
