"""The present `Directory`, held in memory and reloaded when areas, units or posts change."""

from collections import defaultdict

from grids.levels import Level
from grids.models import Area, Post, Unit
from grids.models.unit import GOVERNMENT_KINDS, SUBTREE_KINDS, WATCHING_KINDS, UnitKind
from grids.roles import Role
from grids.tree import AreaNode, Directory, PostNode, UnitNode
from grids.versions import Held, Tokens


def _load() -> Directory:
    # Units before areas: whatever is committed meanwhile, each unit's area is there.
    unit_rows = list(Unit.objects.order_by("id").values_list("id", "kind", "name", "area__code"))
    areas = {
        code: AreaNode(code, name, Level(level), parent)
        for code, name, level, parent in Area.objects.values_list("code", "name", "level", "parent__code")
    }
    child_levels: dict[str, set[Level]] = defaultdict(set)
    for node in areas.values():
        if node.parent_code:
            child_levels[node.parent_code].add(node.level)
    units: dict[int, UnitNode] = {}
    offices: dict[str, UnitNode] = {}
    beside: dict[str, list[UnitNode]] = defaultdict(list)
    for pk, kind, name, code in unit_rows:
        unit = units[pk] = _unit(pk, kind, name, areas[code])
        if unit.is_office:
            offices[code] = unit
        else:
            beside[code].append(unit)
    by_unit: dict[int, list[PostNode]] = defaultdict(list)
    by_user: dict[int, list[PostNode]] = defaultdict(list)
    rows = Post.objects.order_by("id").values_list("id", "user_id", "unit_id", "role", "area__code", "since", "until")
    for pk, user_id, unit_id, role, area_code, since, until in rows:
        post = PostNode(pk, user_id, unit_id, Role(role), area_code, since, until)
        by_unit[unit_id].append(post)
        by_user[user_id].append(post)
    return Directory(
        areas=areas,
        units=units,
        offices=offices,
        beside={code: tuple(rows) for code, rows in beside.items()},
        posts_by_unit={key: tuple(rows) for key, rows in by_unit.items()},
        posts_by_user={key: tuple(rows) for key, rows in by_user.items()},
        child_levels={code: frozenset(levels) for code, levels in child_levels.items()},
    )


def _unit(pk: int, kind: str, name: str, area: AreaNode) -> UnitNode:
    return UnitNode(
        pk,
        kind,
        name,
        area.code,
        area.level,
        is_office=kind == UnitKind.OFFICE,
        sees_subtree=kind in SUBTREE_KINDS,
        is_government=kind in GOVERNMENT_KINDS,
        handles=kind not in WATCHING_KINDS,
    )


_held = Held("directory", _load)


def current(present: Tokens | None = None) -> Directory:
    """The directory as of now; pass tokens already read to save the statement."""
    return _held.get(present)
