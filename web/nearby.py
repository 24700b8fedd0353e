"""What happens around here: the public list and map of matters, counted by `cases.publishing` and never one by one.

A month that has become public is counted by the beat, or for the first reader if that one comes before it
(`cases.actions.publishing`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from cases.actions import publishing
from cases.catalogue import Catalogue
from cases.explanations import limit_words
from cases.publishing import LEAST, Block, Sum, month_of, total
from cases.queries import nearby as queries
from cases.queries.nearby import Nearby
from cases.world import World, world
from grids.levels import Level
from grids.tree import AreaNode
from grids.versions import tokens
from web import maps
from web.unchanged import unchanged
from web.viewing import instant_of

MOST_ROWS: Final = 100
MOST_PLACES: Final = 300
LEVELS: Final = (Level.COMMUNITY, Level.GRID, Level.STREET, Level.COUNTY, Level.CITY)
LEVELS_INSIDE: Final = (Level.GRID, Level.COMMUNITY, Level.STREET)


class PlaceForm(forms.Form):
    """A community or street, a group of kinds, one of the public months: each may be left open."""

    area = forms.ChoiceField(label=_("Where"), required=False)
    group = forms.ChoiceField(label=_("What"), required=False)
    month = forms.ChoiceField(label=_("When"), required=False)

    def __init__(self, asked: QueryDict, present: World, found: Nearby) -> None:
        super().__init__(asked, auto_id="nearby_%s")
        lists: dict[str, list[tuple[str, Any]]] = {
            "area": [("", _("Everywhere")), *((node.code, node.name) for node in places(present))],
            "group": [("", _("All kinds")), *groups(present.catalogue, found.blocks)],
            "month": [("", _("All months")), *((month.isoformat(), month_name(month)) for month in found.months)],
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@dataclass(frozen=True, slots=True)
class Row:
    """Matters of one kind at one place."""

    place: str
    kind: "str | Promise"
    count: str
    state: "str | Promise"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the area, how much there was of everything, and a link to see it alone."""

    name: str
    count: str
    url: str


