"""In which standing a person's posts are towards a case (case process §4.2, roles and verbs)."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cases.casefile import CaseFile
from cases.routing import triage_desk
from cases.states import Actor, Rule, State
from cases.viewer import Viewer
from grids.levels import Level
from grids.roles import Permission
from grids.tree import Directory, PostNode, UnitNode


def triage_ids(directory: Directory, file: CaseFile, today: dt.date) -> set[int]:
    """The units that are triage desk of the case: its holder while reported, and the desk above
    once the accept time has passed; later the desk of its place."""
    case = file.case
    if case.state == State.REPORTED:
        return {case.holder_id} | ({case.triage_also_id} if case.triage_also_id else set())
    return {triage_desk(directory, case.area_id, today).id}


@dataclass(frozen=True, slots=True)
class _Stand:
    """A unit before a case: what each standing asks."""

    directory: Directory
    file: CaseFile
    unit: UnitNode
    today: dt.date

    @property
    def holder(self) -> UnitNode:
        return self.directory.units[self.file.case.holder_id]

    @property
    def holds(self) -> bool:
        return self.unit.id == self.file.case.holder_id

    @property
    def is_parent(self) -> bool:
        parent = self.directory.parent_of(self.holder)
        return parent is not None and parent.id == self.unit.id

    @property
    def is_above(self) -> bool:
        return any(office.id == self.unit.id for office in self.directory.offices_above(self.holder))

    @property
    def is_holding_office(self) -> bool:
        return self.holds and self.unit.is_office and self.unit.level.rank >= Level.COMMUNITY.rank

    @property
    def is_holding_top(self) -> bool:
        return self.holds and self.directory.parent_of(self.unit) is None


STANDINGS: Mapping[Actor, Callable[[_Stand], bool]] = {
    Actor.HOLDER: lambda stand: stand.holds,
    Actor.HELPER: lambda stand: stand.unit.id in stand.file.helper_ids,
    Actor.TASKED: lambda stand: any(task.unit_id == stand.unit.id for task in stand.file.tasks),
    Actor.PARENT: lambda stand: stand.is_parent,
    Actor.ABOVE: lambda stand: stand.is_above,
    Actor.OFFICE: lambda stand: stand.is_holding_office,
    Actor.TOP: lambda stand: stand.is_holding_top,
    Actor.TRIAGE: lambda stand: stand.unit.id in triage_ids(stand.directory, stand.file, stand.today),
    Actor.CHECKING: lambda stand: stand.unit.id == stand.file.case.checking_unit_id,
    Actor.CALLBACK: lambda stand: stand.unit.id == stand.file.case.callback_unit_id,
}
"""Standings of units; the other actors are no unit's."""


def stands_as(directory: Directory, file: CaseFile, unit: UnitNode, actor: Actor, today: dt.date) -> bool:
    """The unit is the case's holder, parent, triage desk … now."""
    return actor in STANDINGS and STANDINGS[actor](_Stand(directory, file, unit, today))


def posts_for(viewer: Viewer, rule: Rule) -> list[PostNode]:
    """The viewer's posts whose role has the verb at all. A leader's verbs are a street's or county's alone."""
    if rule.permission is None:
        return []
    posts = [post for post in viewer.posts if post.allows(rule.permission)]
    if rule.permission is not Permission.LEAD:
        return posts
    units = viewer.directory.units
    return [post for post in posts if units[post.unit_id].level.rank >= Level.STREET.rank]


def standing_post(
    viewer: Viewer, posts: Iterable[PostNode], rule: Rule, file: CaseFile, today: dt.date
) -> PostNode | None:
    """The first of the posts that stands to the case as the rule asks."""
    for post in posts:
        unit = viewer.directory.units[post.unit_id]
        if any(stands_as(viewer.directory, file, unit, actor, today) for actor in rule.actors):
            return post
    return None
