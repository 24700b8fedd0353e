"""The place of a report while the form is filled in: what was chosen, or what there is to choose from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from cases.world import World
from grids import locate
from grids.locate import How, Place
from web import maps
from web.places import PlaceList, PlaceRow, place_list, row_of

BUTTONS = frozenset({"find", "inside", "other_place"})

HOW: Mapping[How, Promise] = {
    How.PLACE_CODE: _("From the sheet you scanned"),
    How.POINT: _("From the point on the map"),
    How.AREA_CODE: _("Chosen from the list"),
    How.ROOT: _("From the point on the map"),
}


@dataclass(frozen=True)
class ChosenPlace:
    """`row` and `how` where a place is chosen, with the form values that say so; else the list.

    `drawn` is where the map draws a point: latitude,longitude.
    """

    row: PlaceRow | None = None
    how: "str | Promise" = ""
    spot: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    drawn: str = ""
    list: PlaceList | None = None
    problem: "str | Promise" = ""
    ticked: str = ""


def is_looking(given: Mapping[str, str]) -> bool:
    """The form was sent to look for a place: by a button, or by Return in the search field."""
    by_return = "by_return" in given and bool(given.get("query")) and not given.get("area_code")
    return by_return or not BUTTONS.isdisjoint(given)


def chosen_place(present: World, given: Mapping[str, str]) -> ChosenPlace:
    """What the values of the form say, at the instant of the world. A sheet beats a point beats a choice."""
    problem: str | Promise = ""
    if not is_looking(given):
        try:
            chosen = _chosen(present, given, present.at)
        except Refusal as refusal:
            problem = refusal.message
        else:
            if chosen is not None:
                return chosen
    ticked = "" if "other_place" in given else given.get("area_code", "")
    inside = given.get("inside", "")
    query = "" if inside else given.get("query", "")[:60]
    rows = place_list(present.directory, query=query, inside=inside)
    return ChosenPlace(list=rows, problem=problem, ticked=ticked)


def _chosen(present: World, given: Mapping[str, str], at: dt.datetime) -> ChosenPlace | None:
    if code := given.get("place_code", ""):
        return _of(present, locate.by_place_code(code, at), {"place_code": code})
    if (point := _point(given)) is not None:
        return _of(present, locate.by_point(*point), {"lat": repr(point[0]), "lon": repr(point[1])})
    if code := given.get("area_code", ""):
        return _of(present, locate.by_area(code), {"area_code": code})
    return None


def _point(given: Mapping[str, str]) -> tuple[float, float] | None:
    """In WGS-84, as a position is; the tap on a map is said as the map draws."""
    try:
        point = float(given["lat"]), float(given["lon"])
    except (KeyError, ValueError):
        return None
    return maps.tapped(*point) if "tapped" in given else point


def _of(present: World, place: Place, values: Mapping[str, str]) -> ChosenPlace:
    row = row_of(present.directory, present.directory.areas[place.area_code])
    drawn = ""
    if place.latitude is not None and place.longitude is not None:
        drawn = ",".join(map(str, maps.position(place.longitude, place.latitude)))
    return ChosenPlace(row=row, how=HOW[place.how], spot=" ".join(place.evidence), values=values, drawn=drawn)
