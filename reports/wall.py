"""What a wall shows: areas and numbers, and of the kinds of matters only what names nobody (hazard E20)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases.models import Case
from cases.publishing import AT_COMMUNITY, LEAST, NEVER_CODES, NEVER_GROUPS
from cases.states import OPEN
from cases.viewer import Viewer
from cases.world import World
from grids.models.area import code_end
from reports.overview import overview
from reports.stock import Overview, is_compared

MOST_KINDS: Final = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """Open cases of one category; `is_guarded`: sensitive, or a dispute."""

    code: str
    name: str
    count: int
    is_guarded: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """The overview of an area, and its open cases by category as far as they may be shown."""

    overview: Overview
    kinds: tuple[Kind, ...]


def wall(area_code: str, present: World, viewer: Viewer) -> Wall:
    """What the wall of an area shows now: one statement more than the overview.

    Raises `Refusal` not_found as the overview does, and for a grid: small numbers stay inside (hazard E20).
    """
    area = viewer.directory.areas.get(area_code)
    if area is None or not is_compared(area.level):
        raise not_found(_("There is no such area."))
    seen = _for_all_eyes(viewer)
    found = overview(area_code, present.at, viewer, seen)
    return Wall(found, released(_kinds(area_code, present, seen), found.whole.stock.open))


def _for_all_eyes(viewer: Viewer) -> QuerySet[Case]:
    """Without complaints about staff and leads for the police: from a number of the hall, less that of its own desk,
    an office would know that it is complained about (hazards E7, E20).
    """
    never = Q(category__code__in=NEVER_CODES) | Q(category__group__in=NEVER_GROUPS)
    return Case.objects.visible_to(viewer).filter(complained_unit=None).exclude(never)


def _kinds(area_code: str, present: World, seen: QuerySet[Case]) -> list[Kind]:
    rows = (
        seen.filter(area_id__gte=area_code, area_id__lt=code_end(area_code), state__in=OPEN, category__isnull=False)
        .order_by()
        .values_list("category_id")
        .annotate(count=Count("pk"), sensitive=Count("pk", filter=Q(sensitive=True)))
    )
    counts: dict[str, int] = defaultdict(int)
    guarded: set[str] = set()
    for pk, count, sensitive in rows:
        category = present.catalogue.by_id(pk)
        counts[category.code] += count
        if sensitive or category.personal_data == "sensitive" or category.group in AT_COMMUNITY:
            guarded.add(category.code)
    names = {code: present.catalogue.versions(code)[-1].name for code in counts}
    return [Kind(code, names[code], count, code in guarded) for code, count in counts.items()]


def released(kinds: Iterable[Kind], total: int) -> tuple[Kind, ...]:
    """The fullest kinds, without the guarded ones of fewer than five cases.

    Nor can those be told from the total: where something small is left out, what is left out numbers five or more.
    """
    fullest = sorted(kinds, key=lambda kind: (-kind.count, kind.code))
    shown = [kind for kind in fullest if not kind.is_guarded or kind.count >= LEAST][:MOST_KINDS]
    if any(kind.is_guarded and kind.count < LEAST for kind in fullest):
        while shown and total - sum(kind.count for kind in shown) < LEAST:
            shown.pop()
    return tuple(shown)
