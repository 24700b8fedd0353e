"""Sheets with place codes to print: cards of an area, eight to a page, a poster of one place, the code alone.

A sheet is made when it is asked for: it names whoever holds the posts today.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.refusals import not_found
from grids import queries, signed_codes
from grids.levels import Level
from grids.models import Facility, PlaceCode
from grids.queries import Sign
from web.paging import id_in
from web.site import is_local, site_of
from web.staff import qr_code
from web.staff.kept_places import kept_area, kept_areas, kept_code
from web.viewing import instant_of, viewer_of, world_of

TO_A_PAGE: Final = 8
MOST_CARDS: Final = 50 * TO_A_PAGE
LONG, LONGEST, WORDY = 12, 36, 26
"""Characters from which a title is set smaller, twice, and from which what stands around it is."""
KEPT: Final = "private, max-age=3600"


@dataclass(frozen=True, slots=True)
class Card:
    """What a sheet says: the place or facility, where that is, and its code to scan or to type."""

    sign: Sign
    title: str
    spot: str
    facility: "str | Promise"
    around: str
    letters: str
    size: str


@login_required
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """All cards of an area, or with `?code=` a page of cards of one place, for a building of many doors."""
    asked, one = request.GET.get("area", ""), request.GET.get("code", "")
    area = kept_area(request, asked) if asked else None
    if one:
        rows = [usable_code(request, id_in(one) or 0)] * TO_A_PAGE
    else:
        found = PlaceCode.objects.visible_to(viewer_of(request)).usable(instant_of(request))
        found = found.inside([asked] if asked else kept_areas(request))
        rows = list(found.order_by("area_id", "facility", "pk")[: MOST_CARDS + 1])
    cards = _cards(rows[:MOST_CARDS], request)
    context = {
        "area": area,
        "one": rows[0] if one else None,
        "count": len(cards),
        "pages": [cards[start : start + TO_A_PAGE] for start in range(0, len(cards), TO_A_PAGE)],
        "more": len(rows) > MOST_CARDS,
        **_about_the_site(request),
    }
    return render(request, "web/staff/places/sheets.html", context)


@login_required
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """One place on a whole page."""
    row = usable_code(request, pk)
    context = {"card": _cards([row], request)[0], **_about_the_site(request)}
    return render(request, "web/staff/places/poster.html", context)


@login_required
@require_safe
def svg(request: HttpRequest, pk: int) -> HttpResponse:
    """The code as a drawing, for the pages."""
    drawn = qr_code.svg(address_of(request, usable_code(request, pk).code))
    return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": KEPT})


@login_required
@require_safe
def png(request: HttpRequest, pk: int) -> HttpResponse:
    """The code as an image to keep, for who makes an own poster."""
    row = usable_code(request, pk)
    place = row.spot if row.facility else viewer_of(request).directory.areas[row.area_id].name
    name = "{}-{}-{}.png".format(_("QR code"), place, row.code)
    headers = {"Cache-Control": KEPT, "Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(qr_code.png(address_of(request, row.code)), content_type="image/png", headers=headers)


def usable_code(request: HttpRequest, pk: int) -> PlaceCode:
    """A code in the own areas that is in use: of no other a sheet is printed. Raises `Refusal` not_found."""
    row = kept_code(request, pk)
    if not row.is_usable(instant_of(request)):
        raise not_found(_("This code has ended: print a sheet of another one."))
    return row


def address_of(request: HttpRequest, code: str) -> str:
    """What a phone opens when it reads the sheet."""
    return site_of(request) + reverse("sheet", args=[code])


def _about_the_site(request: HttpRequest) -> dict[str, object]:
    site = site_of(request)
    return {"is_local": is_local(site), "host": urlsplit(site).netloc}


def _cards(rows: list[PlaceCode], request: HttpRequest) -> list[Card]:
    return [_card(sign) for sign in queries.signs(rows, world_of(request).today, viewer_of(request).directory)]


def _card(sign: Sign) -> Card:
    row, area = sign.row, sign.path[0]
    title = row.spot if row.facility else area.name
    spot = "" if row.facility else row.spot
    above = [node.name for node in sign.path if node.level.rank <= Level.COMMUNITY.rank]
    around = " · ".join(reversed(above if row.facility else above[1:]))
    return Card(
        sign=sign,
        title=title,
        spot=spot,
        facility=Facility(row.facility).label if row.facility else "",
        around=around,
        letters=signed_codes.in_groups(row.code),
        size=_size(len(title), len(around) + len(spot)),
    )


def _size(title: int, around: int) -> str:
    """The classes that keep long names on the paper."""
    sizes = {"is-long": title > LONG, "is-longest": title > LONGEST, "is-wordy": around > WORDY}
    return " ".join(name for name, holds in sizes.items() if holds)
