"""What the pages about place codes share: the gate to areas and codes, and a code in words."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import forbidden, not_found
from grids import rules, signed_codes
from grids.levels import Level
from grids.models import Facility, PlaceCode, RevokeReason
from grids.tree import AreaNode, Directory
from web.viewing import viewer_of


@dataclass(frozen=True, slots=True)
class Row:
    """A code in words: the place or facility that it names, what lies around it, how it stands."""

    row: PlaceCode
    title: str
    facility: "str | Promise"
    grid: str
    letters: str
    reason: "str | Promise"
    is_usable: bool


def kept_areas(request: HttpRequest) -> list[str]:
    """The areas whose sheets one keeps. Raises `Refusal` forbidden `not_your_verb` where there are none."""
    kept = rules.kept_areas(viewer_of(request))
    if not kept:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    return kept


def kept_area(request: HttpRequest, code: str) -> AreaNode:
    """An area whose sheets one keeps. Raises `Refusal` not_found for every other."""
    viewer = viewer_of(request)
    rules.check_keeper(viewer, code)
    node = viewer.directory.areas.get(code)
    if node is None:
        raise not_found(_("There is no such area."))
    return node


def kept_code(request: HttpRequest, pk: int) -> PlaceCode:
    """A code in the own areas. Raises `Refusal` not_found for every other."""
    kept_areas(request)
    row = PlaceCode.objects.visible_to(viewer_of(request)).filter(pk=pk).first()
    if row is None:
        raise not_found(_("There is no such place code."))
    return row


def described(row: PlaceCode, directory: Directory, *, is_usable: bool) -> Row:
    """A code as people speak of it."""
    area = directory.areas[row.area_id]
    grid = next((node for node in directory.path(row.area_id) if node.level is Level.GRID), area)
    return Row(
        row=row,
        title=row.spot if row.facility else area.name,
        facility=Facility(row.facility).label if row.facility else "",
        grid=grid.name,
        letters=signed_codes.in_groups(row.code),
        reason=RevokeReason(row.revoke_reason).label if row.revoke_reason else "",
        is_usable=is_usable,
    )
