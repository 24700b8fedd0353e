"""Where a matter is: by area, by place code, by point or by text.

What is read from the reference data is held in memory and right to the statement (`grids.versions`);
`present` tokens already read save the statement.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from accounts.refusals import conflict, invalid
from grids import directory, signed_codes
from grids.levels import Level
from grids.models import Area, PlaceCode
from grids.outlines import Outlined, Outlines, is_on_earth, shape_of
from grids.placing import Gazetteer, Named
from grids.tree import AreaNode
from grids.versions import Held, Tokens

CERTAIN = 1.0


class How(StrEnum):
    """What a place was found by; `root`: by nothing, so it is the whole installation."""

    AREA_CODE = "area_code"
    PLACE_CODE = "place_code"
    POINT = "point"
    TEXT = "text"
    ROOT = "root"


@dataclass(frozen=True, slots=True)
class Place:
    """The deepest certain area.

    `confidence` 0 … 1 is for display, what is dispatched follows from the level. The point is kept
    where one was given (WGS-84); `evidence` are the names found in a text, or the spot of a code.
    """

    area_code: str
    level: Level
    how: How
    confidence: float
    latitude: float | None = None
    longitude: float | None = None
    evidence: tuple[str, ...] = ()


def by_area(code: str, present: Tokens | None = None) -> Place:
    """The place that somebody chose from the list. Raises `Refusal` unknown_area (field area_code)."""
    node = directory.current(present).areas.get(code.strip())
    if node is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    return _place(node, How.AREA_CODE)


def by_place_code(code: str, at: dt.datetime, present: Tokens | None = None) -> Place:
    """The place of a printed code, however its letters are typed.

    Raises `Refusal` unknown_place_code, or expired_place_code for one that ended or was revoked
    (field place_code).
    """
    typed = signed_codes.tidy(code)
    # What this installation did not sign is not looked up.
    row = PlaceCode.objects.filter(code=typed).first() if signed_codes.is_signed(typed) else None
    if row is None:
        raise invalid("unknown_place_code", _("This place code is not known. Check the letters."), field="place_code")
    if not row.is_usable(at):
        raise invalid("expired_place_code", _("This place code is no longer valid."), field="place_code")
    node = directory.current(present).areas[row.area_id]
    return _place(node, How.PLACE_CODE, evidence=(row.spot,) if row.spot else ())


def by_point(latitude: float, longitude: float, present: Tokens | None = None) -> Place:
    """The lowest outlined area over a point in WGS-84; on a shared edge the lower code.

    Where nothing has an outline yet, a point is kept but says nothing: the root.

    Raises `Refusal` bad_point for what is no point on earth, outside_area for one outside every
    outline (field lat).
    """
    if not is_on_earth(latitude, longitude):
        raise invalid("bad_point", _("Latitude and longitude are not a point on the map."), field="lat")
    outlines = _outlines.get(present)
    if outlines.empty:
        return replace(root(present), latitude=latitude, longitude=longitude)
    code = outlines.at(longitude, latitude)
    node = directory.current(present).areas.get(code) if code else None
    if node is None:
        raise invalid("outside_area", _("This point lies outside the area that is served here."), field="lat")
    return _place(node, How.POINT, latitude=latitude, longitude=longitude)


def by_text(text: str, present: Tokens | None = None) -> Place:
    """The deepest area that the words of a text make certain; the root where they name none.

    The first line counts before the others, so put an address or a subject there. Raises `Refusal`
    no_areas (conflict) in an installation without areas.
    """
    found = _gazetteer.get(present).find(text)
    areas = directory.current(present).areas
    node = areas.get(found.code) if found.code else None
    if node is None:
        return root(present)
    return _place(node, How.TEXT, confidence=found.confidence, evidence=found.words)


def root(present: Tokens | None = None) -> Place:
    """The installation as a whole: its only root, or of several the highest, then the lowest code.

    Raises `Refusal` no_areas (conflict).
    """
    roots = [node for node in directory.current(present).areas.values() if node.parent_code is None]
    if not roots:
        raise conflict("no_areas", _("No areas have been imported yet."))
    return _place(min(roots, key=lambda node: (-node.level.rank, node.code)), How.ROOT, confidence=0.0)


def _place(
    node: AreaNode,
    how: How,
    *,
    confidence: float = CERTAIN,
    latitude: float | None = None,
    longitude: float | None = None,
    evidence: tuple[str, ...] = (),
) -> Place:
    return Place(node.code, node.level, how, confidence, latitude, longitude, evidence)


def _load_outlines() -> Outlines:
    return Outlines(outlined())


def outlined() -> Iterator[Outlined]:
    """Every area that has an outline, by code."""
    rows = Area.objects.exclude(boundary=None).order_by("code").values_list("code", "level", "boundary")
    for code, level, boundary in rows:
        yield Outlined(code, Level(level), shape_of(boundary))


def _load_names() -> Gazetteer:
    rows = Area.objects.order_by("code").values_list("code", "parent__code", "name", "aliases")
    return Gazetteer(Named(code, parent, name, tuple(aliases)) for code, parent, name, aliases in rows)


_outlines = Held("boundaries", _load_outlines)
_gazetteer = Held("directory", _load_names)
