"""The big screen of an area: for a wall that nobody attends, opened by a person with figures or by a display's key.

The page loads once and asks for its picture again and again (`screen.js`). The key of a display comes in the
address once, then in a cookie that is sent to these pages alone (ADR 12).
"""

from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts import strangers
from accounts.addresses import address_of
from accounts.refusals import not_found
from cases.viewer import Viewer
from reports import displays, queries
from reports.stock import Overview, is_compared
from reports.wall import Wall, wall
from web import charts
from web.shares import Share, share
from web.stock_columns import LABELS
from web.viewing import instant_of, viewer_of, world_of

COOKIE: Final = "gezhi_display"
HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
MOST_PARTS: Final = 8
ON_THE_WALL: Final = frozenset({"overdue", "due_today", "red", "yellow", "critical", "open"})


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The whole page with its first picture; whoever is nobody signs in, unless a display's key has ended."""
    found = _seen(request)
    if found is None and COOKIE not in request.COOKIES:
        return redirect(f"{settings.LOGIN_URL}?next={reverse('screen')}")
    status = HTTPStatus.OK if found else HTTPStatus.UNAUTHORIZED
    return _answer(request, "web/screen/screen.html", found, status)


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The picture alone; 401 with a calm sentence where the sign-in or the key has ended."""
    found = _seen(request)
    return _answer(request, "web/screen/_picture.html", found, HTTPStatus.OK if found else HTTPStatus.UNAUTHORIZED)


@require_safe
def open_display(request: HttpRequest, key: str) -> HttpResponse:
    """The key goes from the address into a cookie, and the screen opens. A wrong one counts like a wrong query code."""
    with strangers.code_try(address_of(request)):
        display = displays.opened(key, instant_of(request))
        if display is None:
            raise not_found(_("This display was withdrawn or has expired. Ask the office for a new link."))
    response = redirect("screen")
    seconds = int((display.expires_at - instant_of(request)).total_seconds())
    response.set_cookie(
        COOKIE, key, max_age=seconds, path=reverse("screen"), httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _seen(request: HttpRequest) -> Wall | None:
    """What who asks may see: a person the area asked for or the own, a display its area; None for anybody else."""
    present = world_of(request)
    if request.user.is_authenticated:
        viewer = viewer_of(request)
        codes = queries.scope(viewer)
        if codes:
            return wall(request.GET.get("area") or codes[0], present, viewer)
    display = displays.opened(request.COOKIES.get(COOKIE, ""), present.at)
    eyes: Viewer | None = displays.eyes(display, present) if display else None
    return wall(display.area_id, present, eyes) if display and eyes else None


def _answer(request: HttpRequest, template: str, found: Wall | None, status: HTTPStatus) -> HttpResponse:
    context = {"picture_url": _picture_url(request), **(_shown(found) if found else {})}
    response = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _picture_url(request: HttpRequest) -> str:
    """The same area again."""
    query = request.GET.urlencode()
    return f"{reverse('screen_picture')}?{query}" if query else reverse("screen_picture")


def _shown(found: Wall) -> dict[str, Any]:
    overview = found.overview
    parts = [part for part in overview.parts if is_compared(part.area.level)]
    most_late = max((part.stock.overdue for part in parts), default=0)
    most_kind = max((kind.count for kind in found.kinds), default=0)
    return {
        "found": overview,
        "numbers": [
            (name, label, getattr(overview.whole.stock, name)) for name, label in LABELS.items() if name in ON_THE_WALL
        ],
        "shares": _shares(overview),
        "parts": [(part, _percent(part.stock.overdue, most_late)) for part in parts[:MOST_PARTS]],
        "more_parts": max(len(parts) - MOST_PARTS, 0),
        "kinds": [(kind, _percent(kind.count, most_kind)) for kind in found.kinds],
        "chart": charts.weeks(overview.weeks),
        "week": overview.weeks[-1],
    }


def _shares(overview: Overview) -> list[Share]:
    record = overview.whole.record
    if record is None:
        return []
    return [
        share(pgettext_lazy("rate", "Done in time"), record.on_time_rate),
        share(_("Closed in the grid"), record.in_grid_rate),
    ]


def _percent(part: int, most: int) -> int:
    return 100 * part // most if most else 0
