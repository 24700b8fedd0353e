"""What the frame of every page needs to know."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cases.administration import administers
from grids.roles import Permission
from grids.rules import kept_areas
from notices.queries import unread_count
from reports.queries import scope
from web.display import shown
from web.live.address import live_url
from web.viewing import viewer_of

SECTIONS: Final = {
    **{name: name for name in ("desk", "cases", "map", "overview", "volunteers", "notices", "rules")},
    **dict.fromkeys(("street", "screen"), "overview"),
    **dict.fromkeys(("mediations", "petitions", "hazards"), "procedures"),
    **dict.fromkeys(("receptions", "screenings", "duty", "instructions", "decisions", "audit"), "desk"),
    **dict.fromkeys(("queue", "places"), "desk"),
}
"""The first part of an address, and under which entry of the menu of staff it belongs."""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """How pages are shown, and the unread notices of who is signed in: one statement, if the page shows them."""
    return {
        **shown(request),
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "section": SECTIONS.get(request.path.split("/")[1], ""),
        "live_url": live_url(request) if _is_signed_in(request) else None,
        "sees_figures": SimpleLazyObject(lambda: bool(scope(viewer_of(request)))),
        "sees_cases": SimpleLazyObject(lambda: viewer_of(request).allows(Permission.VIEW)),
        "keeps_sheets": SimpleLazyObject(lambda: bool(kept_areas(viewer_of(request)))),
        "sets_rules": SimpleLazyObject(lambda: administers(viewer_of(request))),
    }


def _is_signed_in(request: HttpRequest) -> bool:
    """A page about an error may come before anybody looked who it is."""
    return hasattr(request, "user") and request.user.is_authenticated


def _unread(request: HttpRequest) -> int:
    if not request.user.is_authenticated:
        return 0
    viewer = viewer_of(request)
    return unread_count(viewer.user_id, [unit.id for unit in viewer.units()])
