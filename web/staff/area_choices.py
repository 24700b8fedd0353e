"""The areas to which the triage desk may move a case's place, as a plain list for a form."""

from cases.models import Case
from cases.viewer import Viewer
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.roles import Permission
from grids.tree import AreaNode, Directory

MOST_AREAS = 200


def for_dispatch(viewer: Viewer, case: Case, present: World) -> list[tuple[str, str]]:
    """Areas of the viewer's desks down to the grids, with the case's own place; by code.

    Where a desk has more than 200 of them, only those around the place and directly inside it.
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
    depth = sum(1 for _node in directory.path(node.code)) - 1
    indent = "\N{IDEOGRAPHIC SPACE}" * depth
    return f"{indent}{node.name} · {LEVEL_NAMES[node.level]}"
