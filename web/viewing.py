"""Who looks and when: the edge at which pages read the clock, once per request."""

import datetime as dt
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from cases.viewer import Viewer
from cases.world import World, viewer_in, world

_INSTANT = "gezhi_instant"
_WORLD = "gezhi_world"
_VIEWER = "gezhi_viewer"


def instant_of(request: HttpRequest) -> dt.datetime:
    """The instant of the request in UTC: the same however often it is asked."""
    kept: dt.datetime | None = getattr(request, _INSTANT, None)
    if kept is None:
        kept = timezone.now()  # noqa: TID251 -- the one place where pages read the clock
        setattr(request, _INSTANT, kept)
    return kept


def world_of(request: HttpRequest) -> World:
    """The reference data as of the request. One statement, once per request."""
    kept: World | None = getattr(request, _WORLD, None)
    if kept is None:
        kept = world(instant_of(request))
        setattr(request, _WORLD, kept)
    return kept


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Only behind `login_required`."""
    return cast(User, request.user)


def viewer_of(request: HttpRequest) -> Viewer:
    """The signed-in user's standing now. One statement, once per request; only behind `login_required`."""
    kept: Viewer | None = getattr(request, _VIEWER, None)
    if kept is None:
        kept = viewer_in(world_of(request), user_of(request))
        setattr(request, _VIEWER, kept)
    return kept
