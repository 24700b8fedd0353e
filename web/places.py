"""Choosing a place by its name or by walking down the tree, without a map and without JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.tree import AreaNode, Directory

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An area to choose: its name with those above it, its level in words, whether it has areas inside."""

    code: str
    name: str
    above: str
    level: "str | Promise"
    has_inside: bool


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Rows to choose from: what a query finds, or what lies inside an area. `more`: not all are shown."""

    query: str
    inside: PlaceRow | None
    up: str
    rows: list[PlaceRow]
    more: bool


def place_list(directory: Directory, *, query: str = "", inside: str = "") -> PlaceList:
    """The areas that `query` names, each word of it; without a query those directly inside `inside`.

    Without either the list starts at the first fork of the tree: a street alone shows its communities.
    """
    words = query.casefold().split()[:6]
    start = directory.areas.get(inside)
    if words:
        found = [node for node in directory.areas.values() if _matches(directory, node, words)]
        found.sort(key=lambda node: (len(node.name), node.code))
    else:
        start = start or _first_fork(directory)
        found = sorted(_inside(directory, start), key=lambda node: node.code)
    rows = [row_of(directory, node) for node in found[:MOST_ROWS]]
    shown = row_of(directory, start) if start is not None and inside and not words else None
    up = (start.parent_code or "") if start is not None else ""
    return PlaceList(query, shown, up, rows, len(found) > MOST_ROWS)


def row_of(directory: Directory, node: AreaNode) -> PlaceRow:
    """One area as people name it: the areas above it stand before it, highest first."""
    above = [area.name for area in directory.path(node.code)][1:]
    names = above[:3] if node.level.rank <= Level.GRID.rank else above[:1]
    return PlaceRow(
        node.code, node.name, " ".join(reversed(names)), LEVEL_NAMES[node.level], _has_inside(directory, node)
    )


def _has_inside(directory: Directory, node: AreaNode) -> bool:
    return bool(directory.child_levels.get(node.code))


def _inside(directory: Directory, start: AreaNode | None) -> Iterator[AreaNode]:
    code = start.code if start is not None else None
    return (node for node in directory.areas.values() if node.parent_code == code)


def _first_fork(directory: Directory) -> AreaNode | None:
    """The lowest area that contains everything."""
    start: AreaNode | None = None
    inside = list(_inside(directory, None))
    while len(inside) == 1 and _has_inside(directory, inside[0]):
        start = inside[0]
        inside = list(_inside(directory, start))
    return start


def _matches(directory: Directory, node: AreaNode, words: list[str]) -> bool:
    """Each word stands in the name of the area or of one around it, and one at least in its own."""
    if not any(word in node.name.casefold() for word in words):
        return False
    whole = " ".join(area.name for area in directory.path(node.code)).casefold()
    return all(word in whole for word in words)
