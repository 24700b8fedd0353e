"""Areas to choose from, as plain lists for forms, kept short however large the installation is."""

from collections.abc import Collection
from itertools import islice

from cases.models import Case
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.roles import Permission
from grids.tree import AreaNode, Directory

MOST_AREAS = 300
INDENT = "\N{IDEOGRAPHIC SPACE}"

Choices = list[tuple[str, str]]


def tree(directory: Directory, codes: Collection[str]) -> Choices:
    """The subtrees of the codes, indented: down to the lowest level at which at most 300 areas remain."""
    nodes: list[AreaNode] = []
    for lowest in (Level.GRID, Level.COMMUNITY, Level.STREET, Level.COUNTY):
        inside = (
            node
            for node in directory.areas.values()
            if node.level.rank >= lowest.rank and any(directory.contains(code, node.code) for code in codes)
        )
        nodes = sorted(islice(inside, MOST_AREAS + 1), key=lambda node: node.code)
        if len(nodes) <= MOST_AREAS:
            break
    depths = {node.code: _depth(directory, node) for node in nodes}
    least = min(depths.values(), default=0)
    return [(node.code, INDENT * (depths[node.code] - least) + node.name) for node in nodes]


def inside(directory: Directory, codes: Collection[str]) -> Choices:
    """The areas of the codes with all that lies in them, buildings too; at most 300, the wider ones first."""
    nodes = [node for node in directory.areas.values() if any(directory.contains(code, node.code) for code in codes)]
    widest = sorted(nodes, key=lambda node: (-node.level.rank, node.code))[:MOST_AREAS]
    least = min((_depth(directory, node) for node in widest), default=0)
    return [
        (node.code, INDENT * (_depth(directory, node) - least) + node.name)
        for node in sorted(widest, key=lambda node: node.code)
    ]


def for_dispatch(viewer: Viewer, case: Case, present: World) -> Choices:
    """Areas of the viewer's desks down to the grids, with the case's own place; by code.

    Where a desk has more than 300 of them, only those around the place and directly inside it.
    """
    directory = present.directory
    desks = {directory.units[post.unit_id].area_code for post in viewer.posts if post.allows(Permission.TRIAGE)}
    inside = [
        node
        for node in directory.areas.values()
        if node.level.rank >= Level.GRID.rank and any(directory.contains(code, node.code) for code in desks)
    ]
    if len(inside) > MOST_AREAS:
        near = {node.code for node in directory.path(case.area_id)}
        inside = [node for node in inside if node.code in near or node.parent_code == case.area_id][:MOST_AREAS]
    nodes = {node.code: node for node in [*inside, directory.areas[case.area_id]]}
    return [(code, _label(directory, nodes[code])) for code in sorted(nodes)]


def _label(directory: Directory, node: AreaNode) -> str:
    return f"{INDENT * (_depth(directory, node) - 1)}{node.name} · {LEVEL_NAMES[node.level]}"


def _depth(directory: Directory, node: AreaNode) -> int:
    return sum(1 for _node in directory.path(node.code))
