"""In which standing a person's posts are towards a procedure (case process §4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.routing import hidden_below
from cases.viewer import Viewer
from grids.levels import Level
from grids.tree import Directory, PostNode
from procedures.models import Matter
from procedures.states.rule import Actor, Rule


@dataclass(frozen=True, slots=True)
class Facts:
    """What a standing asks of a procedure, or of a case on which one is about to begin."""

    place: str
    unit_id: int | None = None
    desk_id: int | None = None
    holder_id: int | None = None
    complained_id: int | None = None


def facts_of(matter: Matter) -> Facts:
    """The facts of a procedure; one statement where its case has not been read."""
    case = matter.case
    return Facts(
        place=matter.place_code,
        unit_id=matter.unit_id,
        desk_id=matter.registrar_id,
        holder_id=case.holder_id if case else None,
        complained_id=case.complained_unit_id if case else None,
    )


def posts_for(viewer: Viewer, rule: Rule) -> list[PostNode]:
    """The viewer's posts whose role has the verb at all."""
    return [post for post in viewer.posts if any(post.allows(permission) for permission in rule.permissions)]


def standing_post(viewer: Viewer, posts: Iterable[PostNode], rule: Rule, facts: Facts) -> PostNode | None:
    """The first of the posts that stands to the procedure as the rule asks; never one of the unit complained about."""
    for post in posts:
        if hidden_below(viewer.directory, facts.complained_id, viewer.directory.units[post.unit_id]):
            continue
        if any(_stands_as(viewer.directory, post, actor, facts) for actor in rule.actors):
            return post
    return None


def _stands_as(directory: Directory, post: PostNode, actor: Actor, facts: Facts) -> bool:
    unit = directory.units[post.unit_id]
    if actor is Actor.UNIT:
        return unit.id == facts.unit_id
    if actor is Actor.DESK:
        return unit.id == facts.desk_id
    if actor is Actor.HOLDER:
        return unit.id == facts.holder_id and unit.is_government
    if actor is Actor.OFFICE:
        high = unit.is_office and unit.level.rank >= Level.STREET.rank
        return high and directory.contains(unit.area_code, facts.place)
    if actor is Actor.AROUND:
        return unit.is_government and directory.contains(post.area_code or unit.area_code, facts.place)
    return False
