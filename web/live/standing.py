"""Who opened a page: from the cookies of the site to the person's desks. The edge that reads the database."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User
from cases.world import viewer
from notices import queries
from notices.models import Notice
from web.live.hub import Address

MOST_MISSED = 50


@dataclass(frozen=True)
class Standing:
    """A signed-in person, the desks of the current posts, and the language of the page."""

    user_id: int
    unit_ids: tuple[int, ...]
    language: str

    @property
    def addresses(self) -> frozenset[Address]:
        """What the person is told."""
        return frozenset({("user", self.user_id), *(("unit", unit_id) for unit_id in self.unit_ids)})


def standing(cookies: dict[str, str], accept_language: str, at: dt.datetime) -> Standing | None:
    """Of whoever the session belongs to; None where it is over, or the account is closed."""
    close_old_connections()
    request = HttpRequest()
    request.COOKIES, request.META["HTTP_ACCEPT_LANGUAGE"] = cookies, accept_language
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    if not isinstance(user, User) or not user.is_active:
        return None
    units = tuple(unit.id for unit in viewer(user, at).units())
    return Standing(user.pk, units, translation.get_language_from_request(request))


def unread(who: Standing) -> dict[str, int]:
    """How much the person has not opened, and up to which notice that is counted: later ones come as events."""
    close_old_connections()
    upto = queries.newest_id()
    return {"unread": queries.unread_count(who.user_id, list(who.unit_ids), upto), "upto": upto}


def missed(who: Standing, after: int) -> list[Notice]:
    """What came while the page was away, the oldest first; of very much the newest alone."""
    close_old_connections()
    rows = queries.inbox(who.user_id, list(who.unit_ids)).filter(pk__gt=after)[:MOST_MISSED]
    return list(reversed(rows))


def written(top: int, missing: list[int]) -> list[Notice]:
    """What everybody has been told since."""
    close_old_connections()
    return queries.written_since(top, missing, most=2000)


def newest() -> int:
    """Where to begin."""
    close_old_connections()
    return queries.newest_id()
