"""In which standing a person's posts are towards a case (case process §4.2, roles and verbs)."""

import datetime as dt
from collections.abc import Iterable

from cases.casefile import CaseFile
from cases.routing import triage_desk
from cases.states import Actor, Rule, State
from cases.viewer import Viewer
from grids.tree import Directory, PostNode, UnitNode


def triage_ids(directory: Directory, file: CaseFile, today: dt.date) -> set[int]:
    """The units that are triage desk of the case: its holder while reported, and the desk above
    once the accept time has passed; later the desk of its place."""
    case = file.case
    if case.state == State.REPORTED:
        return {case.holder_id} | ({case.triage_also_id} if case.triage_also_id else set())
    return {triage_desk(directory, case.area_id, today).id}


def stands_as(directory: Directory, file: CaseFile, unit: UnitNode, actor: Actor, today: dt.date) -> bool:
    """The unit is the case's holder, parent, triage desk … now."""
    case = file.case
    holder = directory.units[case.holder_id]
    if actor is Actor.HOLDER:
        return unit.id == case.holder_id
    if actor is Actor.HELPER:
        return unit.id in file.helper_ids
    if actor is Actor.PARENT:
        parent = directory.parent_of(holder)
        return parent is not None and parent.id == unit.id
    if actor is Actor.ABOVE:
        return any(office.id == unit.id for office in directory.offices_above(holder))
    if actor is Actor.TRIAGE:
        return unit.id in triage_ids(directory, file, today)
    if actor is Actor.CHECKING:
        return unit.id == case.checking_unit_id
    if actor is Actor.CALLBACK:
        return unit.id == case.callback_unit_id
    return False


def posts_for(viewer: Viewer, rule: Rule) -> list[PostNode]:
    """The viewer's posts whose role has the verb at all."""
    if rule.permission is None:
        return []
    return [post for post in viewer.posts if post.allows(rule.permission)]


def standing_post(
    viewer: Viewer, posts: Iterable[PostNode], rule: Rule, file: CaseFile, today: dt.date
) -> PostNode | None:
    """The first of the posts that stands to the case as the rule asks."""
    for post in posts:
        unit = viewer.directory.units[post.unit_id]
        if any(stands_as(viewer.directory, file, unit, actor, today) for actor in rule.actors):
            return post
    return None