@require_safe
@unchanged
def nearby(request: HttpRequest) -> HttpResponse:
    """The list, and the map over it where a browser draws one. Without JavaScript it says the same."""
    present, found = _read(request)
    form = PlaceForm(request.GET, present, found)
    blocks = _asked(form, found) if form.is_valid() else []
    rows = _rows(present, blocks)
    context = {
        "form": form,
        "count": counted(total(blocks).count) if blocks else "",
        "since": found.months[-1],
        "until": month_of(found.months[0], 1) - dt.timedelta(days=1),
        "counted": [counted_on(*row) for row in found.counted_at.items()],
        "has_map": bool(rows) and maps.has_outlines(form.cleaned_data["area"]),
        "rows": rows[:MOST_ROWS],
        "has_more": len(rows) > MOST_ROWS,
        "places": _places(present, blocks, form),
        "least": LEAST,
        "delay": limit_words(str(present.figures.publish_after)),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
    return render(request, "web/resident/nearby.html", context, status=status)


@require_safe
@conditional_page
@cache_control(private=True, no_cache=True)
def areas(request: HttpRequest) -> HttpResponse:
    """The same by area, for the map. A browser that has it already gets 304."""
    present, found = _read(request)
    form = PlaceForm(request.GET, present, found)
    if not form.is_valid():
        return JsonResponse({"areas": None, "points": None, "tiles": None}, status=HTTPStatus.BAD_REQUEST)
    blocks, inside = _asked(form, found), form.cleaned_data["area"]
    outlines = maps.outlines([inside], LEVELS_INSIDE) if inside else maps.outlines(None, LEVELS)

    def show(area: maps.Outline) -> maps.Shown:
        count = total(_within(blocks, area.code)).count
        if not count:
            return maps.Shown(None, str(_("too few of a kind to count here alone")))
        return maps.Shown(count, counted(count), "" if inside == area.code else _link(form, area.code))

    return JsonResponse({"areas": maps.drawn(outlines, show), "points": None, "tiles": maps.tiles()})


def _read(request: HttpRequest) -> tuple[World, Nearby]:
    """Two statements at most, the tokens and what is not kept; more for the first reader of a month."""
    read = tokens()
    present = world(instant_of(request), read)
    try:
        return present, queries.read(present, read)
    except queries.Uncounted:
        publishing.publish(present)
        return present, queries.read(present, read)


def places(present: World) -> list[AreaNode]:
    """Communities to choose from, or streets where there are too many."""
    areas = sorted(present.directory.areas.values(), key=lambda node: node.code)
    for level in (Level.COMMUNITY, Level.STREET, Level.COUNTY):
        found = [node for node in areas if node.level == level]
        if 0 < len(found) <= MOST_PLACES:
            return found
    return []


def groups(catalogue: Catalogue, blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """The groups of which something is counted, by code."""
    return [(group, group_name(catalogue, group)) for group in sorted({block.group for block in blocks} - {""})]


def group_name(catalogue: Catalogue, group: str) -> str:
    """The name of a group in the reader's language."""
    return catalogue.of_group(group)[-1].group_name


def month_name(month: dt.date) -> str:
    """October 2026, 2026年10月."""
    return formats.date_format(month, "YEAR_MONTH_FORMAT")


def counted_on(month: dt.date, at: dt.datetime) -> str:
    """The day as of which a month was counted."""
    day = formats.date_format(timezone.localtime(at), "DATE_FORMAT")
    return _("%(month)s: counted on %(day)s") % {"month": month_name(month), "day": day}


def counted(count: int) -> str:
    """So many matters, in words."""
    return ngettext("%(count)d matter", "%(count)d matters", count) % {"count": count}


def state_words(found: Sum) -> "str | Promise":
    """How far they are. Where one of the two parts would be a small number, neither is told."""
    if found.finished is None:
        return _("Some finished, some being handled")
    if found.finished == found.count:
        return _("All finished")
    if found.finished == 0:
        return _("Being handled")
    rest = found.count - found.finished
    return _("%(finished)d finished, %(rest)d being handled") % {"finished": found.finished, "rest": rest}


def _asked(form: PlaceForm, found: Nearby) -> list[Block]:
    area, group, month = (form.cleaned_data[name] for name in ("area", "group", "month"))
    return [
        block
        for block in _within(found.blocks, area)
        if group in {"", block.group} and month in {"", block.month.isoformat()}
    ]


def _within(blocks: Iterable[Block], code: str) -> list[Block]:
    """Whole blocks alone: what is counted for a street belongs to none of its communities."""
    return [block for block in blocks if block.area.startswith(code)]


def _rows(present: World, blocks: Iterable[Block]) -> list[Row]:
    """The months together, the most first."""
    together: dict[tuple[str, str, str], list[Block]] = defaultdict(list)
    for block in blocks:
        together[block.area, block.code, block.group].append(block)
    sums = [(total(found), key) for key, found in together.items()]
    return [
        Row(_place_words(present, area), _kind(present, code, group), counted(found.count), state_words(found))
        for found, (area, code, group) in sorted(sums, key=lambda row: (-row[0].count, row[1]))
    ]


def _kind(present: World, code: str, group: str) -> "str | Promise":
    if code:
        return present.catalogue.versions(code)[-1].name
    if group:
        return _("%(group)s: several kinds") % {"group": group_name(present.catalogue, group)}
    return _("Several kinds")


def _place_words(present: World, code: str) -> str:
    areas = present.directory.areas
    node = areas.get(code)
    if node is None:
        left = max((area for area in areas.values() if code.startswith(area.code)), key=_depth, default=None)
        return _("A former part of %(area)s") % {"area": left.name if left else code}
    above = areas.get(node.parent_code or "") if node.level == Level.GRID else None
    return f"{above.name} {node.name}" if above else node.name


def _depth(area: AreaNode) -> int:
    return len(area.code)


def _places(present: World, blocks: list[Block], form: PlaceForm) -> list[Place]:
    """The communities with something to count, the most first; nothing inside one."""
    if not form.is_valid() or form.cleaned_data["area"]:
        return []
    sums = [(total(_within(blocks, node.code)).count, node) for node in places(present)]
    found = sorted(((count, node) for count, node in sums if count), key=lambda row: (-row[0], row[1].code))
    return [Place(node.name, counted(count), _link(form, node.code)) for count, node in found]


def _link(form: PlaceForm, code: str) -> str:
    """The same page for one area, if it can be chosen."""
    if code not in dict(form.fields["area"].choices):  # type: ignore[attr-defined]  # a ChoiceField
        return ""
    query = QueryDict(mutable=True)
    query.update({**{name: value for name, value in form.cleaned_data.items() if value}, "area": code})
    return f"{reverse('nearby')}?{query.urlencode()}"
