"""The map of open cases that one's posts show, and the list beside it that says the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import words
from cases.filters import CaseFilter
from cases.models import Case
from cases.queries import listing, on_map
from cases.queries.listing import Page
from cases.queries.on_map import MOST_POINTS, Counts, Spot
from cases.states import OPEN, State
from cases.world import World
from web import maps
from web.staff.case_filters import asked, codes_of, offer
from web.staff.rows import case_row
from web.timeleft import time_left
from web.viewing import viewer_of, world_of

FILTERS: Final = ("category", "state", "overdue", "area")
MOST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class Place:
    """An area in words, with how many cases and a link to see it alone."""

    name: str
    count: str
    over: str
    url: str


@login_required
@require_safe
def case_map(request: HttpRequest) -> HttpResponse:
    """The page: filters, the map, how many where, and the cases, newest first, fifty at a time."""
    present, viewer = world_of(request), viewer_of(request)
    found = _found(request)
    offer(found.form, present, viewer, state=[(state.value, words.STATES[state]) for state in State if state in OPEN])
    known = found.is_valid()
    page = listing.page(present, found.qs, request.GET.get("cursor", "")) if known else Page([])
    counts = on_map.counts(present, found.qs) if known else Counts({}, 0)
    context = {
        "form": found.form,
        "fields": [found.form[name] for name in FILTERS],
        "rows": [case_row(present, row) for row in page.rows],
        "page": page,
        "places": _places(request, present, counts),
        "count": counts.on_map,
        "sensitive": counts.sensitive,
        "is_filtered": any(value for name, value in request.GET.items() if name != "cursor"),
    }
    return render(request, "web/staff/map.html", context, status=HTTPStatus.OK if known else HTTPStatus.BAD_REQUEST)


@login_required
@require_safe
@never_cache
def case_points(request: HttpRequest) -> HttpResponse:
    """What the map draws, under the same filters: the outlines of one's areas with counts, and up to 2,000 cases."""
    present, viewer = world_of(request), viewer_of(request)
    found = _found(request)
    if not found.is_valid():
        return JsonResponse({"areas": None, "points": None, "tiles": None}, status=HTTPStatus.BAD_REQUEST)
    counts = on_map.counts(present, found.qs)
    said, points = "", None
    if counts.on_map > MOST_POINTS:
        said = _("%(count)d cases are too many to draw one by one: the map shows how many there are where.")
        said %= {"count": counts.on_map}
    elif counts.on_map:
        points = _points(present, on_map.spots(found.qs))
        hidden = counts.on_map - len(points)
        if hidden:
            said = _no_place(hidden)
    else:
        said = _("Nothing that may stand on a map.")

    def show(area: maps.Outline) -> maps.Shown:
        count, over = counts.within(area.code)
        return maps.Shown(count, ", ".join(filter(None, [_counted(count), _late(over)])), _link(request, area.code))

    areas = maps.drawn(maps.outlines(codes_of(viewer)), show)
    return JsonResponse({"areas": areas, "points": points, "tiles": maps.tiles(), "said": said})


def _found(request: HttpRequest) -> CaseFilter:
    """The filters of the list of cases, over the open ones that the viewer sees."""
    return CaseFilter(asked(request), Case.objects.visible_to(viewer_of(request)).open(), world_of(request).at)


def _points(present: World, spots: Iterable[Spot]) -> list[dict[str, Any]]:
    """Each case at its point, else in the middle of the nearest area around it that has an outline."""
    spots = list(spots)
    around = {spot.area_code: [node.code for node in present.directory.path(spot.area_code)] for spot in spots}
    needed = {code for spot in spots if spot.latitude is None for code in around[spot.area_code]}
    middles = maps.middles(needed)
    placed = ((spot, _where(spot, around[spot.area_code], middles)) for spot in spots)
    return [_point(present, spot, where) for spot, where in placed if where is not None]


def _where(spot: Spot, around: Sequence[str], middles: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    if spot.latitude is not None and spot.longitude is not None:
        return spot.longitude, spot.latitude
    return next((middles[code] for code in around if code in middles), None)


def _point(present: World, spot: Spot, where: tuple[float, float]) -> dict[str, Any]:
    left = None
    if spot.runs and spot.dispatched_at is not None and spot.due_at is not None:
        left = time_left(starts_at=spot.dispatched_at, due_at=spot.due_at, at=present.at)
    category = present.catalogue.by_id(spot.category_id).name if spot.category_id else _("Without a category")
    latitude, longitude = maps.position(*where)
    said = [category, str(words.STATES[State(spot.state)]), str(left.words) if left else ""]
    return {
        "number": spot.number,
        "url": reverse("case", args=[spot.number]),
        "lat": latitude,
        "lon": longitude,
        "tone": left.tone if left else "still",
        "title": " · ".join(filter(None, said)),
    }


def _places(request: HttpRequest, present: World, counts: Counts) -> list[Place]:
    """The places with the most cases; what hangs over the time first among equals."""
    most = sorted(counts.by_area.items(), key=lambda row: (-row[1][0], -row[1][1], row[0]))[:MOST_PLACES]
    areas = present.directory.areas
    return [Place(areas[code].name, _counted(count), _late(over), _link(request, code)) for code, (count, over) in most]


def _counted(count: int) -> str:
    return ngettext("%(count)d open case", "%(count)d open cases", count) % {"count": count}


def _late(over: int) -> str:
    return _("%(count)d overdue") % {"count": over} if over else ""


def _no_place(count: int) -> str:
    text = ngettext(
        "%(count)d case has no place on the map; it stands in the list.",
        "%(count)d cases have no place on the map; they stand in the list.",
        count,
    )
    return text % {"count": count}


def _link(request: HttpRequest, code: str) -> str:
    """The same page for one area."""
    query = request.GET.copy()
    query.pop("cursor", None)
    query["area"] = code
    return f"{reverse('map')}?{query.urlencode()}"
