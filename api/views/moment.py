"""Who asks and when: the edge at which the API reads the clock, once per request."""

import datetime as dt
from typing import cast

from django.utils import timezone
from rest_framework.request import Request

from accounts.models import User
from cases.viewer import Viewer
from cases.world import World, viewer_in, world

_INSTANT = "_gezhi_instant"
_WORLD = "_gezhi_world"


def instant_of(request: Request) -> dt.datetime:
    """The instant of the request in UTC: the same however often it is asked."""
    kept: dt.datetime | None = getattr(request, _INSTANT, None)
    if kept is None:
        kept = timezone.now()
        setattr(request, _INSTANT, kept)
    return kept


def world_of(request: Request) -> World:
    """The reference data as of the request. One statement, once per request."""
    kept: World | None = getattr(request, _WORLD, None)
    if kept is None:
        kept = world(instant_of(request))
        setattr(request, _WORLD, kept)
    return kept


def user_of(request: Request) -> User:
    """The user of the token. Only where one is required."""
    return cast(User, request.user)


def viewer_of(request: Request) -> Viewer:
    """The user's standing now. Only where a token is required."""
    return viewer_in(world_of(request), user_of(request))
